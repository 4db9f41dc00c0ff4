import type { INotebookContent } from '@jupyterlab/nbformat';
import { catalog, type RuleId } from '../diagnostics/catalog.ts';
import type { Rule, Severity } from '../diagnostics/rule.ts';
import { releaseDocument } from '../json/read-json.ts';
import type { Finding } from '../model/result.ts';
import { decode } from './decode.ts';
import { type Examination, examine, versionText } from './examine.ts';
import { explain } from './explain/explain.ts';
import { explainJson, explainTrailingComma } from './explain/explain-json.ts';
import { explainOddities } from './explain/explain-oddities.ts';
import { mostMistakes } from './judge.ts';
import { findSmells } from './lint/find-smells.ts';
import { bytePoints } from './points.ts';
import type { Problem } from './problem.ts';
import { serializeNotebook } from './serialize.ts';

export interface ValidateOptions {
  /** The name that findings give the file; default `notebook.ipynb`. */
  readonly file?: string;
  /** Turns on the rules that are off by default. */
  readonly strict?: boolean;
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
 * (strict, without repair); the findings say where each mistake is and how to fix it. Never throws.
 */
export function validateNotebook(
  notebook: string | Uint8Array | INotebookContent,
  options: ValidateOptions = {},
): Validation {
  const content = contentOf(notebook);
  if ('rule' in content) return validation(Buffer.alloc(0), false, null, [content], options);
  const { bytes, problems: encodingProblems } = decode(content);
  if (bytes === undefined) return validation(content, false, null, encodingProblems, options);
  const wanted = (rule: RuleId) => severityIn(options, rule) !== 'off';
  const { valid, version, problems } = explained(bytes, examine(bytes), wanted);
  // How a file is encoded that has no notebook in it is not worth a word.
  const isNone = bytes.length === 0 || problems.some(({ rule }) => rule === 'not-a-notebook');
  const all = isNone ? problems : [...encodingProblems, ...problems];
  return validation(bytes, valid && encodingProblems.length === 0, version, all, options);
}

function contentOf(notebook: string | Uint8Array | INotebookContent): Buffer | Problem {
  if (typeof notebook === 'string') return Buffer.from(notebook, 'utf8');
  if (notebook instanceof Uint8Array) return Buffer.from(notebook.buffer, notebook.byteOffset, notebook.byteLength);
  try {
    return Buffer.from(serializeNotebook(notebook), 'utf8');
  } catch (error) {
    // Deeper than JavaScript's own stack, or a reference to itself; or nothing that JSON has, a BigInt.
    const deep = error instanceof RangeError;
    const message = deep
      ? 'the value is nested too deeply, or in itself'
      : `the value is no JSON: ${error instanceof Error ? error.message : error}`;
    return { rule: deep ? 'notebook-too-deep' : 'not-a-notebook', message, start: 0, end: 0 };
  }
}

/** All that is to be said of a notebook. `wanted` tells whether a rule is on. */
function explained(
  bytes: Buffer,
  { read, trailingCommas }: Examination,
  wanted: (rule: RuleId) => boolean,
): { valid: boolean; version: string | null; problems: readonly Problem[] } {
  const problems = trailingCommas.slice(0, mostMistakes).map(explainTrailingComma);
  if ('error' in read) {
    return { valid: false, version: null, problems: [...problems, ...explainJson(bytes, read.error)] };
  }
  const { document, doubled, judgement } = read;
  if (!judgement.valid) for (const one of explain(document, judgement)) problems.push(one);
  for (const one of explainOddities(document, doubled, judgement)) problems.push(one);
  if (judgement.version.type !== 'no-notebook' && judgement.version.type !== 'unknown') {
    for (const one of findSmells(document, wanted)) problems.push(one);
  }
  releaseDocument(document);
  return { valid: judgement.valid && trailingCommas.length === 0, version: versionText(judgement.version), problems };
}

function validation(
  bytes: Buffer,
  valid: boolean,
  nbformat: string | null,
  problems: readonly Problem[],
  options: ValidateOptions,
): Validation {
  const points = bytePoints(bytes);
  const limit = options.limit ?? 100;
  const counts = new Map<RuleId, number>();
  const findings: Finding[] = [];
  for (const problem of [...problems].sort((a, b) => a.start - b.start)) {
    const { rule, start: startOffset, end: endOffset, message, ...details } = problem;
    const severity = severityIn(options, rule);
    if (severity === 'off') continue;
    const count = (counts.get(rule) ?? 0) + 1;
    counts.set(rule, count);
    if (count > limit) continue;
    const start = points.at(startOffset);
    const end = points.at(endOffset);
    const place = { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
    findings.push({ rule, severity, message, file: options.file ?? defaultFile, ...place, ...details });
  }
  return {
    valid,
    nbformat,
    findings: findings.map((each) => withRest(each, findings, counts.get(each.rule) ?? 0, limit)),
  };
}

/** The last finding of a rule that found more than the limit says how many there are. */
function withRest(finding: Finding, findings: readonly Finding[], count: number, limit: number): Finding {
  if (count <= limit || findings.findLast(({ rule }) => rule === finding.rule) !== finding) return finding;
  const rest = count - limit;
  const more = count < mostMistakes ? `${rest} more` : `at least ${rest} more`;
  return { ...finding, message: `${finding.message} (and ${more} of this kind in the file)` };
}

const defaultFile = 'notebook.ipynb';

/** What the options make of a rule: optional ones are off unless they are named or `strict` is given. */
function severityIn({ rules, strict }: ValidateOptions, rule: RuleId): Severity | 'off' {
  const named = rules?.[rule];
  if (named !== undefined) return named;
  const { severity, optional }: Rule = catalog[rule];
  return optional === true && strict !== true ? 'off' : severity;
}
