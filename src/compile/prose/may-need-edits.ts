import type { ProseContext } from './context.ts';

const relativeLink = /\]\(\s*<?(?!(?:https?|mailto):)/;
const urlTag = /<[a-z][^<>]*?\s(?:src|srcset|href|data|poster)\s*=/i;
/** `#tag` at the start of a line: a heading for nbconvert. */
const lineStart = /^[ \t>]*#{1,6}[^#\s]/m;

/** Whether a parse could find anything to edit: most cells need none, and parsing is most of a build. */
export function mayNeedEdits(text: string, context: ProseContext): boolean {
  return (
    text.includes('$') ||
    (text.includes('[') &&
      (context.definitions.size > 0 || relativeLink.test(text) || text.includes('[!') || text.includes(']:'))) ||
    (context.anchors.marks.size > 0 && /#|\n[ \t]*[=-]/.test(text)) ||
    urlTag.test(text) ||
    lineStart.test(text) ||
    /&(?:#36|#x24|dollar);|(?:```|~~~)[ \t]*math\b/i.test(text)
  );
}
