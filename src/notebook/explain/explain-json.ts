import { type JsonError, maxDepth } from '../../json/read-json.ts';
import type { Problem } from '../problem.ts';
import { explainAfter, explainBeginning, lineOf, restore } from './explain-around.ts';
import { explainConflicts, explainLeftMarker } from './explain-conflicts.ts';
import { describeToken, helpFor, helpForColon, helpForOpen, isQuoteWithin } from './explain-token.ts';

/** Says why a file is no JSON, as somebody who has to fix it would want to know. `text` is UTF-8. */
export function explainJson(bytes: Buffer, error: JsonError): Problem[] {
  const conflicts = explainConflicts(bytes);
  if (conflicts.length > 0) return conflicts;
  const at = Math.min(error.offset, bytes.length);
  const problem =
    explainLeftMarker(bytes, at) ??
    (bytes[at] === 0 ? explainZeros(bytes, error) : undefined) ??
    (error.type === 'empty' ? undefined : explainBeginning(bytes, firstByte(bytes), at)) ??
    explainError(bytes, error);
  return [problem];
}

function firstByte(bytes: Buffer): number {
  const first = bytes.subarray(0, 4000).findIndex((byte) => byte > 0x20);
  return Math.max(first, 0);
}

/** Bytes of zero: what a file is filled up with whose content was not written to the disk in time. */
function explainZeros(bytes: Buffer, { offset, type }: JsonError): Problem {
  let end = offset;
  while (bytes[end] === 0) end++;
  const count = end - offset;
  const are = count === 1 ? 'there is a zero byte (NUL)' : `there are ${count} zero bytes (NUL)`;
  const toTheEnd = end === bytes.length;
  const problem = (message: string, help: string): Problem => ({
    rule: 'notebook-json',
    message,
    start: offset,
    end: offset + 1,
    help,
    expected: type === 'end' ? 'the end of the file' : 'text',
    actual: '\\u0000',
  });
  if (type === 'end' && toTheEnd) return problem(`after the notebook ${are}`, 'remove them: nothing is lost');
  if (toTheEnd && offset === 0) {
    return problem('the file is nothing but zero bytes (NUL): its content was never written to the disk', restore);
  }
  if (toTheEnd) return problem(`from here on the file is zero bytes (NUL), ${count} of them: its end is lost`, restore);
  const inText = type === 'control-character' ? ' in a string' : ' here';
  return problem(`${are}${inText}`, count === 1 ? 'remove it' : restore);
}

/** A comma before a closing bracket, which JavaScript allows and JSON does not. */
export function explainTrailingComma(offset: number): Problem {
  return {
    rule: 'notebook-json',
    message: 'there is a comma before a closing bracket',
    start: offset,
    end: offset + 1,
    help: 'remove the comma; `--fix` does it',
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
    ...(expected === undefined ? {} : { expected, actual: describeToken(bytes, start) }),
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
          'remove the value that is nested so deeply',
        ),
        rule: 'notebook-too-deep',
      };
    case 'unclosed':
      return problem(
        `the file breaks off: a ${bytes[error.opened ?? 0] === 0x7b ? '"{"' : '"["'} is not closed at the end`,
        `${restore}; the open bracket is ${lineOf(bytes, error.opened ?? 0)}`,
        'more of the file',
      );
    case 'unclosed-string':
      return problem(
        'the file breaks off inside a string',
        `${restore}; the string begins ${lineOf(bytes, error.opened ?? 0)}`,
        '"',
      );
    case 'control-character':
      return explainControl(bytes, error, problem);
    case 'escape':
      return problem(
        `${JSON.stringify(bytes.toString('utf8', at, at + 2)).replaceAll('\\\\', '\\')} is no escape that JSON has`,
        `write a backslash as "\\\\"${bytes[at + 1] === 0x75 ? ', or four hexadecimal digits after \\u' : ''}`,
        '\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits',
        at,
        2,
      );
    case 'number':
      return problem(
        `${describeToken(bytes, at)} is no number that JSON has`,
        'write digits without leading zeros, plus sign or underscores',
        'a number',
      );
    case 'long-number':
      return problem(
        'the number has more than 4300 digits, which Python refuses to read',
        'write it as text',
        'at most 4300 digits',
      );
    case 'colon':
      return problem(`after a key a ":" must follow, found ${describeToken(bytes, at)}`, helpForColon(bytes, at), ':');
    case 'key':
      return problem(`expected a key in double quotes, found ${describeToken(bytes, at)}`, helpFor(bytes, at), '"');
    case 'value':
      return problem(`expected a value, found ${describeToken(bytes, at)}`, helpFor(bytes, at), 'a value');
    case 'end':
      return explainAfter(bytes, at);
    case 'comma-or-brace':
    case 'comma-or-bracket': {
      const closer = error.type === 'comma-or-brace' ? '}' : ']';
      const before = lastBefore(bytes, at);
      const starts = /^(?:["{[\d-]|(?:true|false|null)\b)/.test(bytes.toString('latin1', at, at + 6));
      return starts && !isQuoteWithin(bytes, at)
        ? problem(
            `a comma is missing before ${describeToken(bytes, at)}`,
            lineOf(bytes, before) === lineOf(bytes, at)
              ? 'add a comma before it'
              : `add a comma at the end of ${lineOf(bytes, before).replace('in ', '')}`,
            ',',
          )
        : problem(
            `expected "," or "${closer}", found ${describeToken(bytes, at)}`,
            helpForOpen(bytes, at, error.opened ?? 0) ?? helpFor(bytes, at),
            `, or ${closer}`,
          );
    }
  }
}

function explainControl(
  bytes: Buffer,
  error: JsonError,
  problem: (message: string, help: string, expected?: string) => Problem,
): Problem {
  const byte = bytes[error.offset] ?? 0;
  if (byte === 0x0a || byte === 0x0d) {
    return problem(
      'a string is not closed before the end of its line',
      'add the missing quote, or write a line end inside a string as \\n',
      '"',
    );
  }
  const name = byte === 0x09 ? 'a tab' : `the control character U+${byte.toString(16).toUpperCase().padStart(4, '0')}`;
  const written = byte === 0x09 ? '\\t' : `\\u${byte.toString(16).padStart(4, '0')}`;
  return problem(`a string has ${name} in it`, `write it as ${written}`, written);
}

function lastBefore(bytes: Buffer, at: number): number {
  let before = at - 1;
  while (before > 0 && (bytes[before] ?? 0) <= 0x20) before--;
  return before;
}
