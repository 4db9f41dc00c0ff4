import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import AjvDraft04 from 'ajv-draft-04';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { Finding, RunResult } from '../../src/model/result.ts';
import { defaultReporter } from '../../src/report/default.ts';
import { dotReporter } from '../../src/report/dot.ts';
import { githubReporter } from '../../src/report/github.ts';
import { gitlabReporter } from '../../src/report/gitlab.ts';
import { htmlReporter } from '../../src/report/html.ts';
import { htmlStyle } from '../../src/report/html-style.ts';
import { jsonReporter } from '../../src/report/json.ts';
import { junitReporter } from '../../src/report/junit.ts';
import { markdownReporter } from '../../src/report/markdown.ts';
import { sarifReporter } from '../../src/report/sarif.ts';
import { makeStyle } from '../../src/report/style.ts';
import { render } from './render.ts';
import { sample } from './sample.ts';

const expected = (name: string) => `fixtures/expected/${name}`;

describe('what people see', () => {
  test.each([80, 120])('default, %d columns', async (width) => {
    const text = await render(defaultReporter, sample, { width });
    await expect(text).toMatchFileSnapshot(expected(`default-${width}.txt`));
    for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(width);
  });

  test('default in a log: lines are as long as they are, so that one finding is one line to search for', async () => {
    const text = await render(defaultReporter, sample, { width: Number.POSITIVE_INFINITY });
    expect(text).toContain(
      '   source-md/streams.md:24:1  error  the output differs from what the lesson says   output-mismatch\n',
    );
  });

  test('colours are all that colour adds', async () => {
    const colored = await render(defaultReporter, sample, { style: makeStyle(true, true) });
    expect(colored).toContain('\u001b[31m');
    expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(await render(defaultReporter, sample));
  });

  test('without Unicode nothing but ASCII stands for symbols', async () => {
    const text = await render(defaultReporter, sample, { style: makeStyle(false, false), width: 200 });
    expect(text.replaceAll(/[␊␇]/g, '')).toMatch(/^[\n -~]*$/);
  });

  test('quiet: the findings alone', async () => {
    const text = await render(defaultReporter, sample, { verbosity: 'quiet' });
    expect(text).toContain('output-mismatch');
    expect(text).not.toContain('Duration');
    expect(await render(defaultReporter, clean, { verbosity: 'quiet' })).toBe('');
  });

  test.each([
    ['default', defaultReporter],
    ['html', htmlReporter],
  ])('%s reads a file once, however many findings it has, and shows the lines of long ones', async (_, reporter) => {
    const text = `${'.\n'.repeat(1_000_000)}here\n${'.\n'.repeat(3_000_000)}`;
    const at = (line: number): Finding => ({
      rule: 'notebook-json',
      severity: 'error',
      message: 'expected a value',
      file: 'long.ipynb',
      ...{ line, column: 1, endLine: line, endColumn: 2 },
    });
    const findings = [at(1_000_001), at(1_000_002), at(4_000_000)];
    let reads = 0;
    const shown = await render(
      reporter,
      { ...clean, files: [{ path: 'long.ipynb', valid: false, nbformat: null, findings }] },
      {
        readSource: () => {
          reads++;
          return text;
        },
      },
    );
    expect(reads).toBe(1);
    expect(shown).toContain('here');
    expect(shown).toContain('long.ipynb:4000000:1');
  });

  test('html shows of a line of two million characters the part that matters', async () => {
    const text = `${'a'.repeat(1_000_000)}!${'b'.repeat(1_000_000)}\n`;
    const place = { line: 1, column: 1_000_001, endLine: 1, endColumn: 1_000_002 };
    const finding: Finding = { rule: 'notebook-json', severity: 'error', message: 'm', file: 'a.ipynb', ...place };
    const files = [{ path: 'a.ipynb', valid: false, nbformat: null, findings: [finding] }];
    const shown = await render(htmlReporter, { ...clean, files }, { readSource: () => text });
    expect(shown).toContain('aaa<mark>!</mark>bbb');
    expect(shown.length).toBeLessThan(20_000);
  });

  test('dot', async () => {
    const text = await render(dotReporter, sample);
    expect(text.split('\n')[0]).toBe('.Fs');
    expect(text).toBe(`.Fs\n\n${await render(defaultReporter, sample)}`);
  });
});

describe('what programs read', () => {
  test('json: the result as it is, valid against its schema', async () => {
    const document: unknown = JSON.parse(await render(jsonReporter, sample));
    expect(document).toEqual(sample);
    expect(check(document)).toEqual([]);
  });

  test('json of validate: files in place of lessons', async () => {
    const files = [{ path: 'a.ipynb', valid: false, nbformat: '4.5', findings: [hostile] }];
    const document: unknown = JSON.parse(
      await render(jsonReporter, { ...clean, command: 'validate', lessons: [], files }),
    );
    expect(document).toHaveProperty('files', files);
    expect(document).not.toHaveProperty('lessons');
    expect(check(document)).toEqual([]);
  });

  test.each([
    ['a field that nobody knows', { ...sample, extra: 1 }],
    ['a missing field', { ...sample, summary: undefined }],
    ['a status that does not exist', { ...sample, lessons: [{ ...sample.lessons[0], status: 'green' }] }],
    ['a line 0', { ...sample, findings: [{ ...sample.findings?.[0], line: 0 }] }],
  ])('the schema refuses %s', (_, document) => {
    expect(check(JSON.parse(JSON.stringify(document)))).not.toEqual([]);
  });

  test('junit', async () => {
    const text = await render(junitReporter, sample);
    await expect(text).toMatchFileSnapshot(expected('junit.xml'));
    const { counts, totals } = junitCounts(text);
    expect(counts).toEqual(totals);
    expect(totals).toEqual({ tests: 19, failures: 5, errors: 1, skipped: 3 });
  });

  test('junit is well-formed whatever a finding says', async () => {
    const text = await render(junitReporter, withFindings([hostile]));
    expect(() => junitCounts(text)).not.toThrow();
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe]/);
  });

  test('github', async () => {
    const text = await render(githubReporter, sample);
    await expect(text).toMatchFileSnapshot(expected('github.txt'));
    expect(text.trimEnd().split('\n')).toHaveLength(8);
  });

  test('github: nothing that a lesson prints becomes a command of its own', async () => {
    const text = await render(githubReporter, withFindings([{ ...hostile, actual: 'x\n::set-env name=A::b\r' }]));
    expect(text.split('\n').filter((line) => line.startsWith('::'))).toHaveLength(1);
    expect(text).toContain('file=lessons/a%2Cb%3A100%25.md,line=3');
    expect(text).toContain('%0A::set-env name=A::b␍');
  });

  test('github: what it would not show as annotations is in the log', async () => {
    const findings = Array.from({ length: 13 }, (_, n) => ({
      ...hostile,
      message: `number ${n}\n::error::##[error]x`,
    }));
    const lines = (await render(githubReporter, withFindings(findings))).trimEnd().split('\n');
    const commands = lines.flatMap((line) => /^\s*::(\w+)/.exec(line)?.[1] ?? []);
    expect(commands).toEqual([...Array.from({ length: 10 }, () => 'error'), 'group', 'endgroup']);
    for (const line of lines.filter((one) => one.startsWith('-'))) expect(line).not.toContain('##[');
    expect(lines.at(-5)).toBe('::group::3 more findings');
    expect(lines.at(-2)).toContain('number 12');
  });

  test('github: of each rule one is an annotation, however many another has', async () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ ...hostile, message: `number ${n}` }));
    const last: Finding = { ...hostile, rule: 'cell-raised', message: 'it raised' };
    const lines = (await render(githubReporter, withFindings([...many, last]))).split('\n');
    const errors = lines.filter((line) => line.startsWith('::error'));
    expect(errors).toHaveLength(10);
    expect(errors.filter((line) => line.includes('cell-raised'))).toHaveLength(1);
    expect(lines).toContain('::group::21 more findings');
  });

  test('junit: a case has one failure, and a name of its own', async () => {
    const twice = (findings: readonly Finding[]) =>
      findings.flatMap((one) => [one, { ...one, message: `again: ${one.message}` }]);
    const doubled: RunResult = {
      ...sample,
      findings: twice(sample.findings ?? []),
      lessons: sample.lessons.map((lesson) => ({
        ...lesson,
        findings: twice(lesson.findings),
        // A fence of which a part is confirmed for itself has two verdicts at one line.
        outputs: lesson.outputs.flatMap((output) => [output, output]),
      })),
    };
    const text = await render(junitReporter, doubled);
    const cases = text.split('<testcase').slice(1);
    expect(cases.length).toBeGreaterThan(10);
    for (const one of cases) expect((one.match(/<(?:failure|error) /g) ?? []).length, one).toBeLessThanOrEqual(1);
    const names = cases.map((one) => /classname="[^"]*" name="[^"]*"/.exec(one)?.[0]);
    expect(new Set(names).size).toBe(names.length);
    // Nothing is lost by that.
    for (const { message, severity } of doubled.lessons.flatMap(({ findings }) => findings)) {
      if (severity === 'error' && /^[\w :]+$/.test(message)) expect(text).toContain(message);
    }
    const { counts, totals } = junitCounts(text);
    expect(counts).toEqual(totals);
  });

  test('junit: files are named from the root of the repository', async () => {
    const text = await render(junitReporter, sample, { prefix: 'courses/async/' });
    expect(text).toContain('package="courses/async/source-md" name="courses/async/source-md/streams.md"');
    expect(text).toContain('classname="courses/async/source-md/streams.md"');
    expect(text).toContain('>courses/async/source-md/streams.md:24:1: error: ');
    expect(text).not.toMatch(/[">\n](source-md|notebooks)\//);
  });

  test('github: files are named from the root of the repository', async () => {
    const text = await render(githubReporter, sample, { prefix: 'courses/async/' });
    expect(text).toContain('file=courses/async/source-md/streams.md,line=24');
  });

  test('gitlab: each finding once, at its line from the root of the repository, known again when lines move', async () => {
    const read = async (result: RunResult) => JSON.parse(await render(gitlabReporter, result, { prefix: 'courses/' }));
    const all = await read(
      withFindings([hostile, hostile, { ...hostile, severity: 'info', message: 'b', help: 'do it' }]),
    );
    expect(all).toMatchObject([
      { check_name: 'output-mismatch', severity: 'major', location: { lines: { begin: 3, end: 3 } } },
      { check_name: 'output-mismatch', location: { path: 'courses/lessons/a,b:100%.md' } },
      { severity: 'info', description: 'b (help: do it)' },
    ]);
    const prints = all.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    expect(new Set(prints).size).toBe(3);
    const [moved] = await read(withFindings([{ ...hostile, line: 9, endLine: 9 }]));
    expect(moved.fingerprint).toBe(prints[0]);
    expect(await read(clean)).toEqual([]);
  });

  test('markdown: a table and findings, in which no text is Markdown or HTML', async () => {
    const page = marked(await render(markdownReporter, withFindings([hostile])));
    expect(page).not.toMatch(/<script|<img|<a /);
    expect(page).toContain('<strong>error</strong> 3:1 ]]&gt; &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp;');
    const listed = { ...hostile, message: '# a *b* `c` [d](e) ![f](g) <b> &amp; | h', help: '1. do\n2. it' };
    const text = marked(await render(markdownReporter, withFindings([listed])));
    expect(text).toContain('# a *b* `c` [d](e) ![f](g) &lt;b&gt; &amp;amp; | h');
    expect(text).toContain('help: 1. do');
    const many = Array.from({ length: 20_000 }, (_, at) => ({ ...hostile, file: `lessons/${at}.md` }));
    const long = await render(markdownReporter, { ...clean, exitCode: 1, findings: many });
    expect(long.length).toBeLessThan(600_000);
    expect(long).toMatch(/And \d+ more findings\.\n$/);
    expect(await render(markdownReporter, clean)).toMatch(/^## ✓ coursewright check\n/);
  });

  test('sarif is valid against the OASIS schema and points at the lines', async () => {
    const text = await render(sarifReporter, sample);
    await expect(text).toMatchFileSnapshot(expected('results.sarif'));
    expect(sarifErrors(text)).toEqual([]);
  });

  test('sarif: any file name and any text', async () => {
    const text = await render(sarifReporter, withFindings([hostile]));
    expect(sarifErrors(text)).toEqual([]);
    expect(text).toContain('"uri": "lessons/a%2Cb%3A100%25.md"');
  });

  test('html: one page that loads nothing, in which no text of a finding is markup', async () => {
    const text = await render(htmlReporter, sample);
    const style = `<style>${htmlStyle}</style>`;
    expect(text).toContain(style);
    // What is the same in each page stands in its own files.
    await expect(withoutScript(text).replace(style, '')).toMatchFileSnapshot(expected('report.html'));
    expect(withoutScript(text)).not.toMatch(/<(script|link|img|iframe)|src=|url\(|@import/i);
    const attacked = await render(htmlReporter, withFindings([hostile]));
    expect(withoutScript(attacked)).not.toContain('<script');
    expect(attacked).toContain('&#x3C;script>');
    const digest = createHash('sha256').update(ownScript).digest('base64');
    expect(attacked).toContain(`script-src &#x27;sha256-${digest}&#x27;`);
  });

  test('html: a page without findings has no script, and two findings at one place have two ids', async () => {
    expect(await render(htmlReporter, clean)).not.toContain('<script');
    const ids = (await render(htmlReporter, withFindings([hostile, hostile]))).matchAll(/<article id="([^"]*)"/g);
    const place = 'lessons/a,b:100%.md:3:1';
    expect([...ids].map(([, id]) => id)).toEqual([place, `${place}~2`]);
  });
});

const ownScript = readFileSync('templates/report.js', 'utf8');

/** The page without the script that is its own. */
function withoutScript(page: string): string {
  return page.replace(`<script>${ownScript}</script>`, '');
}

/** As a code host shows it. */
function marked(text: string): string {
  return micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

const clean: RunResult = {
  ...sample,
  exitCode: 0,
  summary: { ...sample.summary, errors: 0, warnings: 0 },
  findings: [],
  lessons: sample.lessons.slice(0, 1),
};

const hostile: Finding = {
  rule: 'output-mismatch',
  severity: 'error',
  message: ']]> <script>alert("1")</script> & \u001b[31m\u0000\ud800\ufffe',
  file: 'lessons/a,b:100%.md',
  line: 3,
  column: 1,
  endLine: 3,
  endColumn: 4,
  expected: 'a]]>b',
  actual: '<b>\u0007',
};

function withFindings(findings: Finding[]): RunResult {
  const [lesson] = sample.lessons;
  if (lesson === undefined) throw new Error('the sample has lessons');
  return { ...clean, exitCode: 1, lessons: [{ ...lesson, status: 'failed', findings }] };
}

function check(document: unknown): unknown[] {
  const ajv = new Ajv({ allErrors: true });
  const schema: object = JSON.parse(readFileSync(new URL('../../schemas/result.schema.json', import.meta.url), 'utf8'));
  return ajv.validate(schema, document) ? [] : (ajv.errors ?? [true]);
}

/** The schema that OASIS publishes for 2.1.0 (draft-04), as Microsoft's package carries it. */
function sarifErrors(text: string): unknown[] {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const ajv = new AjvDraft04.default({
    strict: false,
    unicodeRegExp: false,
    formats: { uri: true, 'uri-reference': true, 'date-time': true },
  });
  const schema: object = JSON.parse(readFileSync(path, 'utf8'));
  return ajv.validate(schema, JSON.parse(text)) ? [] : (ajv.errors ?? [true]);
}

/** What a strict XML parser counts in a JUnit file, and what its suites say of themselves. Throws where it is not well-formed. */
function junitCounts(text: string) {
  const counts = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  const totals = { ...counts };
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'testcase') counts.tests++;
    if (name === 'failure') counts.failures++;
    if (name === 'error') counts.errors++;
    if (name === 'skipped') counts.skipped++;
    if (name !== 'testsuite') return;
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += Number(attributes[key]);
  });
  parser.write(text).close();
  return { counts, totals };
}
