import { wrapAnsi } from 'fast-wrap-ansi';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Failure } from '../model/result.ts';
import { findingText } from '../report/finding-text.ts';
import { jsonText } from '../report/json.ts';
import { linesOf } from '../report/lines.ts';
import { printableLines } from '../report/printable.ts';
import { makeStyle } from '../report/style.ts';
import { spelledHelp, spellingFor } from './command-line.ts';
import { ConfigError } from './errors.ts';
import { type Io, wantsColor, widthOf } from './io.ts';
import { tooManyOpen } from './open-files.ts';
import { packageJson } from './package.ts';

export interface FailedRun {
  readonly command: string | null;
  readonly exitCode: number;
  readonly json: boolean;
  readonly color?: boolean;
}

/** Says why the work could not be done: on standard error for people; with `--json` also as the one document on standard output. */
export function printFailure(error: unknown, run: FailedRun, io: Io): void {
  writeFailure(failureOf(error, io.env), run, io);
  if (error instanceof ConfigError) io.stderr.write(findingsText(error, run, io));
  if (run.json) io.stdout.write(failureDocument(error, run, io.env));
}

/** Says on standard error why the work could not be done, or not be finished. */
export function writeFailure(failure: Failure, run: Pick<FailedRun, 'color'>, io: Io): void {
  io.stderr.write(failureText(failure, run, io));
}

/** The document that stands in place of a result. */
export function failureDocument(
  error: unknown,
  { command, exitCode }: Pick<FailedRun, 'command' | 'exitCode'>,
  env: Io['env'],
): string {
  return jsonText({
    coursewright: packageJson().version,
    schemaVersion: 1,
    command,
    exitCode,
    error: failureOf(error, env),
  });
}

function findingsText(error: ConfigError, run: FailedRun, io: Io): string {
  const findings = spelledHelp(error.findings, spellingFor(io.env));
  const context = { style: makeStyle(wantsColor(io.stderr, io.env, run.color)), width: widthOf(io.stderr) };
  return findings.map((finding) => `\n${findingText(finding, () => linesOf(error.text), context)}\n`).join('');
}

function failureText(failure: Failure, run: Pick<FailedRun, 'color'>, io: Io): string {
  const style = makeStyle(wantsColor(io.stderr, io.env, run.color));
  const width = widthOf(io.stderr);
  const wrap = (text: string) => (Number.isFinite(width) ? wrapAnsi(text, width - 2, { trim: false }) : text);
  const indented = (text: string) => wrap(text).replaceAll('\n', '\n  ');
  const lines = [`${style.red(style.symbols.failed)} ${indented(printableLines(failure.message))}`];
  if (failure.help !== undefined) lines.push(`  ${indented(`${style.cyan('help:')} ${printableLines(failure.help)}`)}`);
  if (failure.stack !== undefined) lines.push('', style.dim(printableLines(failure.stack)));
  return `${lines.join('\n')}\n`;
}

/** Anything but an OperatorError is a mistake of ours: it shows where, and what to report. */
export function failureOf(thrown: unknown, env: Io['env']): Failure {
  const error = tooManyOpen(thrown) ?? thrown;
  if (error instanceof OperatorError) {
    const spell = spellingFor(env);
    const help = error.help === undefined ? {} : { help: spell(error.help) };
    const findings = error instanceof ConfigError ? { findings: spelledHelp(error.findings, spell) } : {};
    return { message: error.message, ...help, ...findings };
  }
  const known = error instanceof Error ? error : new Error(String(error));
  const { version, bugs } = packageJson();
  const system = `coursewright ${version}, node ${process.versions.node}, ${process.platform} ${process.arch}`;
  const where = bugs === undefined ? '' : ` at ${bugs}`;
  return {
    message: `this is a bug in coursewright: ${known.message}`,
    help: `please report it${where} with the lines below, and run again with --verbose for more (${system})`,
    stack: [known.stack ?? known.message, ...causes(known)].join('\n'),
  };
}

function causes(error: Error): string[] {
  if (!(error.cause instanceof Error)) return [];
  return [`caused by ${error.cause.stack ?? error.cause.message}`, ...causes(error.cause)];
}
