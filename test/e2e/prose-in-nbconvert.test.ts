import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOf } from '../compile/prose/cells.ts';
import { marked } from '../compile/prose/html.ts';
import { formulasOfMathJax } from '../compile/prose/jupyterlab-math.ts';
import { priced } from '../compile/prose/priced.ts';
import { formulasWritten, prosePriced } from '../compile/prose/prices.ts';
import { runPython } from '../python.ts';

const program = `
import json, sys
from nbconvert.filters.markdown_mistune import markdown2html_mistune
print(json.dumps([[markdown2html_mistune(cell) for cell in cells] for cells in json.load(sys.stdin)]))
`;

/** The cells of each lesson as nbconvert's own filter makes HTML of them. */
async function converted(lessons: readonly string[]): Promise<string[]> {
  const cells = lessons.map((text) => cellsOf(text).cells);
  const html: string[][] = JSON.parse(await runPython(program, JSON.stringify(cells)));
  return html.map((parts) => parts.join('\n'));
}

/** The texts between tags, without those in which MathJax looks for no math. */
function texts(html: string): string[] {
  return html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(code|pre)\b[\s\S]*?<\/\1>/g, '<code>')
    .split(/<[^>]*>/);
}

const words = (html: string): string =>
  html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]*>|¶|&#182;/g, ' ')
    .replace(/&#36;/g, '$')
    .replace(/&(?:quot|#34|#x27);/g, '"')
    .replace(/\s+/g, '');

test('dollars stay dollars: no text has two of them for MathJax to pair, and nothing is lost', async () => {
  const lessons = fc.sample(priced, { numRuns: 400, seed: 11 });
  const html = await converted(lessons);
  for (const [at, text] of lessons.entries()) {
    for (const part of texts(html[at] ?? '')) expect(part, text).not.toMatch(/[$][\s\S]*[$]|&#36;[\s\S]*&#36;/);
    expect(words(html[at] ?? ''), text).toBe(words(marked(text)));
  }
});

test('no price becomes a formula beside formulas, and none of these is lost', async () => {
  const plain = fc.sample(prosePriced(false), { numRuns: 200, seed: 5 });
  const mixed = fc.sample(prosePriced(true), { numRuns: 200, seed: 6 }).map((prose) => `$$E = mc^2$$\n\n${prose}`);
  const lessons = [...plain, ...mixed];
  const html = await converted(lessons);
  for (const [at, text] of lessons.entries()) {
    const expected = at < plain.length ? [] : ['$$E = mc^2$$', ...formulasWritten(text)];
    expect(formulasOfMathJax(html[at] ?? ''), text).toEqual(expected);
  }
});

test('math stays math', async () => {
  const [html = ''] = await converted([
    'For $5: $x_1^2$ and $`\\beta_2`$.\n\n$$\na_1\n\n= b_2\n$$\n\n```math\nc_1 < d\n```\n\nThen $6 and $7.',
  ]);
  const math = texts(html).flatMap((text) => [...text.matchAll(/\$\$[\s\S]*?\$\$|\$[^$]+\$/g)].map(([all]) => all));
  expect(math).toEqual(['$x_1^2$', '$\\beta_2$', '$$\na_1\n= b_2\n$$', '$$\nc_1 &lt; d\n$$']);
});

test('what nbconvert reads otherwise than the page is written so that it reads the same', async () => {
  const [html = ''] = await converted(['Issue\n#12\n\nA note[^1].\n\n> [!TIP]\n> Go.\n\n[^1]: Here.']);
  expect(html).not.toMatch(/<h1/);
  expect(words(html)).toBe('Issue#12Anote1.TipGo.1Here.');
});
