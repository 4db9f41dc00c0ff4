/** Equal, or the line (from 0) of the expected text that differs first: `end` when all of it agrees and more follows. */
export type Comparison =
  | { readonly equal: true }
  | {
      readonly equal: false;
      readonly line: number | 'end';
      readonly unreadable?: string;
      /** It could not be found out in time whether the texts agree. */
      readonly undecided?: true;
      readonly help?: string;
    };
