import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/load-config.ts';
import { catalog } from '../../src/diagnostics/catalog.ts';
import type { Rule } from '../../src/diagnostics/rule.ts';
import type { LessonResult } from '../../src/model/result.ts';
import { check } from '../../src/pipeline/check.ts';
import { faultsOfVoice } from '../diagnostics/voice.ts';
import { limits, withEngine } from './engine.ts';

const rules = Object.entries<Rule>(catalog).flatMap(([id, { bad, good }]) =>
  bad?.kind === 'run' && good !== undefined ? [{ id, bad, good }] : [],
);

const results = new Map<string, LessonResult>();

/** `rule line:column` of every finding in an example, checked as a lesson of its own. */
const found = (name: string) =>
  results.get(`source-md/${name}.md`)?.findings.map(({ rule, line, column }) => `${rule} ${line}:${column}`);

beforeAll(async () => {
  await withEngine(async (engine, dir) => {
    mkdirSync(join(dir, 'source-md'));
    const sources = rules.flatMap(({ id, bad, good }) =>
      Object.entries({ bad, good }).map(([which, { text }]) => {
        const source = `source-md/${id}-${which}.md`;
        writeFileSync(join(dir, source), text);
        return { source };
      }),
    );
    const config = { ...defaultConfig, execute: { ...limits, timeout: 60, lessonTimeout: 240 } };
    const course = { dir, version: '0.0.0', loaded: { config, diagnostics: [], spanOf: () => undefined } };
    const options = { engine: async () => engine, environment: () => ({}), network: false, window: 4 };
    for await (const event of check(course, sources, options)) {
      if (event.type === 'lesson-ended') results.set(event.result.source, event.result);
    }
  });
});

test('there are rules about what runs', () => {
  expect(rules.length).toBeGreaterThan(5);
});

describe.each(rules)('$id', ({ id, bad }) => {
  test('its bad example gives the finding at its place', () => {
    expect(found(`${id}-bad`)).toContain(`${id} ${bad.at}`);
  });

  test('its bad example is told of in the one voice', () => {
    const findings = results.get(`source-md/${id}-bad.md`)?.findings ?? [];
    expect(findings.flatMap(({ message, help = '' }) => [message, help].flatMap(faultsOfVoice))).toEqual([]);
  });

  test('its good example does not', () => {
    expect(found(`${id}-good`)?.filter((finding) => finding.startsWith(`${id} `))).toEqual([]);
  });
});
