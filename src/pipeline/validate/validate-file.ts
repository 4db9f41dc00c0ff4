import type { Config } from '../../model/config.ts';
import type { FileResult, Finding } from '../../model/result.ts';
import { soundVersion } from '../../notebook/examine.ts';
import type { ValidateOptions } from '../../notebook/validate.ts';
import { interruptibly } from '../../text/interruptibly.ts';
import { type Content, readNotebook } from './notebook-content.ts';

/** What judging one file needs to know; plain data, so that it can go to another thread. */
export interface FileRequest {
  readonly cwd: string;
  readonly rules: Config['rules'];
  readonly strict: boolean;
}

/** Of what is larger the explanation is made in one go: loading what makes it takes no longer than a second look. */
const large = 4_000_000;

/** Reads a notebook and judges it. A promise only where something is to be explained. */
export function validateFile(path: string, request: FileRequest): FileResult | Promise<FileResult> {
  return judged(path, readNotebook(request.cwd, path), request);
}

/** Judges what was read; what could not be read is a finding. */
export function judged(path: string, read: Content, request: FileRequest): FileResult | Promise<FileResult> {
  if ('finding' in read) return { path, valid: false, nbformat: null, findings: configured(read.finding, request) };
  const { content } = read;
  const nbformat = content.length > large || asksForMore(request) ? undefined : soundVersion(content);
  if (nbformat !== undefined) return sound(path, nbformat);
  return explained(path, content, request);
}

function sound(path: string, nbformat: string): FileResult {
  return { path, valid: true, nbformat, findings: [] };
}

async function explained(path: string, content: Buffer, request: FileRequest): Promise<FileResult> {
  const { validateNotebook } = await import('../../notebook/validate.ts');
  // Nothing is to be reported of a file that was not judged: the process may as well end.
  return interruptibly(() => ({ path, ...validateNotebook(content, optionsFor(path, request)) }), undefined);
}

export function optionsFor(path: string, { rules, strict }: FileRequest): ValidateOptions {
  return { file: path, rules, strict };
}

/** Whether rules may be on that are off by default. */
function asksForMore({ rules, strict }: FileRequest): boolean {
  return strict || Object.values(rules).some((severity) => severity !== 'off');
}

function configured(finding: Finding, { rules }: FileRequest): Finding[] {
  const severity = rules[finding.rule] ?? finding.severity;
  return severity === 'off' ? [] : [{ ...finding, severity }];
}
