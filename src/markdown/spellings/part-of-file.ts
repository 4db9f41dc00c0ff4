/** Words of an option that names a place in a file by the text of its line: `start-after: <!-- begin -->`. */
const places = ['start-after', 'start-at', 'end-before', 'end-at'] as const;

/**
 * The lines of a file that options name, by number (`lines: 1-3, 5`, `start-line: 2`) or by what stands in them, as
 * docutils, Sphinx and MyST have it. Undefined where they name a part in another way, or one that is not there.
 */
export function partOfFile(content: string, options: ReadonlyMap<string, string>): string | undefined {
  const known = /^(?:start-(?:after|at|line)|end-(?:before|at|line)|lines)$/;
  const asksMore = [...options.keys()].some(
    (key) => /^(?:start|end)-|^(?:pyobject|diff|filter|section)$/.test(key) && !known.test(key),
  );
  if (asksMore) return undefined;
  let lines: readonly string[] = content.split('\n');
  const wanted = options.get('lines');
  if (wanted !== undefined) lines = wanted.split(',').flatMap((range) => linesOfRange(lines, range));
  const first = numberOf(options.get('start-line'));
  const last = numberOf(options.get('end-line'));
  if (first !== undefined || last !== undefined) lines = lines.slice(first ?? 0, last);
  for (const place of places) {
    const text = unquoted(options.get(place));
    if (text === undefined) continue;
    const at = lines.findIndex((line) => line.includes(text));
    if (at === -1) return undefined;
    if (place.startsWith('start')) lines = lines.slice(place === 'start-at' ? at : at + 1);
    else lines = lines.slice(0, place === 'end-at' ? at + 1 : at);
  }
  return lines.join('\n');
}

/** The part of a file between two marks: `# --8<-- [start:name]` and `# --8<-- [end:name]`. */
export function sectionOfFile(content: string, name: string): string | undefined {
  const lines = content.split('\n');
  const at = (edge: string) => lines.findIndex((line) => line.includes('--8<--') && line.includes(`[${edge}:${name}]`));
  const [start, end] = [at('start'), at('end')];
  return start === -1 || end < start ? undefined : lines.slice(start + 1, end).join('\n');
}

/** `3`, `2-5`, `4-`: lines are counted from 1. */
function linesOfRange(lines: readonly string[], range: string): readonly string[] {
  const [, from = '', dash, to = ''] = /^[ \t]*(\d*)[ \t]*([-:]?)[ \t]*(\d*)[ \t]*$/.exec(range) ?? [];
  const first = from === '' ? 1 : Number(from);
  return lines.slice(first - 1, dash !== '' ? (to === '' ? lines.length : Number(to)) : first);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || !/^-?\d+$/.test(text.trim()) ? undefined : Number(text);
}

function unquoted(text: string | undefined): string | undefined {
  const plain = text?.trim().replace(/^(["'])(.*)\1$/, '$2');
  return plain === '' ? undefined : plain;
}
