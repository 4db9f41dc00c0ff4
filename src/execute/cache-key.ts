import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../model/run.ts';
import { digest, digestsOf } from './content-digest.ts';
import { codeOf, type Installed } from './installed-packages.ts';
import { absolutePaths, asksForPlace, surroundings, thisMachine } from './surroundings.ts';
import type { There } from './worker.ts';

/** Raise it when the engine's results change for the same run. */
const engineVersion = 16;

/** What always decides about a result, beside the packages that a lesson imports. */
const machinery = ['ipykernel', 'ipython', 'nbconvert', 'nbclient', 'nbformat', 'jupyter-client', 'matplotlib-inline'];

/** Everything that a result depends on and that is known before executing, by part and item. */
export type KeyParts = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface KeyContext {
  readonly python: string;
  readonly installed: Installed;
  readonly maxOutput: number;
  readonly memory: number | 'auto';
  /** Whether kernels run on another machine: which one does not matter, but what its kernels are. */
  readonly elsewhere?: boolean;
  /** Whether kernels run on machines of a cluster. */
  readonly cluster?: boolean;
  /** Declared environment variables. */
  readonly env: Readonly<Record<string, string>>;
  /** What kernels have of the caller's environment beside these. */
  readonly seen?: Readonly<Record<string, string>>;
  /** Digests of what configures every kernel, or one of this name. */
  readonly settings?: (kernel: string) => Promise<Readonly<Record<string, string>>>;
}

/**
 * The parts of a run's key. Rejects when a file cannot be read. Cell ids are no part: they change no output.
 *
 * @param there What the kernel is, where the run goes to a gateway.
 */
export async function keyParts(run: Run, context: KeyContext, there?: There): Promise<KeyParts> {
  const files: Record<string, string> = {};
  for (const { path, from } of run.files) await hashInto(files, path, from);
  const code = await codeOfRun(run);
  if (context.elsewhere !== true) Object.assign(files, await digestsOf(absolutePaths(code)));
  const moment = { network: run.network, today: new Date().toISOString().slice(0, 10) };
  return {
    cell: Object.fromEntries(cellDigests(run).map((cell, at) => [String(at + 1), cell])),
    file: files,
    kernel: { name: run.kernel, language: run.language },
    setting: {
      timeout: String(run.timeout),
      lessonTimeout: String(run.lessonTimeout),
      network: String(run.network),
      ...(run.again === undefined ? {} : { again: String(run.again) }),
      maxOutput: String(context.maxOutput),
      memory: String(context.memory),
      // Here nobody asks whether this machine has it.
      ...(context.cluster === true && run.needs !== undefined ? { needs: run.needs.join() } : {}),
    },
    variable: {
      ...(context.elsewhere === true
        ? surroundings(code, there?.variables ?? {}, { ...moment, machine: there?.machine ?? '' })
        : surroundings(code, context.seen ?? {}, { ...moment, machine: thisMachine() })),
      ...context.env,
    },
    version: {
      engine: String(engineVersion),
      python: context.python,
      system: `${process.platform} ${process.arch}`,
      ...(await versionsOf(machinery, context.installed)),
      ...(await context.settings?.(run.kernel)),
    },
    ...(there === undefined ? {} : { gateway: partsThere(there, code) }),
  };
}

/** Whether the code of a run names files by their place on the machine. */
export async function namesPlaces(run: Run): Promise<boolean> {
  return absolutePaths(await codeOfRun(run)).length > 0;
}

/** Whether what a run gives may be something else on another machine of the same packages. Rejects as `keyParts` does. */
export async function dependsOnPlace(run: Run): Promise<boolean> {
  return asksForPlace(await codeOfRun(run), run);
}

/** Its cells, and the modules beside them. */
async function codeOfRun({ cells, files }: Run): Promise<string> {
  const modules = files.filter(({ path }) => path.endsWith('.py')).map(({ from }) => readFile(from, 'utf8'));
  return [...cells.map(({ source }) => source), ...(await Promise.all(modules))].join('\n');
}

/** All packages count, as nothing tells there which a lesson will load; the first that differs and that its code names is named. */
function partsThere(
  { python, system, packages, rest, kernelspec }: There,
  code: string,
): Readonly<Record<string, string>> {
  return {
    python,
    system,
    kernelspec: digest(kernelspec),
    ...Object.fromEntries(Object.entries(packages).filter(([name]) => code.includes(name.replaceAll('-', '_')))),
    environment: digest(JSON.stringify([packages, rest])),
  };
}

/** What decides about each cell of a run. */
export function cellDigests({ cells }: Run): readonly string[] {
  return cells.map(({ source, tags, timeout, atPrompt }) => digest(JSON.stringify([source, tags, timeout, atPrompt])));
}

/** The name under which a result is kept. */
export function keyOf(parts: KeyParts): string {
  return digest(JSON.stringify(parts));
}

/** Versions of distributions; after a blank, what tells their code from other code of the same version. */
export async function versionsOf(names: readonly string[], installed: Installed): Promise<Record<string, string>> {
  const all = names.map(async (name) => {
    const code = await codeOf(name, installed);
    return [name, `${installed.get(name)?.version ?? 'absent'}${code === '' ? '' : ` ${code}`}`] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

/** The first difference between two keys, in words; undefined where there is none. */
export function differenceOf(before: KeyParts, now: KeyParts): string | undefined {
  for (const part of Object.keys(now)) {
    const old = before[part] ?? {};
    const fresh = now[part] ?? {};
    if (part === 'cell' && Object.keys(old).length !== Object.keys(fresh).length) {
      return `it has ${Object.keys(fresh).length} cells, and had ${Object.keys(old).length}`;
    }
    for (const item of [...new Set([...Object.keys(fresh), ...Object.keys(old)])]) {
      const [from, to] = [old[item], fresh[item]];
      if (from === to) continue;
      if (part === 'cell') return `cell ${item} changed`;
      if (from === undefined) return `${part} ${item} is new`;
      if (to === undefined) return `${part} ${item} is gone`;
      if (part === 'version') return versionChange(item, from, to);
      if (part === 'gateway') return `${versionChange(item, from, to)} on the gateway`;
      return part === 'file' ? `${item} changed` : `${part} ${item} ${from} → ${to}`;
    }
  }
  return undefined;
}

function versionChange(item: string, from: string, to: string): string {
  const [before, now] = [from, to].map((version) => version.split(' ')[0]);
  if (/^[0-9a-f]{40}$/.test(to) || /^[0-9a-f]{40}$/.test(from)) return `${item} changed`;
  return before === now ? `${item} ${now} was installed with other code` : `${item} ${before} → ${now}`;
}

async function hashInto(files: Record<string, string>, path: string, from: string): Promise<void> {
  const facts = await stat(from);
  if (!facts.isDirectory()) {
    // The only part of a mode that version control keeps.
    files[path] = digest(await readFile(from)) + ((facts.mode & 0o111) === 0 ? '' : ' executable');
    return;
  }
  for (const name of (await readdir(from)).sort()) await hashInto(files, `${path}/${name}`, join(from, name));
}
