import { executablesOnPath } from '../execute/executables-on-path.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { RunResult } from '../model/result.ts';
import type { Io } from './io.ts';

/** What turns the commands in a help into those that can be pasted where Coursewright runs. */
export type Spelling = (help: string) => string;

/** Our command where a help names it: with one of its commands or an option after it, and no `npx` before it. */
const command = /(?<!npx |[\w./-])coursewright(?= (?:[a-z]+|--[a-z]+)\b)/g;

/**
 * How to call Coursewright from this shell: `coursewright` where that is on PATH, else `npx coursewright`. The folders
 * `node_modules/.bin` do not count: npm and npx put them there for the program that they start, not for the shell.
 */
export function spellingFor(env: Io['env']): Spelling {
  const found = executablesOnPath(['coursewright'], env);
  if (found.some((path) => !/[\\/]node_modules[\\/]\.bin[\\/][^\\/]*$/.test(path))) return asItIs;
  return (help) => help.replace(command, 'npx coursewright');
}

const asItIs: Spelling = (help) => help;

/** The event with every help in it so spelled. */
export function spellPaths(event: PipelineEvent, spell: Spelling): PipelineEvent {
  if (spell === asItIs) return event;
  switch (event.type) {
    case 'run-ended':
      return { ...event, result: spelledResult(event.result, spell) };
    case 'lesson-ended': {
      const findings = spelledHelp(event.result.findings, spell);
      return { ...event, result: { ...event.result, findings } };
    }
    default:
      return event;
  }
}

function spelledResult(result: RunResult, spell: Spelling): RunResult {
  return {
    ...result,
    ...(result.findings && { findings: spelledHelp(result.findings, spell) }),
    ...(result.error?.help && { error: { ...result.error, help: spell(result.error.help) } }),
    lessons: result.lessons.map((lesson) => ({ ...lesson, findings: spelledHelp(lesson.findings, spell) })),
    ...(result.files && {
      files: result.files.map((file) => ({ ...file, findings: spelledHelp(file.findings, spell) })),
    }),
  };
}

/** The same for whatever has a help. */
export function spelledHelp<T extends { readonly help?: string }>(all: readonly T[], spell: Spelling): readonly T[] {
  return all.map((one) => (one.help === undefined ? one : { ...one, help: spell(one.help) }));
}
