import type { Root, RootContent } from 'mdast';
import { parseBlocks } from './parse-blocks.ts';

/**
 * A text with blanks in place of what stands in comments of HTML over several lines: pages show nothing of them, and no
 * notebook of students has them. One on a single line (`<!-- solution -->`) may say what follows it.
 */
export function withoutComments(text: string): string {
  if (!/<!--(?:(?!-->)[^\n])*\n/.test(text)) return text;
  let shown = text;
  const visit = (node: Root | RootContent): void => {
    if (node.type === 'html') {
      const { start, end } = node.position ?? {};
      const html = text.slice(start?.offset, end?.offset);
      const blank = html.replace(/<!--[\s\S]*?-->/g, (one) => (one.includes('\n') ? one.replace(/[^\n]/g, ' ') : one));
      shown = shown.slice(0, start?.offset) + blank + shown.slice(end?.offset);
    }
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(parseBlocks(text));
  return shown;
}
