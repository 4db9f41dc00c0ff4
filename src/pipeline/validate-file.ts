import type { Config } from '../config/config.ts';
import type { ValidateOptions } from '../notebook/validate.ts';
import { validateNotebook } from '../notebook/validate.ts';
import type { FileResult, Finding } from '../result/result.ts';
import { type Content, readNotebook } from './notebook-content.ts';

/** What judging one file needs to know; plain data, so that it can go to another thread. */
export interface FileRequest {
  readonly cwd: string;
  readonly rules: Config['rules'];
  readonly strict: boolean;
}

/** Reads a notebook and judges it. */
export function validateFile(path: string, request: FileRequest): FileResult {
  return judged(path, readNotebook(request.cwd, path), request);
}

/** Judges what was read; what could not be read is a finding. */
export function judged(path: string, read: Content, request: FileRequest): FileResult {
  if ('content' in read) return { path, ...validateNotebook(read.content, optionsFor(path, request)) };
  return { path, valid: false, nbformat: null, findings: configured(read.finding, request) };
}

export function optionsFor(path: string, { rules, strict }: FileRequest): ValidateOptions {
  return { file: path, rules, strict };
}

function configured(finding: Finding, { rules }: FileRequest): Finding[] {
  const severity = rules[finding.rule] ?? finding.severity;
  return severity === 'off' ? [] : [{ ...finding, severity }];
}
