import { existsSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import type { LoadedConfig } from '../config/load-config.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { replacing } from '../diagnostics/fix.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { lessonEndings } from '../model/lesson-names.ts';
import { readYaml } from '../yaml/yaml.ts';
import { byCodePoint, lessonsBelow } from './lesson-files.ts';
import { lessonNameOf } from './output-path.ts';

export interface CourseOrder {
  /** The lessons that `order` names, relative to the course's folder. */
  readonly named: readonly string[];
  /** Named lessons first and as named, then the others by code point of their path. */
  readonly compare: (a: string, b: string) => number;
  /** Each lesson once, in this order. */
  readonly sorted: (sources: readonly string[]) => string[];
  /** Entries of `order` that are no lesson. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The order of a course's lessons: that of its configuration, else the `episodes:` of a Carpentries `config.yaml`. */
export function courseOrder(courseDir: string, loaded: Pick<LoadedConfig, 'config' | 'file' | 'spanOf'>): CourseOrder {
  const { config } = loaded;
  const own = config.order.map((name) => fileOf(courseDir, posix.join(config.source, name)));
  const named = config.order.length > 0 ? own.filter((path) => path !== undefined) : episodes(courseDir);
  const rank = new Map(named.map((path, index) => [path, index]));
  const compare = (a: string, b: string) =>
    (rank.get(a) ?? named.length) - (rank.get(b) ?? named.length) || byCodePoint(a, b);
  return {
    named: config.order.length > 0 ? named : [],
    compare,
    sorted: (sources) => [...new Set(sources)].sort(compare),
    diagnostics: own.flatMap((path, index) => (path === undefined ? [unknownLesson(courseDir, loaded, index)] : [])),
  };
}

function unknownLesson(
  courseDir: string,
  { config, file, spanOf }: Pick<LoadedConfig, 'config' | 'file' | 'spanOf'>,
  index: number,
): Diagnostic {
  const name = config.order[index] ?? '';
  const names = lessonsBelow(courseDir, config.source).map((source) => lessonNameOf(source, config));
  const suggestion =
    nearest(name, names) ?? names.find((other) => name.length > 2 && other.includes(posix.basename(name)));
  const span = spanOf(['order', index]);
  const fix = suggestion === undefined || span === undefined ? {} : { fix: replacing(span, suggestion) };
  return diagnostic(
    'order-unknown-lesson',
    `unexpected lesson \`${name}\` in \`order\`${suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`}`,
    file ?? 'coursewright.yaml',
    span ?? spanOf(['order']) ?? { start: 0, end: 0 },
    suggestion === undefined ? { help: `there is no ${posix.join(config.source, name)}.md` } : fix,
  );
}

/** The lesson file of a path without ending, relative to the course's folder. */
function fileOf(courseDir: string, path: string): string | undefined {
  return lessonEndings.map((ending) => `${path}.${ending}`).find((file) => existsSync(resolve(courseDir, file)));
}

/** https://carpentries.github.io/sandpaper-docs/editing.html: `episodes:` lists file names below `episodes/`. */
function episodes(courseDir: string): string[] {
  const path = join(courseDir, 'config.yaml');
  if (!existsSync(path)) return [];
  const { raw } = readYaml(readFileSync(path, 'utf8'), {}, { file: 'config.yaml', unknownKeys: 'keep' });
  const listed: unknown = raw.episodes;
  if (!Array.isArray(listed)) return [];
  return listed.filter((name) => typeof name === 'string').map((name) => posix.join('episodes', name));
}
