import type { IOutput } from '@jupyterlab/nbformat';
import { kernelName, languageOfKernel } from '../languages/kernels.ts';
import type { Code, Expected, Lesson, MatchMode } from '../lesson/lesson.ts';
import { type MappedText, type Segment, synthetic } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { itemsOf, type JsonDocument, Kind, member, type Node, textOf } from './json-document.ts';
import { readJson } from './read-json.ts';

/** A notebook that no lesson stands behind, read as a lesson whose text is the notebook's own file. */
export interface NotebookLesson {
  readonly lesson: Lesson;
  /** Kernelspec name. */
  readonly kernel: string;
  /** The code cells, in order, with the ids that findings name: their own, or `cell-3`. */
  readonly cells: readonly { readonly id: string; readonly code: Code }[];
}

export interface NotebookLessonOptions {
  /** Path as findings name it. */
  readonly source: string;
  /** Whether the saved outputs are what the cells must print again. */
  readonly compare: boolean;
  /** What a cell prints, in words as `output` fences have them, by its saved outputs. */
  readonly printed: (outputs: readonly IOutput[]) => { readonly output: string; readonly error?: string };
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
  let number = 0;
  for (const cell of itemsOf(document, cellsNode)) {
    number++;
    if (stringOf(document, member(document, cell, 'cell_type')) !== 'code') continue;
    const id = stringOf(document, member(document, cell, 'id')) ?? `cell-${number}`;
    cells.push({ id, code: codeOf(document, cell, language, offsets, options) });
  }
  const lesson: Lesson = {
    source: options.source,
    text,
    meta: { requires: [], files: [], tags: [], async: 'keep' },
    language,
    blocks: cells.map(({ code }) => code),
    definitions: new Map(),
  };
  return { lesson, kernel: named ?? kernelName(language), cells };
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

function codeOf(
  document: JsonDocument,
  cell: Node,
  language: string,
  offsets: Offsets,
  options: NotebookLessonOptions,
): Code {
  const source = sourceOf(document, member(document, cell, 'source'), offsets);
  const tags = [...itemsOf(document, member(document, member(document, cell, 'metadata'), 'tags'))].map(
    (tag) => stringOf(document, tag) ?? '',
  );
  const marks = new Set([...source.text.matchAll(/^\s*#\s*(NBVAL_\w+)/gm)].map((match) => match[1]));
  const has = (tag: string, mark: string) => tags.includes(tag) || marks.has(mark);
  const skip = tags.includes('skip-execution') || has('nbval-skip', 'NBVAL_SKIP');
  const raises = has('nbval-raises-exception', 'NBVAL_RAISES_EXCEPTION');
  const ignore = has('nbval-ignore-output', 'NBVAL_IGNORE_OUTPUT');
  const modes: MatchMode[] = ignore ? ['ignore'] : [];
  return {
    type: 'code',
    span: spanOf(document, cell, offsets),
    language,
    source,
    role: 'demo',
    hidden: false,
    tags: raises ? [...tags, 'raises-exception'] : tags,
    run: { mode: skip || source.text.trim() === '' ? 'skip' : 'execute' },
    expected:
      options.compare && !skip ? expectedOf(document, member(document, cell, 'outputs'), offsets, modes, options) : [],
  };
}

function expectedOf(
  document: JsonDocument,
  outputs: Node,
  offsets: Offsets,
  modes: readonly MatchMode[],
  options: NotebookLessonOptions,
): Expected[] {
  if (outputs < 0) return [];
  const span = spanOf(document, outputs, offsets);
  const start = { start: span.start, end: span.start };
  const saved = JSON.parse(
    document.bytes.toString('utf8', document.starts[outputs], document.ends[outputs]),
  ) as IOutput[];
  const { output, error } = options.printed(saved);
  const expected = (stream: Expected['stream'], text: string): Expected => ({
    span,
    stream,
    text: synthetic(text, start),
    match: { modes },
  });
  return [
    ...(output.trim() === '' ? [] : [expected('output', output)]),
    ...(error === undefined ? [] : [expected('error', error)]),
  ];
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
