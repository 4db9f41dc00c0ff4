import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Fix } from '../diagnostics/fix.ts';
import { originOf } from '../text/mapped-text.ts';
import type { FenceItem } from './item.ts';

/** Says of a fence that nothing closed it, and where it should have ended. */
export function reportUnclosed(item: FenceItem, file: string, diagnostics: Diagnostic[]): void {
  if (!item.unclosed) return;
  const { document, node, content } = item;
  const marker = /^[`~]{3,}/.exec(document.mapped.text.slice(node.start))?.[0] ?? '```';
  // Markdown in the code was meant to stand after it.
  const found = /^[ \t>]*((?::{3,}|`{3,}|~{3,})[^\n]*)$/m.exec(content.text);
  const mark = found?.[1]?.trim();
  const help = mark === undefined ? `close it with ${marker}` : `write ${marker} above \`${mark}\``;
  diagnostics.push(
    diagnostic('fence-unclosed', 'this code fence is never closed', file, item.span, {
      help,
      fix: closing(item, marker, found?.index),
    }),
  );
}

/** Writes the line that closes a fence: above what was meant to stand after it, or else where its text ends. */
function closing({ document, node, content }: FenceItem, marker: string, at: number | undefined): Fix {
  const title = `close it with ${marker}`;
  if (at !== undefined) {
    const { start } = originOf(content, at, at);
    return { title, edits: [{ span: { start, end: start }, text: `${marker}\n` }] };
  }
  const before = node.start + document.mapped.text.slice(node.start, node.end).trimEnd().length;
  const { end } = originOf(document.mapped, Math.max(before - 1, 0), before);
  return { title, edits: [{ span: { start: end, end }, text: `\n${marker}` }] };
}
