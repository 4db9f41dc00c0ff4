import type { Finding, LessonResult, RunResult } from './result.ts';

/** A check that had cells to run and ran none must not pass unseen; one shard may have nothing else. */
export function nothingExecuted(lessons: readonly LessonResult[]): Finding[] {
  const cells = lessons.flatMap((lesson) => lesson.cells);
  const [first] = lessons;
  if (first === undefined || cells.length === 0 || cells.some(({ status }) => status !== 'skipped')) return [];
  const network = cells.some(({ reason }) => reason === 'network');
  return [
    {
      rule: 'nothing-executed',
      severity: 'error',
      message: `no cell was run: ${cells.length === 1 ? 'the only one is' : `all ${cells.length} are`} marked not to be`,
      file: first.source,
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 1,
      help: network
        ? 'coursewright check --network runs the cells that need the network'
        : 'let at least one cell run: `skip` on a fence and `eval: false`, at a cell or for all of them, keep it from that',
    },
  ];
}

/** Whether a check executed no cell and compared no output, though it came to its end and found nothing wrong. */
export function provesNothing({ lessons, summary }: Pick<RunResult, 'lessons' | 'summary'>): boolean {
  if (lessons.length === 0 || summary.executed + summary.cached > 0 || summary.errors > 0) return false;
  return lessons.every(({ status }) => status !== 'skipped');
}
