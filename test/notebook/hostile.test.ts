import { expect, test } from 'vitest';
import { fixNotebook } from '../../src/notebook/fix.ts';
import { validateNotebook } from '../../src/notebook/validate.ts';

const notebook = (cells: string, metadata = '{}') =>
  `{"cells": [${cells}], "metadata": ${metadata}, "nbformat": 4, "nbformat_minor": 5}`;
const told = (content: string | Uint8Array) =>
  validateNotebook(content).findings.map(({ rule, line, column }) => `${rule} ${line}:${column}`);

test('ten megabytes of [ are one finding', () => {
  expect(told('['.repeat(10_000_000))).toEqual(['notebook-too-deep 1:501']);
  expect(told('{"a":'.repeat(2_000_000))).toEqual(['notebook-too-deep 1:2501']);
});

test('500 levels are read, however they are made', () => {
  expect(told(notebook('', `{"x": ${'['.repeat(498)}${']'.repeat(498)}}`))).toEqual([]);
  expect(told(notebook('', `{"x": ${'['.repeat(499)}${']'.repeat(499)}}`))).toHaveLength(1);
});

test('a million broken cells give as many findings as a person reads, and say how many there are', () => {
  const cells = Array.from(
    { length: 1_000_000 },
    () => '{"cell_type":"raw","id":"a b","metadata":{},"source":[]}',
  ).join(',');
  const { valid, findings } = validateNotebook(notebook(cells));
  expect(valid).toBe(false);
  expect(findings.filter(({ rule }) => rule === 'cell-id-invalid')).toHaveLength(100);
  expect(findings.filter(({ rule }) => rule === 'cell-id-invalid').at(-1)?.message).toMatch(/and at least 9900 more/);
}, 120_000);

test('a string of 200 MB is read', () => {
  const content = Buffer.concat([
    Buffer.from(`{"cells": [], "metadata": {"x": "`),
    Buffer.alloc(200_000_000, 'a'),
    Buffer.from('"}, "nbformat": 4, "nbformat_minor": 5}'),
  ]);
  expect(validateNotebook(content).valid).toBe(true);
  expect(told(content.subarray(0, 150_000_000))).toEqual(['notebook-json 1:150000001']);
}, 60_000);

test('keys of JavaScript objects are keys as any other', () => {
  for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    const { findings } = validateNotebook(
      notebook(`{"cell_type": "raw", "id": "a", "metadata": {}, "source": "", "${key}": {"polluted": 1}}`),
    );
    expect(findings.map(({ rule, actual }) => `${rule} ${actual}`)).toEqual([`notebook-unknown-field ${key}`]);
    expect(told(notebook(`{"cell_type": "${key}", "id": "a", "metadata": {}, "source": ""}`))).toEqual([
      'notebook-unknown-type 1:26',
    ]);
    expect(told(notebook('', `{"${key}": {"polluted": 1}}`))).toEqual([]);
    fixNotebook(Buffer.from(notebook('', `{"${key}": {"polluted": 1}}`)), { layout: true });
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  expect((JSON.parse('{}') as { polluted?: number }).polluted).toBeUndefined();
});

test('whatever bytes come in, findings come out', () => {
  const seeds = [
    '',
    ' ',
    '\0',
    '{',
    '"',
    '\\',
    '[1,',
    '{"a"',
    '{"a":',
    '-',
    '1e',
    'tru',
    'nul',
    '"\\u12',
    '{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":',
  ];
  for (const seed of seeds) {
    const { valid, findings } = validateNotebook(seed);
    expect(valid, JSON.stringify(seed)).toBe(false);
    expect(findings, JSON.stringify(seed)).toHaveLength(1);
    expect(() => fixNotebook(Buffer.from(seed))).not.toThrow();
  }
});

test('a value that refers to itself or is no JSON is a finding too', () => {
  const loop: Record<string, unknown> = { nbformat: 4, nbformat_minor: 5, cells: [] };
  loop.metadata = loop;
  expect(validateNotebook(loop as never).findings.map(({ rule }) => rule)).toEqual(['notebook-too-deep']);
  expect(validateNotebook({ nbformat: 4, nbformat_minor: 5, cells: [], metadata: { x: 1n } } as never).valid).toBe(
    false,
  );
});
