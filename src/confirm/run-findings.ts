import { type Diagnostic, type DiagnosticDetails, diagnostic } from '../diagnostics/diagnostic.ts';
import { allowTimeAt, skipAt, writeAt } from '../model/cell-words.ts';
import type { Code } from '../model/lesson.ts';
import type { Executed, Run } from '../model/run.ts';
import type { Span } from '../text/span.ts';
import { asksInput } from './asks-input.ts';

/** Where findings about a run are shown: the lesson's file, its cells, and what stands for the whole lesson. */
export interface RunPlace {
  readonly file: string;
  code(id: string): Pick<Code, 'span' | 'tool'>;
  readonly lesson: Span;
  /** What names the kernel. */
  readonly kernel: Span;
}

/**
 * What went wrong while a run was executed, apart from what its cells raised and printed (that is confirm's to judge).
 * A cell that asked for input is reported here; its StdinNotImplementedError needs no second finding.
 */
export function executionFindings(run: Run, executed: Executed, place: RunPlace): readonly Diagnostic[] {
  return [
    ...runFindings(run, executed, place),
    ...fileFindings(executed, place),
    ...run.cells.flatMap((cell) => cellFindings(run, cell, executed, place)),
  ];
}

function runFindings(run: Run, executed: Executed, place: RunPlace): readonly Diagnostic[] {
  const { file, lesson } = place;
  const { reason = executed.status } = executed;
  switch (executed.status) {
    case 'kernel-missing':
      return [diagnostic('kernel-missing', reason, file, place.kernel)];
    case 'failed':
      return [diagnostic('run-failed', reason, file, lesson)];
    case 'kernel-died':
    case 'memory-exceeded':
    case 'timeout': {
      const rule = executed.status === 'timeout' ? 'cell-timeout' : executed.status;
      return endedAtNoCell(executed) ? [diagnostic(rule, reason, file, lesson)] : [];
    }
    case 'interrupted':
      return [];
    case 'completed':
      return [...mismatch(run, executed, place), ...nothing(run, executed, place)];
  }
}

function cellFindings(
  run: Run,
  { id, source }: Run['cells'][number],
  executed: Executed,
  place: RunPlace,
): readonly Diagnostic[] {
  const cell = executed.cells.get(id);
  if (cell === undefined) return [];
  const code = place.code(id);
  const at = { start: code.span.start, end: code.span.start };
  const found: Diagnostic[] = [];
  if (cell.status === 'timeout') {
    const [time, skip] = [allowTimeAt(code), skipAt(code)];
    const help = `${time}; if the cell is not meant to end, ${skip}`;
    const advice = [
      { to: 'allow-time', words: time },
      { to: 'skip', words: skip },
    ] as const;
    found.push(
      diagnostic('cell-timeout', cell.reason ?? executed.reason ?? 'the cell ran too long', place.file, at, {
        cell: id,
        help,
        advice,
      }),
    );
  } else if (cell.status === 'kernel-died' && executed.status === 'memory-exceeded') {
    const message = executed.reason ?? 'the cell needed more memory than it may have';
    const help = 'let it need less, or raise execute.memory in coursewright.yaml';
    found.push(diagnostic('memory-exceeded', message, place.file, at, { cell: id, help }));
  } else if (cell.status === 'kernel-died') {
    const message = `${executed.reason ?? 'the kernel ended'} while this cell ran`;
    found.push(diagnostic('kernel-died', message, place.file, at, { cell: id, ...exitOf(run, id, executed, place) }));
  } else if (asksInput(cell, source)) {
    found.push(
      diagnostic('input-requested', 'the cell asks for input, and nobody answers', place.file, at, {
        cell: id,
        help: `put the answer into a variable, or ${skipAt(code)}`,
      }),
    );
  } else if (cell.status === 'ok' && cell.outputs.some((output) => output.output_type === 'error')) {
    const message = 'the cell shows an error although the kernel says that it went well';
    found.push(diagnostic('error-swallowed', message, place.file, at, { cell: id }));
  }
  if (cell.pending === true) {
    const message =
      'a task, a thread or a timer of this cell was still under way when the lesson was over; what it puts out after that is lost';
    found.push(diagnostic('late-output', message, place.file, at, { cell: id }));
  } else if (cell.late === true) {
    const message = 'some of the output came after the cell had ended, from a task, a thread, a process or a timer';
    found.push(diagnostic('late-output', message, place.file, at, { cell: id }));
  }
  // What never ends prints without end.
  if (cell.truncatedAt !== undefined && cell.status !== 'timeout') {
    const message = `the cell put out more than ${sizeOf(cell.truncatedAt)}; the rest was dropped`;
    found.push(diagnostic('output-truncated', message, place.file, at, { cell: id }));
  }
  return found;
}

/** Where an earlier cell told the kernel to exit, and what to do about that. */
function exitOf({ cells }: Run, id: string, { reason = '' }: Executed, place: RunPlace): DiagnosticDetails {
  if (!reason.includes('to exit')) return {};
  const before = cells.slice(
    0,
    cells.findIndex((cell) => cell.id === id),
  );
  const told = before.findLast(({ source }) => EXITS.test(source));
  const call = EXITS.exec(told?.source ?? '')?.[0].trim();
  if (told === undefined || call === undefined) return {};
  const code = place.code(told.id);
  const span = { start: code.span.start, end: code.span.start };
  return {
    help: `take \`${call}\` out of the cell that has it, or ${writeAt(code, 'display', 'its fence')}: it ends the kernel of a notebook`,
    related: [{ message: `\`${call}\` stands here`, file: place.file, span }],
  };
}

const EXITS = /^[ \t]*(?:(?:exit|quit)\b(?:\([^()\n]*\))?|os\._exit\([^()\n]*\))/m;

function endedAtNoCell(executed: Executed): boolean {
  return ![...executed.cells.values()].some((cell) => cell.status === 'timeout' || cell.status === 'kernel-died');
}

function nothing(run: Run, executed: Executed, place: RunPlace): readonly Diagnostic[] {
  const asked = run.cells.filter((cell) => cell.source.trim() !== '');
  const missing = asked.filter(({ id }) => (executed.cells.get(id)?.status ?? 'not-run') === 'not-run').length;
  if (missing === 0) return [];
  const were = `${asked.length} ${asked.length === 1 ? 'cell was' : 'cells were'} to be executed`;
  const message = `${were}, and ${missing === asked.length ? 'none was' : `${missing} not`}`;
  return [diagnostic('nothing-executed', message, place.file, place.lesson)];
}

function mismatch(run: Run, executed: Executed, place: RunPlace): readonly Diagnostic[] {
  const spoken = executed.kernel?.language ?? '';
  if (spoken === '' || run.language === '' || familyOf(spoken) === familyOf(run.language)) return [];
  const message = `the kernel ${run.kernel} speaks ${spoken}, but the lesson is written in ${run.language}`;
  return [diagnostic('kernel-mismatch', message, place.file, place.kernel)];
}

function fileFindings({ written: files }: Executed, { file, lesson }: RunPlace): readonly Diagnostic[] {
  if (files === undefined) return [];
  const parts = [
    ...(files.left.length === 0 ? [] : [`leaves ${listFiles(files.left)} in its folder`]),
    ...(files.changed.length === 0 ? [] : [`writes or removes ${listFiles(files.changed)}, which it was given`]),
  ];
  return [
    ...(parts.length === 0 ? [] : [diagnostic('leftover-files', `the lesson ${parts.join(', and ')}`, file, lesson)]),
    ...(files.outside.length === 0 ? [] : [writtenOutside(files.outside, file, lesson)]),
    ...(files.course.length === 0 ? [] : [courseChanged(files.course, file, lesson)]),
  ];
}

function writtenOutside(files: readonly string[], file: string, lesson: Span): Diagnostic {
  const message = `the lesson writes ${listFiles(files)} outside of its folder`;
  const help = 'write beside the notebook, or into a folder of `tempfile`';
  return diagnostic('outside-files', message, file, lesson, { help });
}

function courseChanged(files: readonly string[], file: string, lesson: Span): Diagnostic {
  const were = files.length === 1 ? 'was' : 'were';
  const message = `${listFiles(files)} in the course's folder ${were} changed while the lesson ran`;
  return diagnostic('course-changed', message, file, lesson);
}

function listFiles(files: readonly string[]): string {
  return files.slice(0, 5).map(showPath).join(', ') + (files.length > 5 ? `, and ${more(files.length)}` : '');
}

/** Lists of files end at a hundred. */
function more(count: number): string {
  return count < 100 ? `${count - 5} more` : 'many more';
}

/** A path on one line, of a length that can be read. */
function showPath(path: string): string {
  const printable = path.replaceAll(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
  return printable.length > 100 ? `${printable.slice(0, 50)}…${printable.slice(-49)}` : printable;
}

const families: Readonly<Record<string, string>> = {
  py: 'python',
  python3: 'python',
  ipython: 'python',
  sh: 'bash',
  shell: 'bash',
  zsh: 'bash',
  js: 'javascript',
  ts: 'javascript',
  typescript: 'javascript',
  node: 'javascript',
  'c++': 'cpp',
  c: 'cpp',
};

/** Languages by the kernel that runs them: TypeScript kernels run JavaScript, and fences say `sh` for Bash. */
function familyOf(language: string): string {
  const name = language.toLowerCase();
  return families[name] ?? name.replace(/\d+$/, '');
}

function sizeOf(bytes: number): string {
  return bytes >= 1e6 ? `${Number((bytes / 1e6).toFixed(1))} MB` : `${Math.round(bytes / 1e3)} kB`;
}
