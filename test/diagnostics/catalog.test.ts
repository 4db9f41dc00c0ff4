import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { defaultConfig, readConfig } from '../../src/config/load-config.ts';
import { catalog } from '../../src/diagnostics/catalog.ts';
import type { Example, Rule } from '../../src/diagnostics/rule.ts';
import type { Finding } from '../../src/model/result.ts';
import { validateNotebook } from '../../src/notebook/validate.ts';
import { findingsOf } from '../../src/pipeline/findings.ts';
import { discoverLessons } from '../../src/select/discover.ts';
import { faultsOfVoice } from './voice.ts';

/**
 * How the examples of a kind are run: what comes back is every finding about the example's text.
 * A kind stands either here or in `elsewhere`: an example of a kind in neither fails, and so does one in both.
 */
const runners: Partial<Record<Example['kind'], (text: string, id: string) => readonly Finding[]>> = {
  config: configFindings,
  lesson: lessonFindings,
  notebook: notebookFindings,
};

/** Kinds that another test runs: `run` wants Jupyter and is in test/e2e/catalog.test.ts. */
const elsewhere: readonly Example['kind'][] = ['run'];

/** Rules that no small text shows by itself. */
const withoutExample = [
  // They are about files on the disk.
  ...[
    'file-conflict',
    'file-missing',
    'file-out-of-reach',
    'file-too-large',
    'notebook-file-missing',
    'notebook-file-stale',
  ],
  ...['notebook-file-taken', 'lesson-not-utf8', 'lesson-unreadable', 'notebook-hand-edited', 'notebook-missing'],
  ...[
    'notebook-orphaned',
    'notebook-path-taken',
    'notebook-stale',
    'notebook-unreadable',
    'leftover-files',
    'outside-files',
    'nothing-checked',
    'answers-shown',
  ],
  ...['import-unreadable', 'import-taken', 'import-left-out', 'import-differs'],
  'course-changed',
  // Their texts would be long, or want a configuration or a kernel of their own.
  ...[
    'error-swallowed',
    'expected-output-missing',
    'image-missing',
    'kernel-mismatch',
    'mutant-not-run',
    'mutant-survives',
  ],
  ...['memory-exceeded', 'prose-dense'],
  ...['notebook-huge-output', 'notebook-invalid', 'notebook-too-deep', 'nothing-executed', 'run-failed'],
];

const rules = Object.entries<Rule>(catalog);

describe.each(rules)('%s', (id, rule) => {
  test('has an id and texts to learn from', () => {
    expect(id).toMatch(/^[a-z]+(?:-[a-z0-9]+)+$/);
    for (const text of [rule.what, rule.why, rule.fix]) expect(text).toMatch(/^\S.{10,}\S$/s);
  });

  const { bad, good } = rule;
  test('has a bad and a good example of one kind, or is known to have none', () => {
    expect([bad?.kind, good?.kind]).toEqual(
      withoutExample.includes(id) ? [undefined, undefined] : [bad?.kind, bad?.kind],
    );
    expect(bad === undefined).toBe(withoutExample.includes(id));
    if (bad !== undefined) expect(bad.kind in runners).not.toBe(elsewhere.includes(bad.kind));
  });

  const run = bad && runners[bad.kind];
  if (run === undefined || bad === undefined || good === undefined) return;

  test('its bad example gives the finding at its place', () => {
    expect(bad.at, 'a bad example says where').toMatch(/^\d+:\d+$/);
    expect(run(bad.text, id).map(placeOf)).toContain(`${id} ${bad.at}`);
  });

  test('its bad example is told of in the one voice', () => {
    expect(run(bad.text, id).flatMap(({ message, help = '' }) => [message, help].flatMap(faultsOfVoice))).toEqual([]);
  });

  test('its good example does not', () => {
    expect(run(good.text, id).filter(({ rule: found }) => found === id)).toEqual([]);
  });
});

test('the exceptions are no broader than they must be', () => {
  expect(withoutExample.filter((id) => !Object.hasOwn(catalog, id))).toEqual([]);
});

/** In a course with two lessons. */
function configFindings(text: string): readonly Finding[] {
  const course = mkdtempSync(join(tmpdir(), 'course-'));
  try {
    mkdirSync(join(course, 'source-md'));
    for (const lesson of ['intro', 'loops']) writeFileSync(join(course, 'source-md', `${lesson}.md`), '# Lesson\n');
    const loaded = readConfig(text, 'coursewright.yaml');
    const found = [...loaded.diagnostics];
    if (loaded.config.source === 'source-md') found.push(...discoverLessons(course, loaded).diagnostics);
    return findingsOf(found, defaultConfig, () => text);
  } finally {
    rmSync(course, { recursive: true });
  }
}

/** From reading to both notebooks; the course has another lesson and a data file. */
function lessonFindings(text: string): readonly Finding[] {
  const files = new Map([
    ['source-md/intro.md', '# Intro\n'],
    ['source-md/data.csv', 'a\n'],
  ]);
  const { diagnostics } = compileLesson(text, 'source-md/lesson.md', defaultConfig, {
    lessonText: (path) => files.get(path),
    bytes: (path) => (files.has(path) ? Buffer.from(files.get(path) ?? '') : undefined),
    digest: (path) => files.get(path) ?? '',
    size: (path) => files.get(path)?.length ?? 0,
    entries: (path) => (path === 'source-md' ? ['data.csv', 'intro.md', 'lesson.md'] : undefined),
  });
  return findingsOf(diagnostics, defaultConfig, () => text);
}

/** With the rule turned on, should it be one that is off by default. */
function notebookFindings(text: string, id: string): readonly Finding[] {
  return validateNotebook(text, { rules: { [id]: 'error' } }).findings;
}

function placeOf({ rule, line, column }: Finding): string {
  return `${rule} ${line}:${column}`;
}
