import type { ResultDocument, RunResult } from '../model/result.ts';
import { jsonLines } from './printable.ts';
import type { Reporter, ReporterContext } from './reporter.ts';
import { sealed } from './shard-seal.ts';

/** For programs: the result as one JSON document (`schemas/result.schema.json`). */
export function jsonReporter({ write }: ReporterContext): Reporter {
  return {
    on(event) {
      if (event.type === 'run-ended') write(jsonText(documentOf(event.result)));
    },
  };
}

/** A document as it is printed: indented, one line end. */
export function jsonText(document: ResultDocument): string {
  return jsonLines(document);
}

/** `validate` has files in place of lessons, every other command has lessons. */
function documentOf(result: RunResult): ResultDocument {
  const { lessons, files, ...rest } = sealed(result);
  return files === undefined ? { ...rest, lessons } : { ...rest, files };
}
