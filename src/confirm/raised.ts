/** An exception that a cell raised. */
export interface Raised {
  readonly name: string;
  readonly value: string;
  /** The whole traceback without colours. */
  readonly traceback: string;
}
