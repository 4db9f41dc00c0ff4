import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { CourseFiles } from '../compile/course-files.ts';
import { type DeclaredFile, filesRead, type Reader } from '../compile/notebook-files.ts';
import { planRuns } from '../compile/plan.ts';
import type { ConfirmContext } from '../confirm/confirm-context.ts';
import { printedBy } from '../confirm/printed.ts';
import { type Advice, saidOtherwise } from '../diagnostics/advice.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { CodeCell } from '../model/cell.ts';
import type { Finding } from '../model/result.ts';
import { ofVariants, solvedVariant } from '../model/variants.ts';
import { lessonOfNotebook } from '../notebook/notebook-lesson.ts';
import { validateNotebook } from '../notebook/validate.ts';
import { originOf } from '../text/mapped-text.ts';
import { filesNamedBy } from './beside.ts';
import type { Course } from './course.ts';
import type { Prepared } from './prepare-lesson.ts';

export interface PreparedNotebook extends Prepared {
  /** What is wrong with the file itself; then nothing of it runs. */
  readonly findings: readonly Finding[];
  /** What its cells were saved with, where that is compared. */
  readonly saved?: ConfirmContext['saved'];
}

/** Prepares any notebook for the engine, whoever made it, as if its file were a lesson. */
export async function prepareNotebook(
  source: string,
  course: Course,
  files: CourseFiles,
  options: { readonly compare: boolean; readonly network: boolean },
): Promise<PreparedNotebook> {
  const { config } = course.loaded;
  const nothing = { source, text: '', compiled: undefined, runs: [], diagnostics: [], findings: [] };
  let bytes: Buffer;
  try {
    bytes = await readFile(join(course.dir, source));
  } catch {
    const start = { start: 0, end: 0 };
    return {
      ...nothing,
      diagnostics: [diagnostic('lesson-unreadable', 'this notebook cannot be read', source, start)],
    };
  }
  const text = bytes.toString('utf8');
  const { valid, findings } = validateNotebook(bytes, { file: source, rules: config.rules });
  const read = valid ? lessonOfNotebook(text, { source, compare: options.compare, printed: printedBy }) : undefined;
  if (read === undefined) return { ...nothing, text, findings };
  const cells = read.cells.map(
    ({ id, code }): CodeCell => ({ type: 'code', id, span: code.span, variants: [solvedVariant], code }),
  );
  const { lesson, kernel } = read;
  const folder = posix.dirname(source);
  const readers = cells.map(({ code }): Reader => {
    const spanOf = (start: number, end: number) => originOf(code.source, start, end);
    return { text: code.source.text, language: code.language, folder, spanOf };
  });
  const { found, diagnostics } = filesRead(source, readers, besideIt(text, folder, files), files, {
    within: 'folder',
    whole: true,
  });
  const runFiles = found.map(({ path, from }) => ({ path, from: join(course.dir, from) }));
  const runs = planRuns(lesson, cells, {
    kernel,
    timeout: config.execute.timeout,
    lessonTimeout: config.execute.lessonTimeout,
    network: options.network,
    files: () => runFiles,
  });
  return {
    source,
    text,
    compiled: {
      lesson,
      cells,
      kernel,
      notebooks: [],
      reads: ofVariants(() => []),
      earlier: [],
      diagnostics: [],
    },
    runs,
    diagnostics,
    findings: [],
    saved: read.saved,
  };
}

/** What a build put beside a notebook, as far as its own folder goes. */
function besideIt(text: string, folder: string, files: CourseFiles): DeclaredFile[] {
  const names = [...filesNamedBy('', text).keys()].filter((name) => !name.startsWith('../'));
  // Of one that is gone, the cell that reads it tells.
  const there = names.filter((name) => files.bytes(posix.join(folder, name)) !== undefined);
  return there.map((name) => ({ name, folder, span: { start: 0, end: 0 } }));
}

/** Says what is wrong, and how to fix it, where there is a notebook and no Markdown. */
export function inNotebookWords(found: Diagnostic): Diagnostic {
  const { advice = [], help, messageOfNotebook, ...rest } = found;
  const said = { ...rest, message: messageOfNotebook ?? found.message };
  if (help === undefined) return said;
  if (advice.some(({ to }) => to === 'update' || to === 'add')) {
    return { ...said, help: 'run the notebook and save it, or give the cell the tag `nbval-ignore-output`' };
  }
  return { ...said, help: advice.reduce((text, one) => saidOtherwise(text, one, wordsOf(one)), help) };
}

/** What has the effect in a notebook that an advice has in a lesson. */
function wordsOf({ to, words, of = '' }: Advice): string {
  switch (to) {
    case 'mode':
      return 'give the cell the tag `nbval-ignore-output`';
    case 'name-file':
      return `put \`${of}\` into the folder of the notebook`;
    case 'expect':
      return 'give it the tag `raises-exception`';
    case 'allow-time':
      return 'set a longer `execute: { timeout: SECONDS }` in coursewright.yaml';
    case 'skip':
      return 'give it the tag `skip-execution`';
    default:
      return words;
  }
}
