import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { marked } from '../compile/prose/html.ts';
import { priced } from '../compile/prose/priced.ts';
import { serveLab, startBrowser } from './jupyterlab.ts';

const fixture = fileURLToPath(new URL('../fixtures/browser/', import.meta.url));
const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const course = mkdtempSync(join(tmpdir(), 'coursewright-browser-'));
const source = 'source-md/every-construct.md';
const prices = fc.sample(priced, { numRuns: 150, seed: 4 });

let browser: Browser;
let lab: { url: string; stop: () => Promise<void> };
let notebook: Page;

beforeAll(async () => {
  cpSync(fixture, course, { recursive: true });
  writeFileSync(join(course, 'source-md/prices.md'), prices.map((text, at) => `# ${at}\n\n${text}\n`).join('\n'));
  execFileSync(process.execPath, [command, 'build', '--quiet'], { cwd: course });
  browser = await startBrowser();
  lab = await serveLab(course);
  notebook = await open('every-construct', 6000);
  await notebook.waitForSelector('mjx-container');
});

afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

async function open(name: string, height: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1200, height } });
  await page.goto(`${lab.url}/lab/tree/notebooks/${name}.ipynb?reset`);
  await page.waitForSelector('.jp-Notebook .jp-MarkdownOutput h1');
  await page.waitForTimeout(3000);
  return page;
}

/** The lesson as its page shows it, without the lines that the format consumes. */
async function lessonPage(): Promise<Page> {
  const page = await browser.newPage();
  const text = readFileSync(join(course, source), 'utf8');
  const plain = text.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/^:{3}.*$/gm, '\n<!-- -->\n');
  await page.setContent(`<div class="jp-MarkdownOutput">${marked(plain)}</div>`);
  return page;
}

interface Outline {
  readonly headings: readonly string[];
  readonly lists: readonly unknown[];
  readonly tables: readonly string[][][];
  readonly images: readonly number[];
  readonly math: readonly string[];
  readonly links: readonly string[];
  /** The text of each Markdown cell. */
  readonly cells: readonly string[];
  readonly text: string;
}

const script = readFileSync(new URL('./outline.js', import.meta.url), 'utf8');
const outline = (page: Page): Promise<Outline> => page.evaluate<Outline>(script);

describe('a notebook in JupyterLab', () => {
  test('shows the headings, lists and tables of the page', async () => {
    const page = await outline(await lessonPage());
    expect([page.headings.length, page.lists.length, page.tables.length]).toEqual([17, 6, 1]);
    const { headings, lists, tables } = await outline(notebook);
    expect({ headings, lists, tables }).toEqual({ headings: page.headings, lists: page.lists, tables: page.tables });
  });

  test('loads its images', async () => {
    expect((await outline(notebook)).images).toEqual([40, 40, 40, 16]);
  });

  test('typesets the math, and only that', async () => {
    const { math, text } = await outline(notebook);
    expect(math).toHaveLength(5);
    expect(math.slice(0, 3)).toEqual(['x2+y2', 'α1', 'β2']);
    for (const price of [
      'It costs $5 and $10, or $15 and $20, never US$25 or $30/$35.',
      'From $40',
      'to $45',
      'a price of $50',
      'for $60 or $65',
      'In $HOME and $PATH and $USER nothing is math.',
    ]) {
      expect(text).toContain(price);
    }
    expect(text).not.toMatch(/@@\d+@@|\[\^|\[!|:::|&#36;/);
  });

  test('has links that lead to files that are there', async () => {
    const own = (await outline(notebook)).links.filter((link) => link.startsWith(lab.url));
    expect(own).toHaveLength(8);
    for (const link of own) expect((await notebook.request.get(link)).status(), link).toBe(200);
  });

  test.each([
    ['the parts', 'h3', 'Parts of a loop'],
    ['Größe', 'h3', 'Größe der Schleife'],
    ['2', 'sup', '2'],
  ])('goes to the place that "%s" names', async (link, tag, target) => {
    const page = await open('every-construct', 300);
    await page
      .locator('.jp-MarkdownOutput a:not(.jp-InternalAnchorLink)', { hasText: new RegExp(`^${link}$`) })
      .first()
      .click();
    await page.waitForTimeout(500);
    const box = await page.locator(`.jp-MarkdownOutput ${tag}`, { hasText: target }).last().boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect(box?.y).toBeLessThan(300);
    await page.close();
  });

  test.each([
    ['a part of it', 'What comes next'],
    ['second', 'Price: $5'],
  ])('opens the other notebook where "%s" leads', async (link, heading) => {
    const page = await open('every-construct', 700);
    await page.locator('.jp-MarkdownOutput a', { hasText: link }).first().click();
    const target = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-MarkdownOutput h2', { hasText: heading });
    await target.waitFor();
    await page.close();
  });

  test('keeps dollars dollars in made cells', async () => {
    const page = await open('prices', 900);
    const { cells, math } = await outline(page);
    const blank = await browser.newPage();
    const wanted: string[] = [];
    for (const [at, text] of prices.entries()) {
      await blank.setContent(`<div class="jp-MarkdownOutput">${marked(`# ${at}\n\n${text}\n`)}</div>`);
      wanted.push(...(await outline(blank)).cells);
    }
    expect(wanted.length).toBe(prices.length);
    expect(joined(cells)).toEqual(joined(wanted));
    expect(math).toEqual([]);
  });
});

/** A heading in the middle of a text begins a cell of its own, so that texts and not cells are compared. */
function joined(cells: readonly string[]): string[] {
  return cells.join(' ').split(/ (?=\d+ So )/);
}
