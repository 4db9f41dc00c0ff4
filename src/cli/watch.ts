import { plural } from '../report/plural.ts';
import { printable } from '../report/printable.ts';
import { makeStyle } from '../report/style.ts';
import { takeTurns } from '../workspace/turns.ts';
import { watchFiles } from '../workspace/watched-files.ts';
import { openWorkspace, type Present } from '../workspace/workspace.ts';
import type { Invocation } from './command.ts';
import { spellingFor } from './command-line.ts';
import { openCourse } from './course.ts';
import { UsageError } from './errors.ts';
import { canRedraw, wantsColor } from './io.ts';
import { show } from './output.ts';
import { printFailure } from './print-failure.ts';
import { select } from './selection.ts';
import { openKeys, type Watched } from './watch-keys.ts';

/** `watch`: builds and checks as files change, until it is asked to end. */
export async function watchCourse(invocation: Invocation): Promise<number> {
  const { io, options, signal } = invocation;
  // A configuration that is broken from the beginning has no folder of lessons that could be watched for its repair.
  const course = openCourse(io, options);
  const { dir } = course;
  const style = makeStyle(wantsColor(io.stdout, io.env, options.color));
  const clears = options.clear !== false && canRedraw(io.stdout, io.env);
  const watched: Watched = { results: new Map(), last: undefined, course, pattern: undefined };
  const { cache = true, fork = true } = options;
  const workspace = openWorkspace({ env: io.env, cache, fork, look });

  const turns = takeTurns(workspace, {
    async check(events, now, why) {
      begin(reasonOf(why));
      // Ending is not for a report to notice: its run is ended first.
      const quietly: Invocation = { ...invocation, signal: new AbortController().signal };
      await show(events, quietly, now.course.dir, (result) => {
        for (const lesson of result.lessons) watched.results.set(lesson.source, lesson);
        watched.last = result;
        return result;
      });
    },
    failed(error) {
      begin('');
      printFailure(error, { command: 'watch', exitCode: 2, json: false, ...colorOf(options) }, io);
    },
    idle: waiting,
  });
  const stopWatching = await watchFiles(dir, {
    changed: (paths) => turns.changed(paths),
    gone: () => io.stderr.write(`${printable(dir)} is gone; waiting until it is there again\n`),
    back: () => turns.again(),
    failed: (error) => printFailure(error, { command: 'watch', exitCode: 2, json: false, ...colorOf(options) }, io),
  });
  // Where nobody reads the reports any more (`watch | head`), there is nothing to watch for.
  const unread = new Promise<void>((resolve) => io.stdout.once('error', () => resolve()));
  const keys = openKeys({ invocation, workspace, turns, watched });
  turns.again();
  try {
    await Promise.race([keys.quit, aborted(signal), unread]);
    return 0;
  } finally {
    keys.close();
    await stopWatching();
    await turns.close();
    await workspace.close();
  }

  async function look(): Promise<Present> {
    const { course, lessons: all, findings } = await select(invocation);
    watched.course = course;
    const { pattern } = watched;
    const lessons = all.filter(({ source }) => pattern?.test(source) ?? true);
    if (lessons.length === 0)
      throw new UsageError(`the path of no lesson matches ${pattern}`, { help: 'p asks for another one' });
    const there = new Set(all.map(({ source }) => source));
    forget([...watched.results.keys()].filter((source) => !there.has(source)));
    return { course, lessons, findings };
  }

  function forget(sources: readonly string[]): void {
    const [first] = sources;
    if (first === undefined) return;
    for (const source of sources) watched.results.delete(source);
    const gone = sources.length === 1 ? `${printable(first)} is gone` : `${sources.length} lessons are gone`;
    const help = spellingFor(io.env)('coursewright build --prune removes their notebooks');
    if (options.quiet !== true) io.stdout.write(`${gone}; ${help}\n`);
  }

  function begin(reason: string): void {
    if (clears) (io.stdout.behind ?? io.stdout).write('\u001b[2J\u001b[3J\u001b[H');
    if (reason !== '' && options.quiet !== true) io.stdout.write(`${style.cyan(reason)}\n\n`);
  }

  function waiting(): void {
    if (options.quiet === true) return;
    const shown = new Set(watched.last?.lessons.map(({ source }) => source));
    const others = [...watched.results.values()].filter(
      ({ source, status }) => status === 'failed' && !shown.has(source),
    );
    const more = others.length === 0 ? '' : `${plural(others.length, 'other lesson')} failed before\n`;
    const help = keys.isOpen ? ' (h shows the keys, q quits)' : '';
    io.stdout.write(`${more}${style.dim(`waiting for changes${help}`)}\n`);
  }
}

function reasonOf(why: ReadonlyMap<string, string>): string {
  const [first] = why;
  if (first === undefined) return '';
  const [source, reason] = first;
  if (reason === 'all lessons') return `checking ${plural(why.size, 'lesson')}`;
  const more = why.size === 1 ? '' : `, and ${plural(why.size - 1, 'more lesson')}`;
  return `checking ${printable(source)}: ${printable(reason)}${more}`;
}

function colorOf({ color }: Invocation['options']): { color?: boolean } {
  return color === undefined ? {} : { color };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
