import {
  isString,
  itemsOf,
  type JsonDocument,
  Kind,
  member,
  type Node,
  pathTo,
  pointer,
  textOf,
} from '../../json/json-document.ts';
import { kindName } from '../../json/place.ts';
import { type Problem, problemAt } from '../problem.ts';

/** JSON that has nothing of a notebook at its root, and perhaps a whole one further in. */
export function explainStranger(document: JsonDocument): Problem {
  const held = findNotebook(document);
  if (held !== undefined) return explainHeld(document, held);
  const { what, help } = describe(document);
  return problemAt(document, 'not-a-notebook', 0, `the file is JSON, but no notebook${what}`, {
    help,
    expected: document.kinds[0] === Kind.object ? '"nbformat" and "cells"' : 'an object',
  });
}

/** A notebook in another value. */
interface Held {
  readonly node: Node;
  readonly as: 'value' | 'text' | 'base64';
}

/** In no wrapper more values than this stand before the notebook. */
const mostLooked = 20_000;

function findNotebook(document: JsonDocument): Held | undefined {
  const { kinds, count } = document;
  for (let node = 0; node < Math.min(count, mostLooked); node++) {
    if (kinds[node] === Kind.object) {
      const cells = member(document, node, 'cells');
      if (cells >= 0 && kinds[cells] === Kind.array && member(document, node, 'nbformat') >= 0)
        return { node, as: 'value' };
    } else if (isString(document, node)) {
      const as = encodingOf(document, node);
      if (as !== undefined) return { node, as };
    }
  }
  return undefined;
}

function encodingOf(document: JsonDocument, node: Node): 'text' | 'base64' | undefined {
  const start = (document.starts[node] ?? 0) + 1;
  const head = document.bytes.toString('latin1', start, Math.min(start + 40, document.ends[node] ?? 0));
  if (/^(?:\\[nrt]| )*\{/.test(head)) return hasNotebook(textOf(document, node)) ? 'text' : undefined;
  if (!/^(?:ey|ew)[\w+/\\=-]{30,}/.test(head)) return undefined;
  return hasNotebook(Buffer.from(textOf(document, node), 'base64').toString('latin1')) ? 'base64' : undefined;
}

function hasNotebook(text: string): boolean {
  return text.includes('"cells"') && text.includes('"nbformat"');
}

const forms = { value: '', text: ' as a text', base64: ' in Base64' } as const;

function explainHeld(document: JsonDocument, { node, as }: Held): Problem {
  const path = pathTo(document, node);
  const filter = jqFilter(path);
  const save = {
    value: `jq ${filter} FILE > NEW`,
    text: `jq -r ${filter} FILE > NEW`,
    base64: `jq -r ${filter} FILE | base64 -d > NEW`,
  }[as];
  return problemAt(
    document,
    'not-a-notebook',
    node,
    path.length === 0
      ? 'the file is one JSON text with the notebook in it: it was encoded twice'
      : `the file is no notebook, but has one in it, at ${pointer(path)}${forms[as]}${whose(document)}`,
    { help: `save that alone: \`${save}\``, expected: '"nbformat" and "cells"' },
  );
}

/** A path as jq writes it, quoted for the shell where it has to be. */
function jqFilter(path: readonly (string | number)[]): string {
  const parts = path.map((part) => (/^[a-z_]\w*$/i.test(`${part}`) ? `.${part}` : `[${JSON.stringify(part)}]`));
  const filter = parts.join('').replace(/^(?!\.)/, '.');
  return /^[\w.]+$/.test(filter) ? filter : `'${filter.replaceAll("'", "'\\''")}'`;
}

/** Who gives notebooks in such a wrapper. */
function whose(document: JsonDocument): string {
  const has = (...keys: readonly string[]) => keys.every((key) => member(document, 0, key) >= 0);
  if (has('content', 'sha')) return ": the answer of GitHub's contents API";
  return has('content', 'type') ? ": the answer of Jupyter's contents API" : '';
}

/** What files are that have these keys at their root, all of them. */
const strangers: readonly (readonly [keys: readonly string[], what: string, help?: string])[] = [
  [['paragraphs'], 'a Zeppelin note', 'export it from Zeppelin as a Jupyter notebook'],
  [['commands', 'version'], 'a notebook of Databricks', 'export it from Databricks as "IPython Notebook"'],
  [['doc_id'], 'a shortcut to a file of Google Drive', 'download the notebook itself from Google Drive'],
  [['code_file', 'kernel_type'], 'the description of a Kaggle notebook', 'the notebook is what "code_file" names'],
  [
    ['content', 'type'],
    "an answer of Jupyter's contents API without the notebook",
    'ask the server for it with `?content=1`',
  ],
  [['dependencies'], 'a package.json'],
  [['devDependencies'], 'a package.json'],
  [['scripts'], 'a package.json'],
  [['$schema'], 'a JSON Schema or a configuration'],
  [['error'], 'the error answer of a server'],
  [['errors'], 'the error answer of a server'],
  [['message'], 'the error answer of a server'],
];

const anew = 'check that this is the file you mean, and download it anew if it came from the web';
const shape = 'a notebook is an object with "cells", "metadata", "nbformat" and "nbformat_minor"';

function describe(document: JsonDocument): { what: string; help: string } {
  if (document.kinds[0] === Kind.object) {
    const [, what, help = anew] = strangers.find(([keys]) => keys.every((key) => member(document, 0, key) >= 0)) ?? [];
    const looks = what === undefined ? '' : ` (it looks like ${what})`;
    return { what: `${looks}: it has no "nbformat" and no "cells"`, help };
  }
  const [first = -1] = itemsOf(document, 0);
  if (member(document, first, 'cell_type') < 0) return { what: `: it is ${kindName(document, 0)}`, help: shape };
  const help = 'put it in an object: {"cells": …, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}';
  return { what: ': it is the list of the cells alone', help };
}
