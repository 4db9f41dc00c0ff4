import { isSolutionWord } from './secret-words.ts';

/** What a container of some name is. */
export type Construct =
  /** `lenient`: code in its prompt may raise, as in the courses where that name is used. */
  | { readonly type: 'exercise'; readonly lenient: boolean }
  | { readonly type: 'solution' }
  | { readonly type: 'hint' }
  | { readonly type: 'callout'; readonly kind: string; readonly folded: boolean }
  /** Opens (`start`) or closes (`end`) an exercise or solution whose parts stand between two directives. */
  | { readonly type: 'gate'; readonly of: 'exercise' | 'solution'; readonly edge: 'start' | 'end' }
  /** No construct of its own: its content is read as if the container were not there. */
  | { readonly type: 'group' }
  /** Of a name that nobody knows: a group, with a finding. */
  | { readonly type: 'unknown' };

const callouts = [
  // GitHub's alerts, Docusaurus, VitePress
  'note tip important warning caution info danger',
  // Carpentries Workbench
  'callout objectives questions keypoints prereq checklist discussion testimonial instructor',
  // MyST and Sphinx
  'admonition attention error seealso todo topic sidebar margin versionadded versionchanged deprecated',
  // Quarto
  'callout-note callout-tip callout-important callout-warning callout-caution',
  // other course sites
  'prerequisites agenda summary keypoint objective question example quote success failure bug abstract',
]
  .join(' ')
  .split(' ');

const folded = ['spoiler', 'details', 'dropdown', 'toggle', 'collapse'];

const groups = [
  'tab group-tab tab-set tab-item tabs grid grid-item card panel-tabset columns column div figure',
  'column-margin column-body column-page content-visible content-hidden tutorial aside',
]
  .join(' ')
  .split(' ');

const constructs = new Map<string, Construct>([
  ['exercise', { type: 'exercise', lenient: false }],
  ['challenge', { type: 'exercise', lenient: true }],
  ['exercise-start', { type: 'gate', of: 'exercise', edge: 'start' }],
  ['exercise-end', { type: 'gate', of: 'exercise', edge: 'end' }],
  ['solution', { type: 'solution' }],
  ['answer', { type: 'solution' }],
  ['solution-start', { type: 'gate', of: 'solution', edge: 'start' }],
  ['solution-end', { type: 'gate', of: 'solution', edge: 'end' }],
  ['hint', { type: 'hint' }],
  ...callouts.map((kind): [string, Construct] => [kind, { type: 'callout', kind, folded: false }]),
  ...folded.map((kind): [string, Construct] => [kind, { type: 'callout', kind, folded: true }]),
  ...groups.map((name): [string, Construct] => [name, { type: 'group' }]),
]);

/** What a container's name means in any of the dialects, or undefined. */
export function constructOf(name: string): Construct | undefined {
  return constructs.get(name.normalize('NFC').toLowerCase());
}

/** All container names, for suggestions. */
export const containerNames: readonly string[] = [...constructs.keys()];

/** Directives that show what stands elsewhere: they are not understood, and no misspelt container either. */
export const includingDirectives: ReadonlySet<string> = new Set(
  'literalinclude include image code code-block math table list-table csv-table bibliography toctree tableofcontents embed iframe raw mermaid'.split(
    ' ',
  ),
);

/** What stands before "solution" or "hint" in a summary that folds one away: "Click here to see a possible solution". */
const beforeSolution = new Set(
  [
    'show see click tap press view reveal open expand unfold toggle display get read check here need want stuck spoiler',
    'possible example sample suggested model full complete official proposed quick small big',
    'a an the one our my your this another first second third next last more to for me on if you',
    // German, French, Spanish, Portuguese, Italian, Dutch
    'zeige zeigen klick klicke hier für die der das eine mögliche zur unsere',
    'voir afficher montrer cliquez ici pour la le les une un votre',
    'ver mostrar muestra haz clic aquí para el una posible mostre clique aqui o a uma possível',
    'mostra vedi clicca qui per una possibile toon bekijk klik hier voor de het een',
  ]
    .join(' ')
    .split(' '),
);

/** What the summary of a `<details>` says it is. */
export function constructOfSummary(summary: string): Construct {
  const words = summary.replace(/<[^>]*>/g, '').match(/[\p{L}\p{M}'’]+/gu) ?? [];
  const at = words.findIndex((word) => isSolutionWord(word) || /^hints?$/i.test(word));
  if (at !== -1 && words.slice(0, at).every((word) => beforeSolution.has(word.toLowerCase())))
    return { type: /^hint/i.test(words[at] ?? '') ? 'hint' : 'solution' };
  return { type: 'callout', kind: 'details', folded: true };
}

/** What a title may say behind "solution": which one, and of what. */
const afterSolution =
  /^(?:\d+|[a-z]|[ivx]+|key|to|for|of|the|this|exercises?|challenges?|tasks?|questions?|problems?|activity|quiz|zu|zur|der|aufgaben?|übung(?:en)?|de|del|la|l|di|da|do|van|exercices?|ejercicios?|exercícios?|esercizi?o?|opgaven?)$/iu;

/** What is longer is no title, and slow to look through. */
const longestTitle = 300;

/** Whether a title says of what stands below it that it is a solution: "Solution 2", "Answer key", "Lösung zu Aufgabe 3". */
export function isSolutionTitle(title: string): boolean {
  if (title.length > longestTitle) return false;
  const plain = title.replace(/<[^>]*>|\{[^}]*\}|^[\s#]+/g, '');
  const [head = ''] = plain.split(/\s*[:(–—]|\s-/);
  const words = head.match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? [];
  const at = words.findIndex(isSolutionWord);
  return (
    at !== -1 &&
    words.slice(0, at).every((word) => beforeSolution.has(word.toLowerCase()) || /^\d+$/.test(word)) &&
    words.slice(at + 1).every((word) => afterSolution.test(word))
  );
}

/** What a block of some construct is by its title: a callout that is titled "Solution" is one. */
export function constructOfTitle(construct: Construct, title: string): Construct {
  const mayBe = construct.type === 'group' || (construct.type === 'callout' && construct.kind !== 'instructor');
  return mayBe && isSolutionTitle(title) ? { type: 'solution' } : construct;
}

/** Words after a fence's language that give it a role or a flag. */
export const roleWords = ['setup', 'starter', 'solution', 'test', 'display'] as const;
export const flagWords = [
  'hidden',
  'run',
  'skip',
  'network',
  'hide-input',
  'hide-output',
  'no-await',
  'raises',
] as const;
export const codeKeys = [
  'raises',
  'timeout',
  'points',
  'id',
  'title',
  'tags',
  'file',
  'filename',
  'name',
  'caption',
] as const;

export const matchWords = [
  'ellipsis',
  'regex',
  'contains',
  'unordered',
  'normalize',
  'json',
  'image',
  'exact',
  'ignore',
] as const;
export const matchKeys = ['tolerance', 'image', 'mode'] as const;

/** Fence languages whose content is what the cell before it produces. */
export const outputFences: ReadonlyMap<string, 'output' | 'error' | 'stderr'> = new Map([
  ['output', 'output'],
  ['stdout', 'output'],
  ['code-cell-output', 'output'],
  ['error', 'error'],
  ['traceback', 'error'],
  ['pytb', 'error'],
  ['stderr', 'stderr'],
]);

/** Words that other tools' highlighters read after a language: no finding speaks about them. */
export const foreignWords =
  /^(?:\d|linenos|linenums|lineNumbers|showLineNumbers|numberLines|copy|editable|live|exec|eval|noeval|wrap|nowrap|diff|ini|highlight)/;
