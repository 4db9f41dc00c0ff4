import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Config } from '../../model/config.ts';
import type { PipelineEvent } from '../../model/event.ts';
import type { FileResult, FixResult, RunResult } from '../../model/result.ts';
import { interruptibly } from '../../text/interruptibly.ts';
import { readNotebook, readStandardInput } from './notebook-content.ts';
import { notebookPaths, standardInput } from './notebook-paths.ts';
import { type FileRequest, judged, optionsFor } from './validate-file.ts';
import { validateFiles } from './validate-files.ts';

export interface ValidateRequest {
  /** Coursewright's own version, for the result. */
  readonly version: string;
  /** Files, folders, globs, and `-` for standard input, relative to `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly stdin: Readable;
  /** Severity by rule id; naming an optional rule turns it on. */
  readonly rules: Config['rules'];
  /** Turns on the optional rules. */
  readonly strict?: boolean;
  /** Fixes what is safe to fix: in the files, or only to show the difference. */
  readonly fix?: 'write' | 'show';
  readonly signal?: AbortSignal;
}

/**
 * `validate`: judges notebooks of any origin, and fixes them where that was asked for. `run-ended` has the files in the
 * order of the paths; its exit code is 1 when any finding is an error.
 * @throws OperatorError for a path that selects nothing, and when a fixed file cannot be written.
 */
export async function* validate(request: ValidateRequest): AsyncGenerator<PipelineEvent> {
  const started = performance.now();
  const paths = await notebookPaths(request.cwd, request.paths);
  yield { type: 'run-started', command: 'validate', sources: paths };
  const simple = request.fix === undefined && !paths.includes(standardInput);
  const files = simple ? await validateFiles(paths, fileRequest(request), request.signal) : [];
  for (const path of simple ? [] : paths) {
    if (request.signal?.aborted === true) break;
    const { file, written } = await validateHere(path, request);
    files.push(file);
    if (written) yield { type: 'notebook-written', path, change: 'updated' };
    await new Promise((rest) => setImmediate(rest));
  }
  yield { type: 'run-ended', result: resultOf(files, request.version, started) };
}

function fileRequest({ cwd, rules, strict }: ValidateRequest): FileRequest {
  return { cwd, rules, strict: strict === true };
}

async function validateHere(path: string, request: ValidateRequest): Promise<{ file: FileResult; written: boolean }> {
  const read = path === standardInput ? await readStandardInput(request.stdin) : readNotebook(request.cwd, path);
  if (request.fix !== undefined && 'content' in read) return fix(path, read.content, request);
  return { file: await judged(path, read, fileRequest(request)), written: false };
}

async function fix(
  path: string,
  content: Buffer,
  request: ValidateRequest,
): Promise<{ file: FileResult; written: boolean }> {
  const { cwd, fix, rules, strict } = request;
  const options = optionsFor(path, fileRequest(request));
  const { fixNotebook } = await import('../../notebook/fix.ts');
  const { validateNotebook } = await import('../../notebook/validate.ts');
  const asked = rules['notebook-layout'] ?? (strict === true ? 'info' : 'off');
  const { content: whole, fixes } = await interruptibly(
    () => fixNotebook(content, { layout: asked !== 'off' }),
    request.signal,
  );
  if (fixes.length === 0) return { file: { path, ...validateNotebook(content, options) }, written: false };
  const fixed: readonly FixResult[] = fixes;
  if (fix === 'show') {
    const { filePatch } = await import('../../text/file-patch.ts');
    const diff = filePatch(path, content.toString('utf8'), whole.toString('utf8'));
    return { file: { path, ...validateNotebook(content, options), fixed, diff }, written: false };
  }
  const written = path !== standardInput;
  if (written) (await import('../../files/replace-file.ts')).replaceFile(resolve(cwd, path), whole, { name: path });
  const file = { path, ...validateNotebook(whole, options), fixed };
  return { file: written ? file : { ...file, content: whole.toString('utf8') }, written };
}

function resultOf(files: readonly FileResult[], version: string, started: number): RunResult {
  const findings = files.flatMap((file) => file.findings);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const none = {
    cells: 0,
    executed: 0,
    cached: 0,
    outputsConfirmed: 0,
    outputsMismatched: 0,
    exercises: 0,
    exercisesProven: 0,
    skipped: 0,
  };
  return {
    coursewright: version,
    schemaVersion: 1,
    command: 'validate',
    exitCode: errors > 0 ? 1 : 0,
    durationMs: Math.round(performance.now() - started),
    environment: { node: process.versions.node },
    summary: {
      ...none,
      lessons: 0,
      notebooks: files.length,
      errors,
      warnings: findings.filter(({ severity }) => severity === 'warning').length,
    },
    lessons: [],
    files,
  };
}
