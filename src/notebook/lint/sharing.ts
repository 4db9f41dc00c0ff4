import { Kind, keysOf, member, type Node, textOf } from '../../json/json-document.ts';
import { placeOf, showKey } from '../../json/place.ts';
import { type Problem, problemAt } from '../problem.ts';
import { collect, type NotebookView, textsIn } from './view.ts';

const localPath =
  /(?:^|[\s"'(=<[,:])((?:\/home\/|\/Users\/)[\w.-]+\/|\/root\/|\/private\/var\/|\/var\/folders\/|\/tmp\/|[A-Z]:\\(?:\\?)[\w.-]+\\|file:\/\/\/)[^\s"'<>)\]]*/;

/** Absolute paths in outputs; one for each output. */
export function localPaths({ document, cells }: NotebookView): Problem[] {
  return collect(cells, ({ outputs }) =>
    outputs.flatMap(({ node }) => {
      for (const [at, text] of textsIn(document, node)) {
        const match = localPath.exec(text);
        if (match === null) continue;
        const path = match[0].replace(/^[\s"'(=<[,:]/, '');
        const shown = path.length > 60 ? `${path.slice(0, 60)}…` : path;
        return [
          problemAt(
            document,
            'notebook-local-path',
            at,
            () => `${placeOf(document, node).name} shows a path of the machine it ran on: ${shown}`,
            {
              help: 'print relative paths, or clear the output',
            },
          ),
        ];
      }
      return [];
    }),
  );
}

const secrets: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{30,}/],
  ['a GitLab token', /\bglpat-[\w-]{20,}/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a Google API key', /\bAIza[\w-]{35}\b/],
  ['a Slack token', /\bxox[abprs]-[\w-]{10,}/],
  ['a Hugging Face token', /\bhf_[A-Za-z0-9]{30,}\b/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a PyPI token', /\bpypi-AgEI[\w-]{50,}/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,}\b/],
  ['an API key', /\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{24,}\b/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ['a JSON Web Token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  ['a URL with a password', /\b[a-z][a-z+]*:\/\/[^\s/:@"']+:[^\s/@"'{}$<>]{3,}@[\w.-]+/i],
];
const assigned =
  /\b\w*(?:passw(?:or)?d|secret|api_?key|access_?key|auth_?token)\w*["']?\s*[=:]\s*["']([^"'\s]{8,})["']/i;
const placeholder =
  /^(?:[xX*.\-_]+|<.*>|\$.*|\{.*|%.*)|your|example|changeme|placeholder|insert|dummy|test|password|secret|key|token|todo|none/i;

/** Strings that look like keys, tokens and passwords. The finding does not repeat them. */
export function secretStrings({ document, cells }: NotebookView): Problem[] {
  return collect(cells, ({ sourceNode, outputs }) =>
    [sourceNode, ...outputs.map(({ node }) => node)].flatMap((root) => {
      for (const [at, text] of textsIn(document, root)) {
        const what = secretIn(text);
        if (what === undefined) continue;
        return [
          problemAt(document, 'notebook-secret', at, ({ name }) => `${name} has what looks like ${what}`, {
            help: 'revoke it now, read it from the environment, and remove it from the file and from the history',
          }),
        ];
      }
      return [];
    }),
  );
}

function secretIn(text: string): string | undefined {
  const known = secrets.find(([, pattern]) => pattern.test(text));
  if (known !== undefined) return known[0];
  const value = assigned.exec(text)?.[1];
  return value !== undefined && !placeholder.test(value) ? 'a password or key' : undefined;
}

/** Attachments that a cell has and does not use, or uses and does not have. */
export function attachments({ document, cells }: NotebookView): Problem[] {
  return collect(cells, ({ node, source, sourceNode, type }) => {
    if (type === 'code') return [];
    const has = new Map(
      keysOf(document, member(document, node, 'attachments')).map((key) => [textOf(document, key), key]),
    );
    const uses = new Set([...source.matchAll(/attachment:([^)\s"'>\]]+)/g)].map(([, name = '']) => decoded(name)));
    const unused = [...has].filter(([name]) => !uses.has(name) && !uses.has(encodeURIComponent(name)));
    const missing = [...uses].filter((name) => !has.has(name));
    return [
      ...unused.map(([name, key]) =>
        problemAt(
          document,
          'notebook-attachment-unused',
          key,
          () => `${placeOf(document, node).name} has the attachment ${showKey(name)}, which its text does not use`,
          {
            help: `remove it, or use it: ![](attachment:${encodeURIComponent(name)})`,
          },
        ),
      ),
      ...missing.map((name) =>
        problemAt(
          document,
          'notebook-attachment-missing',
          sourceNode,
          () => `${placeOf(document, node).name} uses the attachment ${showKey(name)}, which it does not have`,
          {
            help: 'insert the picture again, or link to a file',
          },
        ),
      ),
    ];
  });
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** What only Colab knows; each feature is reported once. */
export function colabOnly({ document, metadata, cells }: NotebookView): Problem[] {
  const features: readonly (readonly [string, (source: string) => boolean])[] = [
    ['imports google.colab', (source) => /^\s*(?:from|import)\s+google\.colab\b/m.test(source)],
    ['has a form of Colab (#@param)', (source) => /#\s*@(?:param|title|markdown)\b/.test(source)],
    ['uses the %%shell magic of Colab', (source) => /^%%shell\b/.test(source)],
  ];
  const found = features.flatMap(([what, test]) => {
    const cell = cells.find(({ type, source }) => type === 'code' && test(source));
    return cell === undefined
      ? []
      : [
          problemAt(
            document,
            'notebook-colab-only',
            cell.sourceNode,
            () => `${placeOf(document, cell.node).name} ${what}`,
            { help: 'guard it, or say in the text that the notebook is for Colab' },
          ),
        ];
  });
  const own = ['colab', 'accelerator'].map((key) => member(document, metadata, key)).find((node) => node >= 0);
  if (own !== undefined)
    found.push(
      problemAt(document, 'notebook-colab-only', own, ({ name }) => `${name} is read by Colab only`, {
        help: 'leave it where readers come from Colab, else remove it',
      }),
    );
  return found;
}

/** What JupyterLab shows and Colab does not; each feature is reported once. */
export function jupyterLabOnly({ document, cells }: NotebookView): Problem[] {
  const features: readonly (readonly [string, (cell: (typeof cells)[number]) => Node])[] = [
    ['has an attachment, which Colab does not show', ({ node }) => nonEmpty(member(document, node, 'attachments'))],
    [
      'is a raw cell with a format, which Colab shows as text',
      ({ type, metadata }) =>
        type === 'raw'
          ? Math.max(member(document, metadata, 'format'), member(document, metadata, 'raw_mimetype'))
          : -1,
    ],
    [
      'is hidden by "jupyter" metadata, which Colab ignores',
      ({ metadata }) =>
        isTrue(member(document, member(document, metadata, 'jupyter'), 'source_hidden')) ??
        isTrue(member(document, member(document, metadata, 'jupyter'), 'outputs_hidden')) ??
        -1,
    ],
  ];
  return features.flatMap(([what, find]) => {
    const cell = cells.find((each) => find(each) >= 0);
    return cell === undefined
      ? []
      : [
          problemAt(
            document,
            'notebook-jupyterlab-only',
            find(cell),
            () => `${placeOf(document, cell.node).name} ${what}`,
            { help: 'use what both show, if readers come from Colab: data URIs or linked files, "cellView": "form"' },
          ),
        ];
  });
  function nonEmpty(node: Node): Node {
    return keysOf(document, node).length > 0 ? node : -1;
  }
  function isTrue(node: Node): Node | undefined {
    return node >= 0 && document.kinds[node] === Kind.true ? node : undefined;
  }
}
