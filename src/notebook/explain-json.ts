import type { Problem } from './problem.ts';
import { type JsonError, maxDepth } from './read-json.ts';

/** Says why a file is no JSON, as somebody who has to mend it would want to know. `text` is UTF-8. */
export function explainJson(bytes: Buffer, error: JsonError): Problem[] {
  const conflicts = findConflicts(bytes);
  if (conflicts.length > 0) return conflicts;
  const stranger = explainOtherFile(bytes);
  if (stranger !== undefined) return [stranger];
  return [explainError(bytes, error)];
}

/** The markers that git leaves where two sides changed the same lines: one problem for each conflict. */
function findConflicts(bytes: Buffer): Problem[] {
  const problems: Problem[] = [];
  for (let at = bytes.indexOf('<<<<<<< '); at >= 0; at = bytes.indexOf('<<<<<<< ', at + 1)) {
    if (at > 0 && bytes[at - 1] !== 0x0a) continue;
    const middle = bytes.indexOf('\n=======', at);
    const close = bytes.indexOf('\n>>>>>>>', at);
    problems.push({
      rule: 'notebook-merge-conflict',
      message: `a merge conflict begins here and is not resolved (${sideName(bytes, at)}${close < 0 ? '' : ` against ${sideName(bytes, close + 1)}`})`,
      start: at,
      end: lineEnd(bytes, at),
      help: `Keep one side: delete the ${middle < 0 ? 'marker' : 'markers "<<<<<<<", "=======" and ">>>>>>>"'} and the lines of the other side, or run \`git checkout --ours FILE\` or \`--theirs\`.`,
      expected: 'JSON',
      actual: '<<<<<<<',
    });
  }
  return problems;
}

function sideName(bytes: Buffer, at: number): string {
  const name = bytes.toString('utf8', at + 7, Math.min(lineEnd(bytes, at), at + 60)).trim();
  return name === '' ? 'one side' : name;
}

function lineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(0x0a, from);
  return end < 0 ? bytes.length : bytes[end - 1] === 0x0d ? end - 1 : end;
}

const otherFiles: readonly { readonly begins: RegExp; readonly what: string; readonly help: string }[] = [
  {
    begins: /^version https:\/\/git-lfs/,
    what: 'a pointer of Git LFS, not the notebook itself',
    help: 'Run `git lfs pull`.',
  },
  {
    begins: /^\s*<(?:!doctype|html|\?xml|head|script)/i,
    what: 'a web page',
    help: 'Download the raw file, not the page that shows it.',
  },
  { begins: /^PK\x03\x04/, what: 'a ZIP archive', help: 'Unpack it first.' },
  { begins: /^%PDF-/, what: 'a PDF', help: 'Check that this is the file you mean.' },
  { begins: /^\x89PNG|^GIF8/, what: 'an image', help: 'Check that this is the file you mean.' },
  {
    begins: /^---\r?\n[\s\S]{0,2000}\bjupyter:|^# ---\r?\n# jupyter:/,
    what: 'a text notebook of Jupytext',
    help: 'Convert it: `jupytext --to notebook FILE`.',
  },
  {
    begins: /^(?:#!.*python|import \w|from \w+ import |# %%)/,
    what: 'a Python script',
    help: 'Check that this is the file you mean; `jupytext --to notebook FILE` converts a script.',
  },
];

function explainOtherFile(bytes: Buffer): Problem | undefined {
  const head = bytes.toString('latin1', 0, 4000);
  const other = otherFiles.find(({ begins }) => begins.test(head));
  if (other === undefined) return undefined;
  return {
    rule: 'not-a-notebook',
    message: `the file is ${other.what}`,
    start: 0,
    end: lineEnd(bytes, 0),
    help: other.help,
    expected: 'a notebook (JSON)',
  };
}

/** A comma before a closing bracket, which JavaScript allows and JSON does not. */
export function explainTrailingComma(offset: number): Problem {
  return {
    rule: 'notebook-json',
    message: 'a comma stands before a closing bracket',
    start: offset,
    end: offset + 1,
    help: 'Remove the comma; `--fix` does it.',
    expected: 'no comma',
    actual: ',',
  };
}

function explainError(bytes: Buffer, error: JsonError): Problem {
  const at = Math.min(error.offset, bytes.length);
  const problem = (message: string, help: string, expected?: string, start = at, length = 1): Problem => ({
    rule: 'notebook-json',
    message,
    start,
    end: Math.min(start + length, bytes.length),
    help,
    ...(expected === undefined ? {} : { expected, actual: found(bytes, start) }),
  });
  switch (error.type) {
    case 'empty':
      return {
        ...problem(bytes.length === 0 ? 'the file is empty' : 'the file has nothing but blanks', restore),
        start: 0,
        end: 0,
      };
    case 'depth':
      return {
        ...problem(
          `lists and objects are nested deeper than ${maxDepth} levels`,
          'Remove the value that is nested so deeply.',
        ),
        rule: 'notebook-too-deep',
      };
    case 'unclosed':
      return problem(
        `the file breaks off: a ${bytes[error.opened ?? 0] === 0x7b ? '"{"' : '"["'} is not closed at the end`,
        `${restore} The bracket that is open stands ${lineOf(bytes, error.opened ?? 0)}.`,
        'more of the file',
      );
    case 'unclosed-string':
      return problem(
        'the file breaks off inside a string',
        `${restore} The string begins ${lineOf(bytes, error.opened ?? 0)}.`,
        '"',
      );
    case 'control-character':
      return explainControl(bytes, error, problem);
    case 'escape':
      return problem(
        `${JSON.stringify(bytes.toString('utf8', at, at + 2)).replaceAll('\\\\', '\\')} is no escape that JSON has`,
        'Write a backslash as "\\\\".',
        '\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits',
        at,
        2,
      );
    case 'number':
      return problem(
        `${found(bytes, at)} is no number that JSON has`,
        'Write digits without leading zeros, plus sign or underscores.',
        'a number',
      );
    case 'long-number':
      return problem(
        'the number has more than 4300 digits, which Python refuses to read',
        'Write it as text.',
        'at most 4300 digits',
      );
    case 'colon':
      return problem(`after a key a ":" must follow, found ${found(bytes, at)}`, 'Add the colon.', ':');
    case 'key':
      return problem(`expected a key in double quotes, found ${found(bytes, at)}`, helpFor(bytes, at), '"');
    case 'value':
      return problem(`expected a value, found ${found(bytes, at)}`, helpFor(bytes, at), 'a value');
    case 'end':
      return problem(
        `the notebook ends before this, but ${found(bytes, at)} follows`,
        'Remove what stands after the last bracket.',
        'the end of the file',
      );
    case 'comma-or-brace':
    case 'comma-or-bracket': {
      const closer = error.type === 'comma-or-brace' ? '}' : ']';
      const before = lastBefore(bytes, at);
      const starts = /["{[\d\-tfn]/.test(String.fromCharCode(bytes[at] ?? 0));
      return starts
        ? problem(
            `a comma is missing before ${found(bytes, at)}`,
            lineOf(bytes, before) === lineOf(bytes, at)
              ? 'Add a comma before it.'
              : `Add a comma at the end of ${lineOf(bytes, before).replace('in ', '')}.`,
            ',',
          )
        : problem(`expected "," or "${closer}", found ${found(bytes, at)}`, helpFor(bytes, at), `, or ${closer}`);
    }
  }
}

const restore = 'Take the whole file from where it came from: version control, a checkpoint, a new download.';

function explainControl(
  bytes: Buffer,
  error: JsonError,
  problem: (message: string, help: string, expected?: string) => Problem,
): Problem {
  const byte = bytes[error.offset] ?? 0;
  if (byte === 0x0a || byte === 0x0d) {
    return problem(
      'a string is not closed before the end of its line',
      'Add the missing quote, or write a line end inside a string as \\n.',
      '"',
    );
  }
  const name = byte === 0x09 ? 'a tab' : `the control character U+${byte.toString(16).toUpperCase().padStart(4, '0')}`;
  const written = byte === 0x09 ? '\\t' : `\\u${byte.toString(16).padStart(4, '0')}`;
  return problem(`a string has ${name} in it`, `Write it as ${written}.`, written);
}

function found(bytes: Buffer, at: number): string {
  if (at >= bytes.length) return 'the end of the file';
  const text = bytes.toString('utf8', at, Math.min(at + 40, bytes.length));
  const token = /^(?:"[^"\n]{0,30}"|[\w$.+-]{1,20}|.)/su.exec(text)?.[0] ?? '';
  return token.startsWith('"') && token.length > 2 ? token : JSON.stringify(token);
}

function helpFor(bytes: Buffer, at: number): string {
  const text = bytes.toString('utf8', at, at + 20);
  if (/^'/.test(text)) return 'JSON has double quotes only: write "…" for \'…\'.';
  if (/^(?:None|True|False)\b/.test(text)) {
    return 'That is Python; JSON writes null, true and false. Write the notebook with nbformat.write, not with str().';
  }
  if (/^(?:\/\/|\/\*|#)/.test(text)) return 'JSON has no comments: remove it.';
  if (/^undefined\b|^nan\b|^NAN\b/.test(text)) return 'Write null.';
  if (/^[,}\]]/.test(text)) return 'Remove it, or add what is missing before it.';
  if (/^[A-Za-z_]/.test(text)) return 'Put it in double quotes.';
  return 'Remove it, or write what was meant.';
}

function lastBefore(bytes: Buffer, at: number): number {
  let before = at - 1;
  while (before > 0 && (bytes[before] ?? 0) <= 0x20) before--;
  return before;
}

function lineOf(bytes: Buffer, offset: number): string {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line++;
  return `in line ${line}`;
}
