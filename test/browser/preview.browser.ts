import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../cli/run.ts';
import { kernelFolder, startBrowser } from './jupyterlab.ts';

const course = mkdtempSync(join(tmpdir(), 'coursewright-preview-'));
const lesson = (name: string) => join(course, 'source-md', `${name}.md`);
const fence = (role: string, text: string) => `\`\`\`${role}\n${text}\n\`\`\`\n\n`;

/** A dot: 5 × 5 pixels. */
const dot =
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==';

const first = [
  '# First\n\nIt is $x^2$.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![a dot](dot.png)\n\n',
  fence('python', 'print(1 + 1)'),
  fence('output', '3'),
  fence('python', 'print("right")'),
  fence('output', 'right'),
  '::: exercise double\nWrite `double`.\n\n',
  fence('python starter', 'def double(n):\n    ...'),
  `::: hint\nMultiply.\n:::\n\n::: solution\n${fence('python', 'def double(n):\n    return 2 * n')}:::\n\n`,
  fence('python test', 'assert double(2) == 4'),
  ':::\n\n',
  ...Array.from({ length: 30 }, (_, at) => `## Part ${at}\n\nSome text.\n\n`),
  'The [other lesson](hostile.md).\n',
].join('');

/** All that a lesson could do a page by: each tells `stolen`, leads elsewhere, or presses the page's button. */
const attack = "parent.stolen = 1; window.stolen = 1; fetch('../update', { method: 'POST', body: '{}' })";
const hostile = (elsewhere: string) =>
  [
    '# Hostile\n\n',
    `<script>${attack}</script>\n\n`,
    `<img src="x" onerror="${attack}">\n\n`,
    `<iframe src="${elsewhere}/frame"></iframe><iframe srcdoc="<script>parent.parent.stolen = 1</script>"></iframe>\n\n`,
    `<meta http-equiv="refresh" content="0; url=${elsewhere}/meta"><base href="${elsewhere}/"><link rel="stylesheet" href="${elsewhere}/link">\n\n`,
    `<object data="${elsewhere}/object"></object><embed src="${elsewhere}/embed"><video src="${elsewhere}/video" autoplay></video>\n\n`,
    `<form action="${elsewhere}/form"><button id="send">send</button></form>\n\n`,
    `<a id="script" href="javascript:${attack}">a link</a> <a id="top" target="_top" href="${elsewhere}/top">another</a>\n\n`,
    `<img src="${elsewhere}/image.png"><div style="background: url(${elsewhere}/background)">styled</div>\n\n`,
    `<svg onload="${attack}"><script>${attack}</script><a xlink:href="javascript:${attack}"><text y="9">svg</text></a></svg>\n\n`,
    `<style>@import "${elsewhere}/import"; body { background: url(${elsewhere}/body) } iframe { display: none }</style>\n\n`,
    '![$\\href{javascript:window.stolen=1}{x}$](dot.png) $\\href{javascript:window.stolen=1}{x}$\n\n',
    fence(
      'python',
      `from IPython.display import HTML, Javascript, display\ndisplay(HTML("""<script>${attack}</script><img src=x onerror="${attack}">"""))\ndisplay(Javascript("${attack}"))`,
    ),
    fence('output html', `<script>${attack}</script><img src=x onerror="${attack}">`),
    fence('python', 'print(1)'),
    fence('output', '2'),
  ].join('');

let browser: Browser;
let preview: ReturnType<typeof start>;
let url = '';
/** Another web site, and what was asked of it. */
const asked: string[] = [];
let attackerPage = '';
const attacker = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(200, { 'Content-Type': 'text/html' }).end(attackerPage);
});
let elsewhere = '';

function start() {
  return execa(process.execPath, [main, 'preview'], { cwd: course, buffer: false, reject: false, stdin: 'ignore' });
}

beforeAll(async () => {
  await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve));
  const address = attacker.address();
  elsewhere = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  mkdirSync(join(course, 'source-md'));
  writeFileSync(
    join(course, 'coursewright.yaml'),
    `python: { environment: ${JSON.stringify(await kernelFolder())} }\n`,
  );
  writeFileSync(join(course, 'source-md/dot.png'), Buffer.from(dot, 'base64'));
  writeFileSync(lesson('first'), first);
  writeFileSync(lesson('hostile'), hostile(elsewhere));
  browser = await startBrowser();
  preview = start();
  url = await new Promise((resolve) => preview.stdout.once('data', (text: Buffer) => resolve(String(text).trim())));
});

afterAll(async () => {
  await browser?.close();
  preview?.kill('SIGTERM');
  expect((await preview)?.exitCode).toBe(130);
  attacker.close();
  rmSync(course, { recursive: true, force: true });
});

/** The page of a lesson when its verdict is there; everything that it asked the network for. */
async function open(name: string, width = 1700): Promise<{ page: Page; requests: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`${url}#${encodeURIComponent(`source-md/${name}.md`)}`);
  await judged(page);
  await notebook(page).locator('h1').waitFor();
  return { page, requests };
}

const judged = (page: Page) => page.locator('#status.passed, #status.failed').waitFor();
const notebook = (page: Page, variant = 'Student') => page.frameLocator(`iframe[title="${variant}"]`);

test('it shows both notebooks with math, tables, images and folded hints, and asks no other server for anything', async () => {
  const { page, requests } = await open('first');
  await notebook(page).locator('mjx-container').waitFor();
  expect(await notebook(page).locator('table').innerText()).toMatch(/a\s+b\s+1\s+2/);
  await expect
    .poll(() =>
      notebook(page)
        .locator('img')
        .evaluate((image: { naturalWidth?: number }) => image.naturalWidth),
    )
    .toBe(5);
  const hint = notebook(page).locator('details', { hasText: 'Multiply' });
  expect(await hint.getAttribute('open')).toBeNull();
  const solved = (variant: string) => notebook(page, variant).getByText('return 2 * n').count();
  expect([await solved('Student'), await solved('Instructor')]).toEqual([0, 1]);
  expect(requests.filter((one) => !one.startsWith(`${new URL(url).origin}/`) && !one.startsWith('data:'))).toEqual([]);
  await page.close();
});

test('it shows verdicts in the margin and findings at their cells', async () => {
  const { page } = await open('first');
  const icons = page.locator('.pane').last().locator('.icon');
  await expect.poll(() => icons.allInnerTexts()).toEqual(['!', '✗', '✓', '★']);
  const card = page.locator('.pane').last().locator('.card.finding');
  expect(await card.innerText()).toMatch(/the output differs[\s\S]*3[\s\S]*2[\s\S]*output-mismatch/);
  const cell = await notebook(page, 'Instructor').getByText('print(1 + 1)').boundingBox();
  await expect.poll(async () => Math.abs(((await card.boundingBox())?.y ?? 0) - (cell?.y ?? 0))).toBeLessThan(60);
  await page.close();
});

test('what is saved is shown where the page is scrolled to', async () => {
  const { page } = await open('first', 1000);
  const pane = page.locator('.pane');
  await expect.poll(() => pane.evaluate((one) => one.scrollHeight)).toBeGreaterThan(1500);
  await pane.evaluate((one) => one.scrollTo(0, 1200));
  writeFileSync(lesson('first'), first.replace('Part 29', 'The last part'));
  await notebook(page).getByText('The last part').waitFor();
  await judged(page);
  expect(await pane.evaluate((one) => one.scrollTop)).toBe(1200);
  await page.close();
});

test('its button writes one output into the lesson, and the finding is gone', async () => {
  const wrong = first.replace('```output\nright', '```output\nwrong');
  writeFileSync(lesson('first'), wrong);
  const { page } = await open('first');
  const cards = page.locator('.pane').last().locator('.card.finding:not(.pending)');
  await expect.poll(() => cards.count(), { timeout: 60_000 }).toBe(2);
  await cards.first().getByRole('button', { name: 'Write the real output' }).click();
  await expect
    .poll(() => readFileSync(lesson('first'), 'utf8'), { timeout: 60_000 })
    .toBe(wrong.replace('output\n3', 'output\n2'));
  await expect.poll(() => cards.count(), { timeout: 60_000 }).toBe(1);
  await page.close();
});

test('a lesson that is broken is said, and shown again when it is repaired', async () => {
  const { page } = await open('first');
  const config = readFileSync(join(course, 'coursewright.yaml'));
  writeFileSync(join(course, 'coursewright.yaml'), 'nonsense: 1\n');
  await page.locator('.notice', { hasText: 'unexpected key `nonsense`' }).waitFor();
  expect(await page.locator('.icon:not(.pending)').count()).toBe(0);
  writeFileSync(join(course, 'coursewright.yaml'), config);
  await expect.poll(() => page.locator('.notice').count()).toBe(0);
  writeFileSync(lesson('first'), `${first}\n::: {.nonsense}\n`);
  await page.locator('.pane').last().locator('.card', { hasText: 'nonsense' }).waitFor();
  writeFileSync(lesson('first'), first);
  await page.locator('.card', { hasText: 'nonsense' }).first().waitFor({ state: 'detached' });
  await page.close();
});

test('a lesson acts on nothing', async () => {
  const before = readFileSync(lesson('hostile'));
  const { page, requests } = await open('hostile');
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => dialogs.push(dialog.message()));
  await notebook(page).getByText('styled').waitFor();
  await notebook(page).locator('#script').click();
  await notebook(page).locator('#top').click();
  await notebook(page).locator('#send').click();
  await page.waitForTimeout(2000);
  expect(page.url()).toContain(url);
  for (const frame of page.frames()) expect(await frame.evaluate('window.stolen'), frame.url()).toBeUndefined();
  expect(page.frames()).toHaveLength(3);
  expect(await page.locator('.card.finding').count()).toBeGreaterThan(0);
  // The link that was clicked opens beside the page, as it does in Jupyter; nothing else was asked for.
  expect(asked.filter((path) => path !== '/top' && path !== '/favicon.ico')).toEqual([]);
  expect(requests.filter((one) => /update|example/.test(one))).toEqual([]);
  expect(readFileSync(lesson('hostile'))).toEqual(before);
  expect(dialogs).toEqual([]);
  await page.close();
});

test('a page of another origin gets nothing, though it knows the address', async () => {
  const before = readFileSync(lesson('hostile'));
  attackerPage = `<!doctype html><body><iframe src="${url}"></iframe><form method="post" action="${url}update" enctype="text/plain"
    target="sink"><input name='{"source":"source-md/hostile.md","line":1,"x":"' value='"}'></form><iframe name="sink"></iframe>
    <script src="${url}page.js"></script>`;
  const page = await browser.newPage();
  await page.goto(elsewhere);
  const got = await page.evaluate(async (address) => {
    const body = JSON.stringify({ source: 'source-md/hostile.md', line: 50 });
    const tries: readonly (readonly [string, RequestInit])[] = [
      ['lesson?source=source-md/hostile.md', {}],
      ['update', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }],
      ['update', { method: 'POST', body, mode: 'no-cors' }],
    ];
    const answers: string[] = [];
    for (const [path, init] of tries)
      answers.push(
        await fetch(address + path, init).then(
          (answer) => answer.text(),
          () => 'nothing',
        ),
      );
    const heard = await new Promise<string>((resolve) => {
      const events = new EventSource(`${address}events`);
      events.onmessage = () => resolve('something');
      events.onerror = () => resolve('nothing');
    });
    return [...answers, heard];
  }, url);
  expect(got).toEqual(['nothing', 'nothing', '', 'nothing']);
  await page.evaluate("document.querySelector('form').submit()");
  await page.waitForTimeout(1500);
  for (const frame of page.frames().slice(1)) expect(await frame.content()).not.toContain('id="panes"');
  expect(readFileSync(lesson('hostile'))).toEqual(before);
  await page.close();
});
