import type { Edit } from '../../text/mapped-text.ts';
import { attribute, parseAttributes } from '../attributes.ts';
import { secretWord } from '../secret-words.ts';
import { isBlank, type Line, linesIn } from './lines.ts';

/** A text with attributes: `[small]{.smallcaps}`. */
const span = new RegExp(
  `(?<![!\\]\\\\])\\[((?:[^\\[\\]\\n]|\\[[^\\[\\]\\n]*\\])*)\\]\\{[ \\t]*(${attribute}(?:[ \\t]+${attribute})*)[ \\t]*\\}`,
  'g',
);
/** Brackets that are no link, with attributes as Python-Markdown writes them: `[=85%]{: .thin}`. */
const ofBrackets = new RegExp(
  `(?<![!\\\\])\\[([^\\[\\]\\n]+)\\]\\{:[ \\t]*${attribute}(?:[ \\t]+${attribute})*[ \\t]*\\}`,
  'g',
);
/** An anchor, as MkDocs' autorefs have it: `[](){#id}`. */
const anchor = /\[\]\(\)\{#([\w:.-]+)\}/g;
/** A link or image that a shortcode leads: nothing else takes it for one. */
const ofShortcode = new RegExp(
  `\\]\\([^()\\n]*\\{\\{<[^<>\\n]*>\\}\\}[^()\\n]*\\)(?=\\{)(\\{[ \\t]*${attribute}(?:[ \\t]+${attribute})*[ \\t]*\\})`,
  'g',
);
const elements: Readonly<Record<string, string>> = { mark: 'mark', underline: 'u', ul: 'u', kbd: 'kbd' };

/** `{{< video https://host/v >}}` and its kin. */
const shortcode = /\{\{<[ \t]*(video|kbd|pagebreak|fa|bi|iconify)\b[ \t]*([^<>\n]*?)[ \t]*>\}\}/g;
/** A caption below or above a table: `: Text {#tbl-x}`. */
const caption = new RegExp(
  `^:[ \\t]+(\\S.*?)??[ \\t]*(?:\\{[ \\t]*(${attribute}(?:[ \\t]+${attribute})*)[ \\t]*\\})?[ \\t]*$`,
);

/**
 * The title block with which a file of Pandoc begins: a title, authors and a date, each behind a per cent sign. The title
 * becomes a heading, the others a paragraph below it. In a lesson with directives such lines are comments of MyST.
 * https://pandoc.org/MANUAL.html#extension-pandoc_title_block
 */
export function titleBlock(text: string): Edit[] {
  const [block = '', title = '', others = ''] =
    /^%[ \t]+(\S[^\n]*(?:\n[ \t]+\S[^\n]*)*)\n((?:%(?:[ \t][^\n]*)?\n(?:[ \t]+\S[^\n]*\n)*){0,2})(?=[ \t]*(?:\n|$))/.exec(
      text,
    ) ?? [];
  if (block === '' || /^[ \t>]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{[a-z]/m.test(text)) return [];
  const below = others.replace(/^%?[ \t]*/gm, '').trim();
  const heading = `# ${title.replace(/\s*\n\s*/g, ' ')}\n`;
  return [
    { start: 0, end: block.length, text: below === '' ? heading : `${heading}\n${below.replace(/\n/g, '\\\n')}\n` },
  ];
}

/**
 * Pandoc's and Quarto's marks in text that a notebook would show: spans, captions of tables, lists of definitions, line
 * blocks, shortcodes, chunks that are only shown.
 */
export function pandocText(text: string): Edit[] {
  if (
    !/\]\{|\]\(\)\{#|\{\{[<a-z]|^:[ \t]|^\|[ \t]|^[ \t>]*(?:`{3,}|~{3,})[ \t]*\{[.{=]|>[ \t]*\n(?:`{3}|~{3})/m.test(
      text,
    )
  )
    return [];
  const lines = linesIn(text);
  const edits: Edit[] = [];
  for (const [index, line] of lines.entries()) {
    const isOpener = line.opens === true ? /^(?:`{3,}|~{3,})/.test(line.text) : /^:{3}/.test(line.text);
    if (isOpener && isAfterTag(line, lines[index - 1]))
      // Pandoc reads Markdown between tags; elsewhere HTML goes on to the next blank line, and nobody means that of a cell.
      edits.push({ start: line.start, end: line.start, text: '\n' });
    if (line.closes !== undefined) for (const edit of shownChunk(lines[line.closes], line, text)) edits.push(edit);
    if (line.isCode) continue;
    for (const edit of contentEdits(line, lines[index - 1])) edits.push(edit);
    if (inLineBlock(line)) {
      for (const edit of lineBlockEdits(lines, index)) edits.push(edit);
    } else if (/^:[ \t]+\S/.test(line.text)) {
      for (const edit of definitionEdits(lines, index)) edits.push(edit);
    } else if (/\]\{|\]\(\)\{#|\{\{</.test(line.text) && !/^[ \t>]*:{3}/.test(line.text)) {
      for (const edit of inlineEdits(line, text)) edits.push(edit);
    }
  }
  return edits;
}

function inlineEdits({ start, text }: Line, whole: string): Edit[] {
  const edits: Edit[] = [];
  const masked = text.replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)|(?<!\\)\$[^$\n]+(?<!\\)\$/g, (code) =>
    '\0'.repeat(code.length),
  );
  for (const match of masked.matchAll(span)) {
    const [found, inner = '', attributes = ''] = match;
    // A link by reference, whose attributes go elsewhere.
    if (whole.includes(`[${inner}]:`)) continue;
    const shown = text.slice(match.index + 1, match.index + 1 + inner.length);
    const { classes, id } = parseAttributes(attributes);
    const secret = classes.find((name) => secretWord(name) !== undefined);
    const tag = classes.map((name) => elements[name]).find((name) => name !== undefined);
    const anchor = id === undefined ? '' : `<a id="${id}"></a>`;
    const wrapped = tag === undefined ? shown : `<${tag}>${shown}</${tag}>`;
    edits.push({
      start: start + match.index,
      end: start + match.index + found.length,
      text: anchor + (secret === undefined ? wrapped : `<span class="${secret}">${shown}</span>`),
    });
  }
  for (const match of masked.matchAll(ofBrackets)) {
    // Those of a link by reference go with it.
    if (whole.includes(`[${match[1]}]:`)) continue;
    const at = start + match.index + match[0].lastIndexOf('{');
    edits.push({ start: at, end: start + match.index + match[0].length, text: '' });
  }
  for (const match of masked.matchAll(anchor)) {
    const at = start + match.index;
    edits.push({ start: at, end: at + match[0].length, text: `<a id="${match[1]}"></a>` });
  }
  for (const match of masked.matchAll(ofShortcode)) {
    const end = start + match.index + match[0].length;
    edits.push({ start: end - (match[1] ?? '').length, end, text: '' });
  }
  for (const match of masked.matchAll(shortcode)) {
    const [found, name = '', argument = ''] = match;
    const address = /\S+/.exec(argument)?.[0] ?? '';
    const title = /\btitle=["']([^"'\n]+)/.exec(argument)?.[1] ?? 'Video';
    const shown = name === 'video' ? `[${title}](<${address}>)` : name === 'kbd' ? `<kbd>${argument}</kbd>` : '';
    edits.push({ start: start + match.index, end: start + match.index + found.length, text: shown });
  }
  return edits;
}

/** Links with attributes between tags, where only Pandoc reads Markdown: blank lines before and behind them say that to all. */
function contentEdits({ start, text }: Line, above: Line | undefined): Edit[] {
  if (!/\]\([^()\n]*\)\{[.#]/.test(text)) return [];
  if (/^[ \t]*<(?:p|div|center|span)\b[^<>]*>[ \t]*$/.test(above?.text ?? ''))
    return [{ start, end: start, text: '\n' }];
  const [, tag = '', , content] = /^([ \t]*<(p|div|center)\b[^<>]*>)(.*)<\/\2>[ \t]*$/.exec(text) ?? [];
  if (content === undefined) return [];
  return [start + tag.length, start + tag.length + content.length].map((at) => ({ start: at, end: at, text: '\n\n' }));
}

function isAfterTag({ text }: Line, line: Line | undefined): boolean {
  return (
    (/^(?::{3}|.{3,}?[ \t]*\{)/.test(text) || /<\/summary>/i.test(line?.text ?? '')) &&
    line !== undefined &&
    !line.isCode &&
    !/<(?:pre|script|style|textarea)\b/i.test(line.text) &&
    /^[ \t]*<[^<>]+>.*<\/[a-z]+>[ \t]*$|^[ \t]*<\/?[a-z][^<>]*>[ \t]*$/i.test(line.text)
  );
}

/** A chunk that a page shows as it is written, braces and all: ```` ```{{python}} ````. */
function shownChunk(opener: Line | undefined, closer: Line, text: string): Edit[] {
  const raw = /^([ \t>]*(?:`{3,}|~{3,}))[ \t]*\{=([\w+-]+)\}[ \t]*$/.exec(opener?.text ?? '');
  if (opener !== undefined && raw !== null) {
    const code = text.slice(opener.start + opener.text.length, closer.start);
    return rawEdits(opener, closer, raw[1] ?? '', raw[2] ?? '', code);
  }
  const [, indent = '', marker = '', name] =
    /^([ \t>]*)(`{3,}|~{3,})[ \t]*\{(\{[^{}\n]+\})\}[ \t]*$/.exec(opener?.text ?? '') ?? [];
  if (opener === undefined || name === undefined) return [];
  const at = opener.start + opener.text.length;
  return [
    { start: opener.start, end: at, text: `${indent}${marker}${marker.charAt(0)}markdown\n${indent}${marker}${name}` },
    { start: closer.start, end: closer.start, text: `${indent}${marker}\n` },
    {
      start: closer.start + closer.text.trimEnd().length,
      end: closer.start + closer.text.length,
      text: marker.charAt(0),
    },
  ];
}

/** An environment of mathematics, which Pandoc shows on pages, too: `isMathEnvironment` of its writer for HTML. */
const mathEnvironment =
  /^\s*\\begin\{((?:align|alignat|equation|eqnarray|flalign|gather|multline|dmath)\*?|math|displaymath)\}[\s\S]*\\end\{\1\}\s*$/;

/**
 * What Pandoc passes on as it is, to pages or to another format, ```` ```{=html} ````: that is HTML, mathematics, or code in its
 * language.
 */
function rawEdits(opener: Line, closer: Line, fence: string, format: string, code: string): Edit[] {
  const whole = (line: Line, text: string): Edit => ({ start: line.start, end: line.start + line.text.length, text });
  const isShown = /^html\d?$/.test(format) || (/^(?:la)?tex$/.test(format) && mathEnvironment.test(code));
  return isShown ? [whole(opener, ''), whole(closer, '')] : [whole(opener, `${fence}${format}`)];
}

/** A line of verse: `| Roses are red`. A row of a table ends with a bar, too. */
function inLineBlock(line: Line | undefined): boolean {
  return line !== undefined && !line.isCode && /^\|(?:[ \t][^|\n]*)?$/.test(line.text.trimEnd());
}

/** Lines that a reader sees as lines, with their indentation: https://pandoc.org/MANUAL.html#line-blocks */
function lineBlockEdits(lines: readonly Line[], index: number): Edit[] {
  const line = lines[index] as Line;
  const isAfter = inLineBlock(lines[index - 1]);
  const isBefore = inLineBlock(lines[index + 1]);
  const isWhole = (one: Line | undefined) => one === undefined || !/^[ \t]*\|/.test(one.text) || inLineBlock(one);
  if (!(isAfter || isBefore) || !isWhole(lines[index - 1]) || !isWhole(lines[index + 1])) return [];
  const [bar = '', indent = ''] = /^\|[ \t]?([ \t]*)/.exec(line.text) ?? [];
  const end = line.start + line.text.length;
  const start = { start: line.start, end: line.start + bar.length, text: '&nbsp;'.repeat(indent.length) };
  const isEmpty = line.text.trim() === '|';
  return [isEmpty ? { ...start, text: '&nbsp;' } : start, ...(isBefore ? [{ start: end, end, text: '  ' }] : [])];
}

/** A line `: text`: the caption of a table, or what the line above it means. */
function definitionEdits(lines: readonly Line[], index: number): Edit[] {
  const line = lines[index] as Line;
  let above = index - 1;
  while (above >= 0 && isBlank(lines[above])) above--;
  const term = lines[above];
  let below = index + 1;
  while (below < lines.length && isBlank(lines[below])) below++;
  const isTable = (one: Line | undefined) => one !== undefined && /^[ \t]*(?:\||[-+=]{3}[-+=| \t]*$)/.test(one.text);
  if (isTable(term) || (above !== index - 1 && isTable(lines[below]))) {
    const [, words = '', attributes = ''] = caption.exec(line.text) ?? [];
    const gap = above === index - 1 ? '\n' : '';
    const { id } = parseAttributes(attributes);
    const label = id === undefined ? '' : `(${id})=\n`;
    return [{ start: line.start, end: line.start + line.text.length, text: `${gap}${label}${words}` }];
  }
  const lead = /^:[ \t]+/.exec(line.text)?.[0].length ?? 2;
  const isNext = endsDefinition(lines, above);
  const isTerm =
    term !== undefined &&
    // With a blank line between, only one that stands alone.
    (above === index - 1 || (lead === 4 && above === index - 2 && isBlank(lines[above - 1]))) &&
    !term.isCode &&
    /^(?:\*\*|\{[a-z][\w:-]*\}`|<!--|[^\s#>|:*+\-{<=$%])/.test(term.text);
  if (term === undefined || !(isNext || isTerm)) return [];
  // What is indented below it belongs to it.
  const blanks = ' '.repeat(lead === 4 && /^(?: {4}|\t)/.test(lines[below]?.text ?? '') ? 4 : 2);
  const definition = { start: line.start, end: line.start + lead, text: isNext ? `\n${blanks}` : blanks };
  if (isNext) return [definition];
  const end = term.start + term.text.trimEnd().length;
  // What has marks of its own needs none.
  const marks = /^(?:\*\*|\{|`|<)/.test(term.text) ? '' : '**';
  return [
    { start: term.start, end: term.start, text: `- ${marks}` },
    { start: end, end: term.start + term.text.length, text: `${marks}  ` },
    definition,
  ];
}

/** Whether a line is, or goes on with, what another line `: text` says. */
function endsDefinition(lines: readonly Line[], last: number): boolean {
  let index = last;
  while (index >= 0 && (isBlank(lines[index]) || /^[ \t]{2}/.test(lines[index]?.text ?? ''))) index--;
  return /^:[ \t]+\S/.test(lines[index]?.text ?? '');
}
