import type { Change, Drift } from '../confirm/drift.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';

const changes: Readonly<Record<Change, string>> = {
  code: 'code differs',
  prose: 'text differs',
  outputs: 'only outputs differ so far',
  metadata: 'only metadata differs',
  layout: 'only the layout of the file differs',
};

/** What `check` says of a notebook on disk that is not what its lesson makes. */
export function driftDiagnostic(drift: Drift, path: string, source: string): Diagnostic | undefined {
  const build = `coursewright build ${source}`;
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
        { help: build },
      );
    case 'hand-edited':
      return diagnostic(
        'notebook-hand-edited',
        `${path} was edited by hand: ${changes[drift.change]}`,
        source,
        { start: drift.span.start, end: drift.span.start },
        { help: `carry the change over into the lesson, then ${build} --force` },
      );
  }
}
