import type { Example, Rules } from '../rule.ts';

const kernelspec = '"kernelspec": { "name": "python3", "display_name": "Python 3" }';
const errorOutput =
  '{ "output_type": "error", "ename": "ZeroDivisionError", "evalue": "division by zero", "traceback": [] }';
const attachment = '"attachments": { "a.png": { "image/png": "iVBORw0KGgo=" } }, ';

/** What is valid in a notebook, and yet most often a mistake. */
export const notebookWarningRules = {
  'notebook-version-old': {
    severity: 'warning',
    what: 'The notebook is of format 3, which was given up in 2014.',
    why: 'JupyterLab and VS Code convert it when it is opened, and most other tools do not read it.',
    fix: 'Upgrade it: `jupyter nbconvert --to notebook --nbformat 4 FILE`.',
    bad: example('{ "metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [] }\n', '1:31'),
    good: example(notebook('')),
  },
  'notebook-version-future': {
    severity: 'warning',
    what: 'The notebook has a later minor version than any known one.',
    why: 'It is judged by the newest known version with every further field allowed: much can be wrong unseen.',
    fix: 'Set `"nbformat_minor": 5`, unless a newer tool wrote the file and needs the newer version.',
    bad: example(notebook('').replace('minor": 5', 'minor": 6'), '5:20'),
    good: example(notebook('')),
  },
  'notebook-duplicate-key': {
    severity: 'warning',
    what: 'An object has the same key twice; readers take the last one and drop the others.',
    why: 'What is dropped is lost at the next save. It is what a merge by hand often leaves.',
    fix: 'Keep one of them; where both values are the same, `coursewright validate --fix` does it.',
    bad: example(notebook('').replace('"metadata": {}', '"metadata": { "title": "a", "title": "b" }'), '3:16'),
    good: example(notebook('').replace('"metadata": {}', '"metadata": { "title": "b" }')),
  },
  'notebook-nan': {
    severity: 'warning',
    what: 'A value is NaN or Infinity, which Python writes but JSON does not have.',
    why: "Python's nbformat accepts it; JupyterLab, VS Code and every browser cannot open the file.",
    fix: 'Write null or a text in its place, and fix the tool that wrote it (`allow_nan=False`).',
    bad: example(notebook('').replace('"metadata": {}', '"metadata": { "score": NaN }'), '3:25'),
    good: example(notebook('').replace('"metadata": {}', '"metadata": { "score": null }')),
  },
  'notebook-lone-surrogate': {
    severity: 'warning',
    what: 'A text has one half of a surrogate pair: a broken emoji or other character beyond U+FFFF.',
    why: "Python's nbformat reads the notebook but fails to write it: Jupyter cannot save it any more.",
    fix: 'Remove the broken character; most often a text was cut in the middle of an emoji.',
    bad: example(notebook(raw('"\\ud83d"')), '2:71'),
    good: example(notebook(raw('"\\ud83d\\ude00"'))),
  },
  'notebook-error-output': {
    severity: 'warning',
    optional: true,
    what: 'A code cell was saved with the traceback of an error, and is not marked as one that may raise.',
    why: 'Readers see a broken notebook; `jupyter nbconvert --execute` would stop here.',
    fix: 'Run the notebook again without the error, clear the output, or tag the cell `raises-exception`.',
    bad: example(notebook(code('"1/0"', errorOutput)), '2:91'),
    good: example(
      notebook(code('"1/0"', errorOutput).replace('"metadata": {}', '"metadata": { "tags": ["raises-exception"] }')),
    ),
  },
  'notebook-execution-order': {
    severity: 'warning',
    optional: true,
    what: 'The execution counts do not rise from cell to cell: the cells were not run from top to bottom.',
    why: 'What the outputs show may not be what a reader gets who runs all cells in order.',
    fix: 'Restart the kernel, run all cells, and save.',
    bad: example(notebook(`${code('"a"', '', 2, 'a')},\n  ${code('"b"', '', 1, 'b')}`), '3:102'),
    good: example(notebook(`${code('"a"', '', 1, 'a')},\n  ${code('"b"', '', 2, 'b')}`)),
  },
  'notebook-empty-cell': {
    severity: 'warning',
    optional: true,
    what: 'A cell has no text, or nothing but blanks.',
    why: 'Empty cells are left over from editing; readers wonder what should be there.',
    fix: 'Delete the cell.',
    bad: example(notebook(raw('" "')), '2:12'),
    good: example(notebook(raw('"a"'))),
  },
  'notebook-huge-output': {
    severity: 'warning',
    optional: true,
    what: 'An output is larger than one megabyte.',
    why: 'The notebook opens slowly, code hosts do not show it, and each run adds as much to the repository.',
    fix: 'Print or plot less, save figures in a smaller format, or clear the output before committing.',
  },
  'notebook-widget-state': {
    severity: 'warning',
    optional: true,
    what: 'The notebook shows widgets whose saved state is missing, or carries state that no output shows.',
    why: 'Without state a reader sees "Loading widget…"; unused state only makes the file larger. GitHub refuses some of it.',
    fix: 'Save the notebook with the widget state of this run, or clear the outputs and `metadata.widgets`.',
    bad: example(notebook('').replace('"metadata": {}', '"metadata": { "widgets": {} }'), '3:27'),
    good: example(notebook('')),
  },
  'notebook-local-path': {
    severity: 'warning',
    optional: true,
    what: 'An output has an absolute path of the machine it was made on.',
    why: "It tells strangers a user's name and folders, and changes with every machine that runs the notebook.",
    fix: 'Print relative paths, or clear the output.',
    bad: example(notebook(code('"a"', streamOutput('/home/me/data.csv'))), '2:142'),
    good: example(notebook(code('"a"', streamOutput('data.csv')))),
  },
  'notebook-kernelspec-missing': {
    severity: 'warning',
    optional: true,
    what: 'The notebook has code cells but does not say which kernel runs them.',
    why: 'Jupyter asks each reader for a kernel, and nbconvert falls back to Python.',
    fix: 'Open it in Jupyter, choose the kernel and save; or add `metadata.kernelspec` with `name` and `display_name`.',
    bad: example(notebook(code('"a"', '')).replace(kernelspec, ''), '3:14'),
    good: example(notebook(code('"a"', ''))),
  },
  'notebook-attachment-unused': {
    severity: 'warning',
    optional: true,
    what: 'A cell has an attachment that its text does not use.',
    why: 'The file carries a picture that nobody sees, often one that was meant to be deleted.',
    fix: 'Remove the attachment, or use it: `![](attachment:NAME)`.',
    bad: example(notebook(markdown('"text"', attachment)), '2:83'),
    good: example(notebook(markdown('"![](attachment:a.png)"', attachment))),
  },
  'notebook-attachment-missing': {
    severity: 'warning',
    optional: true,
    what: 'A cell uses an attachment that it does not have.',
    why: 'Readers see a broken picture. Attachments belong to one cell: they do not come along when its text is copied.',
    fix: 'Insert the picture again, or link to a file.',
    bad: example(notebook(markdown('"![](attachment:a.png)"', '')), '2:76'),
    good: example(notebook(markdown('"![](attachment:a.png)"', attachment))),
  },
  'notebook-unknown-metadata': {
    severity: 'info',
    optional: true,
    what: 'A cell has metadata that belongs to no known tool.',
    why: 'It may be a misspelt field, which the tool it was meant for ignores.',
    fix: 'Correct the name, or set the rule to `off` where a tool of your own reads it.',
    bad: example(notebook(raw('"a"').replace('"metadata": {}', '"metadata": { "tag": ["a"] }')), '2:59'),
    good: example(notebook(raw('"a"').replace('"metadata": {}', '"metadata": { "tags": ["a"] }'))),
  },
  'notebook-colab-only': {
    severity: 'info',
    optional: true,
    what: 'The notebook uses what only Google Colab knows: form fields, `google.colab`, or its own metadata.',
    why: 'In Jupyter the form is a comment, and the import fails.',
    fix: 'Guard the import (`if "google.colab" in sys.modules:`), or say in the text that the notebook is for Colab.',
    bad: example(notebook(code('"from google.colab import drive"', '')), '2:72'),
    good: example(notebook(code('"import os"', ''))),
  },
  'notebook-jupyterlab-only': {
    severity: 'info',
    optional: true,
    what: 'The notebook uses what Colab and other tools do not show: attachments, raw cells with a format, `jupyter` metadata.',
    why: 'Readers in Colab see broken pictures or cells that should be hidden.',
    fix: 'Use data URIs or linked files in place of attachments, if readers come from Colab.',
    bad: example(notebook(markdown('"![](attachment:a.png)"', attachment)), '2:81'),
    good: example(notebook(markdown('"![](a.png)"', ''))),
  },
  'notebook-secret': {
    severity: 'warning',
    optional: true,
    what: 'A cell or output has what looks like a key, token or password.',
    why: 'Who can read the notebook can use it, and the history of the repository keeps it.',
    fix: 'Revoke it now; then read it from the environment, and remove it from the file and the history.',
    bad: example(notebook(code(`"token = '${'ghp_'}${'a1B2'.repeat(9)}'"`, '')), '2:72'),
    good: example(notebook(code(`"token = os.environ['TOKEN']"`, ''))),
  },
  'notebook-line-end': {
    severity: 'info',
    optional: true,
    what: 'A source has a line end that editors do not agree on: a lone carriage return, a form feed, U+2028 and the like.',
    why: 'Python and Jupyter end a line there, VS Code and Git do not: the same cell has other lines in each.',
    fix: 'Replace the character by a line feed or a blank.',
    bad: example(notebook(raw('"a\\u2028b"')), '2:71'),
    good: example(notebook(raw('"a\\nb"'))),
  },
  'notebook-layout': {
    severity: 'info',
    optional: true,
    what: "The file's JSON is not laid out as Jupyter writes it: indentation, order of keys, lines of texts.",
    why: 'The next save in Jupyter changes every line, and the change that matters is lost in the diff.',
    fix: 'Run `coursewright validate --fix --strict`, or open and save the notebook in Jupyter once.',
    bad: example('{ "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [] }\n', '1:1'),
    good: example('{\n "cells": [],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n'),
  },
} as const satisfies Rules;

/** A small notebook of nbformat 4.5 with the given cells; the kernelspec is written as in no other place of it. */
function notebook(cells: string): string {
  const metadata = cells.includes('"code"') ? `{ ${kernelspec} }` : '{}';
  return `{\n "cells": [${cells}],\n "metadata": ${metadata},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n`;
}

function raw(source: string): string {
  return `{ "cell_type": "raw", "id": "a", "metadata": {}, "source": ${source} }`;
}

function markdown(source: string, attachments: string): string {
  return `{ "cell_type": "markdown", "id": "a", "metadata": {}, ${attachments}"source": ${source} }`;
}

function code(source: string, outputs: string, count: number | null = null, id = 'a'): string {
  return `{ "cell_type": "code", "id": "${id}", "metadata": {}, "source": ${source}, "outputs": [${outputs}], "execution_count": ${count} }`;
}

function streamOutput(text: string): string {
  return `{ "output_type": "stream", "name": "stdout", "text": "${text}" }`;
}

function example(text: string, at?: string): Example {
  return at === undefined ? { kind: 'notebook', text } : { kind: 'notebook', text, at };
}
