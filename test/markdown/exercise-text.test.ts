import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

const said = (text: string) =>
  compileLesson(text, 'source-md/a.md', defaultConfig, noFiles).diagnostics.flatMap(({ rule, message }) =>
    rule === 'exercise-in-text' ? [message] : [],
  );

test('a list of choices answers a question; another list with boxes is what there is to do', () => {
  const boxes = '- [ ] Sep 2\n- [x] Sep 9\n';
  expect(said(`# A\n\nWhen does it begin?\n\n${boxes}`)).toEqual(['1 exercise is only text: a list of choices']);
  expect(said(`# A\n\nMeetings:\n\n${boxes}`)).toEqual([]);
});

test('exercises that stand elsewhere are none here; those with code in them are all counted', () => {
  const fence = '   ```python\n   x = 1\n   ```\n';
  expect(said('# A\n\n### 练习 1\n\n1. 一\n2. 二\n\n### 练习 2\n\n三\n')).toEqual([
    '2 exercises are only text: `练习 1`, `练习 2`',
  ]);
  expect(said('# A\n\n## Exercises\n\n- Choose.\n- Adapt.\n\n:::exercise\nChoose one.\n:::\n')).toEqual([]);
  const where = 'The price is\n\n$$\nP = K\n$$\n\nwhere\n\n1. $P$ is the price,\n2. $K$ is the strike.\n';
  expect(said(`# A\n\n## Exercises\n\n${where}\n:::exercise\nFind it.\n:::\n`)).toEqual([]);
  expect(said('# A\n\n## Challenges for vision\n\nThere are many.\n')).toEqual([]);
  expect(said('# A\n\n## Try it out\n\nIt is easy to use.\n')).toEqual([]);
  expect(said('# A\n\n## Try it out\n\n1. Call it.\n2. Call it twice.\n')).toHaveLength(1);
  expect(said('# A\n\n## Exercises\n\nThey are in [the worksheets](https://example.org/w).\n')).toEqual([]);
  expect(said('# A\n\n## Exercise\n\nTry [this](https://example.org/w).\n')).toHaveLength(1);
  expect(said('# A\n\n## Exercises\n\nWrite a loop.\n')).toHaveLength(1);
  const paragraphs =
    '**1)** Fix:\n\n- `a`\n- `b`\n\n**2)** Say, [as here](https://example.org/w), why.\n\n- `c`\n\n**3)** Why?\n';
  expect(said(`# A\n\n## Exercises\n\n${paragraphs}`)).toEqual(['3 exercises are only text: `Exercises`']);
  expect(said(`# A\n\n## Exercises\n\n1. Fix this:\n\n${fence}\n2. And this:\n\n${fence}\n3. Done?\n`)).toEqual([
    '3 exercises are only text: `Exercises`',
  ]);
});

test('what stands above exercises that are called so is none of them', () => {
  const above = '# A\n\n## Exercices\n\n### Contexte\n\nDes navires.\n\n### Données\n\nUn fichier.\n\n';
  expect(said(`${above}### Exercice - niveau basique\n\nLire.\n\n### Exercice - niveau avancé\n\nTrier.\n`)).toEqual([
    '2 exercises are only text: `Exercice - niveau basique`, `Exercice - niveau avancé`',
  ]);
  expect(said(`${above}### Trier\n\nTriez.\n`)).toEqual(['3 exercises are only text: `Exercices`']);
});

test('callouts that say so are exercises of their own, each with the solution in it or behind it', () => {
  const text = [
    '# A\n\n## Exercises\n\n!!! question "Exercise 1"\n\n    Double `x`.\n\n??? success "Solution"\n\n    ```python\n    x = 2\n    ```\n',
    '!!! question "Exercise 2"\n\n    Think.\n',
    '!!! abstract "Exercice 3"\n\n    Halve it.\n\n    ??? success "Réponse"\n\n        ```python\n        x = 1\n        ```\n',
    '!!! note "Exercises in class"\n\n    There are none.\n\n!!! question\n\n    Why?\n\n??? success "Answer"\n\n    Because.\n',
  ].join('\n');
  const { lesson, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  const exercises = lesson.blocks.filter((block) => block.type === 'exercise');
  expect(exercises.map(({ id, parts }) => [id, parts.filter(({ type }) => type === 'solution').length])).toEqual([
    ['exercise-1', 1],
    ['exercice-3', 1],
    ['exercise-3', 1],
  ]);
  expect(diagnostics.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
    'exercise-in-text: 1 exercise is only text: `Exercise 2`',
  ]);
});

test('what stands in a comment asks nobody', () => {
  const { diagnostics } = compileLesson(
    '# A\n\nText.\n\n<!-- **Exercise:** add a curve. -->\n\n<!--\n**Quiz 2:** plot it.\n-->\n',
    'source-md/a.md',
    defaultConfig,
    noFiles,
  );
  expect(diagnostics).toEqual([]);
});

test('a heading above an exercise of ours is its title, and steps above all of them are about them', () => {
  const own = (title: string) => `### ${title}\n\n:::exercise\nFind it.\n:::\n\n`;
  const said = (text: string) =>
    compileLesson(text, 'source-md/a.md', defaultConfig, noFiles).diagnostics.flatMap(({ rule, message }) =>
      rule === 'exercise-in-text' ? [message] : [],
    );
  const steps = '# A\n\n## Exercises\n\nFor each:\n\n1. Load it.\n2. Plot it.\n\n';
  expect(said(steps + own('Trees') + own('Fish'))).toEqual([]);
  expect(said(`${steps}${own('Trees')}### Fish\n\nCount them.\n`)).toEqual(['1 exercise is only text: `Exercises`']);
  expect(said('# A\n\n## Exercise numbering\n\nThey have numbers.\n')).toEqual([]);
});
