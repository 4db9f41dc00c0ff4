import type { Span } from '../text/span.ts';
import type { Advice } from './advice.ts';
import { type RuleId, severityOf } from './catalog.ts';
import type { Fix } from './fix.ts';
import type { Severity } from './rule.ts';

/** A second place that helps to understand a diagnostic, as in "first defined here". */
export interface Related {
  readonly message: string;
  readonly file: string;
  readonly span: Span;
}

/**
 * One thing that is wrong in a file an author wrote. Plain data with the field names of vfile-message where that has
 * them (`expected`, `actual`); it can cross a thread and be stored, which a VFileMessage (an Error) cannot.
 */
export interface Diagnostic {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** "Unexpected X, expected Y": one sentence, no full stop, no line number. */
  readonly message: string;
  /** Path of the file as the user would name it (POSIX separators, relative to the course's folder). */
  readonly file: string;
  readonly span: Span;
  /** What to do, best as the command that fixes it. */
  readonly help?: string;
  /** What the help tells to do, where somebody acts on that. */
  readonly advice?: readonly Advice[];
  /** The message where outputs were saved in a notebook, and no lesson says them. */
  readonly messageOfNotebook?: string;
  /** Id of the cell it is about. */
  readonly cell?: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Of an output that differs: the kind of difference, where it is known. */
  readonly cause?: string;
  readonly related?: readonly Related[];
  /** What does all that the help says, where one change of the file does. */
  readonly fix?: Fix;
}

/** What a caller may add to the three things every diagnostic has. */
export type DiagnosticDetails = Partial<Omit<Diagnostic, 'rule' | 'message' | 'file' | 'span'>>;

/** Makes a diagnostic with its rule's own severity. */
export function diagnostic(
  rule: RuleId,
  message: string,
  file: string,
  span: Span,
  details: DiagnosticDetails = {},
): Diagnostic {
  return { rule, severity: severityOf(rule), message, file, span, ...details };
}
