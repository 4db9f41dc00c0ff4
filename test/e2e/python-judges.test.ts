import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellNames } from '../../src/languages/python/names.ts';
import { parsePython } from '../../src/languages/python/parse.ts';
import { parseTranscript } from '../../src/languages/python/transcript.ts';
import { slice } from '../../src/text/mapped-text.ts';
import { runPython } from '../python.ts';

const statements = [
  ['x = 1'],
  ['print(x)  # a remark'],
  ['for i in range(3):', '    print(i)', ''],
  ['def f(a,', '      b):', '    """Doc', '', '    string"""', '    return a', ''],
  ['y = [', '    1,', ']'],
  ['s = """a', '  b"""'],
  ['if x: print(1)'],
  ['@staticmethod', 'def g(): pass', ''],
];
const outputs = ['1', 'a  b', "{'a': 1,", " 'b': 2}", '  indented', '[1, ..., 3]', '(... more)'];

/** A session in which every line has its prompt: doctest reads it as we do. */
const session = fc.array(
  fc.record({
    statement: fc.constantFrom(...statements),
    output: fc.array(fc.constantFrom(...outputs), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 8 },
);

test("sessions with prompts on every line are read as Python's doctest reads them", async () => {
  const sessions = fc
    .sample(session, { numRuns: 300, seed: 7 })
    .map((examples) =>
      examples
        .flatMap(({ statement, output }) => [
          ...statement.map((line, index) => `${index === 0 ? '>>>' : '...'} ${line}`.trimEnd()),
          ...output,
        ])
        .join('\n'),
    );
  const judged = JSON.parse(
    await runPython(
      `import doctest, json, sys
print(json.dumps([[[e.source.rstrip("\\n"), e.want.rstrip("\\n")] for e in doctest.DocTestParser().get_examples(s + "\\n")] for s in json.load(sys.stdin)]))`,
      JSON.stringify(sessions),
    ),
  ) as [string, string][][];
  const ours = sessions.map((text) => {
    const cells = parseTranscript(slice(text, { start: 0, end: text.length })) ?? [];
    return cells.map(({ source, expected }) => [source.text, expected.map((one) => one.text.text).join('\n')]);
  });
  // We join statements until one has an output, as a cell does.
  const joined = judged.map((examples) => {
    const cells: string[][] = [];
    let pending: string[] = [];
    for (const [source, want] of examples) {
      pending.push(source);
      if (want === '') continue;
      cells.push([pending.join('\n'), want]);
      pending = [];
    }
    return pending.length > 0 ? [...cells, [pending.join('\n'), '']] : cells;
  });
  expect(ours).toEqual(joined);
});

/** Each is valid Python, or not, as Python says. */
const programs = [
  'x = yield_ = 1. / 2',
  'def g():\n    x = yield\n    y = (yield)\n    yield',
  'with (open(a) as f, open(b) as g,):\n    pass',
  'with open(a) as (f, g), h as i.j:\n    pass',
  'match x, y:\n    case str() as s, [1, *rest] if s: pass\n    case A.B() | None: pass\n    case {"k": v, **kw}: pass',
  'print = exec\nf = print\nmap(print, x)',
  'first = [code for code, *rest in codes]',
  'for x in *a, b: pass',
  '@a.b[c](d)\n@(lambda f: f)\ndef f(): pass',
  'try:\n    a\nexcept (E, F) as e:\n    raise G from e',
  'x = f"{a!r:>{width}} {b[0]} {{}}"',
  'async def f():\n    async with a as b, c:\n        return [x async for x in y if await z]',
  'lambda *a, b=1, **c: (a, b, c)',
  'y: "T" = 1\n(z): int = 2',
  'global q\nq = 1\ndef f():\n    nonlocal_ = 1\n    def g():\n        nonlocal nonlocal_\n        nonlocal_ = 2',
  'class A(B, metaclass=C):\n    """Doc"""\n    x: int = 3\n    def m(self): return x, super().m()',
  'import a.b.c, d as e\nfrom . import f\nfrom ..g import (h as i,\n    j)\nfrom k import *',
  'if (n := len(a)) > 1:\n    del n\nelse:\n    a[0:1, ...] = *b, c',
  'x = 1 if a else 2 if b else 3\nassert x, "no"\n\tif_ = 1'.replace('\n\t', '\n'),
  'x = (1,\n# comment\n     2)\ny = "a" \\\n    "b"',
  'x = = 1',
  'def f(:\n    pass',
  'print "a"',
  'for i in x\n    pass',
  'x = [1, 2',
  'return_ = 1\nclass = 2',
];

test('what is valid, and which names a program binds, is what Python says', async () => {
  const judged = JSON.parse(
    await runPython(
      `import json, sys, symtable
def bound(table, top=True):
    names = {s.get_name() for s in table.get_symbols() if (s.is_assigned() or s.is_imported() or s.is_namespace() if top else s.is_declared_global())}
    for child in table.get_children(): names |= bound(child, False)
    return names
def judge(source):
    try: return sorted(bound(symtable.symtable(source, "cell", "exec")))
    except SyntaxError: return None
print(json.dumps([judge(source) for source in json.load(sys.stdin)]))`,
      JSON.stringify(programs),
    ),
  ) as (string[] | null)[];
  expect(programs.map((program) => [program, parsePython(program).valid])).toEqual(
    programs.map((program, index) => [program, judged[index] !== null]),
  );
  for (const [index, program] of programs.entries()) {
    const names = judged[index];
    if (names)
      expect([
        program,
        cellNames(program)
          .defines.map(({ name }) => name)
          .sort(),
      ]).toEqual([program, names]);
  }
});
