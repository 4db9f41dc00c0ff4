/** What a finding counts for: errors fail a run (exit code 1), warnings only with `--max-warnings`. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * A small input and the place at which the rule speaks about it. The examples of a rule are its documentation and its
 * tests: the bad one must give the finding at `at`, the good one must not.
 */
export interface Example {
  /** What `text` is: decides how the test runs it. `run` needs Jupyter. */
  readonly kind: 'lesson' | 'config' | 'notebook' | 'run';
  readonly text: string;
  /** `line:column` of the finding in a bad example. */
  readonly at?: string;
}

/** One entry of the catalog. Its id is permanent: CI scripts and configurations name it. */
export interface Rule {
  readonly severity: Severity;
  /** Off unless the configuration names the rule, or `--strict` turns on all of these. */
  readonly optional?: true;
  /** A note that counts what a lesson has: where many lessons of a course have it, it is said once of all. */
  readonly ofCourse?: true;
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** Why that matters to the author or the students. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  readonly bad?: Example;
  readonly good?: Example;
}

/** A rule about what executing a lesson shows. */
export interface RunRule extends Rule {
  /** The run itself went wrong, whatever the lesson says of its outputs: no notebook gets them. */
  readonly spoilsOutputs: boolean;
  /** The cell has not bound what it would have: that later cells miss it follows from this. */
  readonly leavesNamesUnbound: boolean;
  /** What tells several findings in one cell apart; runs that share cells find the same things. */
  readonly apartBy: 'cell' | 'place' | 'message';
}

/** A rule about the notebooks that a lesson becomes. */
export interface BuildRule extends Rule {
  /** `coursewright build` fixes it, as soon as the lesson compiles. */
  readonly fixedByBuild: boolean;
}

export type BuildRules = Readonly<Record<string, BuildRule>>;

export type RunRules = Readonly<Record<string, RunRule>>;

export type Rules = Readonly<Record<string, Rule>>;

/** What a rule says to do, as the help of a finding: in the voice of messages, without a capital and the last full stop. */
export function helpOf({ fix }: Rule): string {
  const starts = /^(?:JSON|Jupyter|Python)/.test(fix) ? (fix[0] ?? '') : (fix[0] ?? '').toLowerCase();
  return starts + fix.slice(1).replace(/\.$/, '');
}
