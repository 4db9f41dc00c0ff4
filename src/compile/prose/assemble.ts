import { concat, type MappedText, sliceMapped, synthetic } from '../../text/mapped-text.ts';
import { blockTokens, type MarkdownToken } from './tokens.ts';

/** A cell's text with the notes and definitions that it needs under it. Empty when there is nothing to show. */
export function assemble(body: MappedText, notes: readonly MappedText[], links: readonly MappedText[]): MappedText {
  const text = withoutEnd(body);
  if (text.text === '' && notes.length === 0) return { text: '', segments: [] };
  if (notes.length === 0 && links.length === 0) return text;
  const span = body.segments.at(-1)?.source ?? { start: 0, end: 0 };
  const gap = (blanks: string): MappedText => synthetic(blanks, { start: span.end, end: span.end });
  const { close, swallows } = tail(text.text);
  const under: MappedText[] = [gap(close)];
  for (const [index, note] of notes.entries()) under.push(gap(index === 0 ? '\n\n---\n\n' : '\n\n'), note);
  const definitions = links.flatMap((link, index) =>
    index === 0 ? [withoutEnd(link)] : [gap('\n'), withoutEnd(link)],
  );
  if (links.length === 0) return concat([text, ...under]);
  if (swallows) return concat([...definitions, gap('\n\n'), text, ...under]);
  return concat([text, ...under, gap('\n\n'), ...definitions]);
}

function withoutEnd(mapped: MappedText): MappedText {
  const length = mapped.text.replace(/\n\s*$/, '').length;
  return length === mapped.text.length ? mapped : sliceMapped(mapped, 0, length);
}

/** A text may end in the middle of a fence, which its end closes, or of raw HTML that would swallow what follows. */
function tail(text: string): { close: string; swallows: boolean } {
  if (!/^[ \t]*(?:```|~~~|<)/m.test(text)) return { close: '', swallows: false };
  const last = blockTokens(text).findLast((token) => !token.type.startsWith('lineEnding'));
  if (last?.type === 'codeFenced') {
    const fences = last.children.filter((child) => child.type === 'codeFencedFence');
    const open = /[`~]+/.exec(text.slice(last.start))?.[0] ?? '';
    return { close: fences.length < 2 ? `\n${open}` : '', swallows: false };
  }
  if (last?.type !== 'htmlFlow') return { close: '', swallows: false };
  const after: MarkdownToken | undefined = blockTokens(`${text}\n\n***`).at(-1);
  return { close: '', swallows: after?.type !== 'thematicBreak' };
}
