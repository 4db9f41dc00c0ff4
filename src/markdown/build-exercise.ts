import { diagnostic } from '../diagnostics/diagnostic.ts';
import type { Block, Code, Exercise, Part } from '../model/lesson.ts';
import { slugOf } from '../text/slug.ts';
import type { Span } from '../text/span.ts';
import type { Building } from './building.ts';
import type { Container } from './nest.ts';

/** Makes an exercise of its container. */
export function buildExercise(item: Container, span: Span, lenient: boolean, building: Building): Exercise {
  building.seen.exercises++;
  const built = building.build(item.children, {
    inside: 'exercise',
    lenient,
    secret: false,
    inExercise: true,
    promptCells: [],
  });
  const parts = (built as Part[]).flatMap(solutionsApart);
  const title = item.open.title ?? headingOf(item);
  const id = takeId(item, title, building);
  const points = Number(item.open.attributes.values.get('points')?.text ?? Number.NaN);
  reportUnprovenTest(parts, building);
  return {
    type: 'exercise',
    span,
    id,
    ...(title === undefined ? {} : { title }),
    ...(points >= 0 ? { points } : {}),
    parts,
  };
}

/** The id that the author gave, or one made of the title; with a number where an earlier exercise has it. */
function takeId({ open }: Container, title: string | undefined, { seen, file, diagnostics }: Building): string {
  const given = open.attributes.id || open.attributes.values.get('id')?.text || undefined;
  const id =
    (given === undefined ? slugOf(title ?? '') : given.replace(/[^\w-]/g, '-')) ?? `exercise-${seen.exercises}`;
  const first = seen.exerciseIds.get(id);
  const unique = first === undefined ? id : `${id}-${seen.exercises}`;
  if (first !== undefined && given !== undefined) {
    diagnostics.push(
      diagnostic('exercise-id-duplicate', `the exercise id \`${id}\` is taken`, file, open.span, {
        help: `give one of them another id: :::exercise{#${unique}}`,
        related: [{ message: 'first used here', file, span: first }],
      }),
    );
  }
  seen.exerciseIds.set(unique, open.span);
  return unique;
}

function reportUnprovenTest(parts: readonly Part[], { file, diagnostics }: Building): void {
  const test = parts.find((part): part is Code => part.type === 'code' && part.role === 'test');
  if (test === undefined || parts.some((part) => part.type === 'solution')) return;
  diagnostics.push(
    diagnostic('test-without-solution', 'this exercise has tests, but no solution passes them', file, test.span, {
      help: 'add a fence with the role `solution`',
    }),
  );
}

/** Solutions that stand in a callout of an exercise, such as a spoiler, are the exercise's, after the callout. */
function solutionsApart(part: Part): Part[] {
  if (part.type !== 'callout' || part.kind === 'solution') return [part];
  const blocks: readonly Part[] = (part.blocks as readonly Part[]).flatMap(solutionsApart);
  const solutions = blocks.filter((block) => block.type === 'solution');
  if (solutions.length === 0) return [part];
  const others = blocks.filter((block) => block.type !== 'solution');
  return [...(others.length === 0 ? [] : [{ ...part, blocks: others as Block[] }]), ...solutions];
}

function headingOf(item: Container): string | undefined {
  for (const child of item.children) {
    if (child.type === 'prose' && child.node.type === 'heading') {
      return child.document.mapped.text
        .slice(child.node.start, child.node.end)
        .replace(/^\s*#+\s*/, '')
        .replace(/\s*\{[#.][^}]*\}\s*$/, '')
        .trim();
    }
  }
  return undefined;
}
