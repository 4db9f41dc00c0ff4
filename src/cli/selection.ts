import type { Finding } from '../model/result.ts';
import type { Course } from '../pipeline/course.ts';
import { findingsOf } from '../pipeline/findings.ts';
import { type Discovered, discoverSelected } from '../select/discover.ts';
import { shellWord } from '../text/shell-word.ts';
import type { Invocation } from './command.ts';
import { openWithWarnings } from './course.ts';
import { UsageError } from './errors.ts';

/** The course and the lessons that a command line names, with what is wrong with the course as a whole. */
export interface Selection {
  readonly course: Course;
  /** Without those whose notebook is another lesson's, unless the command makes and compares none. */
  readonly lessons: Discovered['lessons'];
  /** Notebooks that were named; only for a command that allows them. */
  readonly notebooks: Discovered['notebooks'];
  readonly findings: readonly Finding[];
}

/** What a command can work on besides lessons that make notebooks. */
export interface Allowed {
  readonly notebooks?: boolean;
  readonly withoutNotebook?: boolean;
  /** The command runs cells: a `lesson.md:LINE` must have one at its line or before. */
  readonly runsCells?: boolean;
}

/**
 * Opens the course with what the options say over its configuration, and finds the lessons that the paths select.
 * @throws OperatorError when the configuration has errors, or a path selects nothing.
 */
export async function select({ args, options, io }: Invocation, allow: Allowed = {}): Promise<Selection> {
  const { course: opened, findings: ofConfig } = openWithWarnings(io, options);
  const { loaded } = opened;
  const { jobs, network, on, variant } = options;
  const execute = {
    ...loaded.config.execute,
    ...(jobs !== undefined && { jobs }),
    ...(network !== undefined && { network }),
    ...(on !== undefined && { cluster: on }),
  };
  const config = { ...loaded.config, execute, ...(variant !== undefined && { variants: [variant] }) };
  const course: Course = { ...opened, loaded: { ...loaded, config } };
  const found = await discoverSelected(course.dir, course.loaded, args, io.cwd);
  const { lessons, notebooks, withoutNotebook, diagnostics } = found;
  if (allow.runsCells === true && lessons.some(({ line }) => line !== undefined)) {
    const { refuseLinesBeforeCells } = await import('./line-selections.ts');
    refuseLinesBeforeCells(course, lessons);
  }
  const [notebook] = notebooks;
  if (notebook !== undefined && allow.notebooks !== true) {
    throw new UsageError(`${notebook} is a notebook, and this command works on lessons`, {
      help: `coursewright validate ${shellWord(notebook)}`,
    });
  }
  const findings = [...ofConfig, ...findingsOf(diagnostics, config, () => loaded.text)];
  const fit =
    allow.withoutNotebook === true ? lessons : lessons.filter(({ source }) => !withoutNotebook.includes(source));
  return { course, lessons: fit, notebooks, findings };
}
