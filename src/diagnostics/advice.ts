/** What a part of a finding's help tells to do: for whoever offers to do it, leaves it out, or says it in other words. */
export interface Advice {
  readonly to: /** Let an update write what really ran: over what the lesson says, or where it says nothing. */
    | 'update'
    | 'add'
    /** Say of a cell what it raises, or that its time is longer, or that it is not to run. */
    | 'expect'
    | 'allow-time'
    | 'skip'
    /** Say how an output is compared. */
    | 'mode'
    | 'name-file'
    /** Change the code: all of the help is about that. */
    | 'fix-cell'
    /** Put right by hand what no update writes. */
    | 'by-hand';
  /** The words of the help that say it, each of which stands in it once. */
  readonly words: string;
  /** What it speaks of: the word for a fence, a file. */
  readonly of?: string;
}

/** The help with other words for an advice. */
export function saidOtherwise(help: string, { words }: Advice, other: string): string {
  const at = help.indexOf(words);
  return at === -1 ? help : help.slice(0, at) + other + help.slice(at + words.length);
}

/** Those of the advices that a help gives: most helps are put together of what may be said. */
export function givenIn(help: string, advices: readonly Advice[]): { readonly advice?: readonly Advice[] } {
  const given = advices.filter(({ words }) => help.includes(words));
  return given.length === 0 ? {} : { advice: given };
}
