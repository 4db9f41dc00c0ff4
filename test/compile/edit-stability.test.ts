import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import type { Variant } from '../../src/model/variants.ts';

interface Section {
  readonly heading: string;
  readonly blocks: readonly string[];
}

const words = fc.constantFrom('loop', 'value', 'the *list*', '`print`', 'costs $5', '[link][ref]', 'naïve', '10:30');
const paragraph = fc.array(words, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(' '));
const number = fc.nat({ max: 99 });
const cell = fc.oneof(
  number.map((n) => `\`\`\`python\nx = ${n}\n\`\`\``),
  number.map((n) => `\`\`\`python\nprint(${n})\n\`\`\`\n\n\`\`\`output\n${n}\n\`\`\``),
  number.map((n) => `\`\`\`python setup\nimport a${n}\n\`\`\``),
  number.map((n) => `\`\`\`python tags=t${n}\ny = ${n}\n\`\`\``),
);
const exercise = fc
  .tuple(number, paragraph, fc.boolean())
  .map(
    ([n, text, hint]) =>
      `:::exercise\n### Exercise: task ${n}\n\n${text}\n\n\`\`\`python starter\nz = None\n\`\`\`\n\n` +
      `${hint ? `:::hint\n${text}\n:::\n\n` : ''}\`\`\`python solution\nz = ${n}\n\`\`\`\n\n` +
      `\`\`\`python test\nassert z == ${n}\n\`\`\`\n\n\`\`\`python test hidden\nassert z\n\`\`\`\n:::`,
  );
const block = fc.oneof(
  { weight: 4, arbitrary: paragraph },
  { weight: 4, arbitrary: cell },
  paragraph.map((text) => `- ${text}\n- ${text}`),
  paragraph.map((text) => `:::note\n${text}\n:::`),
  paragraph.map((text) => `> [!NOTE]\n> ${text}`),
  paragraph.map((text) => `:::tip\n${text}\n\n\`\`\`python\nq = 1\n\`\`\`\n\n${text}\n:::`),
);

/** A heading begins a section of its own; headings of one name are told apart by their order, so no edit makes one. */
const blockOrHeading = fc.oneof(
  { weight: 6, arbitrary: block },
  paragraph.map((text) => `### ${text}`),
);

/** Exercises without a given id share a name space over the lesson: each task is there once. */
const sections = (heading: fc.Arbitrary<string>, inside: fc.Arbitrary<string>) =>
  fc.array(fc.record({ heading, blocks: fc.array(inside, { maxLength: 5 }) }), { minLength: 2, maxLength: 5 });
const same = sections(fc.constantFrom('Loops', 'More loops', 'Übung', '循环'), blockOrHeading);
const different = fc
  .tuple(sections(fc.constant(''), block), fc.array(exercise, { maxLength: 2 }))
  .map(([list, exercises]) =>
    list.map(({ blocks }, at): Section => {
      const own = exercises[at];
      return {
        heading: `Part ${'abcdefgh'[at]}`,
        blocks: own === undefined ? blocks : [...blocks, own.replace(/task \d+/, `task ${at}`)],
      };
    }),
  );

function textOf(list: readonly Section[]): string {
  return `${list.map(markdownOf).join('')}## References\n\n[ref]: https://example.org\n`;
}

function markdownOf({ heading, blocks }: Section): string {
  return `## ${heading}\n\n${blocks.map((one) => `${one}\n\n`).join('')}`;
}

/** The cells of a variant by the section that they come from. */
function cellsOf(list: readonly Section[], variant: Variant): Map<Section, unknown[]> {
  const config = { ...defaultConfig, variants: [variant] };
  const [compiled] = compileLesson(textOf(list), 'source-md/a.md', config, noFiles).notebooks;
  const cells = new Map<Section, unknown[]>(list.map((section) => [section, []]));
  for (const one of compiled?.notebook.cells ?? []) {
    const at = compiled?.origins.get(String(one.id))?.span.start ?? 0;
    let end = 0;
    const from = list.find((section) => {
      end += markdownOf(section).length;
      return at < end;
    });
    if (from !== undefined) cells.get(from)?.push(one);
  }
  return cells;
}

function expectSameElsewhere(before: readonly Section[], after: readonly Section[]): void {
  for (const variant of ['student', 'instructor'] as const) {
    const old = cellsOf(before, variant);
    for (const [section, cells] of cellsOf(after, variant)) {
      if (old.has(section)) expect(cells).toEqual(old.get(section));
    }
  }
}

const place = fc.double({ min: 0, max: 0.999, noNaN: true });
const at = (fraction: number, length: number): number => Math.floor(fraction * length);

test.each([
  ['sections of the same names', same],
  ['sections of different names', different],
])('a changed block changes only the cells of its section: %s', (_, lessons) => {
  fc.assert(
    fc.property(
      lessons,
      place,
      place,
      fc.constantFrom('insert', 'delete', 'replace'),
      block,
      (before, s, b, kind, made) => {
        const index = at(s, before.length);
        const section = before[index];
        if (section === undefined) return;
        const where = at(b, section.blocks.length + (kind === 'insert' ? 1 : 0));
        fc.pre(kind === 'insert' || section.blocks[where]?.startsWith('### ') !== true);
        const blocks = section.blocks.toSpliced(where, kind === 'insert' ? 0 : 1, ...(kind === 'delete' ? [] : [made]));
        expectSameElsewhere(before, before.with(index, { ...section, blocks }));
      },
    ),
    { numRuns: 80 },
  );
});

test('a section more or less changes no other section', () => {
  fc.assert(
    fc.property(different, place, fc.array(block, { maxLength: 4 }), fc.boolean(), (before, s, blocks, insert) => {
      const index = at(s, before.length);
      const made = insert ? [{ heading: 'A new part', blocks }] : [];
      expectSameElsewhere(before, before.toSpliced(index, insert ? 0 : 1, ...made));
    }),
    { numRuns: 80 },
  );
});
