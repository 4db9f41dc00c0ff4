import type { MappedText } from '../../text/mapped-text.ts';
import { afterLine, closed, isOpen, type OpenState } from './open-state.ts';
import { parsePython } from './parse.ts';
import { asComment, CONTINUATION, type Line, PROMPT, RESTART, SYNTAX_ERROR, withoutStart } from './transcript-line.ts';

/** One statement at a prompt with its continuation lines, or the line that IDLE draws when it starts again. */
export interface Statement {
  readonly code: readonly MappedText[];
  readonly text: string;
  /** The line after it. */
  readonly next: number;
}

/** Reads the statement whose prompt stands at line `start`. A bare prompt has no code. */
export function readStatement(lines: readonly Line[], start: number): Statement {
  const prompt = lines[start];
  if (prompt === undefined) return { code: [], text: '', next: start + 1 };
  const first = withoutStart(prompt, PROMPT.exec(prompt.text)?.[0].length ?? 0);
  if (first.text.trim() === '') return { code: [], text: '', next: start + 1 };
  if (RESTART.test(first.text)) return { code: [asComment(first)], text: '', next: start + 1 };
  const code: Line[] = [first];
  const bare: number[] = [];
  let open = afterLine(closed, first.text);
  let at = start + 1;
  for (let line = lines[at]; line !== undefined && !PROMPT.test(line.text); line = lines[++at]) {
    const state = stateOf(code, open);
    const prompted = CONTINUATION.exec(line.text)?.[0];
    if (SYNTAX_ERROR.test(line.text)) break;
    if (prompted !== undefined && continues(line, state, code)) {
      code.push(withoutStart(line, prompted.length));
      // Behind a compound statement on one line the prompt asks for more once, and gets nothing. A pasted block may go on.
      if (line.text.trim() === '...' && state !== 'open' && !goesOn(lines, at + 1)) {
        at += 1;
        break;
      }
    } else if (state === 'open') {
      bare.push(code.length);
      code.push(line);
    } else if (state === 'block' && isBlockLine(line.text, code)) {
      bare.push(code.length);
      code.push(line);
    } else break;
    open = afterLine(open, code.at(-1)?.text ?? '');
  }
  const lined = aligned(code, bare);
  while (lined.length > 1 && lined.at(-1)?.text.trim() === '') lined.pop();
  return { code: lined.map((line) => line.mapped), text: textOf(lined), next: at };
}

/** `open`: in brackets, a long string or after a backslash. `block`: a block may go on. `done`: a whole statement. */
function stateOf(code: readonly Line[], open: OpenState): 'open' | 'block' | 'done' {
  if (isOpen(open)) return 'open';
  const own = withoutRemarks(code);
  const first = own[0]?.text ?? '';
  return (HEAD.test(first) || first.startsWith('@')) && !oneLiner(own) ? 'block' : 'done';
}

/** Behind a comment alone the prompt asks for more: the statement begins below it. */
function withoutRemarks(code: readonly Line[]): readonly Line[] {
  const first = code.findIndex(({ text }) => !/^\s*#/.test(text));
  return first === -1 ? [] : code.slice(first);
}

const HEAD = /^(?:async\s+)?(?:if|for|while|with|def|class|try|match)\b/;

/** `if x: y` on one line: the prompt still asks for more, but a session without `...` goes straight to its output. */
function oneLiner(code: readonly Line[]): boolean {
  return code.length === 1 && !/:\s*(?:#.*)?$/.test(code[0]?.text ?? '') && !code[0]?.text.startsWith('@');
}

/** A line without prompt in a block: indented, or another clause of the statement, or the function below a decorator. */
function isBlockLine(line: string, code: readonly Line[]): boolean {
  if (line.trim() === '') return code.at(-1)?.text.startsWith('@') ?? false;
  if (/^[ \t]/.test(line)) return true;
  if (code.at(-1)?.text.startsWith('@')) return /^(?:@|def\b|class\b|async\b)/.test(line);
  return /^(?:else|elif|except|finally|case)\b.*:/.test(line) && code.length > 1;
}

/** Whether a block goes on below an empty line of it: something indented follows at the same prompt, or another clause. */
function goesOn(lines: readonly Line[], start: number): boolean {
  const at = lines.findIndex(({ text }, index) => index >= start && text.trim() !== '...');
  const text = lines[at]?.text ?? '';
  return /^\.\.\.(?:[ \t]{2,}[^\s.]| (?:else|elif|except|finally|case)\b)/.test(text);
}

/** `...` is a prompt where code goes on; after a whole statement it is an output that says "and so on". */
function continues(line: Line, state: 'open' | 'block' | 'done', code: readonly Line[]): boolean {
  if (state !== 'done') return true;
  const more = line.text.slice(3);
  const isRemark = withoutRemarks(code).length === 0;
  if (more.trim() === '') return isRemark || (code.length === 1 && HEAD.test(code[0]?.text ?? '') && oneLiner(code));
  if (/\.\.\.\s*$/.test(more)) return false;
  if (isRemark) return true;
  return oneLiner(code) && parsePython(`${textOf(code)}\n${more.replace(/^ /, '')}`).valid;
}

/** Continuation lines that were indented to stand under the code, four blanks behind the prompt, come back to it. */
function aligned(code: Line[], bare: readonly number[]): Line[] {
  if (bare.length === 0 || parsePython(textOf(code)).valid) return code;
  if (!bare.every((index) => code[index]?.text.trim() === '' || code[index]?.text.startsWith('    '))) return code;
  const moved = code.map((line, index) =>
    bare.includes(index) && line.text.trim() !== '' ? withoutStart(line, 4) : line,
  );
  return parsePython(textOf(moved)).valid ? moved : code;
}

const textOf = (code: readonly Line[]) => code.map((line) => line.text).join('\n');
