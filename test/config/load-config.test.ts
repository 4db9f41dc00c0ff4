import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findCourse } from '../../src/config/find-course.ts';
import { defaultConfig, loadConfig, readConfig } from '../../src/config/load-config.ts';
import { parseSize } from '../../src/config/size.ts';
import { OperatorError } from '../../src/diagnostics/operator-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'course-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string | Uint8Array = ''): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const config = (text: string) => {
  const read = readConfig(text, 'c');
  expect(read.diagnostics).toEqual([]);
  return read.config;
};

test('what the file says stands beside the defaults of what it leaves out', () => {
  const text = `
source: ./lessons/
output: out//nb
variants: [instructor]
order: [intro.md, ./part/loops, 02]
dialect: myst
outputs: none
solutions: collapsed
kernel: ir
python: { requirements: [numpy], version: "3.12" }
execute: { timeout: 0.5, jobs: 3, network: true, env: { PYTHONHASHSEED: 0, B: no }, maxOutput: 1.5 MiB, memory: 2GB, fork: false }
confirm: { default: [ellipsis, 'tolerance=1e-6,abs=1e-12'], sanitize: [], undeclared: error }
images: data
colab: { github: org/repo.js, badge: false }
rules: { yaml-tab: off }
`;
  expect(config(text)).toEqual({
    source: 'lessons',
    output: 'out/nb',
    variants: ['instructor'],
    order: ['intro', 'part/loops', '02'],
    dialect: 'myst',
    outputs: 'none',
    solutions: 'collapsed',
    kernel: 'ir',
    python: { requirements: ['numpy'], version: '==3.12.*', environment: 'managed' },
    execute: {
      timeout: 0.5,
      lessonTimeout: 600,
      jobs: 3,
      network: true,
      env: { PYTHONHASHSEED: '0', B: 'no' },
      maxOutput: 1_572_864,
      memory: 2_000_000_000,
      fork: false,
      gatewayWait: 60,
      gatewayEnv: {},
      clusterWait: 120,
    },
    confirm: {
      default: ['ellipsis', 'tolerance'],
      tolerance: 1e-6,
      absolute: 1e-12,
      sanitize: [],
      outputFences: [],
      undeclared: 'error',
    },
    instructors: [],
    math: 'auto',
    images: 'data',
    colab: { github: 'org/repo.js', branch: 'main', badge: false },
    rules: { 'yaml-tab': 'off' },
  });
});

test('a key with a problem has its default, its neighbours keep their values', () => {
  const { config, diagnostics } = readConfig('kernel: [ir]\nexecute: {timeout: soon, jobs: 2}\nimages: data\n', 'c');
  expect(diagnostics.map(({ rule }) => rule)).toEqual(['invalid-value', 'invalid-value']);
  expect(config).toEqual({ ...defaultConfig, images: 'data', execute: { ...defaultConfig.execute, jobs: 2 } });
});

test.each([
  ['3.10', '==3.10.*'],
  ['">=3.10, <3.14"', '>=3.10,<3.14'],
  ['3', '==3.*'],
  ['3.11.4', '==3.11.4'],
  ['"==3.12.*"', '==3.12.*'],
])('python.version %s is %s', (written, expected) => {
  expect(config(`python: {version: ${written}}`).python.version).toBe(expected);
});

test.each<[string, number | undefined]>([
  ['10MB', 10_000_000],
  ['10 kB', 10_000],
  ['1.5GiB', 1_610_612_736],
  ['2M', 2_000_000],
  ['512', 512],
  ['512B', 512],
  ['1e7', 10_000_000],
  ['0.1', undefined],
  ['0MB', undefined],
  ['-1MB', undefined],
  ['10 apples', undefined],
  ['10mb', undefined],
  ['', undefined],
])('the size %j is %j bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test('without a file everything is default', () => {
  expect(loadConfig(folder)).toMatchObject({ config: defaultConfig, diagnostics: [] });
  expect(loadConfig(folder).file).toBeUndefined();
});

test('the file is found, its BOM dropped, its findings stand where the editor shows them', () => {
  write('coursewright.yaml', '\uFEFFsorce: a\r\n');
  const { file, text, diagnostics } = loadConfig(folder);
  expect([file, text]).toEqual(['coursewright.yaml', 'sorce: a\r\n']);
  expect(diagnostics).toMatchObject([{ file: 'coursewright.yaml', span: { start: 0, end: 5 } }]);
});

test('coursewright.yml is read as well', () => {
  write('coursewright.yml', 'kernel: ir\n');
  expect(loadConfig(folder)).toMatchObject({ file: 'coursewright.yml', config: { kernel: 'ir' } });
});

test.each<[string, string, () => void]>([
  ['missing', 'there is no configuration file FILE', () => {}],
  ['a folder', 'FILE is not a file, so it cannot be the configuration', () => write('other.yaml/x')],
  ['not UTF-8', 'FILE is not UTF-8', () => write('other.yaml', new Uint8Array([0x61, 0x3a, 0x20, 0xe9]))],
])('a named file that is %s is an operator error', (_, message, make) => {
  make();
  expect(() => loadConfig(folder, 'other.yaml')).toThrow(OperatorError);
  expect(() => loadConfig(folder, 'other.yaml')).toThrow(message.replace('FILE', join(folder, 'other.yaml')));
});

test('the course is the nearest folder upwards with a configuration, inside of the repository', () => {
  write('coursewright.yaml');
  write('a/b/x.md');
  expect(findCourse(join(folder, 'a/b'))).toBe(folder);
  expect(findCourse(join(folder, 'a'), 'b/other.yaml')).toBe(join(folder, 'a/b'));
  write('a/.git/HEAD');
  expect(findCourse(join(folder, 'a/b'))).toBe(join(folder, 'a/b'));
  write('a/coursewright.yaml');
  expect(findCourse(join(folder, 'a/b'))).toBe(join(folder, 'a'));
});

test('a value can be found in the file', () => {
  const text = 'order: [a, b]\nexecute:\n  env: {A: x}\n';
  const { spanOf } = readConfig(text, 'c');
  const at = (...path: Parameters<typeof spanOf>) => {
    const span = spanOf(...path);
    return span && text.slice(span.start, span.end);
  };
  expect(at(['order', 1])).toBe('b');
  expect(at(['execute', 'env', 'A'])).toBe('x');
  expect(at(['execute', 'env'], 'key')).toBe('env');
  expect(at(['python'])).toBeUndefined();
});
