import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

const secret = 'quagga = zebra * 77';

function read(body: string) {
  const text = `# A\n\n\`\`\`python\n1\n\`\`\`\n\n${body}\n`;
  const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  return {
    isShown: notebooks.find(({ variant }) => variant === 'student')?.text.includes('quagga'),
    found: diagnostics
      .filter(({ rule }) => rule === 'secret-stays-text' || rule === 'container-unclosed')
      .map(({ severity, span }) => `${severity}: ${text.slice(span.start, span.end)}`),
  };
}

test.each([
  [`**Solution**\n\n${secret}`, '**Solution**'],
  [`__Answer key:__\n\n${secret}`, '__Answer key:__'],
  [`> **Lösung 2**:\n> ${secret}`, '**Lösung 2**:'],
  [`- A\n\n  Solution\n  ========\n\n  ${secret}`, '========'],
  [`> Solution 1\n> ---\n>\n> ${secret}`, '---'],
  [`:::exercise{#a}\n:::note\nText.\n\n**Solution**\n\n${secret}\n:::\n:::`, '**Solution**'],
  [`*Solution*\n\n${secret}`, '*Solution*'],
  [`***Lösung***:\n\n${secret}`, '***Lösung***:'],
  [`**Solution:** ${secret}`, `**Solution:** ${secret}`],
  [`**Solution**: ${secret}`, `**Solution**: ${secret}`],
  [`:::exercise{#a}\n- **Solution**: ${secret}\n:::`, `**Solution**: ${secret}`],
  [`Solution:\n\n${secret}`, 'Solution:'],
  [`Solution\n\n: ${secret}`, 'Solution'],
  [`Try.[^1]\n\n[^1]: Solution: ${secret}`, `Solution: ${secret}`],
  [`| Solution |\n| --- |\n| ${secret} |`, '| Solution |'],
  [`| Question | Answer |\n| --- | --- |\n| a | ${secret} |`, '| Question | Answer |'],
  [`| a | b |\n| --- | --- |\n| **Solution** | ${secret} |`, `| **Solution** | ${secret} |`],
  [`<h3>Solution</h3>\n\n${secret}`, '<h3>'],
  [`<b>Solution</b><br>${secret}`, '<b>'],
  [`<div id="solution" hidden>\n\n${secret}\n\n</div>`, '<div id="solution" hidden>'],
  [`<Accordion title="Show the answer">\n\n${secret}\n\n</Accordion>`, '<Accordion title="Show the answer">'],
  [`<Solution>\n\n${secret}\n\n</Solution>`, '<Solution>'],
  [`<!-- solution: exercise 3 -->\n${secret}`, '<!-- solution: exercise 3 -->'],
  [`<!-- #region Lösung -->\n${secret}\n<!-- #endregion -->`, '<!-- #region Lösung -->'],
  [`{{\nsolution(True,\n"""\n${secret}\n"""\n)\n}}`, '{{\nsolution('],
  [`- A\n\n    {{ show_solution("${secret}") }}`, '{{ show_solution('],
  [`!!! example "A"\n    {{ solution(False, """\n    ${secret}\n    """) }}`, '{{ solution('],
  [`{{% expand "Solution" %}}\n${secret}\n{{% /expand %}}`, '{{% expand "Solution" %}}'],
  [`{% solution "1" %}\n${secret}\n{% endsolution %}`, '{% solution "1" %}'],
  [`[details="Solution"]\n${secret}\n[/details]`, '[details="Solution"]'],
  [`:::{card}\nSolution\n^^^\n${secret}\n:::`, 'Solution'],
  [`> [!answer]- See\n> ${secret}`, '[!answer]- See'],
])('a line that is titled as a solution is an error: %j', (body, at) =>
  expect(read(body).found).toEqual([`error: ${at}`]),
);

test.each([
  ':::warning\n**Modules are cached**\n\n**Solution**\n\nReload.\n:::',
  '## Common pitfalls\n\n### Vague objectives\n\nPROBLEM:\n"Ideas."\n\nSOLUTION:\n"Ideas for a shop."',
  '## Troubleshooting\n\n**Problem**: it hangs.\n\n**Solutions**:\n\n- restart',
  '## The kernel dies\n\n**Cause:** no memory\n\n**Solution:** buy some',
  '## FAQ\n\n**Question:** Why?\n\n**Answer:** Because.',
  '## The multiple comparisons problem\n\nText.\n\n### The Solution: ANOVA\n\nText.',
  '## The Problem: many tests\n\nText.\n\n### The Solution: ANOVA\n\nText.',
  '## The process\n\nDescribe it.\n\n### Proposed Solution\n\nWhich one is it?',
  '## Petición { #request }\n\nAsk.\n\n## Respuesta { #response }\n\nIt has a status.',
  '## HTTP-Anfragen\n\nFrag.\n\n### Antwort\n\nSie hat einen Status.',
  '## 24 点\n\n规则。\n\n### 全面解法\n\n列举。',
  '## 数独\n\n规则。\n\n### 解法 1 - 排除法\n\n扫描。\n\n### 解法 2 - 回溯法\n\n尝试。',
  '**Solution** of the equation',
  'The **solution**',
  '**Solutions of equations**',
  'The <b>answer</b> is 42',
  '- **Answers (`answers`):** the list that is sent',
  '- Solutions',
  'Do it.\n<!-- solution\n\n-->\n- Stop it.',
  'Do it.\n\n<!-- solution:\n-->\n\n- Stop it.',
  '<!-- solution\n-->',
  '<!-- solution goes here -->',
  '```{toctree}\n:hidden:\n:maxdepth: 1\n\na\n```',
  '```{toctree}\n:caption: The lesson\n:hidden:\n\na\n```',
  'A <a id="solution"></a>place',
  '| Problem | Solution |\n| --- | --- |\n| It hangs | Restart |',
  'Solution to the riddle that nobody knows',
  'A\n\n---\n\nB',
])('is none: %j', (body) => expect(read(body).found).toEqual([]));

test.each([
  '## Common pitfalls\n\n**Exercise:** Fix it.\n\n**Solution**',
  '## Exercise 1\n\nWrite it.\n\n## Common pitfalls\n\n**Solution**',
  '## Troubleshooting\n\n**Question:** What is wrong here?\n\n**Answer**',
  '**Problem:** Double it.\n\n**Solution**',
  '## Exercise 1\n\nDouble it.\n\n## Proposed solution',
  '**Cause:** no memory\n\n**Answer**',
  '## 练习题\n\n数独。\n\n### 解法 1 - 排除法',
  '## 练习题\n\n24 点。\n\n### 全面解法',
  '## 24 点\n\n规则。\n\n### 习题解法',
  '## Petición\n\n**Ejercicio:** Pide.\n\n## Respuesta',
  '## Petición\n\nPide.\n\n## Solución',
  '## Common pitfalls\n\n{% solution %}',
  ':::exercise{#a}\n## Common pitfalls\n\n**Solution**\n:::',
])('where somebody is asked, or markup says it, a solution is no way out of a trouble: %j', (body) =>
  expect(read(`${body}\n\n${secret}`).found).toHaveLength(1),
);

test.each([['{code-cell}', ':tags: [hide-cell]'], ['{python}', '#| code-fold: true'], ['python hide-input']])(
  'a folded cell that begins with "# Solution" is one outside of exercises too: %j',
  (...lines) => {
    const { isShown } = read(`\`\`\`${[...lines, '# Solution', secret].join('\n')}\n\`\`\``);
    expect(isShown).toBe(false);
  },
);

test("a cell that Colab titles as a solution is one, and students' own place is none", () => {
  expect(read(`\`\`\`python\n#@title Solution\n${secret}\n\`\`\``).isShown).toBe(false);
  expect(read(`\`\`\`python\n#@title Your work\n${secret}\n\`\`\``).isShown).toBe(true);
});

test.each([
  ['<Quiz choices={[{ text: "a", correct: true }]} />', 'correct: true'],
  ['<Choice correct="true">a</Choice>', 'correct="true"'],
  [':::exercise{#a}\nWhich?\n\n- [ ] a\n- [x] b\n:::', '[x]'],
  ['**Which one prints 1?**\n\n- [ ] a\n- [X] b\n- [ ] c', '[X]'],
  ['1. Which?\n   - [x] a\n   - [ ] b', '[x]'],
])('that students see the right answer of a quiz is a warning: %j', (body, at) =>
  expect(read(body).found).toEqual([`warning: ${at}`]),
);

test.each([
  '- [ ] a\n- [x] b',
  'Why so?\n\nTo do:\n\n- [ ] a\n- [x] b',
  'Are you ready?\n\n- [x] a\n- [x] b',
  'Say "correct: true".',
])('is no quiz: %j', (body) => expect(read(body).found).toEqual([]));

const errorsIn = (text: string) =>
  compileLesson(text, 'source-md/a.md', defaultConfig, noFiles)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ rule, span }) => `${rule} ${text.slice(0, span.start).split('\n').length}`);

test('the solutions of a cookbook are one question, in words of their own', () => {
  const recipe = '## Problem\n\nAdd two numbers.\n\n## Solution\n\nUse `sum`.\n\n## Discussion\n\nIt adds.\n\n';
  expect(errorsIn(`# A\n\n${recipe}${recipe}`)).toEqual(['recipe-shown 7']);
  expect(errorsIn(`# A\n\n${recipe}**Answer**\n\nB\n`)).toEqual(['recipe-shown 7', 'secret-stays-text 15']);
  for (const other of [
    `## Exercise 1\n\n${recipe}`,
    recipe.replace('## Problem', '## Problem 1'),
    recipe.replace('## Solution', '### Solution'),
  ]) {
    expect(errorsIn(`# A\n\n${other}`)[0], other).toMatch(/^secret-stays-text/);
  }
});

test.each([
  '## Slides\n\nHere.\n\n## Solutions\n\nThe solutions are in the folder `solutions` of [the repository](https://example.org/a1).',
  '### Exercises\n\n- Each chapter has some.\n\n### Solutions\n\n- All exercises come with a file.\n- Solutions are available from week to week.\n\n## More\n\n4',
  '### Solutions\n\nYou can find the solutions [here](https://example.org/solutions).\n\n### Links\n\n4',
])('a part of what a course comes with is no solution: %j', (body) => expect(errorsIn(`# A\n\n${body}\n`)).toEqual([]));

test.each([
  'The solutions are red and blue.',
  'The solutions are available: 4 and 5.',
  'The solutions are given by the roots.',
  'The solutions are in the folder `a`.\n\nThe answer is red.',
  'The solutions are in the folder `a`.\n\n```python\n1\n```',
  'Use the folder.',
  '',
])('but what may be one is: %j', (body) =>
  expect(errorsIn(`# A\n\n## Solutions\n\n${body}\n\n## B\n`)).toEqual(['secret-stays-text 3']),
);
