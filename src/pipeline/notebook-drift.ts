import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withOutputs } from '../compile/with-outputs.ts';
import { driftOf, parseNotebook } from '../confirm/drift.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Compiled, IOutput } from '../model/notebook.ts';
import type { NotebookResult } from '../model/result.ts';
import { interruptibly } from '../text/interruptibly.ts';
import { besideFiles, writtenFiles } from './beside.ts';
import { besideDiagnostic, driftDiagnostic } from './drift-diagnostic.ts';

export interface NotebookDrift {
  readonly notebooks: readonly NotebookResult[];
  readonly diagnostics: readonly Diagnostic[];
  /** That other files are read now: where the lesson has an error, it may just be that one is not there. */
  readonly otherFiles: readonly Diagnostic[];
}

/**
 * How the notebooks on disk stand to what the lesson makes now. Where the outputs that it makes are not known, because
 * its run was no whole one or went wrong, all else is compared.
 */
export async function notebookDrift(
  { dir, output }: { readonly dir: string; readonly output: string },
  source: string,
  notebooks: readonly Compiled[],
  outputsKnown: boolean,
  signal?: AbortSignal,
): Promise<NotebookDrift> {
  let known: ReturnType<typeof writtenFiles> | undefined;
  const written = () => (known ??= writtenFiles(dir, output));
  const compare = async (notebook: Compiled) => {
    const { path, variant } = notebook;
    const onDisk = await readFile(join(dir, path), 'utf8').catch(() => undefined);
    const compared = () => driftOf(outputsKnown ? notebook : withOutputsOf(onDisk, notebook), onDisk);
    // Most are as they were written: to look at the time would take longer than to see it.
    const isSame = outputsKnown && onDisk === notebook.text;
    const drift = isSame ? compared() : await interruptibly(compared, signal);
    const kind = drift.kind === 'none' && !outputsKnown ? ('not-checked' as const) : drift.kind;
    const found = driftDiagnostic(drift, path, source);
    // Where the notebook is not there, nothing of it is.
    const files = drift.kind === 'missing' ? [] : besideFiles(dir, notebook, written);
    const beside = files.filter((file) => file.drift !== 'none').map((file) => besideDiagnostic(file, source));
    const isOfFiles = drift.kind === 'stale' && drift.change === 'files';
    const own = found === undefined || (isOfFiles && beside.length > 0) ? [] : [found];
    return {
      notebook: { path, variant, drift: kind },
      found: [...(isOfFiles ? [] : own), ...beside],
      otherFiles: isOfFiles ? own : [],
      isForeign: drift.kind === 'hand-edited' && drift.change === 'foreign',
      own,
    };
  };
  const all = await Promise.all(notebooks.map(compare));
  // Where somebody else's notebook is in the way, a build writes nothing of the lesson: the rest only follows.
  const foreign = all.filter(({ isForeign }) => isForeign);
  if (foreign.length > 0)
    return {
      notebooks: all.map(({ notebook }) => notebook),
      diagnostics: foreign.flatMap(({ own }) => own),
      otherFiles: [],
    };
  return {
    notebooks: all.map(({ notebook }) => notebook),
    diagnostics: all.flatMap(({ found }) => found),
    otherFiles: all.flatMap(({ otherFiles }) => otherFiles),
  };
}

function withOutputsOf(onDisk: string | undefined, notebook: Compiled): Compiled {
  const cells = (onDisk === undefined ? undefined : parseNotebook(onDisk))?.cells ?? [];
  const outputs = new Map<string, readonly IOutput[]>();
  for (const { id, outputs: own } of cells) if (Array.isArray(own)) outputs.set(String(id), own as IOutput[]);
  return withOutputs(notebook, outputs);
}
