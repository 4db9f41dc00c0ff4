import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confirmCell } from '../../src/confirm/confirm-cell.ts';
import { sanitizerNames } from '../../src/confirm/sanitize.ts';
import type { ExecutedCell } from '../../src/model/run.ts';
import { codesOf, lessonOf, ran } from './lesson-of.ts';

/** What differs in each run stands for this sign. */
const CHANCE = '§';

/** Texts as cells print them, also with what looks like a date, a path, an address or a duration. */
const piece = fc.oneof(
  fc.stringMatching(/^[a-z]{1,6}$/),
  fc.integer({ min: -999, max: 99_999 }).map(String),
  fc.double({ min: 0.01, max: 999, noNaN: true }).map((value) => value.toFixed(3)),
  fc.constantFrom("'ab'", '[1, 2.5]', "{'x': 1}", "{'p', 'q'}", '(3, 4)', 'np.float64(1.5)', 'dtype: int64', 'True'),
  fc.constantFrom('2024-01-02', '10:11:12', '/tmp/a7/b.txt', '0xdead12', '1.25 s', '17.5 ms', '0:00:01.25', '...'),
);
const line = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(' '));
const printed = fc.array(line, { minLength: 3, maxLength: 6 });

/** One change of a text: of its n-th digit or letter, of a line, of a type. */
const changes: Readonly<Record<string, (text: string, n: number) => string>> = {
  digit: (text, n) => changed(text, /\d/g, n, (digit) => String((Number(digit) + 1 + (n % 9)) % 10)),
  letter: (text, n) => changed(text, /[A-Za-z]/g, n, (letter) => (letter === 'q' ? 'w' : 'q')),
  'line less': (text, n) => spliced(text, n, (lines, at) => lines.filter((_, index) => index !== at)),
  'line more': (text, n) => spliced(text, n, (lines, at) => [...lines.slice(0, at), 'zz 1', ...lines.slice(at)]),
  type: (text, n) => changed(text, /'\w+'|\[[^\]]*\]|\([^)]*\)|(?<![\w.])\d+(?![\w.:-])/g, n, otherType),
};

function otherType(value: string): string {
  if (value.startsWith("'")) return value.slice(1, -1);
  if (value.startsWith('[')) return `(${value.slice(1, -1)})`;
  return value.startsWith('(') ? `[${value.slice(1, -1)}]` : `${value}.0`;
}

function changed(text: string, part: RegExp, n: number, change: (found: string) => string): string {
  const found = [...text.matchAll(part)];
  const one = found[n % Math.max(found.length, 1)];
  if (one === undefined) return text;
  return text.slice(0, one.index) + change(one[0]) + text.slice(one.index + one[0].length);
}

function spliced(text: string, n: number, change: (lines: readonly string[], at: number) => readonly string[]): string {
  const lines = text.split('\n');
  return change(lines, n % lines.length).join('\n');
}

/** Modes with how a lesson writes what is printed, so that they hold, and the changes that they forgive by their meaning. */
const modes: readonly {
  mode: string;
  written: (lines: readonly string[]) => readonly string[];
  forgives?: string[];
}[] = [
  { mode: '', written: (lines) => lines },
  { mode: 'exact', written: (lines) => lines },
  // Any lines may stand where the second one is left out.
  {
    mode: 'ellipsis',
    written: (lines) => [...lines.slice(0, 1), '...', ...lines.slice(2)],
    forgives: ['line less', 'line more'],
  },
  // A number is the same with and without a point.
  { mode: 'tolerance=1e-9,abs=1e-12', written: (lines) => lines, forgives: ['type'] },
  { mode: 'normalize', written: (lines) => lines.map((line) => line.replaceAll(' ', '  ')) },
  { mode: 'unordered', written: (lines) => [...lines].reverse() },
  // A part of what is printed may be any part.
  { mode: 'contains', written: (lines) => lines.slice(1), forgives: ['line less'] },
  { mode: 'regex', written: (lines) => lines.map((line) => line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')) },
];

function verdictOf(declared: readonly string[], mode: string, first: string, second: string) {
  const lesson = lessonOf(`\`\`\`python\nf()\n\`\`\`\n\n\`\`\`output ${mode}\n${declared.join('\n')}\n\`\`\`\n`);
  const [code] = codesOf(lesson);
  if (code === undefined) throw new Error('the lesson has no cell');
  const executed = ran(`${first}\n`);
  const again = new Map<ExecutedCell, readonly ExecutedCell[]>([[executed, [ran(`${second}\n`)]]]);
  const context = { file: 'lesson.md', text: lesson.text, cell: 'c', again, sanitize: sanitizerNames };
  return confirmCell(code, executed, context);
}

const withChance = (text: string, value: string) => text.replaceAll(CHANCE, value);
const RUNS = 40;

describe.each(modes)('output $mode', ({ mode, written, forgives = [] }) => {
  test.each(Object.keys(changes).filter((change) => !forgives.includes(change)))(
    'a wrong text is never confirmed: %s',
    (change) => {
      fc.assert(
        fc.property(printed, fc.nat(), (lines, n) => {
          const text = lines.join('\n');
          const wrong = changes[change]?.(text, n) ?? text;
          const [right, other] = [written(lines), written(wrong.split('\n'))];
          fc.pre(other.join('\n') !== right.join('\n'));
          if (mode === 'unordered') fc.pre([...other].sort().join('\n') !== [...right].sort().join('\n'));
          if (mode === 'ellipsis') fc.pre(!text.includes('...'));
          if (mode === 'contains') fc.pre(!text.includes(other.join('\n')));
          expect(verdictOf(right, mode, text, text).outputs[0]?.verdict).toBe('confirmed');
          expect(verdictOf(other, mode, text, text).outputs[0]?.verdict).toBe('mismatch');
        }),
        { numRuns: RUNS },
      );
    },
  );
});

test.each(['digit', 'letter', 'line less', 'line more', 'type'])(
  'nor beside what varies, which is forgiven alone: %s',
  (change) => {
    fc.assert(
      fc.property(printed, fc.nat(), fc.nat(), (lines, at, n) => {
        const place = at % lines.length;
        const text = lines.map((one, index) => (index === place ? `${one} is ${CHANCE} here` : one)).join('\n');
        const [first, second] = ['0.1234', '0.5678'].map((value) => withChance(text, value));
        const wrong = changes[change]?.(text, n) ?? text;
        fc.pre(wrong !== text && first !== undefined && second !== undefined);
        const declared = (one: string) => withChance(one, '0.9999').split('\n');
        // No author can have drawn the very value of a run.
        expect(verdictOf(declared(text), '', first ?? '', second ?? '').outputs[0]?.verdict).toBe('confirmed');
        expect(verdictOf(declared(wrong), '', first ?? '', second ?? '').outputs[0]?.verdict).toBe('mismatch');
      }),
      { numRuns: RUNS },
    );
  },
);

test.each(['digit', 'letter'])('nor excused by a cause that is another: %s', (change) => {
  fc.assert(
    fc.property(printed, fc.nat(), (lines, n) => {
      const text = lines.join('\n');
      const wrong = changes[change]?.(text, n) ?? text;
      fc.pre(wrong !== text);
      const [found] = verdictOf(wrong.split('\n'), '', text, text).diagnostics;
      expect(found?.cause).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
