import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

/**
 * HTML as lines that are equal where the trees are: one line for each tag with its attributes in order, and for each
 * text with its blanks run together. Comments and blanks between tags are gone.
 */
export function htmlLines(html: string): string {
  const lines: string[] = [];
  for (const node of parseFragment(html).childNodes) write(node, '', lines);
  return lines.join('\n');
}

function write(node: DefaultTreeAdapterTypes.ChildNode, indent: string, lines: string[]): void {
  if ('value' in node) {
    const text = node.value.replace(/\s+/g, ' ').trim();
    if (text !== '') lines.push(indent + text);
  } else if ('tagName' in node) {
    const attributes = node.attrs.map(({ name, value }) => ` ${name}="${value.replace(/\s+/g, ' ').trim()}"`).sort();
    lines.push(`${indent}<${node.tagName}${attributes.join('')}>`);
    const children = 'content' in node ? node.content.childNodes : node.childNodes;
    for (const child of children) write(child, `${indent} `, lines);
  }
}
