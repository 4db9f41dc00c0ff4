import { type Stats, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { watch } from 'chokidar';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { isOwn } from '../files/own-files.ts';

/** What is told of a folder's files. */
export interface FileListener {
  /** These files changed, appeared or went; relative to the folder, with `/`. */
  changed(paths: ReadonlySet<string>): void;
  /** The folder itself went, or is there again. */
  gone(): void;
  back(): void;
  /** Files cannot be watched. */
  failed(error: OperatorError): void;
}

/** Milliseconds without a change after which changes are told: an editor that saves by several steps makes them sooner. */
const quiet = 15;
/** After that many they are told even if there is no end of them. */
const longest = 300;
/** Changes of one file that come within 50 ms of another are dropped by chokidar: later the file is looked at again. */
const again = 80;
/** Milliseconds between looks for the folder itself: the system does not tell that it, or one above it, was renamed. */
const lookEvery = 500;

/**
 * Watches a folder with all below it, but for what is hidden or nobody's own.
 * @returns when changes are told, with what ends it
 */
export async function watchFiles(folder: string, listener: FileListener): Promise<() => Promise<void>> {
  let news = new Set<string>();
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  const looks = new Set<NodeJS.Timeout>();
  let isClosed = false;
  let opened = inodeOf(folder);
  let isLooking = false;
  let close = async () => {};

  function tell(): void {
    timer = undefined;
    const told = news;
    news = new Set();
    if (!isClosed) listener.changed(told);
  }

  function note(path: string): void {
    const now = performance.now();
    if (news.size === 0) since = now;
    news.add(path);
    clearTimeout(timer);
    timer = setTimeout(tell, Math.max(0, Math.min(quiet, since + longest - now)));
  }

  /** Tells of a file, and once more where it has changed a little later. */
  function noteTwice(path: string): void {
    note(path);
    const seen = stateOf(join(folder, path));
    const later = setTimeout(() => {
      looks.delete(later);
      if (stateOf(join(folder, path)) !== seen) note(path);
    }, again);
    looks.add(later);
  }

  async function open(): Promise<void> {
    const watcher = watch(folder, {
      ignoreInitial: true,
      // By a rename, or by removing and writing: it is one change.
      atomic: true,
      ignored: (path) => path !== folder && !isOwn(basename(path)),
    });
    close = () => watcher.close();
    watcher.on('all', (_, path) => {
      const inside = relative(folder, path).split(sep).join('/');
      if (inside !== '') noteTwice(inside);
    });
    watcher.on('error', (error) => listener.failed(unwatchable(folder, error)));
    await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  }

  /** Follows the folder itself: it may go, come back, and be another one of the same name. */
  async function look(): Promise<void> {
    const now = inodeOf(folder);
    if (now === opened || isLooking) return;
    isLooking = true;
    if (opened !== undefined) {
      await close();
      close = async () => {};
      if (now === undefined && !isClosed) listener.gone();
    }
    opened = now;
    if (now !== undefined && !isClosed) {
      await open();
      listener.back();
    }
    isLooking = false;
  }

  await open();
  const looking = setInterval(() => void look(), lookEvery);
  return async () => {
    isClosed = true;
    clearInterval(looking);
    clearTimeout(timer);
    for (const each of looks) clearTimeout(each);
    await close();
  };
}

function inodeOf(folder: string): number | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.ino;
}

function stateOf(path: string): string {
  const facts: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  return facts === undefined ? '' : [facts.ino, facts.size, facts.mtimeMs, facts.ctimeMs].join(' ');
}

function unwatchable(folder: string, error: unknown): OperatorError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const help =
    code === 'ENOSPC'
      ? 'raise the limit of the system (sysctl fs.inotify.max_user_watches=524288), or set CHOKIDAR_USEPOLLING=1'
      : 'set CHOKIDAR_USEPOLLING=1, which looks at the files instead';
  return new OperatorError(`the files in ${folder} cannot be watched (${code})`, { help, cause: error });
}
