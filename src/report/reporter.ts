import type { PipelineEvent } from '../model/event.ts';
import type { Style } from './style.ts';

/** Turns events into something a person or a program reads. It never decides anything. */
export interface Reporter {
  on(event: PipelineEvent): void;
  /** After the last event: writes what is left. */
  end?(): Promise<void> | void;
}

/** What a reporter is given to work with. */
export interface ReporterContext {
  /** Appends to where the report goes: standard output or a file. */
  write(text: string): void;
  readonly style: Style;
  /** Columns that a line may have. */
  readonly width: number;
  readonly verbosity: Verbosity;
  /** What leads from the root of the repository to the course: `docs/course/`, or nothing. For hosts that show findings in files. */
  readonly prefix?: string;
  /** When the run ended, for formats that demand a time. */
  readonly now?: () => Date;
  /** The text of a file that findings name, or undefined where it cannot be read. */
  readSource(file: string): string | undefined;
}

/** `quiet`: only what is wrong. `verbose`: also what passed, cell by cell. */
export type Verbosity = 'quiet' | 'normal' | 'verbose';
