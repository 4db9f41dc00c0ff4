import type { JupyterFacts } from './probe.ts';

/** A Python with Jupyter that notebooks can be executed with. */
export interface PythonEnvironment {
  readonly kind: 'managed' | 'path' | 'folder';
  /** Absolute path of the Python executable. */
  readonly python: string;
  /** The command, without arguments, that is `jupyter nbconvert` there. */
  readonly nbconvert: readonly string[];
  /** What it told of itself, where finding it took asking. */
  readonly facts?: JupyterFacts;
}
