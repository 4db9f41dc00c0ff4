import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { execa } from 'execa';
import { compileLesson } from '../compile/compile-lesson.ts';
import { findEnvironment, jupyterFolder } from '../execute/environment.ts';
import { installedPackages, pythonVersion } from '../execute/installed-packages.ts';
import { entriesBelow } from '../files/files-below.ts';
import type { Config } from '../model/config.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import type { StateResult } from '../model/result.ts';
import { digestOf } from '../text/content-digest.ts';
import { interruptibly } from '../text/interruptibly.ts';
import { recorded } from './build/build-lesson.ts';
import type { Course } from './course.ts';
import { courseFiles } from './course-files.ts';
import { programDigest } from './program-digest.ts';
import { readSource } from './read-source.ts';

export interface StateOptions {
  /** Options of the command that decide about its result, by name. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/**
 * What the lessons of all shards are made of and run with, now. All of them, not the shard's own: a shard that begins later
 * is to notice that a lesson of an earlier one is another by then.
 */
export async function shardState(
  course: Course,
  sources: readonly string[],
  { options, env, signal }: StateOptions,
): Promise<StateResult> {
  const { config } = course.loaded;
  const uses = new Map<string, string | null>();
  const files = courseFiles(course.dir, config.output);
  for (const source of sources) {
    uses.set(source, digestAt(course.dir, source));
    if (!lessonEnding.test(source)) continue;
    const { text } = await readSource(course.dir, source);
    if (text === undefined) continue;
    const compile = () => compileLesson(text, source, config, recorded(files, uses));
    for (const notebook of (await interruptibly(compile, signal)).notebooks) {
      const places = notebook.files.map(({ path }) => posix.join(posix.dirname(notebook.path), path));
      for (const place of [notebook.path, ...places]) uses.set(place, digestAt(course.dir, place));
    }
  }
  return {
    ...(await commitOf(course.dir)),
    files: Object.fromEntries([...uses].filter(isFile).sort(([a], [b]) => (a < b ? -1 : 1))),
    settings: settingsOf(config, options),
    environment: await environmentOf(course, env),
    tool: digestOf(JSON.stringify([programDigest(), executingCode()])),
  };
}

/** The Python that executes: no part of what makes notebooks. */
function executingCode(): readonly string[] {
  const entries = [...entriesBelow(jupyterFolder, (name) => name !== '__pycache__')];
  const files = entries.filter(({ path, entry }) => !entry.isDirectory() && !path.endsWith('.pyc'));
  return files.flatMap(({ path }) => [path, digestOf(readFileSync(join(jupyterFolder, path)))]);
}

/** Folders that were looked into hold what is none of a lesson's, such as the results of shards. */
function isFile([path]: readonly [string, unknown]): boolean {
  return !path.endsWith('/');
}

function digestAt(dir: string, path: string): string | null {
  try {
    return digestOf(readFileSync(join(dir, path)));
  } catch {
    return null;
  }
}

/** How many lessons run at once, and how kernels are started, is each machine's own. */
function settingsOf(
  { execute, ...config }: Config,
  options: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const { jobs: _, fork: __, ...own } = execute;
  const entries = Object.entries({ ...config, execute: own, ...options });
  return Object.fromEntries(entries.map(([name, value]) => [name, digestOf(JSON.stringify(value) ?? '')]));
}

/** Empty where there is no environment yet: a shard that executes nothing needs none. */
async function environmentOf(course: Course, env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const system = { system: `${process.platform} ${process.arch}` };
  try {
    const environment = await findEnvironment(course.loaded.config.python, course.dir, env, []);
    const installed = [...((await installedPackages(environment)) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    const python = await pythonVersion(environment);
    return {
      ...system,
      ...(python === undefined ? {} : { python }),
      ...Object.fromEntries(installed.map(([name, { version }]) => [name, version])),
    };
  } catch {
    return system;
  }
}

/** Undefined where there is no git, or no commit yet. */
async function commitOf(dir: string): Promise<Pick<StateResult, 'commit' | 'changes'>> {
  const git = async (...args: string[]) => {
    const { failed, stdout } = await execa('git', ['-C', dir, ...args], {
      reject: false,
      encoding: 'buffer',
      env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    });
    return failed ? undefined : stdout;
  };
  const commit = await git('rev-parse', '--verify', '--quiet', 'HEAD^{commit}');
  if (commit === undefined) return {};
  const changes = await git('diff', '--no-ext-diff', '--no-textconv', '--binary', 'HEAD', '--', '.');
  return {
    commit: Buffer.from(commit).toString('latin1').trim(),
    ...(changes === undefined ? {} : { changes: digestOf(changes) }),
  };
}
