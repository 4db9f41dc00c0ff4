import type { Command } from './command.ts';
import { build } from './commands/build.ts';
import { check } from './commands/check.ts';
import { clean } from './commands/clean.ts';
import { completionFor } from './commands/completion.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { importCommand } from './commands/import.ts';
import { init } from './commands/init.ts';
import { lsp } from './commands/lsp.ts';
import { merge } from './commands/merge.ts';
import { preview } from './commands/preview.ts';
import { setup } from './commands/setup.ts';
import { update } from './commands/update.ts';
import { validate } from './commands/validate.ts';
import { watch } from './commands/watch.ts';

/** The commands that exist, in the order of the help. */
export const commands: readonly Command[] = [
  build,
  check,
  update,
  watch,
  preview,
  init,
  importCommand,
  setup,
  doctor,
  validate,
  explain,
  merge,
  lsp,
  completionFor(() => commands),
  clean,
];
