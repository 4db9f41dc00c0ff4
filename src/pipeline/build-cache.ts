import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { BuiltLesson, LessonRecord } from './build-lesson.ts';
import { digestOf } from './content-digest.ts';
import type { Course } from './course.ts';
import { programDigest } from './program-digest.ts';

/** What earlier builds made of a course's lessons, by content. No file's time counts. */
export interface BuildCache {
  /** What a lesson's build would give, if everything that it depends on and all it made are as they were. */
  readonly unchanged: (source: string) => BuiltLesson | undefined;
  readonly remember: (source: string, record: LessonRecord | undefined) => void;
  /** Writes what was remembered, whole or not at all. A cache that cannot be written is no failure. */
  readonly save: () => void;
}

/** Caches of other configurations and versions that are kept beside the current one. */
const others = 3;

/** Opens the cache of a course as it is configured now: every setting and version has one of its own. */
export function openBuildCache(course: Pick<Course, 'dir' | 'loaded'>): BuildCache {
  const folder = join(course.dir, '.coursewright', 'cache', 'build');
  const file = join(folder, `${settingsDigest(course)}.json`);
  const records = read(file);
  const digests = new Map<string, string | null>();
  let changed = false;
  const digest = (path: string): string | null => {
    const known = digests.get(path);
    if (known !== undefined) return known;
    const now = digestOfFile(join(course.dir, path));
    digests.set(path, now);
    return now;
  };
  return {
    unchanged(source) {
      const record = records.get(source);
      if (record === undefined || digest(source) !== record.lesson) return undefined;
      for (const [path, used] of Object.entries(record.uses)) if (digest(path) !== used) return undefined;
      const { failed, findings } = record;
      if (!failed && record.notebooks.some(({ path, digest: made }) => digestOfFile(join(course.dir, path)) !== made)) {
        return undefined;
      }
      return {
        source,
        findings,
        notebooks: record.notebooks.map(({ path, variant }) => ({
          path,
          variant,
          drift: failed ? ('not-checked' as const) : ('none' as const),
        })),
        written: failed ? [] : record.notebooks.map(({ path }) => ({ path, change: 'unchanged' as const })),
        record,
      };
    },
    remember(source, record) {
      if (record === undefined) changed = records.delete(source) || changed;
      else if (JSON.stringify(records.get(source)) !== JSON.stringify(record)) {
        records.set(source, record);
        changed = true;
      }
    },
    save() {
      if (!changed) return;
      for (const source of records.keys()) {
        if (!digests.has(source) && digestOfFile(join(course.dir, source)) === null) records.delete(source);
      }
      try {
        mkdirSync(folder, { recursive: true });
        writeFileAtomic.sync(file, JSON.stringify({ records: Object.fromEntries(records) }), { fsync: false });
        removeOldest(folder, file);
      } catch {
        // Read-only, full, or in somebody else's hands: the next build takes longer, that is all.
      }
    },
  };
}

/** What all lessons' notebooks depend on. How lessons are executed and how many at once changes none of them. */
function settingsDigest({ loaded }: Pick<Course, 'loaded'>): string {
  const { execute: _, ...config } = loaded.config;
  return digestOf(JSON.stringify([programDigest(), config])).slice(0, 22);
}

function read(file: string): Map<string, LessonRecord> {
  try {
    const { records } = JSON.parse(readFileSync(file, 'utf8')) as { records: Record<string, LessonRecord> };
    return new Map(Object.entries(records));
  } catch {
    return new Map();
  }
}

function digestOfFile(file: string): string | null {
  try {
    return digestOf(readFileSync(file));
  } catch {
    return null;
  }
}

function removeOldest(folder: string, current: string): void {
  const old = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => path !== current)
    .map((path) => ({ path, time: statSync(path).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  for (const { path } of old.slice(others)) rmSync(path, { force: true });
}
