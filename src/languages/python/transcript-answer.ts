import { concat, type MappedText, originOf, sliceMapped } from '../../text/mapped-text.ts';
import { type Line, PROMPT, SYNTAX_ERROR, trimLines, withoutStart } from './transcript-line.ts';
import type { Statement } from './transcript-statement.ts';

/** What the transcript shows after a statement. */
export interface TranscriptOutput {
  /** The lines as they stand, the prompts' indentation taken away, without the last line end; `<BLANKLINE>` is empty. */
  readonly text: MappedText;
  /** `error` from the traceback on, or where only its last line is shown. */
  readonly kind: 'output' | 'error';
  /** A line in it says "and so on": `...`, or words between dots. Such a line stands for any text. */
  readonly elided: boolean;
  /** It is for readers (`?`, `... look at the output ...`), and says nothing of what the code gives. */
  readonly remark: boolean;
}

/** What stands between a statement and the next prompt. */
export interface Answer {
  /** Something stands there: an output, or a blank to fill in. The statement's value is to be seen. */
  readonly given: boolean;
  readonly outputs: readonly TranscriptOutput[];
  /** Remarks of the author (`# Look at this`), which are no output. */
  readonly comments: readonly MappedText[];
  readonly next: number;
}

/** The first line of what an exception prints, in a terminal, in IPython, and for a syntax error. */
const TRACEBACK = new RegExp(
  String.raw`^(?:Traceback \(|-{20,}\s*$|\S+\s+Traceback \(most recent)|${SYNTAX_ERROR.source}`,
);
const EXCEPTION =
  /^(?:[A-Za-z_][\w.]*\.)?(?:[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt|Iteration|Group|Full|Empty|Timeout))(?::\s.*)?$/;
const ELISION = /^\s*(?:(?:\.\.\.|…)(?:\s*$|.*(?:\.\.\.|…)\s*$)|⋮(?:\s*⋮)*\s*$)/;

/** `... look at the output ...`, or a sentence behind the dots. */
const REMARK = /^\s*\.\.\.\s+(?:\S.*\.\.\.\s*$|[A-Za-z]+(?:\s+[A-Za-z']+)+)/;

/** Reads the lines after a statement, up to the next prompt. */
export function readAnswer(lines: readonly Line[], statement: Statement): Answer {
  let next = statement.next;
  while (next < lines.length && !PROMPT.test(lines[next]?.text ?? '')) next += 1;
  const all = trimLines(lines.slice(statement.next, next));
  // A text with a hash in it may be printed.
  const hash = /(["'])(?:(?!\1)[^\n])*#(?:(?!\1)[^\n])*\1/.test(statement.text);
  const comments = hash ? [] : all.filter((line) => /^#(?: |$|[\d'"[({<-])/.test(line.text));
  const rest = trimLines(all.filter((line) => !comments.includes(line)));
  const asked = rest.length > 0 && rest.every((line) => /^\s*\?*\s*$/.test(line.text));
  const told = rest.length > 0 && rest.every(({ text }) => /^\s*$/.test(text) || REMARK.test(text));
  return {
    given: rest.length > 0,
    outputs:
      asked || told ? [{ ...outputOf(rest, 'output'), elided: false, remark: true }] : outputsOf(rest, statement.text),
    comments: comments.map((line) => line.mapped),
    next,
  };
}

function outputsOf(lines: readonly Line[], code: string): TranscriptOutput[] {
  if (lines.length === 0) return [];
  let error = lines.findIndex((line) => TRACEBACK.test(line.text));
  // Only the last line is shown; code that prints may print such a line.
  if (error === -1 && EXCEPTION.test(lines[0]?.text ?? '') && !/print|except|write/.test(code)) error = 0;
  const printed = error === -1 ? lines : trimLines(lines.slice(0, error));
  return [
    ...(printed.length > 0 ? [outputOf(printed, 'output')] : []),
    ...(error === -1 ? [] : [outputOf(outdented(lines.slice(error)), 'error')]),
  ];
}

/** A syntax error whose last line stands below its code, where authors indent it with that. */
function outdented(lines: readonly Line[]): readonly Line[] {
  const last = lines.at(-1);
  if (last === undefined || !SYNTAX_ERROR.test(lines[0]?.text ?? '')) return lines;
  const indent = last.text.search(/\S/);
  return EXCEPTION.test(last.text.trim()) ? [...lines.slice(0, -1), withoutStart(last, indent)] : lines;
}

function outputOf(lines: readonly Line[], kind: TranscriptOutput['kind']): TranscriptOutput {
  const text = concat(
    lines.map((line, index) => {
      const start = line.text.trim() === '<BLANKLINE>' ? line.text.length : 0;
      return sliceMapped(line.mapped, start, index === lines.length - 1 ? line.text.length : undefined);
    }),
  );
  // Nothing but an empty line has a place, too: that of the line that says it.
  const [first] = lines;
  if (text.text === '' && first !== undefined) {
    const source = originOf(first.mapped, 0, first.text.length);
    return { text: { text: '', segments: [{ at: 0, length: 0, source }] }, kind, elided: false, remark: false };
  }
  return { text, kind, elided: lines.some((line) => ELISION.test(line.text)), remark: false };
}
