import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { globSync } from 'tinyglobby';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { codesIn } from '../lesson/walk.ts';
import type { RunFile } from '../notebook/run.ts';

/** Files together beyond that size are not copied unless the lesson declares them (bytes). */
const largest = 100_000_000;

/**
 * The files that a lesson's code finds in its working directory: those of its front matter, and those that its code
 * names: a string that is the path of a file or folder (or a glob that matches some) below the lesson's folder, and
 * helper modules beside the lesson that it imports. Real lessons read `data/x.csv` and declare nothing.
 */
export function runFiles(courseDir: string, lesson: Lesson): { files: RunFile[]; diagnostics: Diagnostic[] } {
  const folder = join(courseDir, posix.dirname(lesson.source));
  const roots = rootsOf(courseDir, folder);
  const files = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  let size = 0;
  const add = (path: string, limited: boolean, root = folder) => {
    const normal = posix.normalize(path);
    if (normal.startsWith('../') || posix.isAbsolute(normal) || files.has(normal)) return;
    const from = join(root, normal);
    const bytes = statOf(from)?.size ?? 0;
    if (limited && size + bytes > largest) return;
    size += bytes;
    files.set(normal, from);
  };
  for (const declared of lesson.meta.files) {
    const matches = filesAt(folder, declared);
    if (matches.length === 0) {
      const span = { start: 0, end: lesson.text.indexOf(declared) + declared.length };
      const at = lesson.text.indexOf(declared);
      diagnostics.push(
        diagnostic(
          'file-missing',
          `There is no file "${declared}"`,
          lesson.source,
          at === -1 ? span : { start: at, end: span.end },
          {
            help: `paths are relative to ${posix.dirname(lesson.source)}/`,
          },
        ),
      );
    }
    for (const match of matches) add(match, false);
  }
  for (const code of codesIn(lesson.blocks)) {
    for (const named of namedPaths(code.source.text)) {
      const root = roots.find((one) => filesAt(one, named).length > 0);
      if (root !== undefined) for (const match of filesAt(root, named)) add(match, true, root);
    }
    if (code.language !== 'python') continue;
    for (const module of code.source.text.matchAll(/^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)/gm)) {
      for (const candidate of [`${module[1]}.py`, `${module[1]}/__init__.py`]) {
        if (isFile(join(folder, candidate))) {
          for (const match of filesAt(folder, candidate.endsWith('__init__.py') ? (module[1] ?? '') : candidate))
            add(match, true);
        }
      }
    }
  }
  return {
    files: [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, from]) => ({ path, from })),
    diagnostics,
  };
}

/**
 * Where a lesson's paths may be relative to, the likeliest first: its own folder, a folder of data in it, the course,
 * a folder of the course. Real courses tell their readers to begin in any of these.
 */
function rootsOf(courseDir: string, folder: string): string[] {
  const below = (parent: string) =>
    entriesOf(parent)
      .filter((entry) => entry.isDirectory() && !/^\.|^_|^node_modules$/.test(entry.name))
      .map((entry) => join(parent, entry.name))
      .sort();
  const data = (parent: string) => below(parent).filter((path) => /[\\/](?:data|datasets?|files)$/i.test(path));
  return [...new Set([folder, ...data(folder), courseDir, ...data(courseDir), ...below(courseDir)])];
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Strings in code that look like a path: no blanks at the ends, no line ends, a slash or an ending. */
function namedPaths(code: string): Set<string> {
  const paths = new Set<string>();
  for (const [, double, single] of code.matchAll(/"([^"\n]{1,200})"|'([^'\n]{1,200})'/g)) {
    const text = double ?? single ?? '';
    if (!/^[\w.*?[\]/ -]+$/.test(text) || text.trim() !== text || !/[/.*]/.test(text) || /^[./]*$/.test(text)) continue;
    paths.add(text);
  }
  return paths;
}

/** The files (relative to the folder) that a path names: itself, all below it, or those that it matches as a glob. */
function filesAt(folder: string, path: string): string[] {
  if (/[*?[]/.test(path)) {
    // A bare star would take the lessons themselves along.
    if (!path.includes('/') && /^[*?]/.test(path) && !/\.\w+$/.test(path)) return [];
    return globSync(path, { cwd: folder, onlyFiles: true, dot: false, absolute: false, expandDirectories: false })
      .filter((match) => !/\.(?:md|ipynb)$/.test(match))
      .sort();
  }
  const normal = posix.normalize(path);
  if (normal.startsWith('..') || posix.isAbsolute(normal)) return [];
  const stat = statOf(join(folder, normal));
  if (stat?.isFile() === true) return [normal];
  return stat?.isDirectory() === true ? filesBelow(folder, normal.replace(/\/$/, '')) : [];
}

function filesBelow(folder: string, inner: string): string[] {
  return entriesOf(join(folder, inner))
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== '__pycache__')
    .flatMap((entry) => {
      const path = posix.join(inner, entry.name);
      return entry.isDirectory() ? filesBelow(folder, path) : entry.isFile() ? [path] : [];
    });
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true;
}

/** Undefined where there is nothing, or nothing that can be looked at: a file in a folder's place, a name too long. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
