import { resolve } from 'node:path';
import type { Invocation } from './command.ts';
import { writeReport } from './output.ts';
import { failureDocument } from './print-failure.ts';

/** A result in a file that is not written anew would tell of an earlier run: it says now that this one failed. */
export async function writeFailures(error: unknown, { command, options, io, signal }: Invocation): Promise<void> {
  const document = failureDocument(error, { command, exitCode: signal.aborted ? 130 : 2 }, io.env);
  for (const { name, file } of options.reporter ?? []) {
    if (name === 'json' && file !== undefined) await writeReport(resolve(io.cwd, file), document);
  }
}
