import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { pipRequirements } from '../languages/python/pip-requirements.ts';
import { endingOf, isFailure } from '../languages/shell-command.ts';
import type { Code } from '../model/lesson.ts';
import { mayRaise } from '../model/may-raise.ts';
import type { ExecutedCell } from '../model/run.ts';
import type { Span } from '../text/span.ts';
import type { ConfirmContext, ConfirmedOutput } from './confirm-context.ts';
import { requirementHelp } from './missing-module.ts';
import { behavioursOf } from './modes/behaviours.ts';
import { linePlace } from './places.ts';

/**
 * Shell commands of a cell that failed, which IPython passes over. Not where the lesson shows it: its cell may raise, or what
 * was printed stands after it word for word.
 */
export function failedCommands(
  code: Code,
  executed: ExecutedCell,
  outputs: readonly ConfirmedOutput[],
  context: ConfirmContext,
): Diagnostic[] {
  const { file, cell } = context;
  const failed = (executed.failedCommands ?? []).filter(isFailure);
  if (failed.length === 0 || isShown(code, outputs)) return [];
  return failed.map((one) => {
    const place = linePlace(code.source, one.line - 1);
    const line = code.source.text.split('\n')[one.line - 1]?.trim() ?? '';
    // A function that calls it stands for it; else what the author wrote is shown, not what the shell got.
    const written = /[!%]/.test(line) ? line : one.command;
    if (installs.test(one.command)) return notInstalled(written, one.command, place, context);
    const message = `\`${shortenText(written)}\` ${endingOf(one)}, and the cell goes on as if nothing had happened`;
    const help = 'correct the command; or end it with `|| true` if it may fail';
    return diagnostic('command-failed', message, file, place, { cell, help });
  });
}

/** Lessons install nothing while they are checked (`kernel-environment.ts`): what they ask for is there, or the command fails. */
const installs = /\b(?:pip[\d.]*|conda|mamba|uv)\s+(?:install|add|sync)\b/;

function notInstalled(written: string, command: string, place: Span, context: ConfirmContext): Diagnostic {
  const { file, cell } = context;
  const named = pipRequirements(command.replace(/^.*?\b(?=(?:uv\s+)?pip[\d.]*\s+install\b)/, ''));
  const all = named.map((one) => `\`${one}\``).join(', ');
  const lacking = named.length === 1 ? `${all} is not there` : `not all of ${all || 'what it names'} is there`;
  const message = `\`${shortenText(written)}\` installs nothing while lessons are checked, and ${lacking}`;
  const [first] = named;
  const help =
    first === undefined
      ? 'name the packages under `requires:` in the front matter, or mark the cell `skip`'
      : requirementHelp(first, context);
  return diagnostic('command-failed', message, file, place, { cell, help });
}

function isShown(code: Code, outputs: readonly ConfirmedOutput[]): boolean {
  if (mayRaise(code)) return true;
  return outputs.length > 0 && outputs.every(({ verdict, mode }) => verdict === 'confirmed' && !isPartial(mode));
}

/** Whether a fence of these modes does not say all that is printed. */
function isPartial(modes: ConfirmedOutput['mode']): boolean {
  return behavioursOf(modes).some(({ partial }) => partial);
}

function shortenText(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
