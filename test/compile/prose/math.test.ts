import { describe, expect, test } from 'vitest';
import { cellsOf } from './cells.ts';

const text = (lesson: string) => cellsOf(lesson).cells.join('\n\n');

describe('a pair of dollars that can only be a formula stays one', () => {
  test.each([
    'The price $ p_t $ of an asset',
    'The price $p_t $ of an asset',
    'Take $z_1 = 0.4 + 0.4i $, a number',
    'all $x$s and 0.2$x_2$ of them',
    'at $ \\alpha $, $\\beta $ and $ f(x) = 2 $',
    'time$1$ and time$2$',
    'CO$_{2}$ and H$_{2}$O',
    'the letter $ x $, then $ y $',
    '- in a list: $ k_{i+1} $\n- and $ \\sum_i x_i $',
    '> in a quote: $ e^{x} $',
    '| $ a_1 $ | $ b_1 $ |\n|---|---|\n| $ x^2 $ | 2 |',
    '## Of $ x_t $',
    'Of $\\min_{a}_{i=1}^I \\sum_{i=1}^I m_i$',
    '$$\n\\min_{\\{m_i \\geq 0\\}_{i=1}^I}  \\sum_{i=1}^I m_i\n$$',
    '$$ \\sum_{i=1} a_{.b} * c *{.d} $$',
    '\\begin{align}\na_{i=1} + \\sum_{i=1} x\n\\end{align}',
    '\\begin{equation*}\n\\varphi _{P}(t) & =\\prod_{i=1}^n\\varphi _{X_i}(t) \\\\\n& =\\prod_{i=1}^n e^{it}\n\\end{equation*}',
    '> Of\n>\n> - \\begin{align}a _{b} c_{i=1} d\\end{align}',
  ])('%j', (lesson) => expect(text(lesson)).toBe(lesson));
});

describe('an amount is none, wherever no formula between double dollars says otherwise', () => {
  test.each([
    ['It costs $5 and $10.', '5'],
    ['Between $ 5 and $ 10 each.', ' 5'],
    ['US$7 and US$8', '7'],
    ['From $5-$10 a_month, $20 a_year', '5'],
    ['set $HOME and $PATH', 'HOME'],
    ['$3 for x_1 or $4', '3'],
    ['\\$5 to \\$6', '5'],
    ['$A/$B $HOME and $ 4', 'A'],
    ['$A/$B $ 4', 'B'],
    ['So $A/$B x_1 ($2)', 'B'],
  ])('%j', (lesson, first) => expect(text(lesson)).toContain(`<span>&#36;</span>${first}`));
});

describe('in a lesson with dollar math every pair is a formula', () => {
  const lessons = {
    'a formula between double dollars': '$$x$$',
    'one of several lines': '$$\nx\n= y\n$$',
    'an environment': '\\begin{align}\na &= b\n\\end{align}',
  };
  test.each(Object.entries(lessons))('%s', (_, formula) => {
    const lesson = `${formula}\n\nThe $ 5 and $ here, and $10$ or $20 $, and $ any of them $ all.`;
    expect(text(lesson)).toBe(lesson);
    const amounts = text(`${formula}\n\nFor $5: $x_1^2$, and $6 and $7/$8.`);
    expect(amounts.replaceAll('<span>&#36;</span>', 'USD ')).toContain(
      'For USD 5: $x_1^2$, and USD 6 and USD 7/USD 8.',
    );
    expect(text(`${formula}\n\nOnly \\$5 and \\$6 are amounts.`)).toContain(
      'Only <span>&#36;</span>5 and <span>&#36;</span>6',
    );
  });

  test.each(['`$$x$$`', '```bash\necho $$ and $$\n```', 'Code `\\begin{x}` only.', 'kill `$$`, and `$$`'])(
    'code does not count: %j',
    (code) => expect(text(`${code}\n\nIt costs $5 and $10.`)).toContain('<span>&#36;</span>5'),
  );
});

describe('a formula of several lines is one block, whatever its lines begin with', () => {
  test.each([
    '$$\nx\n= y\n$$',
    '$$\nx\n- y\n+ z\n$$',
    '$$ a\n= b\n+ c $$',
    '$$\n> 1\n$$',
    '$$\n1. x\n$$',
    '$$\nx\n---\n$$',
    'Text before\n$$\nx\n= y\n$$\nand after.',
  ])('%j', (formula) => {
    const { cells, diagnostics } = cellsOf(
      `# Title\n\n${formula}\n\nText with [link][] and more.\n\n[link]: https://e.com\n`,
    );
    expect(cells).toHaveLength(1);
    expect(cells[0]).toContain(formula);
    expect(diagnostics).toEqual([]);
  });

  test.each([
    ['- a\n\n  ```math\n  x\n\n  = y\n  ```', '- a\n\n  $$\n  x\n  = y\n  $$'],
    ['> ```math\n> x\n> = y\n> ```', '> $$ x = y $$'],
    ['- a\n\n  ```{math}\n  :nowrap:\n\n  x\n  ```', '- a\n\n  $$\n  x\n  $$'],
    [':::{math}\n:nowrap:\nx\n:::', '$$\nx\n$$'],
    ['::::{note}\n:::{math}\nx\n:::\n::::', '> **Note**\n>\n> $$ x $$'],
  ])('fences and directives of one are formulas wherever they stand: %j', (lesson, shown) =>
    expect(text(lesson)).toBe(shown),
  );

  // JupyterLab takes the marks of a quote's lines for a part of the formula.
  test.each([
    ['> $$\n> x\n> = y\n> $$\n>\n> and $5 or $6', '> $$ x = y $$\n>\n> and <span>&#36;</span>5 or <span>&#36;</span>6'],
    [':::note\n$$\n> 1 \\% % why\n+ y\n$$\n:::', '> **Note**\n>\n> $$ > 1 \\%  + y $$'],
    [
      ':::note\n\\begin{align}\na &= b \\\\\n- &= c\n\\end{align}\n:::',
      '> **Note**\n>\n> \\begin{align} a &= b \\\\ - &= c \\end{align}',
    ],
    ['> so $x\n> = y$ is', '> so $x = y$ is'],
    ['- a\n\n  $$\n  x\n  = y\n  $$', '- a\n\n  $$\n  x\n  = y\n  $$'],
    ['- a\n\n  ```text\n  $$\n  = y\n  $$\n  ```', '- a\n\n  ```text\n  $$\n  = y\n  $$\n  ```'],
  ])('also in a quote or list: %j', (lesson, shown) => expect(text(lesson)).toBe(shown));

  test('blank lines in it, which would end it in notebooks, are taken out', () => {
    expect(text('$$\nx\n\n= y\n$$')).toBe('$$\nx\n= y\n$$');
  });

  test('two stray signs hide no heading, fence or container between them', () => {
    const { cells } = cellsOf('$$ a lot\n\n# One\n\n```python\nx = 1\n```\n\n# Two\n\n$$\n');
    expect(cells).toContain('```python\nx = 1\n```');
    expect(cells.join('\n')).toMatch(/# One[\s\S]*# Two/);
  });

  test('what its lines look like is no heading, and makes no cell', () => {
    const { cells } = cellsOf('$$\nx\n= y\n$$\n\n```python\n1\n```\n\n$$\na\n= b\n$$\n');
    expect(cells).toEqual(['$$\nx\n= y\n$$', '```python\n1\n```', '$$\na\n= b\n$$']);
  });
});
