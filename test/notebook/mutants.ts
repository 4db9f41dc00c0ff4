import type { Random } from './random.ts';

/** A way to write a value that `JSON.stringify` does not have: `1.0`, `NaN`, 5,000 digits. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toJSON(): string {
    return `@raw ${this.text} wra@`;
  }
}

/** Everything that may stand where it does not belong: each JSON type, and the numbers that Python tells apart. */
const values: readonly unknown[] = [
  null, true, false, 0, 1, -1, 5, '', 'x', 'a,b', 'auto', 'code', '\n', 'a\nb', 'a\r', 'a\u2028', [], {}, [''], ['a', 'b'], ['a', 'a'], ['a', 1], [[]],
  { a: 1 }, { 'text/plain': 1 }, { 'text/plain': 'x' }, { name: 'n' }, { name: 'n', display_name: 'd' }, [null], 'NaN', '1', '4', 4, '5',
  ...['1.0', '0.0', '-0', '-0.0', '1e0', '1E2', '4.0', '5.0', '1.5', 'NaN', 'Infinity', '-Infinity', '9'.repeat(400), '9'.repeat(4300), '9'.repeat(4301), `-${'9'.repeat(4301)}`, '1e400', '"\\ud800"', '"\\udc00\\ud800"'].map((text) => new Raw(text)),
]; // biome-ignore format: a table

const ids: readonly unknown[] = [
  '',
  'a',
  'A',
  'a b',
  'a.b',
  'ä',
  'a\n',
  'a\nb',
  '-',
  '_',
  'x'.repeat(64),
  'x'.repeat(65),
  `${'x'.repeat(64)}\n`,
  '__proto__',
  'constructor',
  1,
  true,
  null,
  [],
  {},
  new Raw('1.0'),
];
const keys: readonly string[] = [
  'id', 'cell_type', 'output_type', 'metadata', 'source', 'outputs', 'execution_count', 'attachments', 'name', 'tags', 'data', 'text', 'ename', 'evalue', 'traceback', 'nbformat', 'nbformat_minor', 'cells', 'worksheets',
  'kernelspec', 'language_info', 'display_name', 'orig_nbformat', 'title', 'authors', 'jupyter', 'source_hidden', 'outputs_hidden', 'execution', 'iopub.status.busy', 'anything', 'collapsed', 'scrolled', 'format', 'codemirror_mode', 'file_extension', 'mimetype', 'pygments_lexer', 'signature', 'trusted',
  'text/plain', 'text/html', 'application/json', 'application/json\n', 'application/x+json', 'application/x+JSON', 'application/\n+json', 'application/\r+json', 'application/\u2028+json', 'application/+json', 'xapplication/json', 'image/png',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', 'Source', 'ouputs', 'a\nb', '\n', 'prompt_number', 'input', 'language', 'level', 'pyout', 'stream', 'collapsed ',
]; // biome-ignore format: a table
const types: readonly unknown[] = [
  'code',
  'markdown',
  'raw',
  'heading',
  'html',
  'Code',
  '',
  'stream',
  'display_data',
  'execute_result',
  'error',
  'pyout',
  'pyerr',
  'update_display_data',
  '__proto__',
  'constructor',
  'unknown',
  1,
  null,
  [],
  'code\n',
];
const known: readonly (readonly [string, unknown])[] = [
  ['tags', ['a', 'a']], ['tags', ['a', 'b']], ['tags', ['a,b']], ['tags', ['']], ['tags', [1, true]], ['tags', 'a'], ['tags', ['a\n', 'a']], ['tags', ['\n']], ['name', ''], ['name', '\n'], ['name', '\r'], ['name', '\u2028'], ['name', 'a\nb'], ['name', '\na'], ['name', 1],
  ['jupyter', 1], ['jupyter', {}], ['jupyter', { source_hidden: 'yes' }], ['execution', 1], ['execution', { 'iopub.status.busy': 1 }], ['execution', { anything: 1 }], ['execution', { 'a\nb': 1 }], ['execution', { '\n': 1 }], ['execution', { 'a\r': 1 }], ['execution', { '': 1 }],
  ['scrolled', true], ['scrolled', 'auto'], ['scrolled', 'no'], ['scrolled', 1], ['scrolled', 0], ['scrolled', new Raw('1.0')], ['collapsed', 1], ['collapsed', true], ['format', 1], ['format', 'text/x'],
  ['kernelspec', {}], ['kernelspec', { name: 'a' }], ['kernelspec', { name: 'a', display_name: 'b', x: 1 }], ['kernelspec', []], ['kernelspec', { name: 1, display_name: 'b' }], ['language_info', {}], ['language_info', { name: 'p' }], ['language_info', { name: 'p', codemirror_mode: 1 }], ['language_info', { name: 'p', codemirror_mode: {} }], ['language_info', { name: 'p', version: 1 }], ['language_info', { name: 'p', file_extension: 1 }],
  ['orig_nbformat', 1], ['orig_nbformat', 0], ['orig_nbformat', new Raw('1.0')], ['title', 1], ['title', 't'], ['authors', [1]], ['authors', {}], ['authors', [{ name: 1 }]], ['attachments', {}], ['attachments', { a: {} }], ['attachments', { a: 1 }], ['attachments', { a: { 'text/plain': 1 } }], ['attachments', { '': { 'image/png': ['a', 'b'] } }], ['attachments', { 'a\n': { 'image/png': 1 } }],
  ['widgets', {}], ['colab', { name: 'x' }],
]; // biome-ignore format: a table

type Container = Record<string, unknown> | unknown[];

/** One mutant of a notebook: a file's bytes, and what was done to the original. */
export interface Mutant {
  readonly bytes: Buffer;
  readonly done: string;
}

/** Changes a notebook once to three times: its values, as the schema could or could not have them, or its bytes. */
export function mutate(text: string, random: Random): Mutant {
  const notebook = JSON.parse(text) as Container;
  const done: string[] = [];
  for (let times = random.chance(0.75) ? 1 : 2 + random.below(2); times > 0; times--)
    done.push(random.pick(structural)(notebook, random));
  const changed = JSON.stringify(notebook, null, random.pick([undefined, 1, 1, 1, 2])).replace(
    /"@raw (.*?) wra@"/g,
    (_, raw: string) => JSON.parse(`"${raw}"`) as string,
  );
  if (random.chance(0.7)) return { bytes: Buffer.from(changed), done: done.join('; ') };
  const [name, change] = random.pick(textual);
  const original = random.chance(0.7);
  const bytes = change(original ? JSON.stringify(JSON.parse(text), null, 1) : changed, random);
  return { bytes: Buffer.from(bytes), done: [...(original ? [] : done), name].join('; ') };
}

const structural: readonly ((notebook: Container, random: Random) => string)[] = [
  (notebook, random) => {
    const [container, key] = pickSlot(notebook, random);
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete container[key];
    return `delete ${key}`;
  },
  (notebook, random) => {
    const [container, key] = pickSlot(notebook, random);
    const value = random.pick(values);
    set(container, key, value);
    return `${key} = ${show(value)}`;
  },
  (notebook, random) => {
    const container = random.pick(containers(notebook));
    const value = random.pick(values);
    const key = random.pick(keys);
    if (Array.isArray(container)) container.splice(random.below(container.length + 1), 0, value);
    else set(container, key, value);
    return `add ${show(key)}: ${show(value)}`;
  },
  (notebook, random) => {
    const metadata = random.pick([
      notebook,
      ...containers(notebook).filter((each) => !Array.isArray(each) && ('metadata' in each || 'cell_type' in each)),
    ]);
    const [key, value] = random.pick(known);
    const target =
      random.chance(0.85) && typeof metadata === 'object' && !Array.isArray(metadata) ? metadata.metadata : metadata;
    if (typeof target === 'object' && target !== null) set(target as Container, key, value);
    return `metadata ${key} = ${show(value)}`;
  },
  (notebook, random) => {
    const [container, key] = pickSlot(notebook, random, (name) => name === 'cell_type' || name === 'output_type');
    const value = random.pick(types);
    set(container, key, value);
    return `${key} = ${show(value)}`;
  },
  (notebook, random) => {
    const cells = containers(notebook).filter((each) => !Array.isArray(each) && 'cell_type' in each);
    const cell = random.pick(cells.length > 0 ? cells : containers(notebook));
    const value = random.chance(0.3)
      ? (random.pick(cells.length > 0 ? cells : [{ id: 'z' }]) as Record<string, unknown>).id
      : random.pick(ids);
    set(cell, 'id', value);
    return `id = ${show(value)}`;
  },
  (notebook, random) => {
    const arrays = containers(notebook).filter(
      (each) => Array.isArray(each) && each.some((item) => !(item instanceof Raw)),
    ) as unknown[][];
    if (arrays.length === 0) return 'nothing';
    const array = random.pick(arrays);
    array.splice(
      random.below(array.length + 1),
      0,
      structuredClone(random.pick(array.filter((each) => !(each instanceof Raw)))),
    );
    return 'repeat an item';
  },
  (notebook, random) => {
    const minor = random.pick([
      0,
      1,
      2,
      3,
      4,
      5,
      5,
      6,
      6,
      7,
      100,
      -1,
      '5',
      null,
      true,
      new Raw('5.0'),
      new Raw('9'.repeat(50)),
      new Raw('-0'),
    ]);
    set(notebook, 'nbformat_minor', minor);
    return `minor ${show(minor)}`;
  },
  (notebook, random) => {
    set(notebook, 'nbformat_minor', random.pick([6, 7]));
    const [container, key] = pickSlot(notebook, random);
    const value = random.pick(values);
    set(container, key, value);
    return `later minor, ${key} = ${show(value)}`;
  },
  (notebook, random) => {
    const major = random.pick([0, 1, 2, 3, 4, 5, -4, '4', null, true, [], new Raw('4.0'), new Raw('4e0')]);
    set(notebook, 'nbformat', major);
    return `major ${show(major)}`;
  },
  (notebook, random) => {
    const value = structuredClone(notebook) as Record<string, unknown>;
    const cells = Array.isArray(value.cells) ? value.cells : [];
    if (Array.isArray(notebook) || !Array.isArray(notebook.cells)) return 'nothing';
    notebook.cells.push(
      random.pick([
        1,
        'x',
        null,
        [],
        {},
        { cell_type: 'code' },
        { cell_type: 'other', metadata: {} },
        { cell_type: 'other', metadata: {}, id: 1 },
        { cell_type: 5, metadata: {} },
        { cell_type: 'markdown', metadata: {}, source: '' },
        ...cells,
      ]),
    );
    return 'another cell';
  },
];

const textual: readonly (readonly [string, (text: string, random: Random) => string | Buffer])[] = [
  ['byte order mark', (text) => `\ufeff${text}`],
  ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['truncated', (text, random) => text.slice(0, random.below(text.length))],
  ['truncated by little', (text, random) => text.slice(0, -1 - random.below(4))],
  ['trailing comma', (text, random) => insert(text, random, /[}\]"0-9](?=\s*[}\]])/g, (found) => `${found},`)],
  ['comma missing', (text, random) => insert(text, random, /,\n/g, () => '\n')],
  ['merge conflict', (text, random) => insert(text, random, /\n/g, () => '\n<<<<<<< HEAD\n=======\n>>>>>>> other\n')],
  ['bad byte', (text, random) => { const bytes = Buffer.from(text); bytes[random.below(bytes.length)] = random.pick([0x80, 0xff, 0xc0, 0xed]); return bytes; }],
  ['encoded surrogate', (text) => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xed, 0xa0, 0x80])])],
  ['control character', (text, random) => insert(text, random, /"[^"\\]+"/g, (found) => `${found.slice(0, -1)}${random.pick(['\n', '\t', '\0', '\x1f', '\x7f', '\r'])}"`)],
  ['escape', (text, random) => insert(text, random, /"[^"\\]+"/g, (found) => `${found.slice(0, -1)}${random.pick(['\\x41', '\\u00', '\\u00g0', '\\ud83d', '\\udc00', '\\u0041', "\\'", '\\/', '\\U0041'])}"`)],
  ['escaped key', (text, random) => insert(text, random, /"[a-z_]+"(?=:)/g, (found) => `"\\u00${found.charCodeAt(1).toString(16)}${found.slice(2)}`)],
  ['doubled key', (text, random) => insert(text, random, /"[a-z_]+"(?=:)/g, (found) => `${found}: ${random.pick(['1', '"code"', 'null', '[]', '{}', '4', '1.0', 'true'])}, ${found}`)],
  ['doubled key, wrong last', (text, random) => insert(text, random, /("[a-z_]+"): ("[^"\\]*"|\d+|null)(?=\s*[,}])/g, (found) => `${found}, ${found.slice(0, found.indexOf(':'))}: ${random.pick(['1', '"code"', 'null', '[]', '{}'])}`)],
  ['number', (text, random) => insert(text, random, /: (\d+|null)/g, () => `: ${random.pick(['1.0', '01', '1.', '.5', '+1', '-', '--1', '1e', '1e5', '0x10', '-0', '1_000', 'None', 'nan', 'NaN', 'undefined', '-NaN', 'Infinity', "'a'"])}`)],
  ['comment', (text, random) => insert(text, random, /\n/g, () => `\n${random.pick(['// x', '/* x */', '# x'])}\n`)],
  ['trailing text', (text, random) => `${text}${random.pick(['\n', ' ', '\r\n', '\0', 'x', '{}', ',', '\u00a0', '\x1a', '\v'])}`],
  ['leading text', (text, random) => `${random.pick(['\n', ' ', '\r', '\t', '\f', 'x', '\u00a0', '#!\n'])}${text}`],
  ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['whole', (_, random) => random.pick(['', ' ', '{}', '[]', 'null', '4', '"x"', '{"nbformat":4}', '{"nbformat":4,"nbformat_minor":5}', '{"cells":[]}', '{"nbformat":3,"nbformat_minor":0,"metadata":{},"worksheets":[]}', '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":{}}', '{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[]}', '{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[],"__proto__":1}', '{"nbformat":4,"nbformat_minor":6,"metadata":{},"cells":[],"__proto__":1}', '<html>'])],
  ['nested', (text, random) => { const depth = random.pick([10, 100, 400, 600, 2000, 100_000]); return text.replace('"metadata": {', `"metadata": {"x": ${'['.repeat(depth)}${']'.repeat(depth)}, `); }],
]; // biome-ignore format: a table

function insert(text: string, random: Random, where: RegExp, change: (found: string) => string): string {
  const matches = [...text.matchAll(where)];
  if (matches.length === 0) return text;
  const match = random.pick(matches);
  return `${text.slice(0, match.index)}${change(match[0])}${text.slice(match.index + match[0].length)}`;
}

function containers(value: unknown, found: Container[] = []): Container[] {
  if (typeof value !== 'object' || value === null || value instanceof Raw) return found;
  found.push(value as Container);
  for (const each of Object.values(value)) containers(each, found);
  return found;
}

function pickSlot(
  notebook: Container,
  random: Random,
  wanted: (key: string) => boolean = () => true,
): [Container, string] {
  const slots = containers(notebook).flatMap((each) =>
    Object.keys(each)
      .filter(wanted)
      .map((key): [Container, string] => [each, key]),
  );
  // Long lists of lines would crowd out everything else.
  const few = slots.filter(([container]) => !Array.isArray(container) || container.length < 4);
  return slots.length === 0 ? [notebook, 'nbformat'] : random.pick(few.length > 0 && random.chance(0.8) ? few : slots);
}

/** `__proto__` becomes a key as any other. */
function set(container: Container, key: string, value: unknown): void {
  if (Array.isArray(container)) container[Number(key) || 0] = value;
  else Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

function show(value: unknown): string {
  const text = value instanceof Raw ? value.text : (JSON.stringify(value) ?? 'undefined');
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
