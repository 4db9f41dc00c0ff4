/** A word or `key=value` of an info string, quoted where it has to be. */
export function option(key: string, value: string | number): string {
  const text = String(value);
  return /^[\w.:/+-]+$/.test(text) ? `${key}=${text}` : `${key}="${text.replace(/["\\]/g, '\\$&')}"`;
}

/** A fence around a text, longer than any row of backticks in it. */
export function fenceText(info: string, text: string): string {
  const rows = text.match(/`{3,}/g) ?? [];
  const marks = '`'.repeat(rows.reduce((longest, { length }) => Math.max(longest, length + 1), 3));
  return `${marks}${info}\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${marks}`;
}

/** A container around blocks, with more colons than any container in it. */
export function containerText(name: string, attributes: string, blocks: readonly string[]): string {
  const text = blocks.join('\n\n');
  const rows = text.match(/^[ \t]*:{3,}/gm) ?? [];
  const marks = ':'.repeat(rows.reduce((longest, row) => Math.max(longest, row.trim().length + 1), 3));
  return `${marks}${name}${attributes}\n${text}\n${marks}`;
}
