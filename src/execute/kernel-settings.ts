import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { digest, digestsOf } from './content-digest.ts';
import { type Installed, siteCode } from './installed-packages.ts';

export interface KernelSettingsContext {
  readonly prefix: string;
  readonly installed: Installed;
  readonly env: NodeJS.ProcessEnv;
  /** The folder of what libraries keep for all runs. */
  readonly caches: string;
}

/** Files that configure every kernel of an environment, and one of a name: how it is started, what runs before a lesson. */
export function kernelSettings({ prefix, installed, env, caches }: KernelSettingsContext) {
  const known = new Map<string, Promise<Readonly<Record<string, string>>>>();
  return (kernel: string): Promise<Readonly<Record<string, string>>> => {
    let settings = known.get(kernel);
    if (settings === undefined) {
      settings = read(kernel);
      known.set(kernel, settings);
    }
    return settings;
  };

  async function read(kernel: string): Promise<Readonly<Record<string, string>>> {
    const specs = dataFolders(prefix, env).map((folder) => join(folder, 'kernels', kernel, 'kernel.json'));
    const ipython = ['/etc/ipython', '/usr/local/etc/ipython', join(prefix, 'etc', 'ipython')];
    const configs = await Promise.all(
      ipython.map(async (folder) => {
        const names = await readdir(folder).catch(() => []);
        return names.filter((name) => /\.(?:py|json)$/.test(name)).map((name) => join(folder, name));
      }),
    );
    const together = async (paths: readonly string[]) => digest(Object.values(await digestsOf(paths)).join(' '));
    const venv = await readFile(join(prefix, 'pyvenv.cfg'), 'utf8').catch(() => '');
    return {
      kernelspec: await together(specs),
      'IPython configuration': await together(configs.flat()),
      matplotlibrc: await together([join(caches, 'matplotlib', 'matplotlibrc')]),
      'sitecustomize or .pth files': await siteCode(installed),
      'system site-packages': digest(String(/^include-system-site-packages\s*=\s*true/m.test(venv))),
    };
  }
}

/** Where Jupyter looks for kernels. */
function dataFolders(prefix: string, env: NodeJS.ProcessEnv): string[] {
  const own =
    env.JUPYTER_DATA_DIR ?? join(env.XDG_DATA_HOME ?? join(env.HOME ?? homedir(), '.local', 'share'), 'jupyter');
  const named = (env.JUPYTER_PATH ?? '').split(delimiter).filter((path) => path !== '');
  return [...named, own, ...[prefix, '/usr/local', '/usr'].map((folder) => join(folder, 'share', 'jupyter'))];
}
