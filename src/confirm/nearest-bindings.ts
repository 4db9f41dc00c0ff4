import type { Lesson } from '../model/lesson.ts';
import { codesIn } from '../model/walk.ts';
import { originOf } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { moduleBindings } from './python-names.ts';

/**
 * Where a lesson binds a name at module level: last before an offset, or else first after it. Its code is read when the
 * first name is asked for.
 */
export function nearestBindings(lesson: Lesson): (name: string, before: number) => Span | undefined {
  let bindings: ReadonlyMap<string, readonly Span[]> | undefined;
  return (name, before) => {
    bindings ??= bindingsIn(lesson);
    const places = bindings.get(name) ?? [];
    return places.findLast(({ start }) => start < before) ?? places[0];
  };
}

function bindingsIn(lesson: Lesson): Map<string, Span[]> {
  const bindings = new Map<string, Span[]>();
  for (const { language, source } of codesIn(lesson.blocks)) {
    if (language !== 'python') continue;
    for (const { name, start, end } of moduleBindings(source.text)) {
      const places = bindings.get(name) ?? [];
      bindings.set(name, [...places, originOf(source, start, end)]);
    }
  }
  return bindings;
}

/**
 * Where a line outside of a lesson's cells binds a name, as far as a line can say it: last before an offset. What a
 * function of a cell binds is nothing that is only shown.
 */
export function shownBindings(lesson: Lesson): (name: string, before: number) => number | undefined {
  return (name, before) => {
    const binding = new RegExp(
      `^[ \\t>]*(?:import [^\\n]*\\b(?:as )?|from [^\\n]* import [^\\n]*\\b|def |class )?${name}(?:[ \\t]*=(?!=)|(?<=(?:import|from|def|class) [^\\n]*)(?=[\\s,(:]|$))`,
      'gm',
    );
    const cells = codesIn(lesson.blocks).map(({ span }) => span);
    const isInCell = (at: number) => cells.some(({ start, end }) => start <= at && at < end);
    return [...lesson.text.slice(0, before).matchAll(binding)].findLast(({ index }) => !isInCell(index))?.index;
  };
}
