import type { IOutput } from '@jupyterlab/nbformat';
import { itemsOf, type JsonDocument, Kind, member, type Node, textOf } from '../json/json-document.ts';
import { readJson } from '../json/read-json.ts';
import { kernelName, languageOfKernel } from '../languages/kernels.ts';
import { commentsFor, raisesTag, tagsDo } from '../model/cell-tags.ts';
import type { Code, Expected, Lesson } from '../model/lesson.ts';
import type { MatchMode } from '../model/match-modes.ts';
import { parseExactly } from '../text/exact-integers.ts';
import type { MappedText, Segment } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';

/** A notebook that no lesson stands behind, read as a lesson whose text is the notebook's own file. */
export interface NotebookLesson {
  readonly lesson: Lesson;
  /** Kernelspec name. */
  readonly kernel: string;
  /** The code cells, in order, with the ids that findings name: their own, or `cell-3`. */
  readonly cells: readonly { readonly id: string; readonly code: Code }[];
  /** What cells were saved with, where that is compared. */
  readonly saved: ReadonlyMap<Code, readonly SavedOutput[]>;
}

/** One of the outputs that a notebook was saved with, and where it stands in the file. */
export interface SavedOutput {
  readonly output: IOutput;
  readonly span: Span;
}

export interface NotebookLessonOptions {
  /** Path as findings name it. */
  readonly source: string;
  /** Whether the saved outputs are what the cells must print again. */
  readonly compare: boolean;
  /** What a cell puts out, in words as fences have them, by its saved outputs. */
  readonly printed: (outputs: readonly IOutput[]) => {
    readonly output: string;
    readonly stderr: string;
    readonly errors: readonly string[];
  };
}

/**
 * Reads a notebook's code cells so that findings stand at their lines in the file. The tags of nbclient
 * (`raises-exception`, `skip-execution`) and nbval (`nbval-skip`, `nbval-ignore-output`, `nbval-raises-exception`, and
 * its comments) are honoured. Undefined for what is no notebook of format 4: `validate` says what is wrong with it.
 */
export function lessonOfNotebook(text: string, options: NotebookLessonOptions): NotebookLesson | undefined {
  const bytes = Buffer.from(text, 'utf8');
  const { document } = readJson(bytes);
  if (document === undefined) return undefined;
  const cellsNode = member(document, 0, 'cells');
  if (cellsNode < 0 || document.kinds[cellsNode] !== Kind.array) return undefined;
  const offsets = offsetReader(bytes);
  const spec = member(document, member(document, 0, 'metadata'), 'kernelspec');
  const named = stringOf(document, member(document, spec, 'name'));
  const language =
    stringOf(document, member(document, spec, 'language'))?.toLowerCase() ?? languageOfKernel(named ?? 'python3');
  const cells: { id: string; code: Code }[] = [];
  const saved = new Map<Code, readonly SavedOutput[]>();
  let number = 0;
  for (const cell of itemsOf(document, cellsNode)) {
    number++;
    if (stringOf(document, member(document, cell, 'cell_type')) !== 'code') continue;
    const id = stringOf(document, member(document, cell, 'id')) ?? `cell-${number}`;
    const code = codeOf(document, cell, language, offsets);
    const outputs = member(document, cell, 'outputs');
    if (!options.compare || code.run.mode !== 'execute' || outputs < 0) cells.push({ id, code });
    else {
      const read = savedOutputs(document, outputs, offsets);
      const compared = { ...code, expected: expectedOf(document, cell, outputs, read, offsets, options) };
      cells.push({ id, code: compared });
      saved.set(compared, read);
    }
  }
  const lesson: Lesson = {
    source: options.source,
    text,
    meta: { requires: [], files: [], tags: [], async: 'keep' },
    language,
    blocks: cells.map(({ code }) => code),
    definitions: new Map(),
    targets: new Map(),
  };
  return { lesson, kernel: named ?? kernelName(language), cells, saved };
}

/** Gives the UTF-16 offset of a byte offset; the offsets that are asked for mostly grow. */
type Offsets = (bytes: number) => number;

function offsetReader(buffer: Buffer): Offsets {
  let lastByte = 0;
  let lastOffset = 0;
  return (bytes) => {
    if (bytes < lastByte) {
      lastByte = 0;
      lastOffset = 0;
    }
    lastOffset += buffer.toString('utf8', lastByte, bytes).length;
    lastByte = bytes;
    return lastOffset;
  };
}

function codeOf(document: JsonDocument, cell: Node, language: string, offsets: Offsets): Code {
  const source = sourceOf(document, member(document, cell, 'source'), offsets);
  const tags = tagsOf(document, cell);
  const skip = isMarked(document, cell, (traits) => traits.skips);
  const raises = isMarked(document, cell, ({ mayRaise }) => mayRaise === 'in-notebooks');
  return {
    type: 'code',
    span: spanOf(document, cell, offsets),
    language,
    source,
    role: 'demo',
    hidden: false,
    tags: raises ? [...tags, raisesTag] : tags,
    run: { mode: skip || source.text.trim() === '' ? 'skip' : 'execute' },
    expected: [],
  };
}

function tagsOf(document: JsonDocument, cell: Node): string[] {
  const tags = member(document, member(document, cell, 'metadata'), 'tags');
  return [...itemsOf(document, tags)].map((tag) => stringOf(document, tag) ?? '');
}

/** Whether a cell has a tag that does something, or a comment that means the same. */
function isMarked(document: JsonDocument, cell: Node, what: Parameters<typeof commentsFor>[0]): boolean {
  if (tagsDo(tagsOf(document, cell), what)) return true;
  const source = member(document, cell, 'source');
  const lines = document.kinds[source] === Kind.array ? [...itemsOf(document, source)] : [source];
  const text = lines.map((line) => stringOf(document, line) ?? '').join('');
  return commentsFor(what).some((comment) => new RegExp(`^\\s*#\\s*${comment}\\b`, 'm').test(text));
}

function savedOutputs(document: JsonDocument, outputs: Node, offsets: Offsets): SavedOutput[] {
  return [...itemsOf(document, outputs)].map((node) => {
    const text = document.bytes.toString('utf8', document.starts[node], document.ends[node]);
    return { output: parseExactly(text) as IOutput, span: spanOf(document, node, offsets) };
  });
}

/** Each stream of a cell as a fence would declare it: where nothing was saved, that nothing comes. */
function expectedOf(
  document: JsonDocument,
  cell: Node,
  outputs: Node,
  saved: readonly SavedOutput[],
  offsets: Offsets,
  { printed }: NotebookLessonOptions,
): Expected[] {
  const span = spanOf(document, outputs, offsets);
  const ignore = isMarked(document, cell, ({ ignoresOutput }) => ignoresOutput);
  const modes: MatchMode[] = ignore ? ['ignore'] : [];
  const { output, stderr, errors } = printed(saved.map((one) => one.output));
  const lines = linesIn(document, outputs, offsets);
  const expected = (stream: Expected['stream'], text: string): Expected => ({
    span,
    stream,
    text: placeLines(text, lines, { start: span.start, end: span.start }),
    match: { modes },
  });
  return [expected('output', output), expected('stderr', stderr), ...errors.map((error) => expected('error', error))];
}

/** The texts below a node, in order: nbformat keeps each line of an output as one. */
function linesIn(document: JsonDocument, node: Node, offsets: Offsets): { text: string; source: Span }[] {
  const found: { text: string; source: Span }[] = [];
  const seek = (one: Node) => {
    const text = stringOf(document, one);
    if (text !== undefined) found.push({ text, source: spanOf(document, one, offsets) });
    else if (document.kinds[one] === Kind.array) for (const item of itemsOf(document, one)) seek(item);
    else
      for (const key of ['text', 'data', 'text/plain', 'evalue', 'traceback']) {
        const value = member(document, one, key);
        if (value >= 0) seek(value);
      }
  };
  seek(node);
  return found;
}

/** How many of the saved lines are looked through for one: what a terminal overwrote is in none of them. */
const REACH = 200;

/** A text whose lines each stand where they were saved, as far as they are found there. */
function placeLines(text: string, saved: readonly { text: string; source: Span }[], start: Span): MappedText {
  const segments: Segment[] = [];
  let at = 0;
  let from = 0;
  for (const line of text.split('\n')) {
    const index = saved.slice(from, from + REACH).findIndex((one) => one.text.includes(line.trim()));
    if (index !== -1 && line.trim() !== '') from += index;
    segments.push({ at, length: line.length + 1, source: saved[from]?.source ?? start });
    at += line.length + 1;
  }
  return { text, segments };
}

/** The source with each of its lines at its line of the file. */
function sourceOf(document: JsonDocument, node: Node, offsets: Offsets): MappedText {
  if (node < 0) return { text: '', segments: [] };
  const parts = document.kinds[node] === Kind.array ? [...itemsOf(document, node)] : [node];
  const texts: string[] = [];
  const segments: Segment[] = [];
  let at = 0;
  for (const part of parts) {
    const text = stringOf(document, part) ?? '';
    segments.push({ at, length: text.length, source: spanOf(document, part, offsets) });
    texts.push(text);
    at += text.length;
  }
  return { text: texts.join(''), segments };
}

function spanOf(document: JsonDocument, node: Node, offsets: Offsets): Span {
  const start = offsets(document.starts[node] ?? 0);
  return { start, end: offsets(document.ends[node] ?? 0) };
}

function stringOf(document: JsonDocument, node: Node): string | undefined {
  if (node < 0) return undefined;
  const kind = document.kinds[node];
  return kind === Kind.string || kind === Kind.escapedString ? textOf(document, node) : undefined;
}
