import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { readTextIfAny } from '../files/read-text.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { BaselineResult, Finding, KnownFinding, LessonResult, RunResult } from '../model/result.ts';
import { compareCodePoints } from '../text/code-points.ts';

/**
 * The findings of an earlier check, which are not reported again: an author works them off while CI fails on new ones. A
 * finding is told by its rule, its file and the text of its line, so that it is the same wherever the line moves.
 */
export interface Baseline {
  /** The events without what is known; where there was no baseline yet, all is. */
  readonly applied: (events: AsyncIterable<PipelineEvent>) => AsyncIterable<PipelineEvent>;
  /** The same for what a command adds to its result; says what is gone, and writes a baseline that was not there. */
  readonly completed: (result: RunResult, interrupted: boolean) => RunResult;
}

/**
 * Opens a baseline. One that is not there is made of this check's findings, but not in CI, where nobody would keep it.
 * @param path As the user named it, relative to `cwd`.
 * @param root The folder that the findings' files are relative to.
 * @throws OperatorError where the file is none of ours, or is missing in CI.
 */
export function openBaseline(path: string, cwd: string, root: string, isCi: boolean): Baseline {
  const file = resolve(cwd, path);
  const exists = existsSync(file);
  if (!exists && isCi) {
    throw new OperatorError(`there is no baseline ${path}`, {
      help: `make it on your own machine and commit it: coursewright check --baseline ${path}`,
    });
  }
  const entries = exists ? readEntries(file, path) : undefined;
  const rest = new Map((entries ?? []).map((entry) => [keyOf(entry), entry.count]));
  const recorded = new Map<string, KnownFinding>();
  const checked = new Set<string>();
  const lineOf = lineReader(root);
  const filtered = new Map<string, LessonResult>();
  let known = 0;

  function isNew(finding: Finding): boolean {
    if (finding.severity === 'info') return true;
    const entry = { file: finding.file, rule: finding.rule, text: lineOf(finding.file, finding.line) };
    const key = keyOf(entry);
    if (entries === undefined) {
      recorded.set(key, { ...entry, count: (recorded.get(key)?.count ?? 0) + 1 });
    } else {
      const left = rest.get(key) ?? 0;
      if (left === 0) return true;
      rest.set(key, left - 1);
    }
    known += 1;
    return false;
  }

  function lessonWithout(lesson: LessonResult): LessonResult {
    const before = filtered.get(lesson.source);
    if (before !== undefined) return before;
    checked.add(lesson.source);
    const findings = lesson.findings.filter(isNew);
    const failed = findings.some(({ severity }) => severity === 'error');
    const status = lesson.status === 'failed' && !failed ? 'passed' : lesson.status;
    const after = { ...lesson, findings, status } as const;
    filtered.set(lesson.source, after);
    return after;
  }

  return {
    async *applied(events) {
      for await (const event of events) {
        if (event.type === 'lesson-ended') yield { ...event, result: lessonWithout(event.result) };
        else yield event;
      }
    },
    completed(result, interrupted) {
      const lessons = result.lessons.map(lessonWithout);
      const findings = result.findings?.filter(isNew);
      const all = [...(findings ?? []), ...lessons.flatMap((lesson) => lesson.findings)];
      const count = (severity: Finding['severity']) => all.filter((one) => one.severity === severity).length;
      const summary = { ...result.summary, errors: count('error'), warnings: count('warning') };
      if (entries === undefined && !interrupted) replaceFile(file, textOf(recorded), { name: `the baseline ${path}` });
      const baseline: BaselineResult = {
        file: path,
        ...(entries === undefined && { recorded: !interrupted }),
        known,
        gone: interrupted ? [] : goneOf(entries ?? [], rest, checked),
      };
      const exitCode = result.exitCode === 1 && summary.errors === 0 ? 0 : result.exitCode;
      return { ...result, lessons, ...(findings && { findings }), summary, exitCode, baseline };
    },
  };
}

/** What of a baseline did not come up again in the lessons that were checked. */
function goneOf(
  entries: readonly KnownFinding[],
  rest: ReadonlyMap<string, number>,
  checked: ReadonlySet<string>,
): readonly KnownFinding[] {
  return entries.flatMap((entry) => {
    const count = rest.get(keyOf(entry)) ?? 0;
    return count > 0 && checked.has(entry.file) ? [{ ...entry, count }] : [];
  });
}

function keyOf({ file, rule, text }: Pick<KnownFinding, 'file' | 'rule' | 'text'>): string {
  return JSON.stringify([file, rule, text]);
}

/** One entry a line, sorted: a change of the baseline is a small diff. */
function textOf(recorded: ReadonlyMap<string, KnownFinding>): string {
  const entries = [...recorded].sort(([a], [b]) => compareCodePoints(a, b)).map(([, entry]) => JSON.stringify(entry));
  return `{"findings": [\n${entries.join(',\n')}\n]}\n`;
}

function readEntries(file: string, path: string): readonly KnownFinding[] {
  try {
    const { findings } = JSON.parse(readFileSync(file, 'utf8')) as { findings: readonly KnownFinding[] };
    const isEntry = ({ file, rule, text, count }: KnownFinding) =>
      [file, rule, text].every((part) => typeof part === 'string') && Number.isInteger(count) && count > 0;
    if (findings.every(isEntry)) return findings;
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new OperatorError(`the baseline ${path} cannot be read: ${why}`, { cause });
    }
  }
  throw new OperatorError(`${path} is no baseline`, {
    help: 'name a file that `check --baseline` made, or one that is not there yet',
  });
}

/** The text of a line of a file, without blanks around it; empty where there is none. */
function lineReader(root: string): (file: string, line: number) => string {
  const texts = new Map<string, readonly string[]>();
  return (file, line) => {
    let lines = texts.get(file);
    if (lines === undefined) {
      lines = readTextIfAny(resolve(root, file))?.split(/\r\n|[\r\n]/) ?? [];
      texts.set(file, lines);
    }
    return lines[line - 1]?.trim() ?? '';
  };
}
