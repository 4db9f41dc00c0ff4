import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../notebook/run.ts';
import type { Installed } from './installed-packages.ts';

/** Raise it when the engine's results change for the same run. */
const engineVersion = 8;

/** What always decides about a result, beside the packages that a lesson imports. */
const machinery = ['ipykernel', 'ipython', 'nbconvert', 'nbclient', 'nbformat', 'jupyter-client', 'matplotlib-inline'];

/** Everything that a result depends on and that is known before executing, by part and item. */
export type KeyParts = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface KeyContext {
  readonly python: string;
  readonly installed: Installed;
  readonly maxOutput: number;
  readonly memory: number | 'auto';
  /** Kernels run on another machine: what is installed there is not known. */
  readonly gateway?: string;
  /** Declared environment variables. */
  readonly env: Readonly<Record<string, string>>;
}

/** The parts of a run's key. Rejects when a file cannot be read. Cell ids are no part: they change no output. */
export async function keyParts(run: Run, context: KeyContext): Promise<KeyParts> {
  const files: Record<string, string> = {};
  for (const { path, from } of run.files) await hashInto(files, path, from);
  return {
    cell: Object.fromEntries(
      run.cells.map(({ source, tags, timeout }, at) => [
        String(at + 1),
        digest(JSON.stringify([source, tags, timeout])),
      ]),
    ),
    file: files,
    kernel: { name: run.kernel, language: run.language },
    setting: {
      timeout: String(run.timeout),
      lessonTimeout: String(run.lessonTimeout),
      network: String(run.network),
      ...(run.again === true ? { again: 'true' } : {}),
      maxOutput: String(context.maxOutput),
      memory: String(context.memory),
      ...(context.gateway === undefined ? {} : { gateway: context.gateway }),
    },
    variable: context.env,
    version: {
      engine: String(engineVersion),
      python: context.python,
      system: `${process.platform} ${process.arch}`,
      ...versionsOf(machinery, context.installed),
    },
  };
}

/** The name under which a result is kept. */
export function keyOf(parts: KeyParts): string {
  return digest(JSON.stringify(parts));
}

export function versionsOf(names: readonly string[], installed: Installed): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, installed.get(name)?.version ?? 'absent']));
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
      return part === 'file' ? `${item} changed` : `${part === 'version' ? '' : `${part} `}${item} ${from} → ${to}`;
    }
  }
  return undefined;
}

async function hashInto(files: Record<string, string>, path: string, from: string): Promise<void> {
  if (!(await stat(from)).isDirectory()) {
    files[path] = digest(await readFile(from));
    return;
  }
  for (const name of (await readdir(from)).sort()) await hashInto(files, `${path}/${name}`, join(from, name));
}

export function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 40);
}
