import { posix } from 'node:path';
import type { Config } from '../../model/config.ts';

/** The address that opens a notebook of a public repository in Colab; undefined without `colab.github`. */
export function colabUrl(colab: Config['colab'], notebook: string): string | undefined {
  if (colab.github === undefined) return undefined;
  const path = notebook.split('/').map(encodeURIComponent).join('/');
  const branch = colab.branch.split('/').map(encodeURIComponent).join('/');
  return `https://colab.research.google.com/github/${colab.github}/blob/${branch}/${path}`;
}

/**
 * The source and metadata of the badge cell, as Colab itself writes it (so that Colab knows it as its own and does not
 * add another); undefined when the course wants none or says no repository.
 */
export function colabBadge(
  colab: Config['colab'],
  notebook: string,
): { readonly source: string; readonly metadata: { readonly id: string; readonly colab_type: string } } | undefined {
  const url = colab.badge ? colabUrl(colab, notebook) : undefined;
  if (url === undefined) return undefined;
  const badge = 'https://colab.research.google.com/assets/colab-badge.svg';
  return {
    source: `<a href="${url}" target="_parent"><img src="${badge}" alt="Open In Colab"/></a>`,
    metadata: { id: 'view-in-github', colab_type: 'text' },
  };
}

/** What a lesson needs on Colab, where there is nothing of the course but the notebook. */
export interface ColabNeeds {
  /** pip requirements. */
  readonly requirements: readonly string[];
  /** Files that stand beside the notebook, relative to its folder. */
  readonly files: readonly string[];
}

/**
 * The source of the cell that installs what a lesson needs and fetches the files that it reads, on Colab only:
 * elsewhere the environment is the course's, and the files stand beside the notebook. Undefined when nothing is needed,
 * and without `colab.github`.
 */
export function installCell(
  colab: Config['colab'],
  notebook: string,
  { requirements, files }: ColabNeeds,
): string | undefined {
  const unique = [...new Set(requirements.map((requirement) => requirement.trim()).filter((text) => text !== ''))];
  if (colab.github === undefined || (unique.length === 0 && files.length === 0)) return undefined;
  const words = unique.map((text) => (/^[\w.\-[\],=:/+@]+$/.test(text) ? text : `"${text.replaceAll('"', "'")}"`));
  return [
    '#@title Set-up on Colab',
    'import sys',
    '',
    'if "google.colab" in sys.modules:',
    ...(words.length === 0 ? [] : [`    %pip install --quiet ${words.join(' ')}`]),
    ...(files.length === 0 ? [] : fetching(rawUrl(colab, posix.dirname(notebook)), files)),
  ].join('\n');
}

function fetching(folder: string, files: readonly string[]): string[] {
  return [
    '    import os',
    '    import urllib.parse',
    '    import urllib.request',
    '',
    '    for path in [',
    ...files.map((file) => `        ${JSON.stringify(file)},`),
    '    ]:',
    '        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)',
    files.some((file) => file.startsWith('../'))
      ? `        urllib.request.urlretrieve(urllib.parse.urljoin("${folder}/", urllib.parse.quote(path)), path)`
      : `        urllib.request.urlretrieve("${folder}/" + urllib.parse.quote(path), path)`,
  ];
}

/** Where a public repository's files can be fetched. */
function rawUrl({ github, branch }: Config['colab'], path: string): string {
  const parts = [...branch.split('/'), ...path.split('/').filter((part) => part !== '.')].map(encodeURIComponent);
  return `https://raw.githubusercontent.com/${github}/${parts.join('/')}`;
}
