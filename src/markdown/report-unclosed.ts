import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { FenceItem } from './item.ts';

/** Says of a fence that nothing closed it, and where it should have ended. */
export function reportUnclosed(item: FenceItem, file: string, diagnostics: Diagnostic[]): void {
  if (!item.unclosed) return;
  const { document, node, content } = item;
  const marker = /^[`~]{3,}/.exec(document.mapped.text.slice(node.start))?.[0] ?? '```';
  // Markdown in the code was meant to stand after it.
  const mark = /^[ \t>]*((?::{3,}|`{3,}|~{3,})[^\n]*)$/m.exec(content.text)?.[1]?.trim();
  const help = mark === undefined ? `close it with ${marker}` : `write ${marker} above \`${mark}\``;
  diagnostics.push(diagnostic('fence-unclosed', 'this code fence is never closed', file, item.span, { help }));
}
