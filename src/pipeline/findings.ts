import { catalog } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Fix } from '../diagnostics/fix.ts';
import { helpOf } from '../diagnostics/rule.ts';
import type { Config } from '../model/config.ts';
import type { Finding } from '../model/result.ts';
import { lineIndex } from '../text/span.ts';

/** Diagnostics with the severities that the configuration gives; a rule that is `off` gives nothing. */
export function withSeverities(diagnostics: readonly Diagnostic[], { rules }: Pick<Config, 'rules'>): Diagnostic[] {
  return diagnostics.flatMap((one) => {
    const severity = rules[one.rule] ?? one.severity;
    return severity === 'off' ? [] : [{ ...one, severity }];
  });
}

/**
 * Puts diagnostics at their lines, in document order, with the severities that the configuration gives; a rule that is
 * `off` gives nothing. `textOf` gives a file's text, by the name that diagnostics use.
 */
export function findingsOf(
  diagnostics: readonly Diagnostic[],
  config: Pick<Config, 'rules'>,
  textOf: (file: string) => string | undefined,
): Finding[] {
  const indexes = new Map<string, ReturnType<typeof lineIndex>>();
  const point = (file: string, offset: number) => {
    let index = indexes.get(file);
    if (index === undefined) {
      index = lineIndex(textOf(file) ?? '');
      indexes.set(file, index);
    }
    return index.point(offset);
  };
  const placed = (file: string) => (edit: Fix['edits'][number]) => {
    const { line: endLine, column: endColumn } = point(file, edit.span.end);
    return { ...point(file, edit.span.start), endLine, endColumn, text: edit.text };
  };
  return mostOf(withSeverities(diagnostics, config))
    .map((one): Finding => {
      const start = point(one.file, one.span.start);
      const end = point(one.file, Math.max(one.span.end, one.span.start));
      return {
        rule: one.rule,
        severity: one.severity,
        message: one.message,
        file: one.file,
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
        ...(one.cell === undefined ? {} : { cell: one.cell }),
        ...(one.expected === undefined ? {} : { expected: one.expected }),
        ...(one.actual === undefined ? {} : { actual: one.actual }),
        ...(one.cause === undefined ? {} : { cause: one.cause }),
        help: one.help ?? helpOf(catalog[one.rule]),
        ...updateOf(one),
        ...(one.related === undefined
          ? {}
          : {
              related: one.related.map(({ message, file, span }) => ({ message, file, ...point(file, span.start) })),
            }),
        ...(one.fix === undefined ? {} : { fix: { title: one.fix.title, edits: one.fix.edits.map(placed(one.file)) } }),
      };
    })
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
}

/** What an update does about it. */
function updateOf({ advice = [] }: Diagnostic): Pick<Finding, 'update'> {
  const to = advice.map((one) => one.to).find((one) => one === 'update' || one === 'add');
  return to === undefined ? {} : { update: to === 'add' ? 'adds' : 'rewrites' };
}

/** Nobody reads more of one kind, and no report has room for a million: the rest is one finding that says how many. */
const most = 1000;

/** At most so many of each rule in each file. */
function mostOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= most) return diagnostics;
  const counts = new Map<string, number>();
  const count = ({ rule, file }: Diagnostic) => {
    const key = `${rule} ${file}`;
    const now = (counts.get(key) ?? 0) + 1;
    counts.set(key, now);
    return now;
  };
  const shown = diagnostics.filter((one) => count(one) <= most);
  return shown.map((one, at) => {
    const more = (counts.get(`${one.rule} ${one.file}`) ?? 0) - most;
    const isLast = more > 0 && shown.findLastIndex(({ rule, file }) => rule === one.rule && file === one.file) === at;
    return isLast ? { ...one, message: `${one.message} (and ${more} more of this rule in this file)` } : one;
  });
}
