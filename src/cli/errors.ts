import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Finding } from '../model/result.ts';
import { plural } from '../report/plural.ts';

/** The command line itself is wrong: an unknown option, a value that an option cannot have. */
export class UsageError extends OperatorError {}

/** Ctrl-C before there was anything to report. What fails meanwhile fails because of it. */
export class Interrupted extends OperatorError {
  constructor() {
    super('interrupted');
  }
}

/** The configuration says what cannot be: nothing is done, and each mistake is shown at its line. */
export class ConfigError extends OperatorError {
  readonly findings: readonly Finding[];
  /** Text of the configuration, for the lines around a finding. */
  readonly text: string;

  constructor(file: string, text: string, findings: readonly Finding[]) {
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    super(`${file} has ${plural(errors, 'error')}, nothing was done`);
    this.findings = findings;
    this.text = text;
  }
}
