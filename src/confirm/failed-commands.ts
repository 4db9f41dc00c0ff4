import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { ownModules } from '../languages/python/distributions.ts';
import { pipRequirements } from '../languages/python/pip-requirements.ts';
import { endingOf, isFailure } from '../languages/shell-command.ts';
import { skipAt, writeAt } from '../model/cell-words.ts';
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
    const written = /[!%]|^(?:pip[\d.]*|conda|mamba|uv)\s/.test(line) ? line : one.command;
    if (installs.test(one.command)) return notInstalled(written, one.command, place, code, context);
    const message = `\`${shortenText(written)}\` ${endingOf(one)}, and the cell goes on as if nothing had happened`;
    const help =
      code.run.mode !== 'network' && downloads.test(one.command)
        ? `if the command needs the network, ${writeAt(code, 'network')}; otherwise correct it, or end it with \`|| true\` if it may fail`
        : 'correct the command; or end it with `|| true` if it may fail';
    return diagnostic('command-failed', message, file, place, { cell, help });
  });
}

/** Commands that go to the network, which lessons are run without. */
const downloads = /\b(?:wget|curl|ping|ssh|scp|git[ \t]+(?:clone|pull|fetch|push))\b|\b(?:https?|ftp):\/\//;

/** Lessons install nothing while they are checked (`kernel-environment.ts`): what they ask for is there, or the command fails. */
const installs = /\b(?:pip[\d.]*|conda|mamba|uv)\s+(?:install|add|sync)\b/;

function notInstalled(written: string, command: string, place: Span, code: Code, context: ConfirmContext): Diagnostic {
  const { file, cell } = context;
  const all = pipRequirements(command.replace(/^.*?\b(?=(?:uv\s+)?pip[\d.]*\s+install\b)/, ''));
  const own = all.filter((one) => ownModules.has(one.toLowerCase()));
  const named = all.filter((one) => !own.includes(one));
  const listed = (names: readonly string[]) => names.map((one) => `\`${one}\``).join(', ');
  const removed = `take ${listed(own)} out of the command: Python brings ${own.length === 1 ? 'it' : 'them'} along`;
  if (named.length === 0 && own.length > 0) {
    const message = `\`${shortenText(written)}\` names what is no package: ${listed(own)}`;
    return diagnostic('command-failed', message, file, place, { cell, help: removed });
  }
  const lacking =
    named.length === 1 ? `${listed(named)} is not there` : `not all of ${listed(named) || 'what it names'} is there`;
  const message = `\`${shortenText(written)}\` installs nothing while lessons are checked, and ${lacking}`;
  const required =
    named.length === 0
      ? `name the packages under \`requires:\` in the front matter, or ${skipAt(code)}`
      : requirementHelp(named, context);
  const help = own.length === 0 ? required : `${removed}; ${required}`;
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
