import { readFileSync, type Stats, statSync } from 'node:fs';
import { uptime } from 'node:os';
import { sep } from 'node:path';
import { digestOf } from '../../text/content-digest.ts';
import { folderEntries } from '../course-files.ts';

/** A file's digest, and what the file system said of the file when it was taken; times in milliseconds. */
export type SeenFile = readonly [digest: string, inode: number, size: number, mtime: number, ctime: number];

/** Files whose digests were taken, by path. */
export interface SeenFiles<Seen = SeenFile> {
  /** When the machine started, in seconds: after a crash a file's content need not be what its times promise. */
  readonly booted: number;
  readonly files: Readonly<Record<string, Seen>>;
}

/** Digests of a course's files. */
export interface FileDigests {
  /** Null where there is no such file. Of a path that ends in `/`: what stands in that folder. */
  readonly of: (path: string) => string | null;
  /** What the next command needs to know of these files. */
  readonly seen: (paths: ReadonlySet<string>) => SeenFiles;
  /** What of that an earlier command did not know; null for a file of which it knew what is no longer so. */
  readonly news: () => SeenFiles<SeenFile | null>;
}

/**
 * Digests of files, each taken once. A file is not read again if inode, size and both times are those it had when an
 * earlier command read it: whatever writes to a file sets the time of its change (`ctime`), which no program can choose.
 * A write right after the reading could have the same time as one right before it, as file systems count in steps of up
 * to two seconds: what was changed that shortly before, or later than now by our clock, is read again by the next command.
 */
export function openFileDigests(
  dir: string,
  output: string,
  known: readonly SeenFiles<SeenFile | null>[] = [],
): FileDigests {
  const booted = Math.round(Date.now() / 1000 - uptime());
  const before = new Map<string, SeenFile | null>();
  for (const seen of known) {
    if (Math.abs(booted - seen.booted) >= clockDrift) continue;
    for (const [path, file] of Object.entries(seen.files)) before.set(path, file);
  }
  const news = new Map<string, SeenFile | null>();
  const digests = new Map<string, string | null>();
  return {
    of(path) {
      const taken = digests.get(path);
      if (taken !== undefined) return taken;
      const digest = take(path);
      digests.set(path, digest);
      return digest;
    },
    seen(paths) {
      const files: Record<string, SeenFile> = {};
      for (const path of paths) {
        const seen = news.has(path) ? news.get(path) : before.get(path);
        if (seen != null) files[path] = seen;
      }
      return { booted, files };
    },
    news: () => ({ booted, files: Object.fromEntries(news) }),
  };

  function take(path: string): string | null {
    if (path.endsWith('/')) {
      const entries = folderEntries(dir, path.slice(0, -1), output);
      return entries === undefined ? null : digestOf(entries.join('\n'));
    }
    // A course has thousands of files: `join` would take as long as the system does.
    const file = `${dir}${sep}${path}`;
    const now = Date.now();
    try {
      const stats = statSync(file);
      const seen = before.get(path) ?? undefined;
      if (seen !== undefined && isAsSeen(stats, seen)) return seen[0];
      const read = digestOf(readFileSync(file));
      if (isSettled(stats, now)) news.set(path, [read, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs]);
      else if (seen !== undefined) news.set(path, null);
      return read;
    } catch {
      return null;
    }
  }
}

/** Seconds by which the time of the start may seem to differ when the clock is corrected. */
const clockDrift = 10;
/** Milliseconds: the coarsest step in which a file system counts time is FAT's. */
const step = 2000;

function isAsSeen({ ino, size, mtimeMs, ctimeMs }: Stats, seen: SeenFile): boolean {
  return ino === seen[1] && size === seen[2] && mtimeMs === seen[3] && ctimeMs === seen[4];
}

function isSettled({ mtimeMs, ctimeMs }: Stats, now: number): boolean {
  return Math.max(mtimeMs, ctimeMs) < now - step;
}
