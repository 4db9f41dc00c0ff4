/** What a container of some name is. */
export type Construct =
  /** `lenient`: code in its prompt may raise, as in the courses where that name is used. */
  | { readonly type: 'exercise'; readonly lenient: boolean }
  | { readonly type: 'solution' }
  | { readonly type: 'hint' }
  /** `isNamed`: a title is the name of one of its kind, and stands behind that: "Theorem: Pythagoras". */
  | { readonly type: 'callout'; readonly kind: string; readonly folded: boolean; readonly isNamed?: true }
  /** Opens (`start`) or closes (`end`) an exercise or solution whose parts stand between two directives. */
  | { readonly type: 'gate'; readonly of: 'exercise' | 'solution'; readonly edge: 'start' | 'end' }
  /**
   * No construct of its own: its content is read as if the container were not there. What stands behind its name is
   * the address of an image or of a link, or a name for what follows, or of the page alone.
   */
  | { readonly type: 'group'; readonly argument: 'none' | 'image' | 'link' | 'name' }
  /** Of a name that nobody knows: a group, with a finding. */
  | { readonly type: 'unknown' };

export type Named = readonly (readonly [name: string, construct: Construct])[];

/** Names, separated by blanks, that all mean the same. */
export function namedContainers(names: string, construct: Construct): Named {
  return wordsIn(names).map((name) => [name, construct]);
}

/** Block quotes with a title. */
export function callouts(names: string): Named {
  return wordsIn(names).map((kind) => [kind, { type: 'callout', kind, folded: false }]);
}

/** Theorems and their kin: block quotes with a title that says what they are, and which. */
export function statements(names: string): Named {
  return wordsIn(names).map((kind) => [kind, { type: 'callout', kind, folded: false, isNamed: true }]);
}

/** Text that is folded away. */
export function foldedCallouts(names: string): Named {
  return wordsIn(names).map((kind) => [kind, { type: 'callout', kind, folded: true }]);
}

/** Containers that are nothing by themselves. */
export function groups(names: string, argument: 'none' | 'image' | 'link' | 'name' = 'none'): Named {
  return namedContainers(names, { type: 'group', argument });
}

/** What lists of fields name between colons: Sphinx's and MyST's (`:author: Ada`). They are no emoji. */
export const fieldNames =
  'name|alt|class|label|width|height|align|scale|caption|tags|figwidth|author|date|version|returns?|raises|type';

/** The words of a text, none of an empty one. */
export function wordsIn(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}
