import type { Diagnostic as Shown } from 'vscode-languageserver';
import { DiagnosticSeverity } from 'vscode-languageserver';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Fix } from '../diagnostics/fix.ts';
import type { Finding, LessonResult } from '../model/result.ts';
import { lineIndex, type Span } from '../text/span.ts';
import { differenceOf, moved } from './moved.ts';

/** A finding as an editor shows it, with the edit that fixes it where there is one. */
export interface ShownFinding {
  readonly shown: Shown;
  /** Whether an update does what the help says. */
  readonly canUpdate: boolean;
  readonly fix?: Fix;
}

/** What the last check found at a place, as long as the text that it stands on is there. */
export interface Kept {
  readonly finding: Finding;
  readonly fix?: Fix;
  readonly span: Span;
  /** The place with the whole cell that it is about. */
  readonly stands: Span;
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

export type RangeOf = (span: Span) => Shown['range'];

/** Offsets in a text as an editor names places. */
export function rangesIn(text: string): RangeOf {
  const index = lineIndex(text);
  const position = (offset: number) => {
    const { line, column } = index.point(offset);
    return { line: line - 1, character: column - 1 };
  };
  return ({ start, end }) => ({ start: position(start), end: position(Math.max(start, end)) });
}

export function shownDiagnostic(one: Diagnostic, help: string, rangeOf: RangeOf): ShownFinding {
  const { rule, severity, message, span, fix } = one;
  const words = shown(rule, severity, message, help, rangeOf(span));
  return { canUpdate: false, shown: words, ...(fix === undefined ? {} : { fix }) };
}

export function shownKept({ finding, fix, span }: Kept, rangeOf: RangeOf): ShownFinding {
  return {
    canUpdate: finding.update !== undefined,
    shown: shownAt(finding, rangeOf(span)),
    ...(fix === undefined ? {} : { fix }),
  };
}

export function shownAt({ rule, severity, message, help = '' }: Finding, range: Shown['range']): Shown {
  return shown(rule, severity, message, help, range);
}

function shown(
  rule: string,
  severity: Finding['severity'],
  message: string,
  help: string,
  range: Shown['range'],
): Shown {
  const text = help === '' ? message : `${message}\n${help}`;
  return { range, severity: severities[severity], code: rule, source: 'coursewright', message: text };
}

/** What a check found in the text that it read, but for what the compiler says of it as well. */
export function keptOf(result: LessonResult, text: string, compiled: readonly Diagnostic[]): Kept[] {
  const { lineStart } = lineIndex(text);
  const offset = (line: number, column: number) => Math.min(lineStart(line) + column - 1, text.length);
  const said = new Set(compiled.map(({ rule, span }) => `${rule} ${span.start}`));
  return result.findings.flatMap((finding): Kept[] => {
    if (finding.file !== result.source) return [];
    const span = {
      start: offset(finding.line, finding.column),
      end: offset(finding.endLine, finding.endColumn),
    };
    if (said.has(`${finding.rule} ${span.start}`)) return [];
    const cell = result.cells.find(({ id }) => id === finding.cell);
    const start = cell === undefined ? span.start : Math.min(span.start, offset(cell.line, 1));
    const end = cell === undefined ? span.end : Math.max(span.end, offset(cell.endLine + 1, 1));
    const { fix } = finding;
    const edits = fix?.edits.map(({ line, column, endLine, endColumn, text: insert }) => ({
      span: { start: offset(line, column), end: offset(endLine, endColumn) },
      text: insert,
    }));
    return [{ finding, span, stands: { start, end }, ...(fix && edits ? { fix: { title: fix.title, edits } } : {}) }];
  });
}

/** What still stands after a change of the text, at its new place. */
export function keptAfter(kept: readonly Kept[], before: string, after: string): Kept[] {
  if (before === after) return [...kept];
  const difference = differenceOf(before, after);
  return kept.flatMap((one) => {
    const stands = moved(one.stands, difference);
    const span = moved(one.span, difference);
    if (stands === undefined || span === undefined) return [];
    const edits = one.fix?.edits.map((edit) => ({ ...edit, span: moved(edit.span, difference) }));
    const { fix, ...rest } = one;
    const isWhole = edits?.every((edit): edit is { span: Span; text: string } => edit.span !== undefined) === true;
    return [{ ...rest, span, stands, ...(fix && edits && isWhole ? { fix: { title: fix.title, edits } } : {}) }];
  });
}
