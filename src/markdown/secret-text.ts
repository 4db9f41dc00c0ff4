import { commentOptions } from './cell-options.ts';
import { parseLine } from './container-item.ts';
import { type FenceInfo, parseFenceInfo } from './fence.ts';
import { solutionTags, solutionTitle, type TitleLine } from './secret-titles.ts';
import { mayNameSolution, type Secret, secretWord } from './secret-words.ts';
import { constructOf, constructOfTitle, isSolutionTitle } from './vocabulary.ts';

/** A place in text that the author marked: as a secret, or with a container's name that nobody knows. */
export interface MarkedText {
  readonly start: number;
  readonly end: number;
  readonly mark: Secret | 'unknown';
  /** What hinders it from being read as what it is. */
  readonly because: 'nested' | 'html' | 'spelling';
  /** What it is called there. */
  readonly name: string;
}

/** Which secret the marks of a fence name: `solution`, or `hidden` tests and set-up. */
export function secretOfFence({ marks }: FenceInfo): Secret | undefined {
  const secrets = marks.map((mark) => secretWord(mark.text)?.secret);
  return secrets.find((secret) => secret === 'solution') ?? secrets.find((secret) => secret !== undefined);
}

/**
 * Finds what is marked as a secret in Markdown that becomes text of a notebook: there, its lines would say it to
 * everybody. It looks at lines alone, so that it does not matter in what they are nested and how that is parsed: lists,
 * quotes, footnotes, tables, HTML. What is inside of fences is code about something else.
 */
export function secretsIn(text: string, inExercise = false): MarkedText[] {
  if (!/::|```|~~~|<!--|class=|\{:|\{\{/i.test(text) && !mayNameSolution(text)) return [];
  const found: MarkedText[] = [];
  let fence: string | undefined;
  let isHead = false;
  let isFolded = false;
  let above = '';
  const lines = [...text.matchAll(/[^\n]+|(?<=\n)(?=\n)/g)];
  const directives: string[] = [];
  let outside = '';
  for (const [at, { 0: line, index }] of lines.entries()) {
    const marks = prefix.exec(line)?.[0] ?? '';
    const lead = marks.length;
    const rest = line.slice(lead).trimEnd();
    const add: Add = (mark, name, because = 'nested') =>
      found.push({ start: index + lead, end: index + lead + rest.length, mark, name, because });
    const marker = /^(`{3,}|~{3,})([^`]*)$/.exec(rest);
    if (fence !== undefined) {
      if (marker?.[2] === '' && closes(marker[1] ?? '', fence)) fence = undefined;
      const option = line.replace(/^[ \t>]+/, '').trimEnd();
      const isOption: boolean = isHead && optionLine.test(option);
      const secret = isOption ? secretOfOption(option) : undefined;
      if (secret !== undefined) add(secret, rest);
      isFolded ||= isOption && folding.test(option);
      if (isHead && !isOption && isFolded && isSolutionComment(option)) add('solution', rest);
      isHead = isOption;
    } else if (marker?.[1] !== undefined) readFence(marker[1], marker[2] ?? '', add);
    else {
      const next = lines[at + 1]?.[0] ?? '';
      const below = next.slice(prefix.exec(next)?.[0].length ?? 0).trimEnd();
      readLine(rest, add, {
        ...{ text: rest, above, below, inExercise },
        isItem: /[*+\d-]/.test(marks),
        isNote: marks.includes('[^'),
      });
      if (/^(?:=+|-{2,})$/.test(rest) && isSolutionTitle(above.trim())) add('solution', above.trim(), 'nested');
      above = isMark(rest) ? '' : rest;
      const gap = Math.max(0, index - outside.length);
      outside += (gap === 0 ? '' : '\n'.padStart(gap)) + line.replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));
    }
  }
  return [
    ...found,
    ...solutionTags(outside).map((one) => {
      const because = /^(?:<!--|\{\{)/.test(outside.slice(one.start, one.start + 4))
        ? ('spelling' as const)
        : ('html' as const);
      return { ...one, mark: 'solution' as const, because };
    }),
  ].sort((a, b) => a.start - b.start);

  function readFence(marker: string, info: string, add: Add): void {
    const open = directives.at(-1);
    if (info === '' && open !== undefined && closes(marker, open)) {
      directives.pop();
      return;
    }
    const parsed = parseFenceInfo(info);
    const construct = parsed.directive === undefined ? undefined : constructOf(parsed.directive);
    if (construct !== undefined || parsed.directive === 'eval-rst') {
      directives.push(marker);
      const title = constructOfTitle(construct ?? { type: 'unknown' }, parsed.argument ?? '');
      const secret = secretOfName(parsed.directive ?? '', []) ?? (title.type === 'solution' ? 'solution' : undefined);
      if (secret !== undefined) add(secret, parsed.directive ?? '');
      return;
    }
    fence = marker;
    isHead = true;
    isFolded = folding.test(info);
    const title = parsed.attributes.values.get('title')?.text ?? '';
    const secret =
      secretOfFence(parsed) ??
      secretWord(parsed.directive ?? '')?.secret ??
      (isSolutionTitle(title) ? 'solution' : undefined);
    if (secret !== undefined) add(secret, info.trim());
  }
}

/** A line that is no text: it opens or closes something, or says how to show it. */
function isMark(line: string): boolean {
  return /^(?:\{[:%{#].*\}|:{3,}.*|<[^<>]*>|\[![\w-]+\][+-]?|(?:!!!|\?{3}\+?|===)[ \t].*)$/.test(line);
}

/** A line at the head of code that says how it is to be treated. */
const optionLine = /^(?::[\w-]+:|(?:#[ \t]*|\/\/|--|%%)\||---$|tags:|-[ \t])/;

/** What has other tools fold a cell away. */
const folding =
  /\bhide[-_](?:cell|input)\b|\bcode[-_]fold\s*[:=]\s*["']?(?:true|hide)|\becho\s*[:=]\s*["']?(?:f|false)\b/i;

/** Whether the first line of a folded cell says that it is a solution. */
export function isSolutionComment(line: string): boolean {
  const comment = /^\s*(?:#|\/\/)(?:@title)?([^\n]*)/.exec(line)?.[1];
  return comment !== undefined && isSolutionTitle(comment);
}

/** The secret that an option of a cell names: `:tags: [solution]`, `#| solution: true`. */
function secretOfOption(line: string): Secret | undefined {
  const option = line.replace(/^(?::([\w-]+:)|(?:#[ \t]*|\/\/|--|%%)\|)/, '$1');
  const title = /^[ \t]*(?:caption|title|filename|(?:lst|fig|tbl)-cap)[ \t]*:(.*)$/.exec(option)?.[1];
  if (title !== undefined && isSolutionTitle(title)) return 'solution';
  const secrets = commentOptions(`#| ${option}`).marks.map((mark) => secretWord(mark)?.secret);
  return secrets.find((secret) => secret !== undefined);
}

type Add = (mark: MarkedText['mark'], name: string, because?: MarkedText['because']) => void;

/** What stands before a block in lists, quotes and footnotes. */
const prefix = /^(?:[ \t]|>|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[\^[^\]\n]+\]:)*/;

function readLine(line: string, add: Add, around: TitleLine): void {
  if (line.startsWith('::')) {
    const opener = parseLine(line.startsWith(':::') ? line : `:${line}`);
    if (opener === undefined) {
      const word = /^:+\W*(\p{L}[\p{L}\p{M}]*)/u.exec(line)?.[1];
      const secret = word === undefined ? undefined : secretWord(word)?.secret;
      if (word !== undefined && secret !== undefined) add(secret, word, 'spelling');
      return;
    }
    const named = opener.title || (opener.attributes.values.get('title')?.text ?? '');
    const title = constructOfTitle(constructOf(opener.name) ?? { type: 'unknown' }, named);
    const secret =
      secretOfName(opener.name, opener.attributes.classes) ?? (title.type === 'solution' ? 'solution' : undefined);
    if (secret !== undefined) add(secret, opener.name, line.startsWith(':::') ? 'nested' : 'spelling');
    else if (line.startsWith(':::') && constructOf(opener.name) === undefined) add('unknown', opener.name);
    return;
  }
  const title = solutionTitle(around);
  if (title !== undefined) add('solution', title, /^#/.test(line) ? 'nested' : 'spelling');
  const classes = /^\{:[^}\n]*\}$/.test(line) ? [...line.matchAll(/\.([\p{L}\p{M}\p{N}_-]+)/gu)] : [];
  for (const [, name = ''] of classes) if (secretOfName(name, []) !== undefined) add('solution', name, 'spelling');
}

function secretOfName(name: string, classes: readonly string[]): Secret | undefined {
  for (const one of [name, ...classes]) {
    const construct = constructOf(one);
    if (construct?.type === 'solution' || (construct?.type === 'gate' && construct.of === 'solution'))
      return 'solution';
    if (construct?.type === 'callout' && construct.kind === 'instructor') return 'instructor';
    const secret = construct === undefined ? secretWord(one)?.secret : undefined;
    if (secret !== undefined && secret !== 'hidden') return secret;
  }
  return undefined;
}

function closes(marker: string, open: string): boolean {
  return marker[0] === open[0] && marker.length >= open.length;
}
