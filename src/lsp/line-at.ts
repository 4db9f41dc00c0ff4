/** The line around a place of a text. */
export interface LineAt {
  readonly text: string;
  /** Characters before the place. */
  readonly before: string;
  readonly start: number;
  /** From 0. */
  readonly number: number;
}

export function lineAt(text: string, offset: number): LineAt {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const line = text.slice(start, next === -1 ? text.length : next).replace(/\r$/, '');
  const number = text.slice(0, start).split('\n').length - 1;
  return { text: line, before: text.slice(start, offset), start, number };
}

/** The word around a place of a line, letters, digits, `-` and `_`. */
export function wordAt({ text, before }: LineAt): { readonly word: string; readonly from: number } {
  const head = /[\p{L}\p{N}_-]*$/u.exec(before)?.[0] ?? '';
  const tail = /^[\p{L}\p{N}_-]*/u.exec(text.slice(before.length))?.[0] ?? '';
  return { word: head + tail, from: before.length - head.length };
}

/** The first line of a container with colons. */
export const containerLine = /^[ \t>]*:{3,}[ \t]*\{?\.?([\p{L}\p{N}_-]*)/u;
