/**
 * The work could not be done, and not because of what an author wrote: no Jupyter, a full disk, a wrong option. It
 * ends the command with exit code 2 and shows `message` and `help`, never a stack trace.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  /** The exact command or step that fixes it. */
  readonly help: string | undefined;

  constructor(message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.help = options.help;
  }
}
