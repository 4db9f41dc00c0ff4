import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding, RunResult } from '../../src/model/result.ts';
import { htmlReporter } from '../../src/report/html.ts';
import { render } from '../report/render.ts';
import { sample } from '../report/sample.ts';
import { startBrowser } from './jupyterlab.ts';

const folder = mkdtempSync(join(tmpdir(), 'coursewright-report-'));
let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const [first] = sample.lessons;
const file = (at: number) => `source-md/lesson-${at}.md`;

/** 10,000 findings in 200 lessons: of two rules and two severities. */
function large(): RunResult {
  if (first === undefined) throw new RangeError('the sample has no lesson');
  const finding = (at: number, line: number): Finding => ({
    rule: line % 2 === 0 ? 'output-mismatch' : 'link-broken',
    severity: line % 2 === 0 ? 'error' : 'warning',
    message: `q${at}-${line}.`,
    ...{ file: file(at), line, column: 1, endLine: line, endColumn: 5, help: 'look at it' },
  });
  const lessons = Array.from({ length: 200 }, (_, at) => ({
    ...first,
    source: file(at),
    findings: Array.from({ length: 50 }, (_, line) => finding(at, line + 1)),
  }));
  return { ...sample, findings: [], lessons, summary: { ...sample.summary, errors: 5000, warnings: 5000 } };
}

async function opened(result: RunResult, fragment = ''): Promise<{ page: Page; errors: string[] }> {
  const path = join(folder, 'report.html');
  writeFileSync(path, await render(htmlReporter, result));
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('console', (message) => errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`${pathToFileURL(path)}${fragment}`);
  return { page, errors };
}

const shownIn = (page: Page) => page.locator('article:visible').count();
const focused = (page: Page) => page.evaluate('document.activeElement.id');

test('of 10,000 findings those that are looked for are found by keyboard alone', async () => {
  const { page, errors } = await opened(large());
  expect(await shownIn(page)).toBe(0);
  expect(await page.locator('nav a').count()).toBe(200);
  await page.keyboard.press('/');
  await page.keyboard.type('q12-7.');
  expect(await page.locator('form output').textContent()).toBe('1 of 10000 findings');
  expect(await shownIn(page)).toBe(1);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  expect(await shownIn(page)).toBe(0);
  await page.keyboard.press('Escape');
  expect(await page.locator('form output').textContent()).toBe('');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  expect(await focused(page)).toBe(`${file(0)}:1:1`);
  expect(errors).toEqual([]);
  await page.close();
});

test('rules and files are chosen, and a link leads to a finding in what is folded', async () => {
  const { page, errors } = await opened(large(), `#${encodeURIComponent(`${file(150)}:20:1`)}`);
  expect(await focused(page)).toBe(`${file(150)}:20:1`);
  await page.selectOption('[name=rule]', 'link-broken');
  await page.selectOption('[name=file]', file(3));
  expect(await page.locator('form output').textContent()).toBe('25 of 10000 findings');
  expect(await page.locator('article:visible .rule').allTextContents()).toEqual(Array(25).fill('link-broken'));
  await page.locator('form button').click();
  expect(await page.locator('form output').textContent()).toBe('');
  expect(errors).toEqual([]);
  await page.close();
});

test('a page that was tampered with runs no other script', async () => {
  const { page } = await opened(large());
  const path = join(folder, 'report.html');
  const attack = '<script>window.stolen = 1</script><img src=x onerror="window.stolen = 2">';
  writeFileSync(
    path,
    (await render(htmlReporter, sample)).replace('<main>', () => `<main>${attack}`),
  );
  await page.goto(String(pathToFileURL(path)));
  expect(await page.evaluate('window.stolen')).toBeUndefined();
  expect(await page.locator('form.filter').isVisible()).toBe(true);
  await page.close();
});
