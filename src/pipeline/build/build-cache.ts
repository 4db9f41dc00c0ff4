import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { appendWhole, replaceFile } from '../../files/replace-file.ts';
import { isNumber, isObject, isRecordOf, isString, opened, sealed } from '../../files/sealed.ts';
import { digestOf } from '../../text/content-digest.ts';
import type { Course } from '../course.ts';
import { programDigest } from '../program-digest.ts';
import type { BuiltLesson, LessonRecord } from './build-lesson.ts';
import { openFileDigests, type SeenFile, type SeenFiles } from './file-digests.ts';

/** What earlier builds made of a course's lessons, by content. */
export interface BuildCache {
  /** What a lesson's build would give, if everything that it depends on and all it made are as they were. */
  readonly unchanged: (source: string) => BuiltLesson | undefined;
  readonly remember: (source: string, record: LessonRecord | undefined) => void;
  /** Writes what was remembered. A cache that cannot be written is no failure. */
  readonly save: () => Promise<void>;
}

/** Caches of other configurations and versions that are kept beside the current one. */
const others = 3;

/** Opens the cache of a course as it is configured now: every setting and version has one of its own. */
export function openBuildCache(course: Pick<Course, 'dir' | 'loaded'>): BuildCache {
  const folder = join(course.dir, '.coursewright', 'cache', 'build');
  const settings = settingsDigest(course);
  const file = join(folder, `${settings}.json`);
  const { records, seen, whole, since } = readKept(file, settings);
  const digests = openFileDigests(course.dir, course.loaded.config.output, seen);
  const news = new Map<string, LessonRecord | null>();
  return {
    unchanged(source) {
      const record = records.get(source);
      if (record === undefined || digests.of(source) !== record.lesson) return undefined;
      for (const [path, used] of Object.entries(record.uses)) if (digests.of(path) !== used) return undefined;
      const { failed, findings, cells, exercises } = record;
      const isBeside = ([path, digest]: [string, string]) => digests.of(path) === digest;
      if (!failed && !Object.entries(record.beside).every(isBeside)) return undefined;
      if (!failed && record.notebooks.some(({ path, digest: made }) => digests.of(path) !== made)) return undefined;
      return {
        source,
        findings,
        cells,
        exercises,
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
      if (record === undefined) {
        if (records.delete(source)) news.set(source, null);
      } else if (JSON.stringify(records.get(source)) !== JSON.stringify(record)) {
        records.set(source, record);
        news.set(source, record);
      }
    },
    async save() {
      const made: Line = {
        records: Object.fromEntries(news),
        seen: digests.news(),
      };
      if (news.size === 0 && Object.keys(made.seen.files).length === 0) return;
      const addition = `\n${sealed(settings, made)}`;
      try {
        if (since + addition.length < whole / 2) {
          appendWhole(file, addition);
          return;
        }
        for (const source of records.keys()) if (!existsSync(join(course.dir, source))) records.delete(source);
        const content: Line = {
          records: Object.fromEntries(records),
          seen: digests.seen(pathsIn(records)),
        };
        replaceFile(file, sealed(settings, content));
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

/** What one build made, or, in the first line of a file, all that was known by then; null takes away. */
interface Line {
  readonly records: Readonly<Record<string, LessonRecord | null>>;
  readonly seen: SeenFiles<SeenFile | null>;
}

interface Kept {
  readonly records: Map<string, LessonRecord>;
  readonly seen: readonly Line['seen'][];
  /** Characters of the first line, and of all after it. */
  readonly whole: number;
  readonly since: number;
}

/** A line that a crash cut off, or that two builds wrote at once, counts as not written. */
function readKept(file: string, settings: string): Kept {
  let text = '';
  try {
    text = readFileSync(file, 'latin1');
  } catch {
    // There is none yet.
  }
  const lines = text.split('\n').flatMap((line) => opened(settings, line, isLine) ?? []);
  const records = new Map<string, LessonRecord>();
  for (const line of lines) {
    for (const [source, record] of Object.entries(line.records)) {
      if (record === null) records.delete(source);
      else records.set(source, record);
    }
  }
  const whole = text.includes('\n') ? text.indexOf('\n') : text.length;
  return { records, seen: lines.map(({ seen }) => seen), whole, since: text.length - whole };
}

function isLine(value: unknown): value is Line {
  if (!isObject(value) || !isObject(value.seen)) return false;
  const { records, seen } = value;
  return isRecordOf(records, isRecordOrNull) && isNumber(seen.booted) && isRecordOf(seen.files, isSeenOrNull);
}

function isRecordOrNull(value: unknown): value is LessonRecord | null {
  if (value === null) return true;
  if (!isObject(value)) return false;
  const { lesson, uses, notebooks, beside, failed, findings, cells, exercises } = value;
  const hasStrings = (one: unknown, ...names: string[]) => isObject(one) && names.every((name) => isString(one[name]));
  return (
    isString(lesson) &&
    isRecordOf(uses, (use): use is string | null => use === null || isString(use)) &&
    Array.isArray(notebooks) &&
    notebooks.every((one) => hasStrings(one, 'path', 'variant', 'digest')) &&
    isRecordOf(beside, isString) &&
    typeof failed === 'boolean' &&
    [cells, exercises].every((list) => Array.isArray(list) && list.every((one) => hasStrings(one, 'id'))) &&
    Array.isArray(findings) &&
    findings.every((one) => hasStrings(one, 'rule', 'severity', 'message', 'file'))
  );
}

function isSeenOrNull(value: unknown): value is SeenFile | null {
  return value === null || (Array.isArray(value) && isString(value[0]) && value.slice(1).every(isNumber));
}

/** All files that records name. */
function pathsIn(records: ReadonlyMap<string, LessonRecord>): Set<string> {
  const paths = new Set<string>();
  for (const [source, { uses, notebooks, beside }] of records) {
    const all = [source, ...Object.keys(uses), ...notebooks.map((one) => one.path), ...Object.keys(beside)];
    for (const path of all) paths.add(path);
  }
  return paths;
}

function removeOldest(folder: string, current: string): void {
  const old = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => path !== current)
    .map((path) => ({ path, time: statSync(path).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  for (const { path } of old.slice(others)) rmSync(path, { force: true });
}
