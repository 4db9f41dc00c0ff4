import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { discoverLessons } from '../../src/config/discover.ts';
import { readConfig } from '../../src/config/load-config.ts';
import { catalog } from '../../src/diagnostics/catalog.ts';
import type { Example, Rule } from '../../src/diagnostics/rule.ts';
import { lineIndex } from '../../src/text/span.ts';

interface Finding {
  readonly rule: string;
  readonly span: { readonly start: number };
}

/**
 * How the examples of a kind are run: what comes back is every finding about the example's text. A kind stands
 * either here or in `withoutRunner`: an example of a kind in neither fails, and so does one in both.
 */
const runners: Partial<Record<Example['kind'], (text: string) => readonly Finding[] | Promise<readonly Finding[]>>> = {
  config: configFindings,
};

/** Kinds whose examples no test runs yet. Take a kind out when its runner stands above. */
const withoutRunner: readonly Example['kind'][] = ['lesson', 'notebook', 'run'];

/** Rules about files on the disk, which no single text shows. */
const withoutExample = [
  'file-missing',
  'lesson-not-utf8',
  'lesson-unreadable',
  'notebook-hand-edited',
  'notebook-missing',
  'notebook-orphaned',
  'notebook-path-taken',
  'notebook-stale',
];

const rules = Object.entries<Rule>(catalog);

describe.each(rules)('%s', (id, rule) => {
  test('has an id and texts to learn from', () => {
    expect(id).toMatch(/^[a-z]+(?:-[a-z0-9]+)+$/);
    for (const text of [rule.what, rule.why, rule.mend]) expect(text).toMatch(/^\S.{10,}\S$/s);
  });

  const { bad, good } = rule;
  test('has a bad and a good example of one kind, or is known to have none', () => {
    expect([bad?.kind, good?.kind]).toEqual(
      withoutExample.includes(id) ? [undefined, undefined] : [bad?.kind, bad?.kind],
    );
    expect(bad === undefined).toBe(withoutExample.includes(id));
    if (bad !== undefined) expect(bad.kind in runners).not.toBe(withoutRunner.includes(bad.kind));
  });

  const run = bad && runners[bad.kind];
  if (run === undefined || bad === undefined || good === undefined) return;

  test('its bad example gives the finding at its place', async () => {
    expect(bad.at, 'a bad example says where').toMatch(/^\d+:\d+$/);
    const lines = lineIndex(bad.text);
    const found = (await run(bad.text)).map(({ rule, span }) => {
      const { line, column } = lines.point(span.start);
      return `${rule} ${line}:${column}`;
    });
    expect(found).toContain(`${id} ${bad.at}`);
  });

  test('its good example does not', async () => {
    const found = await run(good.text);
    expect(found.map((finding) => finding.rule)).not.toContain(id);
  });
});

test('the exceptions are no broader than they must be', () => {
  expect(withoutExample.filter((id) => !Object.hasOwn(catalog, id))).toEqual([]);
});

/** The findings about a configuration, in a course with two lessons. */
function configFindings(text: string): readonly Finding[] {
  const course = mkdtempSync(join(tmpdir(), 'course-'));
  try {
    mkdirSync(join(course, 'source-md'));
    for (const lesson of ['intro', 'loops']) writeFileSync(join(course, 'source-md', `${lesson}.md`), '# Lesson\n');
    const loaded = readConfig(text, 'coursewright.yaml');
    if (loaded.config.source !== 'source-md') return loaded.diagnostics;
    return [...loaded.diagnostics, ...discoverLessons(course, loaded).diagnostics];
  } finally {
    rmSync(course, { recursive: true });
  }
}
