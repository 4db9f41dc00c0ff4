import type { ProseContext } from './context.ts';
import { mayShowCode } from './shown-code.ts';
import { mayHoldConstructs } from './shown-constructs.ts';

const relativeLink = /\]\(\s*<?(?!(?:https?|mailto):)/;
const urlTag = /<[a-z][^<>]*?\s(?:src|srcset|href|data|poster)\s*=/i;
/** `#tag` at the start of a line: a heading for nbconvert. */
const lineStart = /^[ \t>]*#{1,6}[^#\s]/m;

/** What may be attributes of a link, an image or code. */
const attributes = /(?:[)\]`*]|__)\{[:\s]*[#.\w]/;

/** The beginning of a role of MyST. */
const role = /\{[a-z][\w:.+-]*\}`/i;

/** What may be attributes of a heading. */
const ofHeading = /\}[ \t#]*$/m;

/** Whether a parse could find anything to edit: most cells need none, and parsing is most of a build. */
export function mayNeedEdits(text: string, { definitions, anchors }: ProseContext): boolean {
  return (
    mayHoldEdit(text, definitions.size > 0) ||
    (text.includes('[') && (text.includes('[!') || text.includes(']:'))) ||
    anchors.marks.size > 0 ||
    text.includes('[](') ||
    /(?:```|~~~)[ \t]*math\b/i.test(text) ||
    /[`~]{3}[ \t]*\{/.test(text) ||
    text.includes(']]') ||
    mayShowCode(text) ||
    mayHoldConstructs(text)
  );
}

/** Whether the inline Markdown of a text can hold something to edit. `defines`: the lesson has definitions. */
export function mayHoldEdit(text: string, defines: boolean): boolean {
  return (
    text.includes('$') ||
    (text.includes('\\begin{') && text.includes('>')) ||
    (text.includes('[') && (defines || relativeLink.test(text))) ||
    (text.includes('<') && urlTag.test(text)) ||
    (text.includes('{') && ofHeading.test(text)) ||
    text.includes('[](') ||
    text.includes('<!--') ||
    (text.includes('{') && (attributes.test(text) || role.test(text))) ||
    (text.includes('#') && lineStart.test(text)) ||
    /`(?:#!|:::)\w/.test(text) ||
    (text.includes('&') && /&(?:#36|#x24|dollar);/i.test(text))
  );
}
