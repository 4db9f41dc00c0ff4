import { flagWords } from '../model/cell-flags.ts';
import type { Word } from './attributes.ts';
import { isSolutionWord, secretWord } from './secret-words.ts';
import { codeKeys, roleWords } from './vocabulary.ts';

const token =
  /([\p{L}\p{M}\p{N}_.:-]+)\s*=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|c\([^()]*\)|[^\s},]*)|#[\w:-]+|"[^"]*"|'[^']*'|[^\s{}(),;:|[\]="'#]+/gu;

const knownWords: readonly string[] = [...roleWords, ...flagWords];

/** Keys whose value says what a fence is. */
const kindKeys = new Set(['role', 'class', 'classes', 'type', 'kind', 'tag', 'tags']);

/**
 * The words of an info string that give a fence a role or a flag, however it spells them: plain words, classes
 * (`.solution`), keys (`role=solution`, `solution=true`), words that touch the language (`python,solution`), and
 * misspelt ones. Ids, titles and file names are none.
 */
export function marksOf(info: string): Word[] {
  const marks: Word[] = [];
  for (const [index, match] of [...info.matchAll(token)].entries()) {
    const [whole, key, value] = match;
    if (key !== undefined && value !== undefined) {
      if (kindKeys.has(key.toLowerCase())) addKinds(value, match.index + whole.length - value.length);
      else if (key.toLowerCase() === 'label' && !/^["']?(?:fig|tbl|lst|eq|sec)-/.test(value))
        addAll(value, match.index + whole.length - value.length);
      else if (!isOneOf(key, codeKeys) && isSaid(key, value)) add(key, match.index);
    } else if (!/^["'#]/.test(whole)) {
      if (index === 0 && !isMark(whole.replace(/^\./, ''))) addAll(whole, match.index);
      else add(whole, match.index);
    }
  }
  return marks;

  function add(word: string, at: number): void {
    const text = word.replace(/^[.:-]+/, '');
    if (isMark(text)) marks.push({ text: ownSpelling(text), at: at + word.length - text.length });
  }

  function addKinds(words: string, at: number): void {
    for (const { 0: kind, index } of words.replace(/^c\(/, '  ').matchAll(/[\p{L}\p{M}\p{N}_-]+/gu)) {
      if (isMark(kind)) add(kind, at + index);
      else addAll(kind, at + index);
    }
  }

  function addAll(words: string, at: number): void {
    const parts = [...words.matchAll(/[\p{L}\p{M}\p{N}]+/gu)];
    const isHidden = parts.some(([part]) => /^hidden$/i.test(part)) && parts.some(([part]) => /^tests?$/i.test(part));
    for (const { 0: part, index } of parts) {
      // A compound's other parts are anybody's words: `hidden-markov`, `unit-test`.
      if (isSolutionWord(part)) marks.push({ text: 'solution', at: at + index });
      else if (isHidden && /^(?:hidden|tests?)$/i.test(part)) add(part.replace(/s$/i, ''), at + index);
    }
  }
}

/** Whether a key's value says that it holds. What is no answer is a mark only where it is true: `test="skip"` is another tool's. */
function isSaid(key: string, value: string): boolean {
  if (secretWord(key)?.secret === 'solution') return !/^["']?(?:false|no|off|0|f)["']?$/i.test(value);
  return /^["']?(?:true|yes|on|1|t)?["']?$/i.test(value);
}

function isMark(text: string): boolean {
  return isOneOf(text.toLowerCase(), knownWords) || secretWord(text) !== undefined;
}

function ownSpelling(text: string): string {
  const lower = text.toLowerCase();
  return isOneOf(lower, knownWords) ? lower : text;
}

function isOneOf(text: string, all: readonly string[]): boolean {
  return all.includes(text);
}
