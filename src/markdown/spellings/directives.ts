import type { Edit } from '../../text/mapped-text.ts';

/** A fenced directive, whole: what stands before its lines, its name, what follows that, and its content. */
const directive =
  /^([ \t>]*)(`{3,}|~{3,}|:{3,})[ \t]*\{(image|figure|list-table|csv-table|raw|glossary|iframe)\}[ \t]*([^\n]*)\n((?:(?!\1\2[ \t]*$)[^\n]*\n)*?)\1\2[ \t]*$/gm;
const option = /^[ \t]*:([\w-]+):[ \t]*(.*?)[ \t]*$/;

/**
 * Directives of MyST as the Markdown that shows the same: images, tables that are written as lists, HTML, glossaries. A
 * label before an item of a list becomes an anchor in it.
 */
export function directives(text: string): Edit[] {
  const labels = [...text.matchAll(/^([ \t>]*)\(([\w:.-]+)\)=[ \t]*\n(\1(?:[-*+]|\d+[.)])[ \t]+)/gm)].map(
    ({ index, 0: { length }, 2: label, 3: item = '' }): Edit => ({
      start: index,
      end: index + length,
      text: `${item}<a id="${label}"></a>`,
    }),
  );
  if (!/\{(?:image|figure|list-table|csv-table|raw|glossary|iframe)\}/.test(text)) return labels;
  return [
    ...labels,
    ...[...text.matchAll(directive)].flatMap((match): Edit[] => {
      const [whole, prefix = '', , name = '', argument = '', inner = ''] = match;
      // A figure is a container of its own, but for one in a list, where its fence would stay.
      if (name === 'figure' && !/^[ \t]+$/.test(prefix)) return [];
      const lines = inner
        .split('\n')
        .map((line) => (line.startsWith(prefix) ? line.slice(prefix.length) : line.trimStart()));
      const options = new Map<string, string>();
      while (lines.length > 0 && (option.test(lines[0] ?? '') || (options.size === 0 && lines[0]?.trim() === ''))) {
        const [, key, value = ''] = option.exec(lines.shift() ?? '') ?? [];
        if (key !== undefined) options.set(key, value);
      }
      const shown = markdownOf(name, argument.trim(), options, lines, prefix === '');
      if (shown === undefined) return [];
      const body = shown.replace(/\n(?=[^\n])/g, `\n${prefix.replace(/[^\s>]/g, ' ')}`);
      const start = match.index + prefix.length;
      const end = match.index + whole.length;
      if (!body.startsWith(':::')) return [{ start, end, text: body }];
      // A container's opener and what it holds come from places of their own: a label is of the first.
      const middle = match.index + whole.indexOf('\n');
      const line = body.indexOf('\n');
      return [
        { start, end: middle, text: body.slice(0, line) },
        { start: middle, end, text: body.slice(line) },
      ];
    }),
  ];
}

function markdownOf(
  name: string,
  argument: string,
  options: ReadonlyMap<string, string>,
  lines: readonly string[],
  isOnTop: boolean,
): string | undefined {
  if (name === 'figure') {
    const label = options.get('name') ?? options.get('label');
    const image = markdownOf('image', argument, options, lines, isOnTop);
    const caption = lines
      .map((line) => line.trimStart())
      .join('\n')
      .trim();
    return image && `${label === undefined ? '' : `<a id="${label}"></a>`}${image}${caption && `\n\n${caption}`}`;
  }
  if (name === 'image')
    return argument === '' ? undefined : `![${(options.get('alt') ?? '').replace(/[[\]\\]/g, '\\$&')}](<${argument}>)`;
  if (name === 'raw') return argument === 'html' || argument === 'jupyter' ? lines.join('\n').trim() : undefined;
  // What a page shows in a frame is a way to it: notebooks' own pages take frames out.
  if (name === 'iframe')
    return /^\w+:\/\//.test(argument)
      ? [`<${argument}>`, lines.join('\n').trim()].filter(Boolean).join('\n\n')
      : undefined;
  if (name === 'glossary') return glossary(lines);
  const rows = name === 'list-table' ? rowsOfList(lines) : rowsOfCsv(lines, options);
  return rows === undefined ? undefined : table(rows, argument, options, isOnTop);
}

/** Rows as a table. One with a label is the container of that name, which readers know by its number. */
function table(
  rows: readonly (readonly string[])[],
  title: string,
  options: ReadonlyMap<string, string>,
  isOnTop: boolean,
): string | undefined {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (width === 0) return undefined;
  const lineOf = (row: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, at) => (row[at] ?? '').replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;
  const isHeaded = options.has('header') || !/^0?$/.test(options.get('header-rows') ?? '0');
  const [head, ...body] = isHeaded ? rows : [[], ...rows];
  const shown = [lineOf(head ?? []), `|${' --- |'.repeat(width)}`, ...body.map(lineOf)].join('\n');
  const label = options.get('name') ?? options.get('label');
  if (!isOnTop || label === undefined) return title === '' ? shown : `${title}\n\n${shown}`;
  return `:::{table} ${title}\n:name: ${label}\n\n${shown}\n:::`;
}

/** Rows of values between commas; a value between quotes may hold a comma. One whose values stand in a file is none here. */
function rowsOfCsv(lines: readonly string[], options: ReadonlyMap<string, string>): string[][] | undefined {
  if (options.has('file') || options.has('url') || (options.get('delim') ?? ',') !== ',') return undefined;
  const header = options.get('header');
  return [...(header === undefined ? [] : [header]), ...lines]
    .filter((line) => line.trim() !== '')
    .map((line) =>
      [...line.matchAll(/(?:^|,)[ \t]*(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = '']) =>
        (quoted?.replaceAll('""', '"') ?? plain).trim(),
      ),
    );
}

/** `* - a` begins a row, `  - b` goes on with it; cells of several lines become one. */
function rowsOfList(lines: readonly string[]): string[][] | undefined {
  const rows: string[][] = [];
  for (const line of lines) {
    const [, row, cell, more] = /^(?:([*-])[ \t]+-|[ \t]+-)(?:[ \t]+(.*))?$|^[ \t]+(\S.*)$/.exec(line) ?? [];
    const last = rows.at(-1);
    if (line.trim() === '') continue;
    if (more !== undefined) {
      if (last === undefined || last.length === 0 || /^(?:[`~:]{3}|[*+-][ \t]|\d+\.[ \t])/.test(more)) return undefined;
      last[last.length - 1] = `${last.at(-1)} ${more}`.trim();
    } else if (row !== undefined) rows.push([cell ?? '']);
    else if (last !== undefined && /^[ \t]+-/.test(line)) last.push(cell ?? '');
    else return undefined;
  }
  return rows;
}

/** Terms, with what they mean indented below them or behind a colon. */
function glossary(lines: readonly string[]): string {
  const shown = lines.map((line, index) => {
    const next = lines[index + 1] ?? '';
    if (/^\S/.test(line) && !line.startsWith(':') && /^(?:[ \t]+|:[ \t]+)\S/.test(next))
      return `- **${line.trim()}**  `;
    return line.replace(/^(?::[ \t]+|[ \t]+)(?=\S)/, '  ');
  });
  return shown.join('\n').trimEnd();
}
