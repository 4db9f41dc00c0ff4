import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../model/lesson.ts';
import type { MatchMode } from '../model/match-modes.ts';
import type { OutputResult, Verdict } from '../model/result.ts';
import type { ExecutedCell } from '../model/run.ts';
import type { SavedOutput } from '../notebook/notebook-lesson.ts';
import type { Span } from '../text/span.ts';
import type { MissingFile } from './missing-files.ts';
import type { NearMiss } from './near-miss.ts';

/** What a cell is judged by besides its own text. */
export interface ConfirmContext {
  /** The lesson's path, as diagnostics name it. */
  readonly file: string;
  /** The lesson's whole text, that spans point into. */
  readonly text: string;
  /** The cell's id. */
  readonly cell: string;
  /** The modes that every fence has unless it says `exact`: `confirm.default` of the configuration. */
  readonly defaults?: readonly MatchMode[];
  /** The value of `tolerance` in `defaults`, where it has one. */
  readonly tolerance?: number | undefined;
  /** Its absolute part. */
  readonly absolute?: number | undefined;
  /** `confirm.sanitize` of the configuration. */
  readonly sanitize?: readonly string[];
  /** `confirm.undeclared` of the configuration. */
  readonly undeclared?: 'ignore' | 'warn' | 'error';
  /** `python.environment` of the configuration. */
  readonly environment?: string;
  /** The requirements of the course and of this lesson. */
  readonly requires?: readonly string[];
  /** The bytes of an image file by its path relative to the course, undefined where there is none. */
  readonly image?: (path: string) => Uint8Array | undefined;
  /** What stands in a folder of the course, folders with `/` at their end; undefined where there is none. */
  readonly entries?: (path: string) => readonly string[] | undefined;
  /** How cells ended that were executed again in the same way, by how they ended the first time. */
  readonly again?: Again;
  /** Cells in which runs differ only by how fast the machine is: one run that is as the lesson says is enough. */
  readonly timed?: ReadonlySet<string>;
  /** Of a notebook that no lesson stands behind: what its cells were saved with. */
  readonly saved?: ReadonlyMap<Code, readonly SavedOutput[]>;
  /** The file that a cell asks for and that is not there. */
  readonly missing?: MissingFile;
  /** Where the lesson binds a name at module level, to explain a NameError: last before an offset, or else first after it. */
  readonly bindingOf?: (name: string, before: number) => Span | undefined;
  /** Where code that is only shown binds it last before an offset. */
  readonly shownBindingOf?: (name: string, before: number) => number | undefined;
}

/** How cells ended in further runs, by how they ended in the first. */
export type Again = ReadonlyMap<ExecutedCell, readonly ExecutedCell[]>;

/** The verdict over one expected-output fence; `line` and `cell` of the JSON result follow from the span. */
export interface ConfirmedOutput {
  readonly span: Span;
  readonly stream: 'output' | 'error' | 'stderr';
  readonly mode: OutputResult['mode'];
  readonly verdict: Verdict;
  readonly reason?: string;
  /** Why a mismatch is one, where that is known. */
  readonly nearMiss?: NearMiss;
}

export interface ConfirmedCell {
  /** One for each expected-output fence of the cell, in order. */
  readonly outputs: readonly ConfirmedOutput[];
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the cell ran to its end, or to the exception that the lesson announces. */
  readonly ran: boolean;
}
