import { type MarkedText, secretsIn } from './secret-text.ts';
import { linesIn } from './spellings/lines.ts';

/** Languages by which a fence is text. */
const plain = /^(?:`{3,}|~{3,})[ \t]*(?:text|txt|plain|plaintext|none|nohighlight|raw)?[ \t]*\n/i;

/** What opens or ends a block that is a solution, in whatever tool: its own lines, as nobody writes them in plain text. */
const construct = /^(?::{3,}|\{:|[`~]{3,}[ \t]*\{|\?{3}|!!!|<(?:details|summary|div|section|aside)\b|\[![\w-]+\])/i;

/** What sections speak of that show how such blocks are written. */
const aboutMarkup =
  /\b(?:markdown|kramdown|MyST|quarto|pandoc|jekyll|mkdocs|docusaurus|sphinx|sandpaper|workbench|html|liquid|syntax|syntaxe|sintaxis|directives?|admonitions?|callouts?|block ?quotes?|fenced|renders?|rendered)\b|<[a-z]+>/i;

/**
 * Where a fence of plain text holds the block of a solution as a tool's lessons write it, with its lines: the block was
 * put between the wrong lines, and students would read it. Where the section speaks of such markup, it shows how to write one.
 * @param text The fence.
 * @param before What stands before it in the lesson.
 */
export function solutionInFence(text: string, before: string): MarkedText | undefined {
  const opener = plain.exec(text)?.[0];
  if (opener === undefined) return undefined;
  const body = text.slice(opener.length).replace(/\n[ \t]*(?:`{3,}|~{3,})[ \t]*$/, '');
  const found = secretsIn(body).find(({ mark, start }) => mark === 'solution' && isConstruct(body, start));
  if (found === undefined || aboutMarkup.test(around(before))) return undefined;
  return { ...found, start: found.start + opener.length, end: found.end + opener.length };
}

/** Whether a place begins a construct, or a heading in a quote. */
function isConstruct(text: string, start: number): boolean {
  const rest = text.slice(start);
  const lead = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return construct.test(rest) || (/^#{1,6}[ \t]/.test(rest) && lead.includes('>'));
}

/** The lesson's title, the heading above a place, and what stands below it. */
function around(before: string): string {
  const header = /^title:[^\n]*/m.exec(before)?.[0] ?? '';
  const text = linesIn(before).filter(({ isCode }) => !isCode);
  const headings = text.filter((line) => /^#{1,6}[ \t]/.test(line.text));
  const last = headings.at(-1);
  const section = last === undefined ? text : text.slice(text.indexOf(last));
  return [header, headings[0]?.text ?? '', ...section.map((line) => line.text)].join('\n');
}
