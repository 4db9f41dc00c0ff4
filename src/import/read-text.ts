import { fenceText } from './fence-text.ts';
import { saysFurniture } from './furniture-phrases.ts';
import { guessedLanguage, isPython } from './guess-language.ts';
import type { Reader } from './imported-lesson.ts';
import { outputLabel } from './output-label.ts';
import { decodePage, isMisread, repairEncoding } from './page/decode.ts';

/** A paragraph of a text: lines without an empty one between them. */
type Paragraph = string;

/**
 * A plain text, such as a page that was copied, as a lesson: its first line is the title, what is Python becomes cells, what
 * stands below "Output:" an output. Headings and lists are guessed; nothing else of a page is in its text.
 */
export const readText: Reader = (content, name) => {
  const decoded = decodePage(content);
  const text = (isMisread(decoded) ? repairEncoding(decoded) : decoded).replace(/\r\n?/g, '\n').replace(/\u00a0/g, ' ');
  const all = text.split(/\n(?:[ \t]*\n)+/).flatMap(cutAtLabels);
  const dropped: string[] = [];
  const paragraphs = all.filter((one) => {
    const isSite = saysFurniture(one.trim());
    if (isSite) dropped.push(one.trim());
    return one.trim() !== '' && !isSite;
  });
  if (paragraphs.length === 0) return { unreadable: 'has no text', help: 'name a file with text in it' };
  const blocks = blocksOf(joined(paragraphs));
  const isTitled = blocks[0]?.startsWith('#') === true;
  return {
    text: `${[...(isTitled ? [] : [`# ${name}`]), ...blocks].join('\n\n')}\n`,
    files: new Map(),
    leftOut: dropped.length === 0 ? [] : [`lines of the site (${[...new Set(dropped)].slice(0, 5).join(', ')})`],
  };
};

/** A line "Output:" begins a paragraph. */
function cutAtLabels(paragraph: string): Paragraph[] {
  const parts: string[][] = [[]];
  for (const line of paragraph.split('\n')) {
    if (outputLabel.test(line.trim())) parts.push([]);
    parts.at(-1)?.push(line);
  }
  return parts.map((lines) => lines.join('\n').replace(/^\n+|\s+$/g, ''));
}

/** Code with empty lines in it is one paragraph; what stands twice in a row stands once. */
function joined(paragraphs: readonly Paragraph[]): Paragraph[] {
  const result: Paragraph[] = [];
  for (const one of paragraphs) {
    const before = result.at(-1);
    if (before !== undefined && before.trim() === one.trim()) continue;
    if (
      before !== undefined &&
      isCode(before) &&
      (/^[ \t]/.test(one) || isDefinition(before)) &&
      isCode(`${before}\n\n${one}`) &&
      isCode(one)
    )
      result[result.length - 1] = `${before}\n\n${one}`;
    else result.push(one);
  }
  return result;
}

/** Code that ends with a line of a block may go on. */
function isDefinition(code: string): boolean {
  return /^[ \t]/.test(code.split('\n').at(-1) ?? '');
}

function blocksOf(paragraphs: readonly Paragraph[]): string[] {
  const blocks: string[] = [];
  let isCodeBefore = false;
  let isLabelled = false;
  for (const [index, one] of paragraphs.entries()) {
    if (isCodeBefore && outputLabel.test(one.trim())) {
      isLabelled = true;
      continue;
    }
    const [label = '', ...rest] = one.split('\n');
    if (isLabelled) blocks.push(fenceText('output', one));
    else if (isCodeBefore && rest.length > 0 && outputLabel.test(label.trim()))
      blocks.push(fenceText('output', rest.join('\n')));
    else if (isCode(one)) blocks.push(fenceText(guessedLanguage(unindented(one), 'python'), unindented(one)));
    else
      blocks.push(
        isHeading(one, paragraphs[index + 1], index) ? `${index === 0 ? '#' : '##'} ${one.trim()}` : literal(one),
      );
    isCodeBefore = !isLabelled && isCode(one);
    isLabelled = false;
  }
  return blocks;
}

function isCode(paragraph: Paragraph): boolean {
  const code = unindented(paragraph);
  const language = guessedLanguage(code, 'python');
  return language !== '' && (language !== 'python' || isPython(code));
}

/** A short line of its own that ends without a stop, above other text. */
function isHeading(one: Paragraph, next: Paragraph | undefined, index: number): boolean {
  const line = one.trim();
  if (line.includes('\n') || line.length > 70 || /[.,:;!?]$/.test(line) || /^[-*•\d]/.test(line)) return false;
  return index === 0 || (next !== undefined && /^\p{Lu}/u.test(line) && line.split(/\s+/).length <= 8);
}

function unindented(paragraph: Paragraph): string {
  const indents = paragraph
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const least = indents.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return paragraph
    .split('\n')
    .map((line) => line.slice(Number.isFinite(least) ? least : 0))
    .join('\n');
}

/** Text in which nothing at the start of a line means anything to Markdown but lists and underlined headings. */
function literal(paragraph: Paragraph): string {
  return unindented(paragraph)
    .split('\n')
    .map((line) => line.replace(/^[•·▪]\s*/, '- ').replace(/^(?:#{1,6}(?=\s)|>|:::|`{3,}|~{3,})/, '\\$&'))
    .join('\n')
    .replace(/<(?=[A-Za-z!/])/g, '&lt;');
}
