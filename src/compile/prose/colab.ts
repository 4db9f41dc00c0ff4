import type { Config } from '../../config/config.ts';

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

/**
 * The source of the cell that installs what a lesson needs, on Colab only: elsewhere the environment is the course's,
 * and verification must not change it. Undefined when nothing is needed.
 */
export function installCell(requirements: readonly string[]): string | undefined {
  const unique = [...new Set(requirements.map((requirement) => requirement.trim()).filter((text) => text !== ''))];
  if (unique.length === 0) return undefined;
  const words = unique.map((text) => (/^[\w.\-[\],=:/+@]+$/.test(text) ? text : `"${text.replaceAll('"', "'")}"`));
  return `import sys\n\nif "google.colab" in sys.modules:\n    %pip install --quiet ${words.join(' ')}`;
}
