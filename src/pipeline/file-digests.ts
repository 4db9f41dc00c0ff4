import { type Stats, statSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { digestOf } from './content-digest.ts';
import { readBriefly } from './read-briefly.ts';

/** A file's digest, and what the file system said of the file when it was taken. */
export type SeenFile = readonly [digest: string, seen: string];

/** Files whose digests were taken, by path. */
export interface SeenFiles {
  /** When the machine started, in seconds: after a crash a file's content need not be what its times promise. */
  readonly booted: number;
  readonly files: Readonly<Record<string, SeenFile>>;
}

/** Digests of a course's files. */
export interface FileDigests {
  /** Null where there is no such file. */
  readonly of: (path: string) => string | null;
  /** Whether digests were taken that an earlier command did not know. */
  readonly isChanged: () => boolean;
  /** What the next command needs to know of these files. */
  readonly seen: (paths: ReadonlySet<string>) => SeenFiles;
}

/**
 * Digests of files, each taken once. A file is not read again if inode, size and both times are those it had when an
 * earlier command read it: whatever writes to a file sets the time of its change (`ctime`), which no program can choose.
 * A write right after the reading could have the same time as one right before it, as file systems count in steps of up
 * to two seconds: what was changed that shortly before, or later than now by our clock, is read again by the next command.
 */
export function openFileDigests(dir: string, known: SeenFiles = { booted: 0, files: {} }): FileDigests {
  const booted = Math.round(Date.now() / 1000 - uptime());
  const before = new Map(Math.abs(booted - known.booted) < clockDrift ? Object.entries(known.files) : []);
  const files = new Map(before);
  const digests = new Map<string, string | null>();
  let changed = false;
  return {
    of(path) {
      const taken = digests.get(path);
      if (taken !== undefined) return taken;
      const digest = take(path);
      digests.set(path, digest);
      return digest;
    },
    isChanged: () => changed,
    seen: (paths) => ({ booted, files: Object.fromEntries([...files].filter(([path]) => paths.has(path))) }),
  };

  function take(path: string): string | null {
    const file = join(dir, path);
    const now = Date.now();
    try {
      const stats = statSync(file);
      const seen = `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
      const [digest, when] = before.get(path) ?? [];
      if (digest !== undefined && when === seen) return digest;
      const read = digestOf(readBriefly(file));
      if (isSettled(stats, now)) {
        files.set(path, [read, seen]);
        changed = true;
      } else if (files.delete(path)) changed = true;
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

function isSettled({ mtimeMs, ctimeMs }: Stats, now: number): boolean {
  return Math.max(mtimeMs, ctimeMs) < now - step;
}
