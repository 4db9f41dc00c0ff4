import { plainHeading } from '../text/slug.ts';
import { parseAttributes } from './attributes.ts';
import { spanOf } from './document.ts';
import { asks, headsExercise } from './exercise-titles.ts';
import type { OpenItem } from './item.ts';
import type { Container, Nested } from './nest.ts';

/**
 * Puts solutions that stand after their exercise into it: by label (MyST's `{solution} label`), or below a heading or a
 * callout that says "Exercise", where the page has no container for it. A callout that holds its solution is an exercise too.
 */
export function groupExercises(items: readonly Nested[]): Nested[] {
  return byHead(byLabel(items).map((item) => (headsCallout(item) && holdsSolution(item) ? exerciseOf(item) : item)));
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

function byHead(items: readonly Nested[]): Nested[] {
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
      const at = result.findLastIndex((other) => isHeading(other) || headsCallout(other));
      const head = result[at];
      const since = result.slice(at + 1);
      if (head !== undefined && !since.some((other) => isContainer(other, 'exercise'))) {
        const exercise = headedBy(head, [...since, item]);
        if (exercise !== undefined) {
          result.splice(at, result.length - at, exercise);
          continue;
        }
      }
    }
    result.push(item);
  }
  return result;
}

/** An exercise without container lines of its own: from its heading or callout to its last solution. */
function headedBy(head: Nested, below: readonly Nested[]): Container | undefined {
  if (headsCallout(head)) return exerciseOf({ ...head, children: [...head.children, ...below] });
  if (!isHeading(head) || !headsExercise.test(headingText(head))) return undefined;
  const open: OpenItem = {
    type: 'open',
    spelling: 'gate',
    document: head.document,
    node: { ...head.node, end: head.node.start },
    span: spanOf(head.document, head.node.start, head.node.end),
    name: 'exercise',
    construct: lenient,
    attributes: parseAttributes(''),
  };
  return { type: 'container', open, children: [head, ...below] };
}

const lenient = { type: 'exercise', lenient: true } as const;

/** What a callout has, as an exercise that further solutions may follow. */
function exerciseOf({ open, children }: Container): Container {
  return { type: 'container', open: { ...open, spelling: 'gate', construct: lenient }, children };
}

/** A callout that asks readers to do something: `!!! question "Exercise 1"`. */
function headsCallout(item: Nested): item is Container {
  if (item.type !== 'container') return false;
  const { title, construct } = item.open;
  if (construct.type !== 'callout' || construct.kind === 'instructor') return false;
  return title === undefined ? construct.kind === 'question' : asks.test(title) || /^question\b/i.test(title);
}

function holdsSolution({ children }: Container): boolean {
  return children.some(
    (child) => child.type === 'container' && (child.open.construct.type === 'solution' || holdsSolution(child)),
  );
}

function isHeading(item: Nested): item is Extract<Nested, { type: 'prose' }> {
  return item.type === 'prose' && item.node.type === 'heading';
}

function headingText(item: Extract<Nested, { type: 'prose' }>): string {
  return plainHeading(item.document.mapped.text.slice(item.node.start, item.node.end));
}

function isContainer(item: Nested, type: 'exercise' | 'solution'): item is Container {
  return item.type === 'container' && item.open.construct.type === type;
}
