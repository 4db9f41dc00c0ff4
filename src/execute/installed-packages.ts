import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digest } from './content-digest.ts';
import type { PythonEnvironment } from './python-environment.ts';

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

/** What changes when a distribution is installed, removed or installed again: versions, and the times of pip's records. */
export function installedState(installed: Installed): readonly string[] {
  return [...installed].map(([name, { version, folder }]) => {
    const record = statSync(join(folder, 'RECORD'), { throwIfNoEntry: false });
    return `${name} ${version} ${record?.mtimeMs} ${record?.ctimeMs}`;
  });
}

/**
 * What tells a distribution's code from other code of the same version; empty where nothing is known of it. That is what
 * pip says of its files, and the content of those that somebody changed since.
 */
export async function codeOf(name: string, installed: Installed): Promise<string> {
  let codes = knownCodes.get(installed);
  if (codes === undefined) {
    codes = new Map();
    knownCodes.set(installed, codes);
  }
  let code = codes.get(name);
  if (code === undefined) {
    code = codeIn(installed.get(name)?.folder);
    codes.set(name, code);
  }
  return code;
}

const knownCodes = new WeakMap<Installed, Map<string, Promise<string>>>();

/** Of larger distributions only what pip says counts: nobody edits them in their place. */
const mostEdited = 200;
/** Milliseconds by which a file may be newer than the record of it that pip writes last. */
const writing = 2000;

async function codeIn(folder: string | undefined): Promise<string> {
  if (folder === undefined) return '';
  const path = join(folder, 'RECORD');
  const record = await readFile(path, 'utf8').catch(() => undefined);
  if (record === undefined) return '';
  // Scripts differ with the place of the environment, and what pip compiled with its time.
  const lines = record.split('\n').filter((line) => !/^\.\.|\.pyc,|\.dist-info\//.test(line));
  const changed: string[] = [];
  const code = lines.filter((line) => /\.(?:py|so|pyd|pth),/.test(line));
  const looked = [lines, code].find(({ length }) => length <= mostEdited) ?? [];
  const written = statSync(path);
  for (const line of looked) {
    const [, file = '', hash = '', size = ''] = /^"?(.*?)"?,([^,]*),(\d*)$/.exec(line.trim()) ?? [];
    if (file === '') continue;
    const at = join(folder, '..', file);
    const facts = statSync(at, { throwIfNoEntry: false });
    // A time of change can be set back, that of the entry cannot.
    const isOld =
      facts !== undefined && facts.mtimeMs <= written.mtimeMs + writing && facts.ctimeMs <= written.ctimeMs + writing;
    if (isOld && facts.size === Number(size)) continue;
    const content = facts === undefined ? undefined : await readFile(at).catch(() => '');
    if (content !== undefined && hash === `sha256=${createHash('sha256').update(content).digest('base64url')}`)
      continue;
    changed.push(`${file} ${content === undefined ? 'gone' : digest(content)}`);
  }
  return digest([...lines.sort(), ...changed].join('\n')).slice(0, 12);
}

/** What runs in every Python of an environment before anything else: `.pth` files and `sitecustomize`. */
export async function siteCode(installed: Installed): Promise<string> {
  const sites = new Set([...installed.values()].map(({ folder }) => join(folder, '..')));
  const texts: string[] = [];
  for (const site of [...sites].sort()) {
    const names = (await readdir(site).catch(() => [])).filter((name) => /\.pth$|^(?:site|user)customize\b/.test(name));
    for (const name of names.sort()) texts.push(name, await readFile(join(site, name), 'utf8').catch(() => ''));
  }
  return digest(texts.join('\n'));
}

/** Of these top-level modules, those that can be imported now. */
export async function importable(modules: readonly string[], installed: Installed): Promise<readonly string[]> {
  let names = knownNames.get(installed);
  if (names === undefined) {
    names = namesIn(installed);
    knownNames.set(installed, names);
  }
  const there = await names;
  return modules.filter((name) => there.has(name));
}

const knownNames = new WeakMap<Installed, Promise<ReadonlySet<string>>>();

async function namesIn(installed: Installed): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const site of new Set([...installed.values()].map(({ folder }) => join(folder, '..')))) {
    for (const entry of await readdir(site).catch(() => []))
      names.add(entry.replace(/(?:\.cpython-.*|\.abi3)?\.(?:py|so|pyd)$/, ''));
  }
  return names;
}

/** Of these top-level modules, those that come from no distribution. */
export async function unowned(modules: readonly string[], installed: Installed): Promise<readonly string[]> {
  const byModule = await ownersIn(installed);
  return modules.filter((name) => !byModule.has(name));
}

/** The distributions that these top-level modules come from. */
export async function distributionsOf(modules: readonly string[], installed: Installed): Promise<readonly string[]> {
  const byModule = await ownersIn(installed);
  return [...new Set(modules.flatMap((name) => byModule.get(name) ?? []))].sort();
}

function ownersIn(installed: Installed): Promise<Owners> {
  let owners = known.get(installed);
  if (owners === undefined) {
    owners = ownersOf(installed);
    known.set(installed, owners);
  }
  return owners;
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
