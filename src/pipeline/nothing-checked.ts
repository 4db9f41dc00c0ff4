import { diagnostic } from '../diagnostics/diagnostic.ts';
import { provesNothing } from '../model/nothing-executed.ts';
import type { Finding, RunResult } from '../model/result.ts';
import type { Course } from './course.ts';
import { findingsOf } from './findings.ts';

/**
 * What is said of a check that executed no cell and compared no output though it found nothing wrong: it proves nothing,
 * and must not look like a success.
 */
export function nothingChecked(result: RunResult, course: Course): Finding[] {
  if (!provesNothing(result)) return [];
  const { config, file } = course.loaded;
  const message = 'not one cell was executed, and not one output compared';
  const help =
    'write code that is to run in fences of the language of the kernel, such as ```python; a course without code says so: `nothing-checked: off` under `rules:` in coursewright.yaml';
  const found = diagnostic('nothing-checked', message, file ?? config.source, { start: 0, end: 0 }, { help });
  return findingsOf([found], config, () => '');
}
