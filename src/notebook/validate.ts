import type { INotebookContent } from '@jupyterlab/nbformat';
import { severityOf } from '../diagnostics/catalog.ts';
import type { Severity } from '../diagnostics/rule.ts';
import type { Finding } from '../result/result.ts';
import { decode } from './decode.ts';
import { explain } from './explain.ts';
import { explainJson, explainTrailingComma } from './explain-json.ts';
import { judge, type Version } from './judge.ts';
import { shadowDoubledKeys } from './oddities.ts';
import { bytePoints } from './points.ts';
import type { Problem } from './problem.ts';
import { readJson } from './read-json.ts';
import { serializeNotebook } from './serialize.ts';

export interface ValidateOptions {
  /** The name that findings give the file; default `notebook.ipynb`. */
  readonly file?: string;
  /** Severity by rule id; `off` silences a rule, and naming a rule that is off by default turns it on. */
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
  /** How many findings of one rule a file may give before the rest is only counted; default 100. */
  readonly limit?: number;
}

export interface Validation {
  /** Whether Python's `nbformat.validator.isvalid` accepts the notebook. Severities in the options do not change it. */
  readonly valid: boolean;
  /** The version that the notebook states, `4.5`; null where it states none that is known. */
  readonly nbformat: string | null;
  /** In the order of the file. Lines and columns are those of the text; of a value, those of the file it would make. */
  readonly findings: readonly Finding[];
}

/**
 * Judges a notebook, given as the bytes or the text of its file, or as a value. The verdict is that of Python's nbformat
 * (strict, without repair); the findings say where each mistake is and how to mend it. Never throws.
 */
export function validateNotebook(
  notebook: string | Uint8Array | INotebookContent,
  options: ValidateOptions = {},
): Validation {
  const content = contentOf(notebook);
  const { bytes, problems: encodingProblems } = decode(content);
  if (bytes === undefined) return validation(content, false, null, encodingProblems, options);
  const { valid, version, problems } = examine(bytes);
  return validation(
    bytes,
    valid && encodingProblems.length === 0,
    version,
    [...encodingProblems, ...problems],
    options,
  );
}

function contentOf(notebook: string | Uint8Array | INotebookContent): Buffer {
  if (typeof notebook === 'string') return Buffer.from(notebook, 'utf8');
  if (notebook instanceof Uint8Array) return Buffer.from(notebook.buffer, notebook.byteOffset, notebook.byteLength);
  return Buffer.from(serializeNotebook(notebook), 'utf8');
}

function examine(bytes: Buffer): { valid: boolean; version: string | null; problems: Problem[] } {
  const { document, error, trailingCommas } = readJson(bytes);
  const problems = trailingCommas.map(explainTrailingComma);
  if (document === undefined)
    return { valid: false, version: null, problems: [...problems, ...explainJson(bytes, error)] };
  shadowDoubledKeys(document);
  const judgement = judge(document);
  const valid = judgement.valid && trailingCommas.length === 0;
  if (!judgement.valid) problems.push(...explain(document, judgement));
  return { valid, version: versionText(judgement.version), problems };
}

function versionText(version: Version): string | null {
  return version.type === 'stated' ? `${version.major}.${version.minor}` : null;
}

function validation(
  bytes: Buffer,
  valid: boolean,
  nbformat: string | null,
  problems: readonly Problem[],
  options: ValidateOptions,
): Validation {
  const points = bytePoints(bytes);
  const findings: Finding[] = [];
  for (const problem of [...problems].sort((a, b) => a.start - b.start)) {
    const severity = options.rules?.[problem.rule] ?? severityOf(problem.rule);
    if (severity === 'off') continue;
    const { rule, message, start: startOffset, end: endOffset, ...details } = problem;
    const start = points.at(startOffset);
    const end = points.at(endOffset);
    const place = { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
    findings.push({ rule, severity, message, file: options.file ?? 'notebook.ipynb', ...place, ...details });
  }
  return { valid, nbformat, findings };
}
