import { type Document, isCollection, isScalar, type Node, visit, type YAMLError } from 'yaml';
import type { Span } from '../text/span.ts';
import type { Problem } from './yaml-node.ts';

/**
 * The parser's first error, in words for somebody who writes lessons. Only the first: those after it mostly follow
 * from it. Spans are within the YAML.
 */
export function syntaxProblem(error: YAMLError, document: Document<Node>, text: string): Problem {
  const span = spanOf(error, text);
  const syntax = (message: string, help?: string, at: Span = span): Problem => ({
    rule: 'yaml-syntax',
    message,
    span: at,
    ...(help !== undefined && { help }),
  });
  const line = text.slice(text.lastIndexOf('\n', span.start - 1) + 1).split(/\r?\n/, 1)[0] ?? '';
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { rule: 'yaml-tab', message: 'unexpected tab, expected spaces as indentation', span };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return colonProblem(text, span, line, syntax);
    case 'MULTILINE_IMPLICIT_KEY':
    case 'MISSING_CHAR':
      if (error.message.startsWith('Missing closing')) {
        const quote = error.message.includes('"') ? '"' : "'";
        return syntax(`unexpected end, expected a closing ${quote}`, undefined, lastQuoted(document, text) ?? span);
      }
      return lineProblem(line, span, syntax);
    case 'BAD_INDENT':
      if (/^Flow (map|sequence)/.test(error.message)) {
        const bracket = error.message.endsWith('}') ? '}' : ']';
        return syntax(`unexpected end, expected a closing \`${bracket}\``, undefined, lastFlow(document, text) ?? span);
      }
      return syntax('unexpected indentation, expected that of the lines above', undefined, indentation(text, span));
    case 'BAD_SCALAR_START':
      return syntax(`unexpected ${quoted(text[span.start] ?? '')} at the start of a value`, 'put the value in quotes');
    case 'BAD_DQ_ESCAPE':
      return syntax(
        `unexpected escape \`${text.slice(span.start, span.start + 2)}\` in double quotes`,
        "use single quotes ('…') or double the backslash",
      );
    case 'MULTIPLE_DOCS':
      return syntax('unexpected second document, expected one', undefined, firstLine(text, span.start));
    case 'RESOURCE_EXHAUSTION':
      return syntax('unexpected depth of nesting');
    default:
      if (error.message.includes('block-seq-ind on same line')) {
        return syntax('unexpected `-` after a key', 'begin the list on the next line, or write `key: [item, item]`');
      }
      if (error.message.endsWith('at node end')) {
        return syntax('unexpected text after a value', 'put the whole value in quotes', firstLine(text, span.start));
      }
      return syntax(
        error.message.replace(/^(?:Unexpected|(\w))/, (_, first) =>
          first === undefined ? 'unexpected' : `unexpected YAML: ${first.toLowerCase()}`,
        ),
      );
  }
}

/** A tag such as `!include`, which means nothing here. */
export function tagProblem(warning: YAMLError): Problem {
  const [start, end] = warning.pos;
  const tag = /!\S+/.exec(warning.message)?.[0] ?? '';
  return { rule: 'yaml-syntax', message: `unexpected tag \`${tag}\`, expected plain data`, span: { start, end } };
}

type Syntax = (message: string, help?: string, at?: Span) => Problem;

/** `title: A: B`, or a key that is deeper than its neighbours though their line already has a value. */
function colonProblem(text: string, span: Span, line: string, syntax: Syntax): Problem {
  const [, key, value] = /^\s*(?:- )?([^:]+):\s+(.*?)\s*$/.exec(line) ?? [];
  const colon = text.indexOf(':', span.start);
  if (value?.includes(': ') && text.slice(span.start, colon).includes('\n') === false) {
    const quoteCharacter = value.includes('"')
      ? `'${value.replaceAll("'", "''")}'`
      : `"${value.replaceAll('\\', '\\\\')}"`;
    const at = { start: colon, end: colon + 1 };
    return syntax(
      'unexpected second colon, expected a value that has it in quotes',
      `write \`${key}: ${quoteCharacter}\``,
      at,
    );
  }
  const next = text.indexOf('\n', span.start) + 1;
  const indented = /^[ \t]*/.exec(text.slice(next))?.[0].length ?? 0;
  return syntax('unexpected indentation, expected that of the lines above', undefined, {
    start: next,
    end: next + Math.max(indented, 1),
  });
}

/** A line that is neither `key: value` nor the item of a list. */
function lineProblem(line: string, span: Span, syntax: Syntax): Problem {
  const at = { start: span.start, end: span.start + Math.max(line.trim().length, 1) };
  const glued = /^\s*([\w-]+):(\S.*)$/.exec(line);
  if (glued) return syntax('unexpected text after a colon, expected a blank', `write \`${glued[1]}: ${glued[2]}\``, at);
  if (/^\s*-(\s|$)/.test(line)) return syntax('unexpected list item, expected a key', undefined, at);
  return syntax('unexpected line, expected `key: value`', undefined, at);
}

function spanOf(error: YAMLError, text: string): Span {
  const start = Math.min(error.pos[0], Math.max(text.length - 1, 0));
  return { start, end: Math.min(Math.max(error.pos[1], start + 1), text.length) };
}

function quoted(character: string): string {
  return character === '`' ? '"`"' : `\`${character}\``;
}

/** From an offset to the end of its line. */
export function firstLine(text: string, start: number): Span {
  const end = text.slice(start).search(/\r?\n|$/);
  return { start, end: start + Math.max(end, 1) };
}

/** From the start of the line to its first other character. */
function indentation(text: string, span: Span): Span {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const length = /^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0;
  return { start, end: Math.min(start + Math.max(length, 1), text.length) };
}

/** The opening quote of the last quoted text: the one that never ends. */
function lastQuoted(document: Document<Node>, text: string): Span | undefined {
  return last(document, text, (node) => isScalar(node) && /^QUOTE/.test(node.type ?? ''));
}

/** The opening bracket of the last collection in brackets: the one that never ends. */
function lastFlow(document: Document<Node>, text: string): Span | undefined {
  return last(document, text, (node) => isCollection(node) && node.flow === true);
}

function last(document: Document<Node>, text: string, test: (node: Node) => boolean): Span | undefined {
  let found: Span | undefined;
  visit(document, {
    Node(_, node) {
      if (node.range && test(node)) found = { start: node.range[0], end: Math.min(node.range[0] + 1, text.length) };
    },
  });
  return found;
}
