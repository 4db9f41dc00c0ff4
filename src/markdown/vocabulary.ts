import type { Attributes } from './attributes.ts';
import type { Construct } from './dialects/construct.ts';
import { dialects, mergedOf, wordsOf } from './dialects/dialects.ts';
import { isSolutionWord } from './secret-words.ts';

const constructs = new Map<string, Construct>(dialects.flatMap(({ containers }) => [...containers]));

/** What a container's name means in any of the dialects, or undefined. */
export function constructOf(name: string): Construct | undefined {
  const known = name.normalize('NFC').toLowerCase();
  return constructs.get(known) ?? (isSolutionClass.test(known) ? { type: 'solution' } : ofCallout(known));
}

/** Classes of boxes that authors style for themselves, and that of webexercises. */
const isSolutionClass = /^(?:(?:webex|exercise|hidden|my)-solutions?|solutions?-(?:box|block|content|div|panel))$/;

/** A callout that an extension of Quarto adds, by what is asked or told in it: `callout-exercise`, `callout-answer`. */
function ofCallout(name: string): Construct | undefined {
  const kind = /^callout-(.+)$/.exec(name)?.[1];
  if (kind === undefined) return undefined;
  if (isSolutionWord(kind)) return { type: 'solution' };
  const construct = constructs.get(kind);
  if (construct?.type === 'exercise') return { type: 'exercise', lenient: true };
  return construct?.type === 'solution' || construct?.type === 'hint' ? construct : undefined;
}

const ranks: Readonly<Record<Construct['type'], number>> = {
  exercise: 0,
  solution: 1,
  gate: 2,
  hint: 3,
  callout: 4,
  group: 6,
  unknown: 7,
};

/** All container names, for suggestions: of equally near ones the first is suggested, so exercises stand before notes. */
export const containerNames: readonly string[] = [...constructs]
  .sort(([, a], [, b]) => rankOf(a) - rankOf(b))
  .map(([name]) => name);

const titles = mergedOf((dialect) => dialect.titles);

/** Those that somebody may have meant who wrote another one: a quotation without a title is a frame like any other. */
export const meantNames: readonly string[] = containerNames.filter((name) => titles.get(name) !== '');

function rankOf(construct: Construct): number {
  return ranks[construct.type] + (construct.type === 'callout' && construct.folded ? 1 : 0);
}

/** Directives that show what stands elsewhere: they are not understood, and no misspelt container either. */
export const includingDirectives: ReadonlySet<string> = new Set(wordsOf(({ directives }) => directives.including));

/** Directives that are cells in the lesson's language. */
export const cellDirectives: ReadonlySet<string> = new Set(wordsOf(({ directives }) => directives.cells));

/** Directives whose content is no Markdown: code, formulas, and what shows something that stands elsewhere. */
export const verbatimDirectives: ReadonlySet<string> = new Set(
  [...cellDirectives, ...wordsOf(({ directives }) => `${directives.code} ${directives.including}`)].filter(
    (name) => name !== '' && constructOf(name) === undefined,
  ),
);

/** A callout's title when its author gave none: `keypoints` → "Key points". */
export function calloutTitle(kind: string): string {
  const name = kind.toLowerCase().replace(/^callout-/, '');
  return titles.get(name) ?? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;
}

const folds: ReadonlySet<string> = new Set(wordsOf(({ foldedBy }) => foldedBy));

/** Whether a class or an attribute folds a callout. */
export function isFoldedBy({ classes, values }: Attributes): boolean {
  return (
    classes.some((name) => folds.has(`.${name}`)) ||
    [...values].some(([name, { text }]) => folds.has(`${name}=${text}`))
  );
}

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
    'ejemplo exemplo exemple esempio voorbeeld beispiel propuesta proposta',
    // Polish, Russian, Czech, Swedish, Danish, Turkish
    'pokaż zobacz показать посмотреть открыть ukaž zobrazit visa vis göster',
  ]
    .join(' ')
    .split(' '),
);

/** A word for a hint: German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Turkish, Chinese, Japanese, Korean. */
const hintWord =
  /^(?:hints?|hinweise?|tipps?|indice|pistas?|dicas?|suggeriment[oi]|aanwijzing(?:en)?|wskazówk[ai]|подсказк[аи]|ipucu)$|提示|ヒント|힌트/iu;

/** Of what is folded or set apart, French "correction" and its kin say that it is a solution; in a heading it may be a topic. */
export function isSetApart(word: string): boolean {
  return isSolutionWord(word) || /^(?:corrections?|correzion[ei]|correcci(?:ón|ones)|correç(?:ão|ões))$/iu.test(word);
}

/** What the summary of a `<details>` says it is. */
export function constructOfSummary(summary: string): Construct {
  const words = summary.replace(/<[^>]*>/g, '').match(/[\p{L}\p{M}'’]+/gu) ?? [];
  const at = words.findIndex((word) => isSetApart(word) || hintWord.test(word));
  if (at !== -1 && words.slice(0, at).every((word) => beforeSolution.has(word.toLowerCase())))
    return { type: isSetApart(words[at] ?? '') ? 'solution' : 'hint' };
  return { type: 'callout', kind: 'details', folded: true };
}

/** What a title may say behind "solution": which one, and of what. */
const afterSolution =
  /^(?:v?\d+|[a-z]|[ivx]+|version|zip|zipped|possible|key|to|for|of|the|this|exercises?|challenges?|tasks?|questions?|problems?|activity|quiz|zu|zur|der|aufgaben?|übung(?:en)?|de|du|des|del|al|el|la|l|di|da|do|van|(?:l|d|dell|all)['’](?:exercices?|activité|esercizio|esercizi)|exercices?|exos?|sujets?|devoirs?|t[dp]|ds|ejercicios?|tareas?|preguntas?|actividad(?:es)?|exercícios?|exercicis?|questão|questões|atividades?|fragen?|esercizi?o?|opgaven?|anzeigen|einblenden|zeigen|ansehen|aufklappen|ausklappen|öffnen|tonen|bekijken|weergeven|göster)$/iu;

/** What is longer is no title, and slow to look through. */
const longestTitle = 300;

/** Whether a title says of what stands below it that it is a solution: "Solution 2", "Answer key", "Lösung zu Aufgabe 3". */
export function isSolutionTitle(title: string, isWord: (word: string) => boolean = isSolutionWord): boolean {
  if (title.length > longestTitle) return false;
  const plain = title.replace(/<[^>]*>|\{[^}]*\}|^[\s#]+/g, '');
  const [head = ''] = plain.split(/\s*[:(–—]|\s-/);
  const words = head.match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? [];
  const at = words.findIndex(isWord);
  return (
    at !== -1 &&
    words.slice(0, at).every((word) => beforeSolution.has(word.toLowerCase()) || /^\d+$/.test(word)) &&
    words.slice(at + 1).every((word) => afterSolution.test(word))
  );
}

/**
 * What a block of some construct is by its title: a callout that is titled "Solution" is one; of one that is folded away,
 * whatever its title says behind that word ("Correction sujet 38").
 */
export function constructOfTitle(construct: Construct, title: string, isFolded = false): Construct {
  const isCallout = construct.type === 'callout' && construct.kind !== 'instructor';
  if (construct.type !== 'group' && !isCallout) return construct;
  const folds = isCallout && (isFolded || construct.folded) && title.length <= longestTitle;
  const isOne = isSolutionTitle(title, isSetApart) || (folds && constructOfSummary(title).type === 'solution');
  return isOne ? { type: 'solution' } : construct;
}

/** Words after a fence's language that give it a role. */
export const roleWords = ['setup', 'starter', 'solution', 'test', 'display'] as const;
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

/** Languages of fences that may show what the cell before them prints; a course says which ones do. */
export const outputLike: ReadonlySet<string> = new Set([
  'unlabelled',
  'text',
  'txt',
  'plain',
  'plaintext',
  'console',
  'terminal',
  'sh',
  'shell',
  'bash',
  'log',
]);

/** Fence languages whose content is what the cell before it produces. */
export const outputFences = mergedOf(({ fences }) => fences.outputs);

/** Words after a language that make an output fence of it. */
export const outputWords: ReadonlySet<string> = new Set(wordsOf(({ fences }) => fences.outputWords));

/** Words that other tools' highlighters read after a language: no finding speaks about them. */
export const foreignWords = new RegExp(`^(?:${wordsOf(({ fences }) => fences.words).join('|')})`);

/** Classes of a fence that mean something, by name. */
export const fenceClasses = mergedOf(({ fences }) => fences.classes);
