import type { LessonResult } from '../../model/result.ts';
import type { UpdatedLesson, UpdateEvent } from '../../pipeline/update.ts';
import { printable, printableLines } from '../../report/printable.ts';
import { makeStyle } from '../../report/style.ts';
import type { Command, Invocation } from '../command.ts';
import { wantsColor } from '../io.ts';
import { openProgress } from '../progress.ts';

export const update: Command = {
  name: 'update',
  args: {
    syntax: '[paths...]',
    text: 'lessons, folders or globs (default: all lessons); lesson.md:LINE for everything up to that line',
  },
  group: 'Work on lessons',
  summary: 'write what the cells really printed into the lessons',
  description:
    'Runs the lessons and rewrites the expected outputs that differ from what the cells really printed. Nothing else in the file changes: confirmed fences keep every byte, and match modes and fence style stay. Cells that raise unexpectedly are left to you. Review the change before you commit it: afterwards the lesson says what the code does, right or wrong.',
  examples: [
    ['coursewright update --dry-run', 'what would change, as a diff'],
    ['coursewright update source-md/intro.md', 'one lesson'],
    ['coursewright update --interactive', 'asks about each change'],
    ['coursewright update --add', 'also write outputs after cells that have none yet'],
  ],
  options: [
    'config',
    'test',
    'changed',
    'jobs',
    'network',
    'cache',
    'fork',
    'dryRun',
    'interactive',
    'add',
    'prune',
    'quiet',
    'color',
  ],
  async run(invocation) {
    const { select } = await import('../selection.ts');
    const { filterSelection } = await import('../filter-selection.ts');
    const { lazyEngine } = await import('../engine.ts');
    const { update: updateLessons } = await import('../../pipeline/update.ts');
    const selection = await filterSelection(
      await select(invocation, { withoutNotebook: true, runsCells: true }),
      invocation,
    );
    const { options, signal } = invocation;
    const engine = lazyEngine(selection, invocation);
    const asking =
      options.interactive === true ? await (await import('../ask.ts')).openQuestions(invocation) : undefined;
    try {
      return await showUpdates(
        updateLessons(selection.course, selection.lessons, {
          engine: engine.open,
          network: selection.course.loaded.config.execute.network,
          window: asking === undefined ? engine.window : 1,
          ...(asking === undefined ? {} : { choose: asking.choose }),
          dryRun: options.dryRun === true,
          add: options.add === true,
          prune: options.prune === true,
          signal,
        }),
        invocation,
      );
    } finally {
      asking?.close();
      await engine.close();
    }
  },
};

/** Prints each lesson's changes; the exit code is 1 where a lesson is wrong in a way that no update fixes. */
export async function showUpdates(events: AsyncIterable<UpdateEvent>, invocation: Invocation): Promise<number> {
  const { options, io, signal } = invocation;
  const { filePatch } = await import('../../text/file-patch.ts');
  const style = makeStyle(wantsColor(io.stdout, io.env, options.color));
  const progress = options.interactive === true ? undefined : await openProgress(invocation);
  const lessons: UpdatedLesson[] = [];
  try {
    for await (const event of events) {
      if (event.type === 'lesson-updated') {
        lessons.push(event.lesson);
        progress?.on({ type: 'lesson-ended', result: endOf(event.lesson) });
      } else progress?.on(event);
    }
  } finally {
    await progress?.end?.();
  }
  let fences = 0;
  let left = 0;
  for (const { source, before, after, changes, kept, varying, findings } of lessons) {
    fences += changes.length;
    const errors = findings.filter(({ severity }) => severity === 'error');
    left += kept.length + errors.length;
    if (before !== after && options.dryRun === true) {
      const patch = filePatch(source, before, after, 2);
      io.stdout.write(painted(printableLines(patch)));
    } else if (before !== after && options.quiet !== true) {
      const what = changes.map(({ type, line }) => `line ${line}${type === 'changed' ? '' : ` ${type}`}`).join(', ');
      io.stdout.write(` ${style.green(style.symbols.passed)} ${printable(source)}  ${what}\n`);
    }
    for (const { line, reason } of kept) {
      io.stdout.write(
        ` ${style.yellow(style.symbols.warning)} ${printable(source)}:${line}  left as it is: ${printable(reason)}\n`,
      );
    }
    for (const line of varying) {
      io.stdout.write(
        ` ${style.yellow(style.symbols.warning)} ${printable(source)}:${line}  left as it is: the cell prints something else in each run\n`,
      );
    }
    for (const { line, column, message } of errors) {
      io.stdout.write(
        ` ${style.red(style.symbols.failed)} ${printable(source)}:${line}:${column}  ${printable(message)}\n`,
      );
    }
  }
  if (options.quiet !== true) {
    const would = options.dryRun === true ? 'would change' : 'changed';
    const summary =
      fences === 0
        ? `every ${lessons.some(({ varying }) => varying.length > 0) ? 'other ' : ''}output is what the lessons say`
        : `${fences} ${fences === 1 ? 'output' : 'outputs'} ${would}`;
    io.stdout.write(`${left > 0 && fences === 0 ? `${left} left to you` : summary}\n`);
  }
  if (signal.aborted) return 130;
  return left > 0 ? 1 : 0;

  function painted(patch: string): string {
    return patch
      .split('\n')
      .map((line) => {
        if (line.startsWith('+') && !line.startsWith('+++')) return style.green(line);
        if (line.startsWith('-') && !line.startsWith('---')) return style.red(line);
        return line.startsWith('@@') ? style.cyan(line) : line;
      })
      .join('\n');
  }
}

/** An updated lesson as progress knows lessons. */
function endOf({ source, durationMs, findings }: UpdatedLesson): LessonResult {
  const none = { notebooks: [], cells: [], outputs: [], exercises: [] };
  const status = findings.some(({ severity }) => severity === 'error') ? 'failed' : 'passed';
  return { source, status, durationMs, cached: false, ...none, findings };
}
