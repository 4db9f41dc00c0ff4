import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { trimLines } from '../terminal-text.ts';

/**
 * HTML as lines that are equal where the trees are: one line for each tag with its attributes in order, and for each
 * text, after a bar, with its blanks run together but for those in `<pre>`. Comments and blanks between tags are gone.
 * A text `...` stands without a bar, as a line that can leave out others.
 */
export function htmlLines(html: string): string {
  const lines: string[] = [];
  for (const node of parseFragment(html).childNodes) write(node, '', false, lines);
  return lines.join('\n');
}

/** The names of all tags in order, also of those that the tree does without. */
export function tagNames(html: string): string {
  return [...html.matchAll(/<(\/?[a-z][^\s/>]*)/gi)].map(([, name = '']) => name.toLowerCase()).join(' ');
}

function write(node: DefaultTreeAdapterTypes.ChildNode, indent: string, isLaidOut: boolean, lines: string[]): void {
  if ('value' in node) {
    const text = isLaidOut ? trimLines(node.value) : node.value.replace(/\s+/g, ' ').trim();
    if (text === '...') lines.push(indent + text);
    else if (text.trim() !== '') for (const line of text.split('\n')) lines.push(`${indent}| ${line}`);
  } else if ('tagName' in node) {
    const attributes = node.attrs.map(({ name, value }) => ` ${name}="${value.replace(/\s+/g, ' ').trim()}"`).sort();
    lines.push(`${indent}<${node.tagName}${attributes.join('')}>`);
    const children = 'content' in node ? node.content.childNodes : node.childNodes;
    const keepsBlanks = isLaidOut || node.tagName === 'pre' || node.tagName === 'textarea';
    for (const child of children) write(child, `${indent} `, keepsBlanks, lines);
  }
}
