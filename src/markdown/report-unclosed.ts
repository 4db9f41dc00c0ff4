import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { FenceItem } from './item.ts';

/** Says of a fence that nothing closed it. */
export function reportUnclosed(item: FenceItem, file: string, diagnostics: Diagnostic[]): void {
  if (!item.unclosed) return;
  diagnostics.push(
    diagnostic('fence-unclosed', 'this code fence is never closed', file, item.span, {
      help: 'close it with as many backticks (or tildes) as opened it',
    }),
  );
}
