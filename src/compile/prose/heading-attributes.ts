/** `{#id .class key="value"}` of Pandoc, `{: #id}` of kramdown and `{-}`, at the end of a heading. */
const one = /(?:[#.][\w:.-]+|-|[\w:-]+=(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'{}]+))/.source;
const attributes = new RegExp(`^[ \\t]*\\{:?[ \\t]*(${one}(?:[ \\t]+${one})*)[ \\t]*\\}[ \\t]*$`);

/** What a heading says of itself to the tool of its page: where that begins in its text, and its id. */
export function headingAttributes(
  text: string,
): { readonly start: number; readonly id: string | undefined } | undefined {
  if (!text.trimEnd().endsWith('}')) return undefined;
  const from = text.lastIndexOf('{');
  const start = text.slice(0, from).trimEnd().length;
  const found = attributes.exec(from === 0 ? ` ${text}` : text.slice(start));
  // Directly behind a word, only an id or a class is surely meant.
  if (found === null || (start === from && from > 0 && !/^[#.][A-Za-z]/.test(found[1] ?? ''))) return undefined;
  return { start, id: /(?:^|\s)#([\w:.-]+)/.exec(found[1] ?? '')?.[1] };
}
