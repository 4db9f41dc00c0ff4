import type { ChecksDocument } from '../model/result.ts';
import { jsonLines } from '../report/printable.ts';
import type { Io } from './io.ts';
import { packageJson } from './package.ts';

/** Prints what `setup` and `doctor` found as one JSON document. */
export function printChecks(io: Io, found: Omit<ChecksDocument, 'coursewright' | 'schemaVersion'>): void {
  const document: ChecksDocument = { coursewright: packageJson().version, schemaVersion: 1, ...found };
  io.stdout.write(jsonLines({ ...document, durationMs: Math.round(found.durationMs) }));
}
