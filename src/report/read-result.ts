import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { ResultDocument, RunResult } from '../model/result.ts';

/** Reads a file that `--json` wrote. Throws an OperatorError where it is none, or tells of a run that failed. */
export async function readResult(path: string, name: string): Promise<RunResult> {
  const document = await parseResult(path, name);
  const isResult = new Ajv({ allErrors: false }).compile<ResultDocument>(await schema());
  if (!isResult(document)) {
    const { instancePath = '', message = 'is not as the schema says' } = isResult.errors?.at(-1) ?? {};
    throw new OperatorError(`${name} is no result of coursewright: ${instancePath || 'the document'} ${message}`);
  }
  if ('error' in document) {
    throw new OperatorError(`${name} tells of a run that could not be done: ${document.error.message}`, {
      ...(document.error.help === undefined ? {} : { help: document.error.help }),
    });
  }
  if ('checks' in document)
    throw new OperatorError(`${name} is a result of ${document.command}, which has nothing to join`);
  return 'files' in document ? { ...document, lessons: [] } : document;
}

async function parseResult(path: string, name: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new OperatorError(`${name} cannot be read: ${reason(cause)}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OperatorError(`${name} is no JSON: ${reason(cause)}`, { cause });
  }
}

async function schema(): Promise<object> {
  const url = new URL('../../schemas/result.schema.json', import.meta.url);
  return JSON.parse(await readFile(url, 'utf8')) as object;
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
