import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coursewright, documentIn } from '../cli/run.ts';
import { testPython } from '../python.ts';
import { serveLab, startBrowser } from './jupyterlab.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const course = mkdtempSync(join(tmpdir(), 'coursewright-saved-'));
const extra = `# Extra

:::exercise{#sum}
Add up.

\`\`\`python starter
total = ____
\`\`\`

:::hint
Think.
:::

\`\`\`python solution
total = 3
\`\`\`

\`\`\`python test
assert total == 3
\`\`\`
:::

\`\`\`python hide-output
print("shown")
\`\`\`

\`\`\`output
shown
\`\`\`

\`\`\`python
1 + 1
\`\`\`
`;

let browser: Browser;
let lab: { url: string; stop: () => Promise<void> };

beforeAll(async () => {
  const shipped = 'source-md/coroutines-and-tasks.md';
  cpSync(join(root, shipped), join(course, shipped));
  writeFileSync(join(course, 'source-md/extra.md'), extra);
  writeFileSync(join(course, 'source-md/then.md'), '---\ncontinues: extra\n---\n# Then\n\n```python\nprint(1)\n```\n');
  writeFileSync(
    join(course, 'coursewright.yaml'),
    `python: { environment: ${join(testPython(), '../..')} }\ncolab: { github: org/repo }\n`,
  );
  expect(await coursewright(['build', '--quiet'], { cwd: course })).toMatchObject({ exitCode: 0 });
  browser = await startBrowser();
  lab = await serveLab(course);
});

afterAll(async () => {
  await browser?.close();
  await lab?.stop();
  rmSync(course, { recursive: true, force: true });
});

function notebooks(): string[] {
  const all = readdirSync(join(course, 'notebooks'), { recursive: true, encoding: 'utf8' });
  return all.filter((path) => path.endsWith('.ipynb') && !path.includes('.ipynb_checkpoints')).sort();
}

const bytes = (path: string) => readFileSync(join(course, 'notebooks', path), 'utf8');

async function openNotebook(path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(`${lab.url}/lab/tree/notebooks/${path}?reset`);
  await page.waitForSelector('.jp-Notebook .jp-Cell');
  // The kernel tells what it is, and JupyterLab writes that down.
  await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', { state: 'attached' });
  await page.waitForTimeout(1000);
  return page;
}

/** Saves by the menu, whether JupyterLab takes the notebook for changed or not, and waits for the file. */
async function save(page: Page, path: string): Promise<void> {
  const before = bytes(path);
  await page.click('.lm-MenuBar-itemLabel:text-is("File")');
  await page.click('.lm-Menu-itemLabel:text-is("Save Notebook")');
  for (let tries = 0; tries < 40 && bytes(path) === before; tries++) await page.waitForTimeout(250);
  await page.close();
}

/** What of it `check` says about the notebooks, and what `build` writes. */
async function afterwards() {
  const checked = documentIn((await coursewright(['check', '--json'], { cwd: course })).stdout);
  const built = await coursewright(['build', '--json'], { cwd: course });
  const findings = 'lessons' in checked ? checked.lessons.flatMap((lesson) => lesson.findings) : [];
  return { check: checked.exitCode, build: built.exitCode, findings };
}

test('notebooks that JupyterLab opened, ran and saved are what they were; an edit is named, with its diff', async () => {
  const changed: string[] = [];
  for (const path of notebooks()) {
    const before = bytes(path);
    await save(await openNotebook(path), path);
    if (bytes(path) !== before) changed.push(path);
  }
  // JupyterLab writes what the kernel says of itself: else this test would show nothing.
  expect(changed).toEqual(notebooks());
  const saved = notebooks().map(bytes);
  const unedited = await afterwards();
  expect({ check: unedited.check, build: unedited.build }).toEqual({ check: 0, build: 0 });
  expect(unedited.findings.filter(({ rule }) => rule.startsWith('notebook-'))).toEqual([]);
  expect(notebooks().map(bytes)).toEqual(saved);

  const page = await openNotebook('extra.ipynb');
  await page.click('.jp-CodeCell .cm-content:has-text("1 + 1")');
  await page.keyboard.press('End');
  await page.keyboard.type('2');
  await save(page, 'extra.ipynb');
  const edited = bytes('extra.ipynb');
  const { findings, ...codes } = await afterwards();
  expect({ ...codes, findings: findings.filter(({ rule }) => rule.startsWith('notebook-')) }).toMatchObject({
    check: 1,
    build: 1,
    findings: [{ rule: 'notebook-hand-edited', cell: 'extra-demo-2', expected: '1 + 1', actual: '1 + 12' }],
  });
  expect(bytes('extra.ipynb')).toBe(edited);
});
