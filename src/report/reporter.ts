import type { PipelineEvent } from '../pipeline/event.ts';

/** Turns events into something a person or a program reads. It never decides anything. */
export interface Reporter {
  on(event: PipelineEvent): void;
  /** After the last event: writes what is left. */
  end?(): Promise<void> | void;
}
