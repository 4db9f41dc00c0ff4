import type { Command } from './command.ts';
import { merge } from './commands/merge.ts';

/** The commands that exist, in the order of the help. */
export const commands: readonly Command[] = [merge];
