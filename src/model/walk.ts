import type { Block, Code, Exercise, Lesson, Part, Prose } from './lesson.ts';

/** All code of blocks, in document order, whatever it stands in. */
export function codesIn(blocks: readonly (Block | Part)[]): Code[] {
  return blocks.flatMap((block): Code[] => {
    if (block.type === 'code') return [block];
    if (block.type === 'exercise') return codesIn(block.parts);
    return 'blocks' in block ? codesIn(block.blocks) : [];
  });
}

/** All exercises, in document order, those in callouts too. */
export function exercisesIn(blocks: readonly (Block | Part)[]): Exercise[] {
  return blocks.flatMap((block): Exercise[] => {
    if (block.type === 'exercise') return [block];
    return 'blocks' in block ? exercisesIn(block.blocks) : [];
  });
}

/** What an exercise counts: its own points, or else those of its tests; undefined where the lesson gives none. */
export function pointsOf(exercise: Exercise): number | undefined {
  const ofTests = codesIn(exercise.parts).flatMap(({ role, points }) =>
    role === 'test' && points !== undefined ? [points] : [],
  );
  return exercise.points ?? (ofTests.length === 0 ? undefined : ofTests.reduce((sum, one) => sum + one, 0));
}

/** All prose, in document order, whatever it stands in. */
export function proseIn(blocks: readonly (Block | Part)[]): Prose[] {
  return blocks.flatMap((block): Prose[] => {
    if (block.type === 'prose') return [block];
    if (block.type === 'exercise') return proseIn(block.parts);
    return 'blocks' in block ? proseIn(block.blocks) : [];
  });
}

/** What a lesson is called: by its front matter, or else by its first heading. */
export function titleOf({ meta, blocks }: Lesson): string | undefined {
  return meta.title ?? firstHeading(blocks);
}

function firstHeading(blocks: readonly Block[]): string | undefined {
  for (const block of blocks) {
    if (block.type !== 'prose') continue;
    const heading = block.nodes.find((node) => node.type === 'heading');
    if (heading === undefined) continue;
    const [line = ''] = block.text.text.slice(heading.start, heading.end).split('\n');
    return line.replace(/^ {0,3}#+[ \t]*/, '').replace(/[ \t]+#*[ \t]*$/, '');
  }
  return undefined;
}
