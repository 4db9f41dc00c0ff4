import type { ICell, INotebookContent, IOutput } from '@jupyterlab/nbformat';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { kernelOf, languageEntry } from '../languages/kernels.ts';
import { pipRequirements } from '../languages/python/pip-requirements.ts';
import type { Cell, CodeCell } from '../model/cell.ts';
import { runModes } from '../model/cell-flags.ts';
import { raisesTag, traitsOf } from '../model/cell-tags.ts';
import type { Config } from '../model/config.ts';
import { solutionsOf } from '../model/exercise.ts';
import type { Code, Exercise, Expected, Lesson } from '../model/lesson.ts';
import { goesOnAfterError } from '../model/may-raise.ts';
import type { Compiled, NotebookFile, Origin } from '../model/notebook.ts';
import { type Variant, variantTraits } from '../model/variants.ts';
import { exercisesIn, pointsOf, proseIn } from '../model/walk.ts';
import { compareCodePoints } from '../text/code-points.ts';
import { concat, type MappedText, synthetic } from '../text/mapped-text.ts';
import { foldedMarkdown } from './prose/callout.ts';
import { colabBadge, installCell } from './prose/colab.ts';
import type { EditedProse } from './prose/edit-prose.ts';
import type { ShownConstruct } from './prose/shown-constructs.ts';
import { withDigest } from './with-digest.ts';

export interface CompileContext {
  readonly variant: Variant;
  /** Path of the notebook, relative to the course's folder. */
  readonly path: string;
  /** Kernelspec name. */
  readonly kernel: string;
  /** Of `executed`, what the lesson declares stands where nothing has run (yet): see `withOutputs`. */
  readonly outputs: Config['outputs'];
  /** Where solutions go. */
  readonly solutions: Config['solutions'];
  /** What the notebook's code reads, by its path from the notebook's folder. */
  readonly files: readonly NotebookFile[];
  /** The file that a Markdown cell shows or links to, as it stands for this notebook. */
  readonly fileOf: (path: string) => NotebookFile;
  /** The last edits of a Markdown cell: links, definitions, what renders differently. */
  readonly editProse: (text: MappedText) => EditedProse;
  readonly colab: Config['colab'];
  readonly courseFromOutput?: Config['courseFromOutput'];
}

/** One variant of a lesson as a notebook of nbformat 4.5, with the origin of every cell. */
export function compileNotebook(
  lesson: Lesson,
  cells: readonly Cell[],
  context: CompileContext,
): { compiled: Compiled; diagnostics: readonly Diagnostic[]; shown: readonly ShownConstruct[] } {
  const origins = new Map<string, Origin>();
  const compiled: ICell[] = colabCells(lesson, context);
  const diagnostics = new Map<string, Diagnostic>();
  const files = new Map(context.files.map((file) => [file.path, file]));
  const shown: ShownConstruct[] = [];
  for (const cell of cells) {
    const folded = isFolded(cell, context);
    if (!folded && !cell.variants.includes(context.variant)) continue;
    if (cell.type === 'code') {
      const title = cell.folded ?? (folded ? (cell.code.title ?? 'Solution') : undefined);
      const source = title === undefined ? cell.code.source : withFormTitle(cell.code, title);
      origins.set(cell.id, { span: cell.span, source });
      compiled.push(title === undefined ? codeCell(cell, context) : foldedCell(codeCell(cell, context), source));
      continue;
    }
    const edited = context.editProse(folded ? foldedSolution(cell.text) : cell.text);
    // A definition that several cells use is broken in each of them: it is said once.
    for (const one of edited.diagnostics) diagnostics.set(JSON.stringify(one), one);
    for (const one of edited.shown) shown.push(one);
    for (const path of edited.files) {
      const file = context.fileOf(path);
      files.set(file.path, file);
    }
    if (edited.text.text.trim() === '') continue;
    origins.set(cell.id, { span: cell.span, source: edited.text });
    compiled.push({ cell_type: 'markdown', id: cell.id, metadata: {}, source: edited.text.text });
  }
  const { variant, path } = context;
  const points = exercisesIn(lesson.blocks).flatMap((exercise) => {
    const own = pointsOf(exercise);
    return own === undefined ? [] : [[exercise.id, own] as const];
  });
  const beside = [...files.values()].sort((a, b) => compareCodePoints(a.path, b.path));
  const notebook: INotebookContent = {
    cells: compiled,
    metadata: {
      ...kernelOf(lesson.language, context.kernel),
      coursewright: {
        ...(context.courseFromOutput === undefined ? {} : { course: context.courseFromOutput }),
        ...(beside.length === 0 ? {} : { files: Object.fromEntries(beside.map((file) => [file.path, file.digest])) }),
        ...(points.length === 0 ? {} : { points: Object.fromEntries(points) }),
        source: lesson.source,
        variant,
      },
      ...(lesson.meta.title === undefined ? {} : { title: lesson.meta.title }),
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return {
    compiled: signedWhenAsked({ variant, path, files: beside, origins }, notebook),
    diagnostics: [...diagnostics.values()],
    shown,
  };
}

/** An editor asks what is wrong with a lesson at each key, and never for its notebooks: writing them takes a fifth of the time. */
function signedWhenAsked(rest: Omit<Compiled, 'notebook' | 'text'>, notebook: INotebookContent): Compiled {
  let signed: ReturnType<typeof withDigest> | undefined;
  const made = () => (signed ??= withDigest(notebook));
  return {
    ...rest,
    get notebook() {
      return made().notebook;
    },
    get text() {
      return made().text;
    },
  };
}

/** Ids of the cells that no lesson's text stands behind. */
export const installCellId = 'colab-install';
export const ownCellIds: ReadonlySet<string> = new Set(['colab-badge', installCellId]);

/** What a notebook that is opened in Colab begins with: the badge that led there, and what the lesson needs. */
function colabCells(lesson: Lesson, context: CompileContext): ICell[] {
  const badge = colabBadge(context.colab, context.path);
  const install =
    lesson.language !== 'python'
      ? undefined
      : installCell(context.colab, context.path, {
          requirements: [...lesson.meta.requires, ...shownRequirements(lesson)],
          files: context.files.map(({ path }) => path),
        });
  return [
    ...(badge === undefined
      ? []
      : [{ cell_type: 'markdown', id: 'colab-badge', metadata: badge.metadata, source: badge.source }]),
    ...(install === undefined
      ? []
      : [
          {
            cell_type: 'code',
            id: installCellId,
            execution_count: null,
            metadata: { cellView: 'form', jupyter: { source_hidden: true }, tags: ['hide-input'] },
            outputs: [],
            source: install,
          },
        ]),
  ];
}

/** What the lesson tells its readers to install at a console. */
function shownRequirements(lesson: Lesson): string[] {
  return proseIn(lesson.blocks).flatMap(({ text, nodes }) =>
    nodes.flatMap((node) => {
      if (node.type !== 'code') return [];
      const fence = text.text.slice(node.start, node.end);
      return /^[ \t]*[`~]{3,}[ \t]*(?:console|bash|sh|shell|shell-session|terminal|text)\b/.test(fence)
        ? pipRequirements(fence)
        : [];
    }),
  );
}

function codeCell(cell: CodeCell, context: CompileContext): ICell {
  const { code } = cell;
  const tags = [...new Set([...code.tags, ...ownTags(code, context.variant)])];
  return {
    cell_type: 'code',
    execution_count: null,
    id: cell.id,
    metadata: {
      ...(tags.length === 0 ? {} : { tags }),
      ...Object.assign({}, ...tags.map((tag) => traitsOf(tag).metadata)),
    },
    outputs: context.outputs === 'none' ? [] : outputsOfFences(code, cell.exercise, context.variant),
    source: code.source.text,
  };
}

/** Whether the student notebook carries a cell of a solution, folded: never the hidden tests. */
function isFolded(cell: Cell, { solutions, variant }: CompileContext): boolean {
  return (
    solutions === 'collapsed' &&
    !variantTraits[variant].solved &&
    cell.solution === true &&
    !cell.variants.includes(variant)
  );
}

/** Folded in JupyterLab (`source_hidden`), Colab (`cellView`) and MyST (the tag) alike, and runnable in each. */
function foldedCell(cell: ICell, source: MappedText): ICell {
  const tags = Array.isArray(cell.metadata.tags) ? cell.metadata.tags : [];
  return {
    ...cell,
    metadata: {
      ...cell.metadata,
      cellView: 'form',
      jupyter: { source_hidden: true },
      tags: [...new Set([...tags, 'hide-input'])],
    },
    source: source.text,
  };
}

/** Colab shows the title in place of the code. A cell magic must stay the cell's first line. */
function withFormTitle(code: Code, title: string): MappedText {
  if (/^\s*%%/.test(code.source.text)) return code.source;
  const at = { start: code.span.start, end: code.span.start };
  return concat([synthetic(`${languageEntry(code.language)?.comment ?? '#'}@title ${title}\n`, at), code.source]);
}

function foldedSolution(text: MappedText): MappedText {
  if (text.text.startsWith('<details') || /^\*\*[^\n]*\*\*$/.test(text.text)) return text;
  return foldedMarkdown('Solution', text);
}

/** Tags that nbclient and other programs act upon. */
function ownTags(code: Code, variant: Variant): string[] {
  const tags: string[] = [];
  if (goesOnAfterError(code, variantTraits[variant].solved)) tags.push(raisesTag);
  const { tag } = runModes[code.run.mode];
  if (tag !== undefined) tags.push(tag);
  return tags;
}

/** The lesson's own outputs; of those that stand in a solution, students see nothing. */
function outputsOfFences(code: Code, exercise: Exercise | undefined, variant: Variant): IOutput[] {
  return code.expected
    .filter((expected) => expected.text.text !== '' && !expected.match.modes.includes('image'))
    .filter((expected) => variantTraits[variant].solved || !isInSolution(expected, exercise))
    .map(outputOf);
}

/** Whether a solution says what a cell puts out ("What does this print?"). */
export function isInSolution({ span }: Expected, exercise: Exercise | undefined): boolean {
  const solutions = exercise === undefined ? [] : solutionsOf(exercise);
  return solutions.some((solution) => solution.span.start <= span.start && span.end <= solution.span.end);
}

function outputOf(expected: Expected): IOutput {
  const { text } = expected.text;
  if (expected.stream !== 'error') {
    return { output_type: 'stream', name: expected.stream === 'output' ? 'stdout' : 'stderr', text: `${text}\n` };
  }
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  const [, ename = 'Error', evalue = ''] = /^([\w.]+)(?::\s*(.*))?$/.exec(last) ?? [undefined, 'Error', last];
  return { output_type: 'error', ename, evalue, traceback: text.split('\n') };
}
