import type { Rules } from '../rule.ts';

/** What can be said about notebooks, pages and scripts that become lessons. */
export const importRules = {
  'import-unreadable': {
    severity: 'error',
    what: 'A file cannot be imported.',
    why: 'There is nothing to make a lesson of.',
    fix: 'Name a notebook (.ipynb), a saved page (.html), a script of Jupytext (.py, .R, .jl, …) or a text (.txt).',
  },
  'import-taken': {
    severity: 'error',
    what: 'A lesson of that name exists already.',
    why: '`coursewright import` overwrites nothing.',
    fix: 'Name another folder with `--to`, or rename one of the two.',
  },
  'import-left-out': {
    severity: 'info',
    what: 'Parts of the original are not in the lesson.',
    why: 'A lesson has no words for them: slide types, widget states, positions of scroll bars. HTML and pictures of outputs come back when the course says `outputs: executed`.',
    fix: 'Keep the original if you need them.',
  },
  'import-differs': {
    severity: 'warning',
    what: 'The notebook of the new lesson is not what was imported.',
    why: 'Each import is built again and compared, so that no difference goes unseen. Mostly the text has a construct that lessons give a meaning to.',
    fix: 'Compare the line with the original, and correct the lesson.',
  },
} as const satisfies Rules;
