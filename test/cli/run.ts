import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { execa, type Options } from 'execa';
import { afterAll, onTestFinished } from 'vitest';
import type { ResultDocument } from '../../src/model/result.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What the variables of whoever runs the tests must not decide. */
const neutral = {
  CI: undefined,
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  GITHUB_ACTIONS: undefined,
  TERM: 'xterm',
};

/** A folder with a program `coursewright`, for PATH: help then names the command as it does where it is installed. */
export const installed = mkdtempSync(join(tmpdir(), 'cwbin-'));
writeFileSync(join(installed, 'coursewright'), '#!/bin/sh\nexit 1\n');
chmodSync(join(installed, 'coursewright'), 0o755);
afterAll(() => rmSync(installed, { recursive: true, force: true }));

/** Runs the built command line, as a program would: no terminal, no input. */
export async function coursewright(args: readonly string[], options: Options & { env?: NodeJS.ProcessEnv } = {}) {
  const { exitCode, stdout, stderr, signal } = await execa(process.execPath, [main, ...args], {
    stdin: 'ignore',
    reject: false,
    stripFinalNewline: false,
    ...options,
    env: { ...neutral, PATH: `${process.env.PATH}${delimiter}${installed}`, ...options.env },
  });
  return { exitCode, signal, stdout: String(stdout), stderr: String(stderr) };
}

export { main };

/** A folder with these files, gone when the test has ended. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'cwcli-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return dir;
}

const schema: object = JSON.parse(readFileSync(new URL('../../schemas/result.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv({ allErrors: true }).compile<ResultDocument>(schema);

/** The one document on standard output; throws where it is none, more than one, or not as the schema says. */
export function documentIn(stdout: string): ResultDocument {
  const document: unknown = JSON.parse(stdout);
  if (!valid(document)) throw new Error(JSON.stringify(valid.errors, null, 2));
  return document;
}
