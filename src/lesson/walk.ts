import type { Block, Code, Exercise, Part, Prose } from './lesson.ts';

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

/** All prose, in document order, whatever it stands in. */
export function proseIn(blocks: readonly (Block | Part)[]): Prose[] {
  return blocks.flatMap((block): Prose[] => {
    if (block.type === 'prose') return [block];
    if (block.type === 'exercise') return proseIn(block.parts);
    return 'blocks' in block ? proseIn(block.blocks) : [];
  });
}
