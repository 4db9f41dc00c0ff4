import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { compareText } from '../../src/confirm/match.ts';
import { matchRule } from '../../src/confirm/match-rule.ts';
import type { Match } from '../../src/model/lesson.ts';
import { runPython } from '../python.ts';

/**
 * Random pairs of texts, judged by Python's own tools in one process: `doctest` for ellipsis and normalised blanks,
 * `re.fullmatch`, `math.isclose`, `json`, `collections.Counter`.
 */
const judge = String.raw`
import collections, doctest, itertools, json, math, re, sys

checker = doctest.OutputChecker()

def by_doctest(want, got, flags):
    # Our line "..." may also stand for no line at all: doctest judges the text with and without each of them.
    lines = want.split('\n')
    lone = [i for i, line in enumerate(lines) if line.strip() == '...'] if flags & doctest.ELLIPSIS else []
    for dropped in itertools.chain.from_iterable(itertools.combinations(lone, n) for n in range(len(lone) + 1)):
        kept = ['...' if i in lone else line for i, line in enumerate(lines) if i not in dropped]
        if not kept:
            if got == '' or got == '\n': return True
            continue
        if checker.check_output('\n'.join(kept) + '\n', got + '\n', flags): return True
    return False

NUMBER = re.compile(r'[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?')

def by_isclose(want, got, tolerance):
    want, got = ('\n'.join(' '.join(line.split()) for line in text.split('\n')) for text in (want, got))
    if NUMBER.split(want) != NUMBER.split(got): return False
    pairs = zip(map(float, NUMBER.findall(want)), map(float, NUMBER.findall(got)))
    return all(math.isclose(a, b, rel_tol=tolerance) for a, b in pairs)

def by_regex(want, got):
    try: return re.fullmatch(want, got) is not None
    except re.error: return 'unreadable'

def by_json(want, got):
    try: expected = json.loads(want)
    except ValueError: return False
    try: return same(expected, json.loads(got))
    except ValueError: return False

def same(a, b):
    # In Python 1 == True.
    if isinstance(a, bool) != isinstance(b, bool): return False
    if isinstance(a, list): return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict): return isinstance(b, dict) and a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return type(a) in (int, float) and type(b) in (int, float) and a == b if isinstance(a, (int, float)) and not isinstance(a, bool) else a == b

judges = {
    'ellipsis': lambda want, got, t: by_doctest(want, got, doctest.ELLIPSIS),
    'normalize': lambda want, got, t: by_doctest(want, got, doctest.NORMALIZE_WHITESPACE),
    'ellipsis,normalize': lambda want, got, t: by_doctest(want, got, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE),
    'regex': lambda want, got, t: by_regex(want, got),
    'tolerance': by_isclose,
    'contains': lambda want, got, t: want in got,
    'unordered': lambda want, got, t: collections.Counter(want.split('\n')) == collections.Counter(got.split('\n')),
    'json': lambda want, got, t: by_json(want, got),
}
print(json.dumps([judges[mode](want, got, t) for mode, want, got, t in json.load(sys.stdin)]))
`;

interface Pair {
  readonly mode: string;
  readonly declared: string;
  readonly produced: string;
  readonly tolerance: number;
}

const COUNT = 2000;

/** Lines and blanks at ends of lines are trimmed before any mode compares; the judges get them so. */
const trim = (text: string) => text.replace(/[ \t]+$/gm, '').replace(/\n+$/, '');
const joined = (words: readonly string[], sizes = { minLength: 0, maxLength: 7 }) =>
  fc.array(fc.constantFrom(...words), sizes).map((parts) => parts.join(''));
const jsonText = fc.json({ maxDepth: 2 });

/** Texts of few signs, so that about half of the pairs agree. */
const pairs: Record<string, fc.Arbitrary<readonly [string, string]>> = {
  ellipsis: fc.tuple(joined(['...', '...', 'a', 'b', '\n', '\n...\n', ' ', '.']), joined(['a', 'b', '\n', 'ab', ' '])),
  normalize: fc.tuple(joined(['a', 'b', ' ', '  ', '\n', '\t']), joined(['a', 'b', ' ', '\n', ' \n '])),
  'ellipsis,normalize': fc.tuple(
    joined(['...', ' ... ', 'a', 'b', '\n...\n', ' ', '\n']),
    joined(['a', 'b', ' ', '\n', 'ab']),
  ),
  regex: fc.tuple(
    joined([
      'a',
      'b',
      '.',
      '*',
      '+',
      '?',
      '|',
      '(',
      ')',
      '(?:',
      '(?P<n>',
      '(?P=n)',
      '\\d',
      '\\w',
      '\\s',
      '\\b',
      '\\Z',
      '\\A',
      '[ab]',
      '[^a]',
      '[',
      ']',
      '{2}',
      '{',
      '}',
      '{,2}',
      '{1,}',
      '\\n',
      '\n',
      '^',
      '$',
      "\\'",
      '\\-',
      '-',
      '\\W',
      '[\\w-]',
      '[]a]',
      '(?#x)',
      '\\.',
      'é',
      '٣',
    ]),
    joined(['a', 'b', 'ab', '1', '\n', ' ', '-', '.', 'é', '٣', '{', '}'], { minLength: 0, maxLength: 4 }),
  ),
  tolerance: fc
    .array(
      fc.tuple(
        fc.constantFrom('1.0', '2', '1e3', '-0.5', '+4', '0', '.5', '3.', '10', '0.001'),
        fc.constantFrom(
          '',
          '',
          '',
          '1.0',
          '1.001',
          '2',
          '2.01',
          '999',
          '1000.5',
          '-0.5',
          '-0.7',
          '0',
          '-0',
          '3',
          '10.1',
          '1',
        ),
        fc.constantFrom(' ', ', ', 'a', '\n', ' x '),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((all) => [
      all.map(([number, , between]) => number + between).join(''),
      all.map(([number, other, between]) => (other || number) + between).join(''),
    ]),
  contains: fc.tuple(joined(['a', 'b', '\n', '.'], { minLength: 0, maxLength: 3 }), joined(['a', 'b', '\n', '.'])),
  unordered: fc.tuple(joined(['a\n', 'b\n', 'c\n', '\n', 'ab']), joined(['a\n', 'b\n', 'c\n', '\n', 'ab'])),
  json: fc.oneof(
    fc.tuple(jsonText, jsonText),
    jsonText.map((text) => [text, JSON.stringify(JSON.parse(text), null, 2)] as const),
    jsonText.map((text) => [text, text.replace(/\d/, '0')] as const),
    fc.tuple(
      joined(['1', '[', ']', ',', 'true', '1.0', '"a"', ' ']),
      joined(['1', '[', ']', ',', 'true', '1.0', '"a"', ' ']),
    ),
  ),
};

const seed = 20260101;
const cases: Pair[] = Object.entries(pairs).flatMap(([mode, arbitrary]) => {
  const tolerances = [0, 1e-3, 1e-2, 0.5];
  return fc.sample(arbitrary, { numRuns: COUNT, seed }).map(([declared, produced], index) => ({
    mode,
    declared: trim(declared),
    // A pair that is the same text, now and then, so that agreement is not rare.
    produced: trim(index % 4 === 0 && mode !== 'regex' ? declared.replaceAll('...', 'ab') : produced),
    tolerance: tolerances[index % tolerances.length] ?? 0,
  }));
});

let verdicts: (boolean | 'unreadable')[] = [];
beforeAll(async () => {
  const input = cases.map(({ mode, declared, produced, tolerance }) => [mode, declared, produced, tolerance]);
  verdicts = JSON.parse(await runPython(judge, JSON.stringify(input))) as typeof verdicts;
});

describe.each(Object.keys(pairs))('%s', (mode) => {
  test(`${COUNT} random pairs are judged as Python judges them`, () => {
    const agreeing = { equal: 0, different: 0 };
    const wrong: unknown[] = [];
    for (const [index, pair] of cases.entries()) {
      if (pair.mode !== mode) continue;
      const match: Match = { modes: mode.split(',') as Match['modes'], tolerance: pair.tolerance };
      const rule = matchRule(mode === 'tolerance' ? match : { modes: match.modes }, [], []);
      const comparison = compareText(pair.declared, pair.produced, rule);
      const verdict = verdicts[index];
      const ours = comparison.equal;
      if (verdict === 'unreadable' ? ours : ours !== verdict)
        wrong.push({ ...pair, ours: comparison, python: verdict });
      else agreeing[ours ? 'equal' : 'different'] += 1;
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(wrong).toHaveLength(0);
    // A judge that never says yes, or never no, judges nothing.
    expect(agreeing.equal).toBeGreaterThan(COUNT / 40);
    expect(agreeing.different).toBeGreaterThan(COUNT / 40);
  });
});
