import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/load-config.ts';
import { check } from '../../src/pipeline/check.ts';
import { runPython } from '../python.ts';
import { limits, withEngine } from './engine.ts';

/** What people type at Python's prompt, each with what it shows and with what only IPython shows, or nothing does. */
const examples: readonly (readonly [statement: string, shown: string, wrong: string])[] = [
  ['>>> type(3)', "<class 'int'>", 'int'],
  ['>>> len', '<built-in function len>', '<function len(obj, /)>'],
  ['>>> class P:\n...     def __repr__(self): return "P!"\n...\n>>> P()', 'P!', 'p!'],
  ['>>> P', "<class '__main__.P'>", '__main__.P'],
  ['>>> [type(1), 2.0, {"b": 1, "a": 2}]', "[<class 'int'>, 2.0, {'b': 1, 'a': 2}]", "[int, 2.0, {'b': 1, 'a': 2}]"],
  ['>>> list(range(30))', String(`[${[...Array(30).keys()].join(', ')}]`), `[${[...Array(30).keys()].join(',\n ')}]`],
  ['>>> for i in range(3):\n...     i\n...', '0\n1\n2', '2'],
  ['>>> 1; "a"', "1\n'a'", "'a'"],
  ['>>> if True:\n...     None\n...     "x" * 3\n...', "'xxx'", 'xxx'],
  ['>>> print("p"); 5', 'p\n5', '5'],
  ['>>> import collections\n>>> collections.OrderedDict(a=1)', `OrderedDict({'a': 1})`, "OrderedDict([('a', 2)])"],
];

const session = (which: 1 | 2) => examples.map((example) => `${example[0]}\n${example[which]}`).join('\n');

test('a session with prompts is judged as doctest judges it; another cell shows what IPython shows', async () => {
  const [, old] = JSON.parse(
    await runPython('import json, sys\nprint(json.dumps(sys.version_info[:2]))', ''),
  ) as number[];
  // Since Python 3.12, ordered dicts show themselves as dicts do.
  const [right, wrong] = [session(1), session(2)].map((text) =>
    (old ?? 0) < 12 ? text.replace("OrderedDict({'a': 1})", "OrderedDict([('a', 1)])") : text,
  );
  const failures = JSON.parse(
    await runPython(
      `import doctest, json, sys
def failed(text):
    test = doctest.DocTestParser().get_doctest(text + "\\n", {"__name__": "__main__"}, "t", "t", 0)
    return doctest.DocTestRunner(verbose=False).run(test, out=lambda _: None).failed
print(json.dumps([failed(text) for text in json.load(sys.stdin)]))`,
      JSON.stringify([right, wrong]),
    ),
  );
  expect(failures).toEqual([0, examples.length]);

  const fence = (text: string | undefined) => `\`\`\`python\n${text}\n\`\`\`\n`;
  const lessons = {
    right: `# A\n\n${fence(right)}\n${fence('>>> more@ = 1\nSyntaxError: invalid syntax')}\n${fence('2\n[type(1)]')}\`\`\`output\n[int]\n\`\`\`\n`,
    wrong: `# B\n\n${fence(wrong)}`,
    early: `# C\n\n${fence('>>> x = int("a")\n>>> print("%d" % "s")\nTraceback (most recent call last):\nTypeError: %d format: a real number is required, not str')}\n${fence('>>> y = 1\n>>> int("b")\nTraceback (most recent call last):\nValueError: invalid literal')}`,
  };
  const found = new Map<string, readonly string[]>();
  await withEngine(async (engine, dir) => {
    mkdirSync(join(dir, 'source-md'));
    for (const [name, text] of Object.entries(lessons)) writeFileSync(join(dir, 'source-md', `${name}.md`), text);
    const config = { ...defaultConfig, execute: limits };
    const course = { dir, version: '0.0.0', loaded: { config, diagnostics: [], spanOf: () => undefined } };
    const sources = Object.keys(lessons).map((name) => ({ source: `source-md/${name}.md` }));
    const options = { engine: async () => engine, environment: () => ({}), network: false, window: 2 };
    for await (const event of check(course, sources, options)) {
      if (event.type !== 'lesson-ended') continue;
      const { source, findings, outputs } = event.result;
      const ofOutputs = findings
        .filter(({ rule }) => rule !== 'notebook-missing')
        .map(({ rule, line }) => `${rule} ${line}`);
      found.set(source, [...ofOutputs, `${outputs.filter(({ verdict }) => verdict === 'confirmed').length} confirmed`]);
    }
  });
  expect(found.get('source-md/right.md')).toEqual([`${examples.length + 2} confirmed`]);
  // What `repr` never gives, and a notebook shows, is what the author saw there: `int`, and a list with an item a line.
  const inIPythonsWords = examples.filter(([, , other]) => other === 'int' || other.startsWith('[0,\n'));
  expect(inIPythonsWords).toHaveLength(2);
  expect(found.get('source-md/wrong.md')?.filter((one) => one.startsWith('output-mismatch'))).toHaveLength(
    examples.length - inIPythonsWords.length,
  );
  // An exception above the statement that the error stands below is not that error in other words.
  expect(found.get('source-md/early.md')).toEqual(['cell-raised 4', 'error-mismatch 14', '0 confirmed']);
});
