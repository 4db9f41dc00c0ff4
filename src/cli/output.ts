import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { insideRepository } from '../files/repository.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { RunResult } from '../model/result.ts';
import { toldOfCourse } from '../report/course-notes.ts';
import { plain } from '../report/printable.ts';
import type { Reporter, ReporterContext, Verbosity } from '../report/reporter.ts';
import { isForPrograms, reporters } from '../report/reporters.ts';
import { makeStyle } from '../report/style.ts';
import type { Invocation } from './command.ts';
import { spellingFor, spellPaths } from './command-line.ts';
import { UsageError } from './errors.ts';
import { type Io, type Stream, wantsColor, widthOf } from './io.ts';
import type { OptionValues, ReporterChoice } from './options.ts';
import { openProgress } from './progress.ts';

/**
 * Shows a run to people and programs: results through the reporters that were asked for, progress on standard error.
 * Returns the result's exit code. `root` is the folder that the findings' files are relative to; `complete` adds to the
 * result what the command knows beside it.
 */
export async function show(
  events: AsyncIterable<PipelineEvent>,
  invocation: Invocation,
  root: string,
  complete: (result: RunResult) => RunResult = (result) => result,
): Promise<number> {
  const { options, io, signal } = invocation;
  const choices = choicesOf(options, io);
  const outlets = await openOutlets(choices, options, io, root);
  const progress = await openProgress(invocation);
  const spell = spellingFor(io.env);
  let exitCode: number | undefined;
  try {
    for await (const received of events) {
      const whole =
        received.type === 'run-ended'
          ? { ...received, result: decided(complete(received.result), options, signal) }
          : received;
      const event = spellPaths(whole, spell);
      if (event.type === 'run-ended') {
        await progress?.end?.();
        exitCode = event.result.exitCode;
        const { error } = event.result;
        if (error !== undefined) {
          const { writeFailure } = await import('./print-failure.ts');
          writeFailure(error, options, io);
        }
      } else {
        progress?.on(event);
      }
      for (const outlet of outlets) outlet.reporter.on(event);
      // What the run keeps for the next one may contain what reporters make.
      if (event.type === 'run-ended') for (const outlet of outlets) await outlet.close();
    }
  } finally {
    await progress?.end?.();
  }
  if (exitCode === undefined) throw new Error('the run ended without a result');
  return exitCode;
}

interface Outlet {
  readonly reporter: Reporter;
  close(): Promise<void>;
}

async function openOutlets(
  choices: readonly ReporterChoice[],
  options: OptionValues,
  io: Io,
  root: string,
): Promise<readonly Outlet[]> {
  const loner = choices.find(({ name, file }) => file === undefined && isForPrograms(name));
  return Promise.all(
    choices.map(async ({ name, file }) => {
      const make = await reporters[name].load();
      if (file !== undefined) return fileOutlet(make, resolve(io.cwd, file), shared(options, root));
      const stream = loner === undefined || loner.name === name ? io.stdout : io.stderr;
      return streamOutlet(make, isForPrograms(name), stream, io, options, root);
    }),
  );
}

/** What was asked for; people see `default` unless they asked for another reporter that prints. */
function choicesOf(options: OptionValues, io: Io): readonly ReporterChoice[] {
  const given = [...(options.reporter ?? [])];
  if (options.json === true && !given.some(({ name, file }) => name === 'json' && file === undefined))
    given.push({ name: 'json' });
  const printing = given.filter(({ file }) => file === undefined);
  if (printing.length === 0) {
    given.unshift({ name: 'default' });
    // GitHub makes annotations of them: nobody who has said nothing of reports wants to do without.
    if (io.env.GITHUB_ACTIONS === 'true' && given.length === 1) given.push({ name: 'github' });
  }
  const alone = printing.filter(({ name }) => isForPrograms(name)).map(({ name }) => name);
  if (alone.length > 1) {
    throw new UsageError(`the reporters ${alone.join(' and ')} cannot both print to standard output`, {
      help: `give one of them a file: --reporter ${alone[0]}=FILE`,
    });
  }
  return given;
}

type Make = (context: ReporterContext) => Reporter;

function streamOutlet(
  make: Make,
  forPrograms: boolean,
  stream: Stream,
  io: Io,
  options: OptionValues,
  root: string,
): Outlet {
  const style = makeStyle(wantsColor(stream, io.env, options.color));
  const write = (text: string) => void stream.write(forPrograms ? plain(text) : text);
  return closing(make({ ...shared(options, root), write, style, width: widthOf(stream) }), async () => {});
}

/** A report in a file is plain, and there whole or not at all. */
function fileOutlet(make: Make, path: string, rest: ReturnType<typeof shared>): Outlet {
  const parts: string[] = [];
  const reporter = make({ ...rest, write: (text) => void parts.push(text), style: makeStyle(false, true), width: 120 });
  return closing(reporter, () => writeReport(path, parts.join('')));
}

/** Writes a report whole or not at all, with the folders that it needs. */
export async function writeReport(path: string, text: string): Promise<void> {
  const { replaceFile } = await import('../files/replace-file.ts');
  replaceFile(path, text, { name: `the report ${path}` });
}

function closing(reporter: Reporter, after: () => Promise<void>): Outlet {
  return {
    reporter,
    async close() {
      await reporter.end?.();
      await after();
    },
  };
}

type Shared = Pick<ReporterContext, 'verbosity' | 'readSource' | 'prefix'>;

function shared(options: OptionValues, root: string): Shared {
  const verbosity: Verbosity = options.quiet === true ? 'quiet' : options.verbose === true ? 'verbose' : 'normal';
  const inside = insideRepository(root);
  // Hosts name files from the root of the repository.
  return { verbosity, readSource: sourceReader(root), prefix: inside === '' ? '' : `${inside}/` };
}

function sourceReader(root: string): ReporterContext['readSource'] {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) texts.set(file, readText(resolve(root, file)));
    return texts.get(file);
  };
}

/** Findings can name what is not there, no file or no text; a report goes without its lines then. A pipe would never end. */
function readText(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return undefined;
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch {
    return undefined;
  }
}

/**
 * What the command line has to say about the result: what is so in many lessons, which one shard cannot know; too many
 * warnings; and an interrupt, which is no result.
 */
function decided(result: RunResult, options: OptionValues, signal: AbortSignal): RunResult {
  const { exitCode, summary } = result;
  const lessons = result.shard === undefined ? toldOfCourse(result.lessons) : result.lessons;
  const tooMany = options.maxWarnings !== undefined && summary.warnings > options.maxWarnings;
  return { ...result, lessons, exitCode: signal.aborted ? 130 : exitCode === 0 && tooMany ? 1 : exitCode };
}
