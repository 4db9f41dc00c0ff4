import { existsSync, type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { entriesBelow } from '../files/files-below.ts';
import { isOwn } from '../files/own-files.ts';
import type { Run } from '../model/run.ts';

/**
 * Tells which files of the course change while runs execute. Runs work on copies in folders of their own; one that
 * writes into the course all the same (through an absolute path) changes what its author wrote.
 */
export interface CourseWatch {
  /** A moment, for `since`. */
  now(): number;
  /** Files that changed since then and that this run may have changed; relative to the course, sorted. */
  since(moment: number, run: Run): Promise<readonly string[]>;
  close(): void;
}

/** Folders beyond that many are not watched: the system has a limit for all programs together. */
const mostFolders = 1000;

/** Watches a course's folder with all below it, but for what is hidden or nobody's own. */
export function watchCourse(courseDir: string): CourseWatch {
  const changes = new Map<string, number>();
  /** Editors make files and remove them as they save: one that was not there before is nobody's. */
  const before = new Set<string>();
  const watchers: FSWatcher[] = [];
  let count = 0;
  const watchFolder = (folder: string) => {
    const note = (_: string, name: string | null) => {
      if (name !== null && isOwn(name)) changes.set(relative(courseDir, join(folder, name)), ++count);
    };
    try {
      const watcher = watch(folder, { persistent: false }, note);
      // A folder that goes away, or that the system will not watch: nothing is told of it.
      watchers.push(watcher.on('error', () => watcher.close()));
    } catch {
      // it cannot be watched
    }
  };
  watchFolder(courseDir);
  for (const { path, entry } of entriesBelow(courseDir)) {
    if (watchers.length >= mostFolders) break;
    before.add(path);
    if (entry.isDirectory() && isOwn(entry.name)) watchFolder(join(courseDir, path));
  }
  return {
    now: () => count,
    async since(moment, run) {
      // What the system knows already is told in the next turns of the event loop.
      for (let turn = 0; turn < 3; turn += 1) await setImmediate();
      const changed = [...changes].filter(([, at]) => at > moment).map(([path]) => path);
      if (changed.length === 0) return [];
      const code = await codeOf(run);
      const anywhere = leadsTo(courseDir, code);
      return changed
        .filter((path) => {
          const isGone = !existsSync(join(courseDir, path));
          if (isGone && !before.has(path.split(sep).join('/'))) return false;
          return anywhere || names(code, basename(path)) || isGone;
        })
        .map((path) => path.split(sep).join('/'))
        .sort();
    },
    close() {
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** All that a run executes: its cells, and the modules that it is given. */
async function codeOf(run: Run): Promise<string> {
  const modules = run.files.filter(({ path }) => path.endsWith('.py'));
  const texts = modules.map(({ from }) => readFile(from, 'utf8').catch(() => ''));
  return [...run.cells.map(({ source }) => source), ...(await Promise.all(texts))].join('\n');
}

/**
 * Whether code names the course's folder, one above it, or the user's home. People save files while their lessons run;
 * what code changes in the course it must find first.
 */
function leadsTo(courseDir: string, code: string): boolean {
  if (/expanduser|\bhome\(|\bHOME\b|["']~/.test(code)) return true;
  const absolute = [...code.matchAll(/["'](\/[^"'\n]*)["']/g)].map(([, path = '']) => path.replace(/(?<=.)\/$/, ''));
  return absolute.some(
    (path) => path === '/' || `${courseDir}/`.startsWith(`${path}/`) || path.startsWith(`${courseDir}/`),
  );
}

/** Whether a name stands in code as a whole, or as the end of a path. */
function names(code: string, name: string): boolean {
  return new RegExp(`(?<![\\w.-])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.-])`).test(code);
}
