import type { Lesson } from '../model/lesson.ts';
import { codesIn } from '../model/walk.ts';
import { originOf } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { moduleBindings } from './python-names.ts';

/** Where a lesson first binds a name at module level; its code is read when the first name is asked for. */
export function firstBindings(lesson: Lesson): (name: string) => Span | undefined {
  let bindings: ReadonlyMap<string, Span> | undefined;
  return (name) => {
    bindings ??= bindingsIn(lesson);
    return bindings.get(name);
  };
}

function bindingsIn(lesson: Lesson): Map<string, Span> {
  const bindings = new Map<string, Span>();
  for (const { language, source } of codesIn(lesson.blocks)) {
    if (language !== 'python') continue;
    for (const bound of moduleBindings(source.text)) {
      if (!bindings.has(bound.name)) bindings.set(bound.name, originOf(source, bound.start, bound.end));
    }
  }
  return bindings;
}
