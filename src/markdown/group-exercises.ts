import { plainHeading } from '../text/slug.ts';
import { parseAttributes } from './attributes.ts';
import { spanOf } from './document.ts';
import type { OpenItem } from './item.ts';
import type { Container, Nested } from './nest.ts';

const exerciseHeading =
  /\b(exercises?|challenge|your turn|try it|try this|practice|task|problem|question|quiz|assignment|activity)\b/i;

/**
 * Puts solutions that stand after their exercise into it: by label (MyST's `{solution} label`), or below a heading
 * that says "Exercise", where the page has no container for it.
 */
export function groupExercises(items: readonly Nested[]): Nested[] {
  return byHeading(byLabel(items));
}

function byLabel(items: readonly Nested[]): Nested[] {
  const exercises = new Map<string, number>();
  const result: Nested[] = [];
  for (const item of items) {
    const label = isContainer(item, 'solution') ? (item.open.title ?? '').trim().split(/\s+/)[0] : undefined;
    const at = label === undefined ? undefined : exercises.get(label);
    const exercise = at === undefined ? undefined : result[at];
    if (at !== undefined && exercise?.type === 'container' && item.type === 'container') {
      result[at] = { ...exercise, children: [...exercise.children, withoutTitle(item)] };
      continue;
    }
    if (isContainer(item, 'exercise') && item.open.attributes.id !== undefined)
      exercises.set(item.open.attributes.id, result.length);
    result.push(item);
  }
  return result;
}

function withoutTitle(container: Container): Container {
  const { title: _, ...open } = container.open;
  return { ...container, open };
}

function byHeading(items: readonly Nested[]): Nested[] {
  const result: Nested[] = [];
  for (const item of items) {
    if (isContainer(item, 'solution')) {
      const open = result.at(-1);
      if (
        open !== undefined &&
        isContainer(open, 'exercise') &&
        open.open.spelling === 'gate' &&
        open.close === undefined
      ) {
        result[result.length - 1] = { ...open, children: [...open.children, item] };
        continue;
      }
      const at = result.findLastIndex((other) => other.type === 'prose' && other.node.type === 'heading');
      const heading = result[at];
      const since = result.slice(at + 1);
      if (
        heading?.type === 'prose' &&
        exerciseHeading.test(headingText(heading)) &&
        !since.some((other) => isContainer(other, 'exercise'))
      ) {
        result.splice(at, result.length - at, implicitExercise(heading, [heading, ...since, item]));
        continue;
      }
    }
    result.push(item);
  }
  return result;
}

/** An exercise without container lines: from its heading to its last solution. */
function implicitExercise(heading: Extract<Nested, { type: 'prose' }>, children: readonly Nested[]): Container {
  const open: OpenItem = {
    type: 'open',
    spelling: 'gate',
    document: heading.document,
    node: { ...heading.node, end: heading.node.start },
    span: spanOf(heading.document, heading.node.start, heading.node.end),
    name: 'exercise',
    construct: { type: 'exercise', lenient: true },
    attributes: parseAttributes(''),
  };
  return { type: 'container', open, children };
}

function headingText(item: Extract<Nested, { type: 'prose' }>): string {
  return plainHeading(item.document.mapped.text.slice(item.node.start, item.node.end));
}

function isContainer(item: Nested, type: 'exercise' | 'solution'): item is Container {
  return item.type === 'container' && item.open.construct.type === type;
}
