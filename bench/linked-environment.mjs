import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';

/** Makes an environment whose packages are links to those of another Python's, and gives the folder that has them. */
export function linkedEnvironment(python, venv) {
  const made = spawnSync(python, ['-m', 'venv', '--without-pip', venv], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  const ask = (one) =>
    spawnSync(one, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
      encoding: 'utf8',
    }).stdout.trim();
  const [from, to] = [ask(python), ask(join(venv, 'bin', 'python'))];
  for (const name of fs.readdirSync(from)) {
    if (!name.endsWith('.pth') && name !== '__pycache__') fs.symlinkSync(join(from, name), join(to, name));
  }
  return to;
}
