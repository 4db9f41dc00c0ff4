import { resolve } from 'node:path';
import { findCourse } from '../config/find-course.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Finding } from '../model/result.ts';
import type { Course } from '../pipeline/course.ts';
import { findingsOf } from '../pipeline/findings.ts';
import { ConfigError } from './errors.ts';
import type { Io } from './io.ts';
import type { OptionValues } from './options.ts';
import { packageJson } from './package.ts';

/**
 * Opens the course that a command works on: that of `--config`, else the nearest one upwards from the working folder.
 * @throws ConfigError when the configuration has errors; OperatorError when it cannot be read.
 */
export function openCourse(io: Io, options: OptionValues): Course {
  return openWithWarnings(io, options).course;
}

/** The same, with what the configuration should have otherwise. */
export function openWithWarnings(io: Io, options: OptionValues): { course: Course; findings: readonly Finding[] } {
  const opened = lookAtCourse(io, options);
  const { file = '', text = '' } = opened.course.loaded;
  if (opened.findings.some((finding) => finding.severity === 'error')) {
    throw new ConfigError(file, text, opened.findings);
  }
  return opened;
}

/** The same for commands that go on where the configuration has errors. */
export function lookAtCourse(io: Io, { config }: OptionValues): { course: Course; findings: readonly Finding[] } {
  const dir = findCourse(io.cwd, config);
  const loaded = loadConfig(dir, config === undefined ? undefined : resolve(io.cwd, config));
  const findings = findingsOf(loaded.diagnostics, loaded.config, () => loaded.text);
  return { course: { dir, loaded, version: packageJson().version }, findings };
}
