import type { LoadedConfig } from '../config/load-config.ts';

/** A course as a command sees it: its folder and what its configuration says. */
export interface Course {
  /** Absolute path of the course's folder. */
  readonly dir: string;
  readonly loaded: LoadedConfig;
  readonly version: string;
}
