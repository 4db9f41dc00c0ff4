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
