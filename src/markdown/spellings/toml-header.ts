import { parse } from 'smol-toml';
import type { Edit } from '../../text/mapped-text.ts';

/** A header between lines of `+++`: the whole, and the TOML in it. */
const header = /^(\+{3}[ \t]*\n)([\s\S]*?)(?<=\n)(\+{3})[ \t]*(?=\n|$)/;

/**
 * A header in TOML as the same in YAML, each key where it stands: what is found in it is found there. What cannot be read
 * stays as it is. https://gohugo.io/content-management/front-matter/
 */
export function tomlHeader(text: string): Edit[] {
  const read = tomlOf(text);
  if (read === undefined) return [];
  const { values, start, end } = read;
  const toml = text.slice(start, end);
  const keys = Object.keys(values)
    .map((key) => ({ key, at: placeOf(key, toml) }))
    .sort((a, b) => a.at - b.at);
  const lines = keys.map(({ key, at }, index): Edit => {
    const next = keys[index + 1]?.at ?? toml.length;
    const isPlain = toml.startsWith(key, at);
    const shown = isPlain ? '' : JSON.stringify(key);
    const text = `${shown}: ${JSON.stringify(values[key])}\n`;
    return { start: start + at + (isPlain ? key.length : 0), end: start + next, text };
  });
  return [
    { start: 0, end: 3, text: '---' },
    { start, end: start + (keys[0]?.at ?? toml.length), text: '' },
    ...lines,
    { start: end, end: end + 3, text: '---' },
  ];
}

function tomlOf(text: string) {
  const [, open = '', toml] = header.exec(text) ?? [];
  if (toml === undefined) return undefined;
  try {
    const values: Readonly<Record<string, unknown>> = parse(toml);
    // Two breaks of MyST's cells hold no keys.
    if (Object.keys(values).length === 0) return undefined;
    return { values, start: open.length, end: open.length + toml.length };
  } catch {
    return undefined;
  }
}

/** Where a key of the header stands first: in its own line, with others after a dot, or as the name of a table. */
function placeOf(key: string, toml: string): number {
  const name = key.replace(/[^\w-]/g, '\\$&');
  const match = new RegExp(`^([ \\t]*(?:\\[{1,2}[ \\t]*)?["']?)${name}["']?[ \\t]*[=.\\]]`, 'm').exec(toml);
  return match === null ? 0 : match.index + (match[1] ?? '').length;
}
