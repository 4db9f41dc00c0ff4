import type { Change, Difference, Drift } from '../confirm/drift.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { shellWord } from '../text/shell-word.ts';
import type { BesideFile } from './beside.ts';

const changes: Readonly<Record<Change, string>> = {
  code: 'code differs',
  prose: 'text differs',
  outputs: 'only outputs differ so far',
  metadata: 'only metadata differs',
  files: 'other files have to be beside it',
  layout: 'it is no notebook any more',
  foreign: 'no lesson made it',
};

/** What `check` says of a notebook on disk that is not what its lesson makes. */
export function driftDiagnostic(drift: Drift, path: string, source: string): Diagnostic | undefined {
  const build = `coursewright build ${shellWord(source)}`;
  switch (drift.kind) {
    case 'none':
      return undefined;
    case 'missing':
      return diagnostic('notebook-missing', `${path} is not there`, source, { start: 0, end: 0 }, { help: build });
    case 'stale':
      return diagnostic(
        'notebook-stale',
        `${path} is not what this lesson makes now: ${changes[drift.change]}`,
        source,
        { start: drift.span.start, end: drift.span.start },
        { help: build, ...(drift.cell === undefined ? {} : { cell: drift.cell }) },
      );
    case 'hand-edited':
      return handEdited(drift, path, source);
  }
}

/** A notebook that somebody edited, with what the edited cell says; `along` are those that `build` then keeps too. */
export function handEdited(
  { change, span, cell, expected, actual }: Difference,
  path: string,
  source: string,
  along: readonly string[] = [],
): Diagnostic {
  const kept = along.length === 0 ? '' : `; it is kept as it is, and so is ${along.join(' and ')}`;
  const isForeign = change === 'foreign';
  const message = `${path} ${isForeign ? 'is there, and no lesson made it' : `was edited by hand: ${changes[change]}`}${kept}`;
  return diagnostic(
    'notebook-hand-edited',
    message,
    source,
    { start: span.start, end: span.start },
    {
      help: isForeign
        ? `move it, or name another folder under \`output:\` in coursewright.yaml; coursewright build --force ${shellWord(source)} replaces it`
        : `carry the change over into the lesson, then coursewright build --force ${shellWord(source)}`,
      ...(cell === undefined ? {} : { cell }),
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
    },
  );
}

/** What is said of a file beside a notebook that is not what the course has there. */
export function besideDiagnostic({ place, from, drift }: BesideFile, source: string): Diagnostic {
  const start = { start: 0, end: 0 };
  const help = `coursewright build ${shellWord(source)}`;
  switch (drift) {
    case 'none':
    case 'missing':
      return diagnostic('notebook-file-missing', `${place} is not there: it is a copy of ${from}`, source, start, {
        help,
      });
    case 'stale':
      return diagnostic('notebook-file-stale', `${place} is not what ${from} is now`, source, start, { help });
    case 'edited':
      return diagnostic(
        'notebook-file-taken',
        `${place} was changed by hand; it was a copy of ${from}`,
        source,
        start,
        {
          help: `carry the change over into ${from}, then ${help} --force`,
        },
      );
    case 'taken':
      return diagnostic(
        'notebook-file-taken',
        `${place} is where a copy of ${from} has to be, and build did not write it`,
        source,
        start,
        { help: `move or remove it, then ${help}` },
      );
  }
}
