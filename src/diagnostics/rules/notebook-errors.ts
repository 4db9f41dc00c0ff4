import type { Example, Rules } from '../rule.ts';

/** What makes a file no valid notebook, or no file that can be read. */
export const notebookErrorRules = {
  'notebook-unreadable': {
    severity: 'error',
    what: 'The file cannot be read: it is a folder or a pipe, it is gone, or it may not be opened.',
    why: 'What cannot be read cannot be checked, and must not count as checked.',
    fix: 'Name a file that exists and may be read; `-` reads standard input.',
  },
  'notebook-encoding': {
    severity: 'error',
    what: 'The file is not in plain UTF-8: it has a byte order mark, is in UTF-16 or UTF-32, or has bytes that are not UTF-8.',
    why: 'Jupyter reads notebooks as UTF-8 without a byte order mark and refuses everything else.',
    fix: 'Save the file as UTF-8 without a byte order mark; `coursewright validate --fix` does it where nothing is lost.',
    bad: example(`\ufeff${notebook('')}`, '1:1'),
    good: example(notebook('')),
  },
  'notebook-json': {
    severity: 'error',
    what: 'The file is not JSON: it breaks off, has something before or after the notebook, or a comma, quote or bracket too many or too few.',
    why: 'A notebook is a JSON file; no tool opens one that is broken.',
    fix: 'Fix the place that is named, or take the last good version from version control.',
    bad: example(notebook('').replace(' "metadata": {},', ' "metadata": {}'), '4:2'),
    good: example(notebook('')),
  },
  'notebook-merge-conflict': {
    severity: 'error',
    what: 'The file has the markers of a merge that was not finished.',
    why: 'Jupyter cannot open the notebook until one side of each conflict is chosen.',
    fix: 'Choose a side (`git checkout --ours FILE` or `--theirs`), or merge with nbdime.',
    bad: example(
      notebook('').replace(
        ' "metadata": {},',
        '<<<<<<< HEAD\n "metadata": {},\n=======\n "metadata": {},\n>>>>>>> other',
      ),
      '3:1',
    ),
    good: example(notebook('')),
  },
  'notebook-too-deep': {
    severity: 'error',
    what: 'Lists and objects are nested more than 500 levels deep.',
    why: 'Python gives up on such a file, and so do most tools.',
    fix: 'Remove the value that is nested so deeply: it is not the output of a lesson.',
  },
  'not-a-notebook': {
    severity: 'error',
    what: 'The file is something else: other JSON, perhaps with the notebook in it, a web page, a script, a pointer to a large file, an archive.',
    why: 'A download or checkout often leaves such a file under the name of a notebook.',
    fix: 'Get the notebook itself: the finding says how, as far as the file tells.',
    bad: example('{ "name": "a-package", "version": "1.0.0" }\n', '1:1'),
    good: example(notebook('')),
  },
  'notebook-version': {
    severity: 'error',
    what: 'The format version is missing, is not a whole number, or is unknown.',
    why: 'The version says which rules hold; without it Jupyter takes the file for one of 2011.',
    fix: 'Write `"nbformat": 4, "nbformat_minor": 5`; notebooks of format 2 or 3 are upgraded by `jupyter nbconvert --to notebook`.',
    bad: example(notebook('').replace('"nbformat": 4', '"nbformat": 5'), '4:14'),
    good: example(notebook('')),
  },
  'notebook-missing-field': {
    severity: 'error',
    what: 'A field that the format requires is missing.',
    why: 'Jupyter reports the whole notebook as invalid, and other tools fail at the cell.',
    fix: 'Add the field; `coursewright validate --fix` adds those that are empty by default.',
    bad: example(notebook('{ "cell_type": "code", "id": "a", "metadata": {}, "source": [], "outputs": [] }'), '2:12'),
    good: example(
      notebook(
        '{ "cell_type": "code", "id": "a", "metadata": {}, "source": [], "outputs": [], "execution_count": null }',
      ),
    ),
  },
  'notebook-unknown-field': {
    severity: 'error',
    what: 'A field is where the format does not allow it.',
    why: 'The format is closed at this place: validators refuse the notebook, and a save may drop the field.',
    fix: 'Remove the field, or move it into `metadata`, where anything is allowed.',
    bad: example(notebook('{ "cell_type": "raw", "id": "a", "metadata": {}, "source": [], "outputs": [] }'), '2:75'),
    good: example(notebook('{ "cell_type": "raw", "id": "a", "metadata": {}, "source": [] }')),
  },
  'notebook-wrong-type': {
    severity: 'error',
    what: 'A field has a value of the wrong JSON type.',
    why: 'Tools that read the field fail, or show something else than was meant.',
    fix: 'Write the value as the type that is named.',
    bad: example(notebook('{ "cell_type": "raw", "id": "a", "metadata": {}, "source": 1 }'), '2:71'),
    good: example(notebook('{ "cell_type": "raw", "id": "a", "metadata": {}, "source": "1" }')),
  },
  'notebook-wrong-value': {
    severity: 'error',
    what: 'A field has a value of the right type that the format does not allow.',
    why: 'Validators refuse the notebook, and the tool that reads the field may misunderstand it.',
    fix: 'Use one of the values that are named.',
    bad: example(notebook('{ "cell_type": "raw", "id": "a", "metadata": { "tags": ["a,b"] }, "source": [] }'), '2:68'),
    good: example(notebook('{ "cell_type": "raw", "id": "a", "metadata": { "tags": ["a", "b"] }, "source": [] }')),
  },
  'notebook-unknown-type': {
    severity: 'error',
    what: 'The format has no cell or output of that type.',
    why: 'No tool knows how to show it.',
    fix: 'Use `code`, `markdown` or `raw` for cells; `stream`, `display_data`, `execute_result` or `error` for outputs.',
    bad: example(notebook('{ "cell_type": "Markdown", "id": "a", "metadata": {}, "source": [] }'), '2:27'),
    good: example(notebook('{ "cell_type": "markdown", "id": "a", "metadata": {}, "source": [] }')),
  },
  'notebook-float': {
    severity: 'error',
    what: 'A number is written with a decimal point or exponent where the format wants a whole number.',
    why: 'JavaScript takes 1.0 for 1, Python does not: the notebook opens in one tool and is refused by the other.',
    fix: 'Write the number without a point; `coursewright validate --fix` does it where nothing is lost.',
    bad: example(notebook('').replace('"nbformat": 4', '"nbformat": 4.0'), '4:14'),
    good: example(notebook('')),
  },
  'cell-id-missing': {
    severity: 'error',
    what: 'A cell has no id, which nbformat 4.5 and later require.',
    why: 'Jupyter warns and invents a new id at each save, so that every save changes the file.',
    fix: 'Run `coursewright validate --fix`, which gives the cell an id that stays.',
    bad: example(notebook('{ "cell_type": "raw", "metadata": {}, "source": [] }'), '2:12'),
    good: example(notebook('{ "cell_type": "raw", "id": "a", "metadata": {}, "source": [] }')),
  },
  'cell-id-duplicate': {
    severity: 'error',
    what: 'Two cells have the same id.',
    why: 'Links, comments and merges that go by the id reach the wrong cell; Jupyter changes one of them at the next save.',
    fix: 'Run `coursewright validate --fix`, which gives the later cell a new id.',
    bad: example(
      notebook(
        '{ "cell_type": "raw", "id": "a", "metadata": {}, "source": [] },\n  { "cell_type": "raw", "id": "a", "metadata": {}, "source": [] }',
      ),
      '3:31',
    ),
    good: example(
      notebook(
        '{ "cell_type": "raw", "id": "a", "metadata": {}, "source": [] },\n  { "cell_type": "raw", "id": "b", "metadata": {}, "source": [] }',
      ),
    ),
  },
  'cell-id-invalid': {
    severity: 'error',
    what: 'An id has other characters than letters, digits, `-` and `_`, or is empty or longer than 64.',
    why: 'Ids are used in URLs and file names; validators refuse the notebook.',
    fix: 'Use 1 to 64 of the letters A to Z and a to z, digits, `-` and `_`.',
    bad: example(notebook('{ "cell_type": "raw", "id": "a b", "metadata": {}, "source": [] }'), '2:40'),
    good: example(notebook('{ "cell_type": "raw", "id": "a-b", "metadata": {}, "source": [] }')),
  },
  'cell-id-too-early': {
    severity: 'error',
    what: 'Cells have ids, but the notebook says that it is of a version before 4.5, which has none.',
    why: 'Validators refuse the ids. It happens when cells are copied from a newer notebook or merged.',
    fix: 'Set `"nbformat_minor": 5`; `coursewright validate --fix` does it, and gives ids to the cells without.',
    bad: example(
      notebook('{ "cell_type": "raw", "id": "a", "metadata": {}, "source": [] }').replace('minor": 5', 'minor": 4'),
      '5:20',
    ),
    good: example(notebook('{ "cell_type": "raw", "id": "a", "metadata": {}, "source": [] }')),
  },
} as const satisfies Rules;

/** A small notebook of nbformat 4.5 with the given cells. */
function notebook(cells: string): string {
  return `{\n "cells": [${cells}],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n`;
}

function example(text: string, at?: string): Example {
  return at === undefined ? { kind: 'notebook', text } : { kind: 'notebook', text, at };
}
