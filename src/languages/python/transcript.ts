import { concat, editMapped, type MappedText, sliceMapped } from '../../text/mapped-text.ts';
import { parsePython } from './parse.ts';
import { readAnswer, type TranscriptOutput } from './transcript-answer.ts';
import { asComment, BANNER, isBare, type Line, linesOf, PROMPT, trimLines } from './transcript-line.ts';
import { readStatement } from './transcript-statement.ts';

/** Statements of a transcript up to one that has an output: only the last value of a cell is shown in a notebook. */
export interface TranscriptCell {
  /** The code without prompts and without a last line end. */
  readonly source: MappedText;
  readonly expected: readonly TranscriptOutput[];
  /** The code has a `?` to fill in, or only a remark that says what to write: it cannot give the output. */
  readonly blank: boolean;
  /** Whose words these are: Python shows `repr` of each value, IPython what it prints prettily of the last one. */
  readonly prompt: 'python' | 'ipython';
  /** Names of doctest's options in the code: `ELLIPSIS` of `# doctest: +ELLIPSIS`. */
  readonly options: readonly string[];
}

/**
 * Reads a session at the Python prompt: `>>>`, `...`, continuation lines with or without a prompt, outputs,
 * tracebacks, answers left blank (`?`), Python's banner, code before the first prompt, bare prompts. Gives its cells
 * in order, or undefined where the text is no transcript. A session of IPython (`In [1]:`, `Out[1]:`) is read likewise.
 * `session` has `\n` line ends.
 */
export function parseTranscript(session: MappedText): readonly TranscriptCell[] | undefined {
  const text = fromIPython(session);
  const first = /^([ \t]*)>>>/m.exec(text.text);
  // Prompts in a docstring are Python; a prompt anywhere else is none.
  if (first === null || (first.index > 0 && parsePython(text.text).valid)) return undefined;
  const lines = linesOf(text, first[1] ?? '');
  const start = lines.findIndex((line) => PROMPT.test(line.text));
  let pending = codeBefore(lines.slice(0, start));
  if (pending === undefined) return undefined;
  const cells: TranscriptCell[] = [];
  const prompt = text === session ? 'python' : 'ipython';
  for (let at = start; at < lines.length; ) {
    const statement = readStatement(lines, at);
    const answer = readAnswer(lines, statement);
    at = answer.next;
    for (const one of statement.code) pending.push(one);
    if (answer.given && pending.length > 0) {
      const shown = answer.outputs.some(({ remark }) => !remark);
      const cell = cellOf(pending, answer.outputs, isRemark(statement.text) && shown);
      cells.push({ ...cell, prompt: isInIPythonsWords(statement.text, answer.outputs) ? 'ipython' : prompt });
      pending = [];
    }
    for (const one of answer.comments) pending.push(one);
  }
  if (pending.some((line) => line.text.trim() !== '')) cells.push({ ...cellOf(pending, [], false), prompt });
  return cells;
}

/** Whether `>>>` is followed by what `repr` never gives, and IPython does: `int` for `type(1)`, a list with an item a line. */
function isInIPythonsWords(statement: string, outputs: readonly TranscriptOutput[]): boolean {
  const shown = outputs.length === 1 ? (outputs[0]?.text.text ?? '').trimEnd() : '';
  if (/^type\(.*\)[ \t]*(?:#.*)?$/.test(statement.trim())) return /^[A-Za-z_][\w.]*$/.test(shown);
  const lines = shown.split('\n');
  if (lines.length < 2 || !/^[[{(]/.test(shown) || !/[\]})]$/.test(shown)) return false;
  // Of an array in a list, which `repr` shows in lines, the second one is indented by more than there are brackets.
  return lines.every((line, at) => {
    const indent = line.search(/\S/);
    const brackets = lines.slice(0, at).join('').match(/[[{(]/g)?.length ?? 0;
    return (at === 0 || (indent > 0 && indent <= brackets)) && (at === lines.length - 1 || line.endsWith(','));
  });
}

/** A session of IPython with Python's prompts; any other text as it is. */
function fromIPython(session: MappedText): MappedText {
  if (!/^[ \t]*In \[\d+\]: /m.test(session.text) || /^[ \t]*>>>/m.test(session.text)) return session;
  const edits = [...session.text.matchAll(/^([ \t]*)(?:(In \[\d+\]: ?)|( *\.{3,}: ?)|(Out\[\d+\]: ?\n?))/gm)].map(
    (match) => {
      const [whole, indent = '', prompt, more] = match;
      const start = match.index + (more === undefined ? indent.length : 0);
      return {
        start,
        end: match.index + whole.length,
        text: prompt !== undefined ? '>>> ' : more !== undefined ? '... ' : '',
      };
    },
  );
  return editMapped(session, edits);
}

/** The code above the first prompt, with a shell command and Python's banner as comments; undefined where it is no code. */
function codeBefore(lines: readonly Line[]): MappedText[] | undefined {
  const isCode = (line: Line) => !BANNER.test(line.text);
  const text = lines.filter(isCode).map((line) => line.text);
  if (!parsePython(text.join('\n')).valid) return undefined;
  return trimLines(lines).map((line) => (isCode(line) ? line.mapped : asComment(line)));
}

function cellOf(
  lines: readonly MappedText[],
  expected: readonly TranscriptOutput[],
  blank: boolean,
): Omit<TranscriptCell, 'prompt'> {
  const whole = concat(lines);
  const source = sliceMapped(whole, 0, whole.text.replace(/\s+$/, '').length);
  const options = [...source.text.matchAll(/#\s*doctest:\s*(.*)/g)].flatMap(([, names = '']) =>
    [...names.matchAll(/\+(\w+)/g)].map(([, name = '']) => name),
  );
  return { source, expected, blank: blank || isBare(source.text), options };
}

/** A statement that is a comment only. */
const isRemark = (text: string) => text.split('\n').every((line) => /^\s*(?:#|$)/.test(line));
