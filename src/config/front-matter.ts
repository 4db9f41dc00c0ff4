import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { replacing } from '../diagnostics/fix.ts';
import { nearest } from '../diagnostics/nearest.ts';
import type { LessonMeta } from '../model/lesson.ts';
import type { Span } from '../text/span.ts';
import { readSchema, type Schema } from '../yaml/schema.ts';
import { readYaml, type YamlResult } from '../yaml/yaml.ts';

export interface FrontMatter {
  readonly meta: LessonMeta;
  /** All that the front matter says, keys without a meaning here included. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
  /** Where a key or its value stands in the file, for findings about what it says. */
  readonly spanOf: (key: string, part?: 'key' | 'value') => Span | undefined;
}

/** The meta of a lesson without front matter. */
export const emptyMeta: LessonMeta = { requires: [], files: [], tags: [], async: 'rewrite' };

interface Known extends Omit<LessonMeta, 'requires' | 'files' | 'tags'> {
  readonly requires: string | readonly string[];
  readonly files: string | readonly string[];
  readonly tags: string | readonly string[];
}

/**
 * Reads the YAML between the `---` lines of a lesson.
 * @param text The YAML as it stands in the file, without the `---` lines.
 * @param file The lesson's path.
 * @param offset Where `text` begins in the file.
 * @param kernelOfHeader The kernel that it names in another tool's words.
 * @param unknownKeys `error` for our own dialect; `name` where other tools' keys are at home: they are said in one note; `keep` to say nothing.
 */
export function readFrontMatter(
  text: string,
  file: string,
  offset: number,
  kernelOfHeader: (header: FrontMatter['raw']) => string | undefined,
  unknownKeys: 'error' | 'name' | 'keep' = 'error',
): FrontMatter {
  const { value, raw, diagnostics, spanOf } = readYaml<Known>(text, schema(), {
    file,
    offset,
    unknownKeys: unknownKeys === 'error' ? 'error' : 'keep',
  });
  const { title, timeout, setup, continues, needs } = value;
  const kernel = value.kernel ?? kernelOfHeader(raw);
  return {
    meta: {
      ...(title !== undefined && { title }),
      ...(kernel !== undefined && { kernel }),
      requires: listOf(value.requires),
      ...(timeout !== undefined && { timeout }),
      ...(setup !== undefined && { setup }),
      ...(continues !== undefined && { continues }),
      ...(needs !== undefined && { needs }),
      files: listOf(value.files),
      tags: listOf(value.tags).flatMap((tag) => (typeof value.tags === 'string' ? splitTags(tag) : [tag])),
      async: value.async ?? emptyMeta.async,
    },
    raw,
    diagnostics: unknownKeys === 'name' ? [...diagnostics, ...unreadKeys(raw, file, spanOf)] : diagnostics,
    spanOf: (key, part) => spanOf([key], part),
  };
}

/** Says of the keys that only other tools read that they have no effect here. */
function unreadKeys(raw: FrontMatter['raw'], file: string, spanOf: YamlResult<Known>['spanOf']): Diagnostic[] {
  const known = schema().properties ?? {};
  const unread = Object.keys(raw).filter((key) => !Object.hasOwn(known, key) && spanOf([key], 'key') !== undefined);
  const slips = unread.filter((key) => slipOf(key) !== undefined);
  const warnings = slips.map((key) =>
    diagnostic('unknown-key', `the key \`${key}\` has no effect`, file, spanOf([key], 'key') as Span, {
      severity: 'warning',
      help: `did you mean \`${slipOf(key)}\`?`,
      fix: replacing(spanOf([key], 'key') as Span, slipOf(key) ?? key),
    }),
  );
  // Beside Jupytext's own key all others are the notebook's metadata.
  const others = typeof raw.jupytext === 'object' ? [] : unread.filter((key) => !slips.includes(key));
  const span = spanOf([others[0] ?? ''], 'key');
  if (span === undefined) return warnings;
  const keys = others.map((key) => `\`${key.length > 40 ? `${key.slice(0, 40)}…` : key}\``).join(', ');
  const message = `${others.length === 1 ? `the key ${keys} has` : `the keys ${keys} have`} no effect`;
  return [
    ...warnings,
    diagnostic('unknown-key', message, file, span, {
      severity: 'info',
      help: 'the keys that count are listed in docs/lesson-format.md',
    }),
  ];
}

/** The key that has an effect here and that another one is nearly: a slip would be passed over in silence. */
function slipOf(key: string): string | undefined {
  const near = nearest(key, ['kernel', 'requires', 'timeout', 'setup', 'continues', 'files', 'needs', 'async']);
  return near !== undefined && near[0] === key[0]?.toLowerCase() && key.length >= 4 ? near : undefined;
}

let cached: Schema | undefined;

function schema(): Schema {
  cached ??= readSchema('front-matter');
  return cached;
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function splitTags(text: string): string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
