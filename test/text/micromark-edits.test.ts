import fc from 'fast-check';
import { EditMap } from 'micromark-util-edit-map';
import type { Event } from 'micromark-util-types';
import { expect, test } from 'vitest';
import '../../src/text/micromark-edits.ts';

const edit = fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 4 }), fc.array(fc.integer(), { maxLength: 3 }));

/** Edits in order that do not overlap. */
const edits = fc.array(edit, { maxLength: 6 }).map((all) => {
  const kept: [number, number, number[]][] = [];
  for (const one of all.sort((a, b) => a[0] - b[0])) {
    const last = kept.at(-1);
    if (last === undefined || one[0] >= last[0] + Math.max(last[1], 1)) kept.push(one);
  }
  return kept;
});

test('micromark’s events are edited as one splice after the other would', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 35, maxLength: 40 }), edits, (numbers, changes) => {
      const expected = [...numbers];
      for (const [at, remove, add] of [...changes].reverse()) expected.splice(at, remove, ...add);
      // What an event is does not matter to the edit.
      const events = numbers as unknown as Event[];
      const map = new EditMap();
      for (const [at, remove, add] of [...changes].reverse()) map.add(at, remove, add as unknown as Event[]);
      map.consume(events);
      expect(events).toEqual(expected);
    }),
  );
});
