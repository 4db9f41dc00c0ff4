import { expect, test } from 'vitest';
import { confirmCell } from '../../src/confirm/confirm-cell.ts';
import { codesOf, lessonOf, raise, ran } from './lesson-of.ts';

function help(
  module: string,
  environment?: string,
  requires: readonly string[] = [],
  text = `\`\`\`python\nimport ${module}\n\`\`\`\n`,
): string | undefined {
  const lesson = lessonOf(text);
  const [code] = codesOf(lesson);
  if (code === undefined) throw new Error('the lesson has no cell');
  const context = {
    file: 'source-md/a.md',
    text: lesson.text,
    cell: 'c',
    requires,
    ...(environment === undefined ? {} : { environment }),
  };
  const { diagnostics } = confirmCell(code, ran(raise('ModuleNotFoundError', `No module named '${module}'`)), context);
  return diagnostics[0]?.help;
}

test.each([
  ['sklearn', undefined, 'add `scikit-learn` to `requires:` in the front matter, then `coursewright setup`'],
  ['numpy', 'managed', 'add `numpy` to `requires:` in the front matter, then `coursewright setup`'],
  [
    'numpy.nosuch',
    'managed',
    '`numpy.nosuch` is not in the environment: correct the name; or, if a package brings it, name that in `requires:` in the front matter',
  ],
  ['google.protobuf', 'managed', 'add `protobuf` to `requires:` in the front matter, then `coursewright setup`'],
  ['distutils', undefined, 'Python has no `distutils` any more: use what took its place'],
  [
    'pandas',
    'envs/my course/',
    "add `pandas` to `requires:` in the front matter, and install it where the course runs: 'envs/my course/bin/python' -m pip install pandas",
  ],
  [
    'pandas',
    'path',
    'add `pandas` to `requires:` in the front matter, and install it where the course runs: python3 -m pip install pandas',
  ],
  [
    'stock',
    undefined,
    '`stock` is not in the environment, and there is no `stock.py` in source-md: put that file there, or name the package that brings it in `requires:` in the front matter',
  ],
  ['imageio', 'managed', 'add `imageio` to `requires:` in the front matter, then `coursewright setup`'],
  ['skbio', 'managed', 'add `scikit-bio` to `requires:` in the front matter, then `coursewright setup`'],
])('a missing module %s in the environment %s', (module, environment, expected) => {
  expect(help(module, environment)).toBe(expected);
});

test.each([
  ['import google.colab', '`google.colab` is in Colab alone: mark the fence with `skip`'],
  ['from google.colab import drive', '`google.colab` is in Colab alone: mark the fence with `skip`'],
  ['from google.nosuch import drive', '`google.nosuch` is not in the environment'],
  ['from google import genai', 'add `google-genai` to `requires:`'],
  ['from google.cloud import storage', 'add `google-cloud-storage` to `requires:`'],
  ['import ruamel.yaml', 'add `ruamel.yaml` to `requires:`'],
])('of a name that packages share, the code says which it means: %s', (code, expected) => {
  const text = `\`\`\`python\n${code}\n\`\`\`\n`;
  const name = /(?:google|ruamel)/.exec(code)?.[0] ?? '';
  expect(help(name, undefined, [], text)).toContain(expected);
});

test.each([
  ['!pip install sheetmaker', 'sheetmaker', 'add `sheetmaker` to `requires:`'],
  [
    '%pip install -U numpy quantecon-book-networks',
    'quantecon_book_networks',
    'add `quantecon-book-networks` to `requires:`',
  ],
  ['!pip install sheetmaker-extra', 'sheetmaker', 'there is no `sheetmaker.py`'],
])('a package that the lesson installs is named: %s', (line, module, expected) => {
  const text = `\`\`\`python\n${line}\n\`\`\`\n\n\`\`\`python\nimport ${module}\n\`\`\`\n`;
  expect(help(module, undefined, [], text)).toContain(expected);
});

test('what is required already needs installing only', () => {
  expect(help('sklearn', 'managed', ['Scikit-Learn>=1.5'])).toBe('coursewright setup');
  expect(help('pandas', 'env', ['pandas'])).toBe(
    'install it where the course runs: env/bin/python -m pip install pandas',
  );
});

test('a module that the lesson has its readers write is nothing to install', () => {
  const text = 'Write `stock.py`:\n\n```\nprice = 1\n```\n\n```python\nimport stock\n```\n';
  expect(help('stock', undefined, [], text)).toBe(
    'the lesson speaks of `stock.py`: begin the cell that holds its code with `%%writefile stock.py`, or put that file beside the lesson',
  );
});

test('a module is no package because a lesson speaks of it where it tells what to install', () => {
  const text = (line: string) => `\`\`\`python\n${line}\nimport helpers\n\`\`\`\n\nRun it.\n`;
  for (const line of [
    '# pip install necessary to read modules (called from helpers.py)',
    '!pip install parse # for helpers',
    '!pip install ./helpers.py',
  ]) {
    expect(help('helpers', undefined, [], text(line)), line).not.toContain('requires:` in the front matter, then');
  }
  expect(help('helpers', undefined, [], text('!pip install -q helpers'))).toMatch(/^add `helpers` to `requires:`/);
});

test('what has parts is no file', () => {
  const text = '```python\nfrom sheetmaker.v2 import sheet\n```\n';
  expect(help('sheetmaker', undefined, [], text)).toBe(
    '`sheetmaker` is not in the environment, and there is no folder `sheetmaker` in source-md: name the package that brings it in `requires:` in the front matter, or put the folder there',
  );
});

test('a module that a library misses is none that the lesson could write', () => {
  expect(help('lazyload', undefined, [], '```python\nimport sheetmaker\n```\n')).toBe(
    'what this cell imports needs `lazyload`, which is not in the environment: name the package that brings it in `requires:` in the front matter',
  );
});

test.each(['pip install -e .', 'python3 -m pip install --editable .[dev]', 'poetry install'])(
  'a lesson that has its readers install their project says how to: %s',
  (command) => {
    const text = `Run \`${command}\`.\n\n\`\`\`python\nimport stocks.model\n\`\`\`\n`;
    expect(help('stocks', 'env', [], text)).toMatch(
      /^the lesson installs its own project with `.*install.*`: install that where the course runs, env\/bin\/python -m pip install -e FOLDER$/,
    );
    expect(help('pandas', 'env', [], text.replace('stocks.model', 'pandas'))).toMatch(/^add `pandas` to/);
  },
);

test('a module in a folder of the course where no notebook looks is named with that folder', () => {
  const lesson = lessonOf('```python\nimport corrections\n```\n');
  const [code] = codesOf(lesson);
  if (code === undefined) throw new Error('the lesson has no cell');
  const image = (path: string) => (path === 'modules/corrections/__init__.py' ? new Uint8Array() : undefined);
  const raised = ran(raise('ModuleNotFoundError', "No module named 'corrections'"));
  const { diagnostics } = confirmCell(code, raised, { file: 'w1/a.md', text: lesson.text, cell: 'c', image });
  expect(diagnostics[0]?.help).toBe(
    'the course has `corrections` in modules/, where its notebooks do not look: put it beside the lesson, or install it where the course runs',
  );
});
