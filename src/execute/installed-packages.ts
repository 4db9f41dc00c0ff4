import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PythonEnvironment } from './environment.ts';

/** Versions of what is installed, by normalised distribution name; read from folder names, without starting Python. */
export type Installed = ReadonlyMap<string, { readonly version: string; readonly folder: string }>;

/** What is installed in an environment; undefined where that cannot be told from its folders. */
export async function installedPackages(environment: PythonEnvironment): Promise<Installed | undefined> {
  const sites = environment.facts?.sites ?? (await sitesOf(join(environment.python, '..', '..')));
  const found = new Map<string, { version: string; folder: string }>();
  for (const site of sites) {
    for (const entry of await readdir(site).catch(() => [])) {
      const match = /^(.+?)-([^-]+?)(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(entry);
      const name = normalised(match?.[1] ?? '');
      if (match !== null && !found.has(name)) {
        found.set(name, { version: match[2] ?? '', folder: join(site, entry) });
      }
    }
  }
  return found.has('ipykernel') ? found : undefined;
}

/** The distributions that these top-level modules come from. */
export async function distributionsOf(modules: readonly string[], installed: Installed): Promise<readonly string[]> {
  let owners = known.get(installed);
  if (owners === undefined) {
    owners = ownersOf(installed);
    known.set(installed, owners);
  }
  const byModule = await owners;
  return [...new Set(modules.flatMap((name) => byModule.get(name) ?? []))].sort();
}

/** Of each top-level module, the distributions that it comes from. */
type Owners = ReadonlyMap<string, readonly string[]>;

const known = new WeakMap<Installed, Promise<Owners>>();

async function ownersOf(installed: Installed): Promise<Owners> {
  const owners = new Map<string, string[]>();
  const own = (top: string, name: string) => owners.set(top, [...(owners.get(top) ?? []), name]);
  await Promise.all(
    [...installed].map(async ([name, { folder }]) => {
      for (const top of new Set([name.replaceAll('-', '_'), ...(await topLevelOf(folder))])) own(top, name);
    }),
  );
  return owners;
}

async function topLevelOf(folder: string): Promise<readonly string[]> {
  const declared = await readFile(join(folder, 'top_level.txt'), 'utf8').catch(() => undefined);
  if (declared !== undefined) return declared.split('\n').filter((line) => line !== '');
  const record = await readFile(join(folder, 'RECORD'), 'utf8').catch(() => '');
  const tops = record.split('\n').map((line) => line.slice(0, line.search(/[/,]/)));
  return [...new Set(tops)].map((top) => top.replace(/(\.cpython-.*|\.abi3)?\.(py|so|pyd)$/, ''));
}

async function sitesOf(prefix: string): Promise<readonly string[]> {
  const lib = join(prefix, 'lib');
  const pythons = (await readdir(lib).catch(() => [])).filter((name) => /^python3\.\d+$/.test(name));
  return [...pythons.map((name) => join(lib, name, 'site-packages')), join(prefix, 'Lib', 'site-packages')];
}

/** A distribution's name as packages are compared by it (PEP 503). */
export function normalised(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** The version of an environment's Python, from what it told or from its own configuration file. */
export async function pythonVersion(environment: PythonEnvironment): Promise<string | undefined> {
  if (environment.facts !== undefined) return environment.facts.python;
  const config = await readFile(join(environment.python, '..', '..', 'pyvenv.cfg'), 'utf8').catch(() => '');
  return /^version(?:_info)?\s*=\s*(\S+)/m.exec(config)?.[1];
}
