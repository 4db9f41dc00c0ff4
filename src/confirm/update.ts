import MagicString from 'magic-string';
import { isFailure } from '../languages/shell-command.ts';
import { tagsDo } from '../model/cell-tags.ts';
import type { Code, Expected, Lesson } from '../model/lesson.ts';
import { mayRaise } from '../model/may-raise.ts';
import type { ExecutedCell } from '../model/run.ts';
import { type CellOutputs, cellOutputs } from './cell-outputs.ts';
import type { ConfirmContext } from './confirm-context.ts';
import { confirmImage, imagePath, shownImages } from './confirm-image.ts';
import { placeRaised, raisesEarly } from './confirm-raise.ts';
import { type ExpectedOutputs, type ExpectedText, expectedOutputs } from './expected-outputs.ts';
import { type Cause, failedBefore } from './failed-before.ts';
import { asOutput, type FileEdit, fenceEdits, insertion, removal } from './fence-text.ts';
import { leftToAuthor } from './left-to-author.ts';
import { lineOf } from './places.ts';
import { raisedUnsaid } from './raised-unsaid.ts';
import { namesRun } from './run-paths.ts';
import { inOneOrder } from './set-order.ts';
import { isSyntaxError } from './traceback.ts';
import { showsInPager, untrusted } from './untrusted-output.ts';
import { undecided, updatedError, updatedText } from './updated-text.ts';

/** A cell of the lesson and how it ended. */
export interface UpdateCell {
  readonly code: Code;
  readonly executed: ExecutedCell | undefined;
}

export interface UpdateOptions
  extends Pick<ConfirmContext, 'defaults' | 'tolerance' | 'absolute' | 'sanitize' | 'image' | 'again' | 'missing'> {
  /** Asked of each change before it is made; without it, all are made. */
  readonly accept?: (change: FenceChange) => boolean;
  /** Adds an `output` fence after each demo cell that prints something and has none. */
  readonly add?: boolean;
  /** Removes fences of cells that print nothing any more, in place of emptying them. */
  readonly prune?: boolean;
}

/** One fence that an update changed. Lines count from 1 in the text before. */
export interface FenceChange {
  readonly type: 'changed' | 'added' | 'removed';
  readonly line: number;
  readonly stream: Expected['stream'];
  readonly before: string;
  readonly after: string;
}

/** One fence that is wrong and that an update must leave to its author. */
export interface FenceKept {
  readonly line: number;
  readonly reason: string;
}

export interface Updated {
  /** The whole file; the very same text where nothing changed. */
  readonly text: string;
  readonly changes: readonly FenceChange[];
  readonly kept: readonly FenceKept[];
  /** Image files that fences name and that are to be written, relative to the course. */
  readonly images: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/**
 * Brings the expected-output fences of a lesson up to what really ran. Fences that are confirmed keep every byte, and
 * so does everything outside of fences. Cells that raised unannounced or did not run to their end change nothing.
 */
export function updateLesson(lesson: Lesson, cells: readonly UpdateCell[], options: UpdateOptions): Updated {
  const file = new MagicString(lesson.text);
  const changes: FenceChange[] = [];
  const kept: FenceKept[] = [];
  const images: { path: string; bytes: Uint8Array }[] = [];
  const done = new Set<number>();
  /** Why the current cell's output is not to be shown. */
  let doubt: string | undefined;
  const causes = causesIn(cells);
  const apply = (edits: readonly FileEdit[]) => {
    for (const { start, end, text } of edits) {
      if (start === end) file.appendLeft(start, text);
      else if (text === '') file.remove(start, end);
      else file.update(start, end, text);
    }
  };
  for (const { code, executed } of cells) {
    if (executed === undefined || done.has(code.span.start)) continue;
    done.add(code.span.start);
    if (executed.status !== 'ok' && executed.status !== 'error') {
      for (const fence of code.expected) kept.push(left(lesson, fence, 'the cell did not run to its end'));
      continue;
    }
    const produced = cellOutputs(executed, code.run.atPrompt);
    const expected = expectedOutputs(code.expected, produced);
    if (isBroken(code, executed, produced, expected.errors.length)) {
      for (const fence of code.expected) kept.push(left(lesson, fence, 'the cell raised'));
      continue;
    }
    doubt = untrusted(code, executed) ?? followsFromCell(lesson, causes.get(String(code.span.start)));
    for (const one of doubt === undefined ? updatedImages(lesson, expected, produced, code, options) : []) {
      if (!accepted(one.change)) continue;
      images.push(one.image);
      changes.push(one.change);
    }
    const again = (options.again?.get(executed) ?? []).map((one) => cellOutputs(one, code.run.atPrompt));
    for (const fence of code.expected) updateFence(code, fence, expected, produced, again);
    if (options.add === true && doubt === undefined) addFence(code, produced);
  }
  return { text: changes.length === 0 ? lesson.text : file.toString(), changes, kept, images };

  function accepted(change: FenceChange): boolean {
    return options.accept === undefined || options.accept(change);
  }

  function updateFence(
    code: Code,
    fence: Expected,
    expected: ExpectedOutputs,
    produced: CellOutputs,
    again: readonly CellOutputs[],
  ): void {
    const after = newText(code, fence, expected, produced, options, again);
    if (after.type === 'same') return;
    if (after.type === 'kept') {
      kept.push(left(lesson, fence, after.reason));
      return;
    }
    if (doubt !== undefined) {
      kept.push(left(lesson, fence, doubt));
      return;
    }
    if (after.text.trim() === '' && fence.text.text.trim() !== '' && showsInPager(code)) {
      kept.push(left(lesson, fence, 'the cell shows help in a pager, which no output holds'));
      return;
    }
    const missing = fence.stream === 'output' ? options.missing?.(code, fence.text.text, after.text) : undefined;
    if (missing !== undefined) {
      kept.push(left(lesson, fence, followsFrom(missing)));
      return;
    }
    const own =
      fence.stream === 'output'
        ? leftToAuthor(code, after.becomesOutput ? [] : [fence], fence.text.text, after.text, lesson.text)
        : undefined;
    if (own !== undefined) {
      kept.push(left(lesson, fence, own.reason));
      return;
    }
    if (namesRun(after.text) && !namesRun(fence.text.text)) {
      kept.push(left(lesson, fence, ofThisRun));
      return;
    }
    const line = lineOf(lesson.text, fence.span.start);
    const change = { line, stream: fence.stream, before: fence.text.text, after: after.text };
    if (options.prune === true && after.text.trim() === '') {
      const edit = removal(lesson.text, fence);
      if (edit !== undefined) {
        const removed: FenceChange = { ...change, type: 'removed', after: '' };
        if (!accepted(removed)) return;
        apply([edit]);
        changes.push(removed);
        return;
      }
    }
    const edits = fenceEdits(lesson.text, fence, after.text);
    const converted = after.becomesOutput ? asOutput(lesson.text, fence) : undefined;
    if (edits === undefined || (after.becomesOutput && converted === undefined)) {
      kept.push(left(lesson, fence, 'the new output cannot be written there'));
      return;
    }
    const changed: FenceChange = { ...change, type: 'changed' };
    if (!accepted(changed)) return;
    apply(converted === undefined ? edits : [converted, ...edits]);
    changes.push(changed);
  }

  function addFence(code: Code, produced: CellOutputs): void {
    const has = code.expected.some(({ stream }) => stream === 'output');
    if (
      code.role !== 'demo' ||
      tagsDo(code.tags, ({ hidesOutput }) => hidesOutput) ||
      has ||
      produced.output.trim() === ''
    )
      return;
    const edit = insertion(lesson.text, code.span, produced.output);
    if (edit === undefined) return;
    const line = lineOf(lesson.text, code.span.end);
    const missing = options.missing?.(code, '', produced.output);
    if (missing !== undefined) {
      kept.push({ line, reason: followsFrom(missing) });
      return;
    }
    if (namesRun(produced.output)) {
      kept.push({ line, reason: ofThisRun });
      return;
    }
    const added: FenceChange = { type: 'added', line, stream: 'output', before: '', after: produced.output };
    if (!accepted(added)) return;
    apply([edit]);
    changes.push(added);
  }
}

type NewText =
  | { readonly type: 'same' }
  | { readonly type: 'kept'; readonly reason: string }
  | { readonly type: 'new'; readonly text: string; readonly becomesOutput: boolean };

/** What must stand in a fence: its printed text and, where it holds one, its error. */
function newText(
  code: Code,
  fence: Expected,
  expected: ExpectedOutputs,
  produced: CellOutputs,
  options: UpdateOptions,
  again: readonly CellOutputs[],
): NewText {
  const parts = [...expected.texts, ...expected.errors].filter(({ fences }) => fences.includes(fence));
  const [first, ...others] = parts;
  if (first === undefined || fence.match.modes.includes('ignore') || fence.match.modes.includes('image'))
    return { type: 'same' };
  const position = first.fences.indexOf(fence);
  const news: (string | undefined)[] = [];
  let becomesOutput = false;
  for (const part of [first, ...others]) {
    const reason = undecided(part, produced, options);
    if (reason !== undefined) return { type: 'kept', reason };
    if (part.stream !== 'error') {
      const text = updatedText(part, produced, options, again);
      const inOrder = inOneOrder(
        produced.output,
        again.map(({ output }) => output),
      );
      if (text !== undefined && inOrder === undefined)
        return { type: 'kept', reason: 'sets in the output have another order in each run' };
      // The order of one run is not that of the next.
      news.push(text === produced.output ? inOrder : text);
    } else if (produced.raised === undefined && code.run.raises !== undefined) {
      return { type: 'kept', reason: '`raises` says that the cell raises, and it does not' };
    } else if (produced.raised !== undefined) news.push(updatedError(part, produced.raised, produced, options));
    else {
      becomesOutput = fence.stream === 'error';
      const shown = expected.texts.some(({ stream }) => stream === 'output');
      news.push(shown ? '' : produced.output);
    }
  }
  if (news.every((text) => text === undefined)) return { type: 'same' };
  if (first.fences.length > 1) return shared(first, news[0] ?? '', position);
  const text = news.map((one, index) => one ?? parts[index]?.text.text.replace(/\n$/, '') ?? '');
  return { type: 'new', text: text.filter((one, index) => one !== '' || index === 0).join('\n'), becomesOutput };
}

/** Several fences that continue each other: the first takes the whole text, unless each keeps its number of lines. */
function shared(part: ExpectedText, text: string, position: number): NewText {
  const lines = text.split('\n');
  const counts = part.fences.map((fence) => fence.text.text.split('\n').length);
  const from = counts.slice(0, position).reduce((sum, count) => sum + count, 0);
  const last = position === counts.length - 1;
  const own = lines.slice(from, last ? lines.length : from + (counts[position] ?? 0)).join('\n');
  return own === part.fences[position]?.text.text ? { type: 'same' } : { type: 'new', text: own, becomesOutput: false };
}

/** The image files of a cell's fences that do not show what the cell does; the first fence has the first image. */
function updatedImages(
  lesson: Lesson,
  expected: ExpectedOutputs,
  produced: CellOutputs,
  code: Code,
  options: UpdateOptions,
): { image: Updated['images'][number]; change: FenceChange }[] {
  const shown = shownImages(produced.bundles);
  const named = expected.texts.filter(({ match }) => match.image !== undefined && !match.modes.includes('ignore'));
  return named.flatMap((one, index) => {
    const bytes = shown[Math.min(index, shown.length - 1)];
    if (bytes === undefined || one.match.image === undefined) return [];
    const context = { ...options, file: lesson.source, text: lesson.text, cell: '' };
    if (confirmImage(code, one, produced, context).diagnostics.length === 0) return [];
    const path = imagePath(lesson.source, one.match.image);
    const line = lineOf(lesson.text, one.fences[0]?.span.start ?? code.span.start);
    return [{ image: { path, bytes }, change: { type: 'changed', line, stream: 'output', before: path, after: path } }];
  });
}

/** A cell that raised what nothing announces shows less than it should. */
function isBroken(code: Code, executed: ExecutedCell, produced: CellOutputs, errors: number): boolean {
  if (raisedUnsaid(code, produced) !== undefined) return true;
  if (produced.raised === undefined || executed.status === 'ok') return false;
  return (errors === 0 || raisesEarly(code, produced.raised)) && !mayRaise(code);
}

/**
 * What the cells' results may owe to earlier ones that went wrong, as the findings about them say it. What no run executes,
 * as the starters of exercises, leaves nothing to the cells after it.
 */
function causesIn(cells: readonly UpdateCell[]): ReadonlyMap<string, Cause> {
  const ran = cells.flatMap(({ code, executed }) =>
    executed === undefined ? [] : [{ id: String(code.span.start), code, executed }],
  );
  const failures = ran.flatMap(({ id, code, executed }): [string, number | undefined][] => {
    if (executed.status !== 'ok' && executed.status !== 'error') return [[id, undefined]];
    const produced = cellOutputs(executed, code.run.atPrompt);
    const { raised } = produced;
    if (!isBroken(code, executed, produced, expectedOutputs(code.expected, produced).errors.length))
      return executed.failedCommands?.some(isFailure) === true ? [[id, undefined]] : [];
    return [[id, raised === undefined || isSyntaxError(raised.name) ? undefined : placeRaised(code, raised).start]];
  });
  return failedBefore(ran, new Map(failures));
}

function followsFromCell({ text }: Lesson, cause: Cause | undefined): string | undefined {
  if (cause === undefined) return undefined;
  const what =
    cause.sketched === undefined
      ? `the cell at line ${lineOf(text, cause.cell.code.span.start)} went wrong`
      : `\`${cause.sketched}\` is only a sketch (\`...\`)`;
  return `${what}, and this may only follow from it`;
}

const ofThisRun = 'the output names a folder of this run, which is another one each time';

function followsFrom(missing: string): string {
  return `there is no file \`${missing}\`, and this may only follow from it`;
}

function left(lesson: Lesson, fence: Expected, reason: string): FenceKept {
  return { line: lineOf(lesson.text, fence.span.start), reason };
}
