import { join } from 'node:path';
import { replaceFile } from '../files/replace-file.ts';

/** Runs a command in the environment that is being set up. */
type Run = (command: readonly string[]) => Promise<unknown>;

/**
 * Makes kernels known to Jupyter whose packages do not do so themselves when pip installs them: those of the packages
 * that `requirements` name.
 */
export async function registerKernels(python: string, requirements: readonly string[], run: Run): Promise<void> {
  const names = requirements.map((requirement) => /^[\w.-]*/.exec(requirement)?.[0].toLowerCase().replaceAll('_', '-'));
  if (names.includes('bash-kernel')) await run([python, '-m', 'bash_kernel.install', '--sys-prefix']);
  if (names.includes('deno')) writeDenoSpec(join(python, '..', '..'));
}

/** `deno jupyter --install` writes into the user's home, where it would hold for other courses too. */
function writeDenoSpec(prefix: string): void {
  const folder = join(prefix, 'share', 'jupyter', 'kernels', 'deno');
  const spec = {
    argv: [join(prefix, 'bin', 'deno'), 'jupyter', '--kernel', '--conn', '{connection_file}'],
    display_name: 'Deno',
    language: 'typescript',
  };
  replaceFile(join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
}
