import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { nothingExecuted } from '../model/nothing-executed.ts';
import type { LessonResult, RunResult } from '../model/result.ts';
import type { Course } from '../pipeline/course.ts';
import { runResult } from '../pipeline/run-result.ts';
import { withFindings } from '../pipeline/with-findings.ts';
import { replay } from '../report/replay.ts';
import type { Turns } from '../workspace/turns.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Invocation } from './command.ts';
import { show } from './output.ts';

/** What the last checks said of the lessons, and which of them are looked at. */
export interface Watched {
  readonly results: Map<string, LessonResult>;
  last: RunResult | undefined;
  course: Course;
  /** Only lessons whose path it matches. */
  pattern: RegExp | undefined;
}

/** What a person does by keys while files are watched. */
export interface Keys {
  /** Whether there is somebody who could press one. */
  readonly isOpen: boolean;
  /** Settles when it was asked to end. */
  readonly quit: Promise<void>;
  close(): void;
}

export interface KeysOptions {
  readonly invocation: Invocation;
  readonly workspace: Workspace;
  readonly turns: Turns;
  readonly watched: Watched;
}

interface Key {
  readonly keys: readonly string[];
  /** As the help names it. */
  readonly name: string;
  /** What it does: lower case, no full stop. */
  readonly text: string;
  readonly press: () => Promise<void> | void;
}

/** A terminal's standard input. */
type Terminal = Readable & { setRawMode(raw: boolean): unknown };

const controlC = '\u0003';

/** Listens to keys, where standard input is a terminal. */
export function openKeys({ invocation, workspace, turns, watched }: KeysOptions): Keys {
  const { io, signal, options } = invocation;
  const { stdin } = io;
  let quit = () => {};
  const quitting = new Promise<void>((resolve) => {
    quit = resolve;
  });
  if (!isTerminal(stdin)) return { isOpen: false, quit: quitting, close: () => {} };
  let isBusy = false;

  const table: readonly Key[] = [
    { keys: ['a', '\r', '\n'], name: 'a, enter', text: 'check all lessons', press: () => turns.again() },
    { keys: ['f'], name: 'f', text: 'check the lessons that failed', press: checkFailed },
    {
      keys: ['u'],
      name: 'u',
      text: 'write real outputs into the lessons that failed; asks about each',
      press: () => asking(update),
    },
    { keys: ['p'], name: 'p', text: 'choose lessons by their path', press: () => asking(choose) },
    { keys: ['o'], name: 'o', text: 'open the report as a page', press: report },
    { keys: ['h', '?'], name: 'h', text: 'show the keys', press: () => void io.stdout.write(help()) },
    { keys: ['q'], name: 'q', text: 'quit', press: quit },
  ];

  const onData = (text: string) => {
    // In raw mode the terminal sends no signal of its own.
    if (text.includes(controlC)) process.emit('SIGINT', 'SIGINT');
    const key = isBusy ? undefined : table.find(({ keys }) => keys.includes(text.toLowerCase()));
    if (key !== undefined) void press(key);
  };
  const raw = (isRaw: boolean) => {
    stdin.setRawMode(isRaw);
    if (isRaw) stdin.on('data', onData).resume();
    else stdin.off('data', onData);
  };
  // A terminal that is gone presses no more keys.
  stdin.once('end', () => quit());
  const restore = () => stdin.setRawMode(false);
  process.on('exit', restore);
  stdin.setEncoding('utf8');
  raw(true);

  async function press({ press }: Key): Promise<void> {
    try {
      await press();
    } catch (error) {
      const { printFailure } = await import('./print-failure.ts');
      const color = options.color === undefined ? {} : { color: options.color };
      printFailure(error, { command: 'watch', exitCode: 2, json: false, ...color }, io);
    }
  }

  /** Gives the terminal to something that asks whole lines. What is saved meanwhile is checked when it is answered. */
  async function asking(ask: () => Promise<void>): Promise<void> {
    isBusy = true;
    const goOn = turns.hold();
    raw(false);
    try {
      await ask();
    } finally {
      isBusy = false;
      if (!signal.aborted) raw(true);
      goOn();
    }
  }

  function checkFailed(): void {
    const sources = failed();
    if (sources.length === 0) io.stdout.write('no lesson failed\n');
    else turns.again(sources);
  }

  function failed(): string[] {
    return [...watched.results.values()].flatMap(({ source, status }) => (status === 'failed' ? [source] : []));
  }

  async function update(): Promise<void> {
    const { openQuestions } = await import('./ask.ts');
    const { showUpdates } = await import('./commands/update.ts');
    const sources = failed();
    if (sources.length === 0) {
      io.stdout.write('no lesson failed\n');
      return;
    }
    const questions = await openQuestions(invocation);
    try {
      const events = workspace.update(await workspace.present(), sources, {
        choose: questions.choose,
        signal,
      });
      await showUpdates(events, { ...invocation, options: { ...options, interactive: true } });
    } finally {
      questions.close();
    }
  }

  async function choose(): Promise<void> {
    const { createInterface } = await import('node:readline/promises');
    const terminal = createInterface({ input: stdin, output: io.stdout.behind ?? io.stdout });
    try {
      const answer = await terminal.question('only lessons whose path matches (a regular expression; empty: all): ', {
        signal,
      });
      watched.pattern = answer.trim() === '' ? undefined : new RegExp(answer.trim(), 'i');
      turns.again();
    } catch (error) {
      if (!signal.aborted) io.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    } finally {
      terminal.close();
    }
  }

  async function report(): Promise<void> {
    const { course, results } = watched;
    const { workFolder } = await import('../execute/work-folder.ts');
    const file = join(await workFolder(course.dir), 'report.html');
    const lessons = [...results.values()];
    const found = runResult('check', course, lessons, performance.now(), watched.last?.environment);
    const result = withFindings(found, nothingExecuted(lessons));
    await show(
      replay(result),
      { ...invocation, options: { quiet: true, reporter: [{ name: 'html', file }] } },
      course.dir,
    );
    io.stdout.write(`${file}\n`);
    const { openPage } = await import('./open-page.ts');
    openPage(file);
  }

  function help(): string {
    return `\n${table.map(({ name, text }) => `  ${name.padEnd(8)}  ${text}`).join('\n')}\n\n`;
  }

  return {
    isOpen: true,
    quit: quitting,
    close() {
      process.off('exit', restore);
      raw(false);
      stdin.pause();
    },
  };
}

function isTerminal(stdin: Readable): stdin is Terminal {
  return 'isTTY' in stdin && stdin.isTTY === true && 'setRawMode' in stdin;
}
