import type { FileResult, Finding, LessonResult, RunResult } from '../model/result.ts';

/** Everything a run says about one file, whichever command ran. */
export interface Group {
  readonly file: string;
  readonly status: LessonResult['status'];
  readonly durationMs: number;
  /** In document order. */
  readonly findings: readonly Finding[];
  /** Without it the file is the configuration, or a notebook that `validate` judged. */
  readonly lesson?: LessonResult;
  /** Of a notebook that `validate` judged. */
  readonly notebook?: FileResult;
}

/** A run's findings by file: the configuration's first, then lessons (or notebooks) in the order of the result. */
export function groupsOf(result: RunResult): readonly Group[] {
  return [
    ...configuration(result.findings ?? []),
    // What a build only counts has no outcome to show.
    ...result.lessons.map((lesson) => ofLesson(result.command === 'build' ? { ...lesson, ...uncounted } : lesson)),
    ...(result.files ?? []).map(ofFile),
  ];
}

const uncounted = { cells: [], exercises: [] };

function ofLesson(lesson: LessonResult): Group {
  const { source, status, durationMs } = lesson;
  return { file: source, status, durationMs, findings: inOrder(lesson.findings, source), lesson };
}

function ofFile(file: FileResult): Group {
  const status = file.valid ? 'passed' : 'failed';
  return { file: file.path, status, durationMs: 0, findings: file.findings, notebook: file };
}

function configuration(findings: readonly Finding[]): Group[] {
  const files = [...new Set(findings.map((finding) => finding.file))];
  return files.map((file) => {
    const own = findings.filter((finding) => finding.file === file);
    const status = own.some((finding) => finding.severity === 'error') ? 'failed' : 'passed';
    return { file, status, durationMs: 0, findings: inOrder(own, file) };
  });
}

/** The lesson's own findings first, then those of its notebooks; each by place, those of one place as they came. */
function inOrder(findings: readonly Finding[], first: string): readonly Finding[] {
  const rank = (finding: Finding) => (finding.file === first ? '' : finding.file);
  return [...findings].sort((a, b) => compare(rank(a), rank(b)) || a.line - b.line || a.column - b.column);
}

/** Code-unit order: the same everywhere, unlike a locale's. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
