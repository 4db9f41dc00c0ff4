import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { configNames, findCourse } from '../../config/find-course.ts';
import type { Config } from '../../model/config.ts';
import type { ValidateRequest } from '../../pipeline/validate/validate.ts';
import type { Command, Invocation } from '../command.ts';
import { UsageError } from '../errors.ts';
import { printing } from '../options.ts';
import { show } from '../output.ts';
import { packageJson } from '../package.ts';

export const validate: Command = {
  name: 'validate',
  args: { syntax: '<files...>', text: 'notebooks, folders or globs; - for standard input' },
  group: 'For any notebook',
  summary: 'check any notebooks against the nbformat schema, and fix them',
  description:
    'Validates any notebooks as Jupyter does: against the nbformat schema of the version that each one states (4.0 to 4.5), and against what programs demand beyond it. Each finding names the cell, the line and the place in the JSON. It does not need Python.',
  examples: [
    ['coursewright validate notebooks', 'every notebook below a folder'],
    ['coursewright validate --strict a.ipynb', 'also what is valid but causes trouble'],
    ['coursewright validate --fix --dry-run a.ipynb', 'what could be fixed, as a diff'],
    ['coursewright validate - --json', 'a notebook from standard input, for programs'],
  ],
  options: ['config', 'strict', 'fix', 'dryRun', 'maxWarnings', ...printing],
  async run(invocation) {
    const { validate: validateNotebooks } = await import('../../pipeline/validate/validate.ts');
    const { args, options, io } = invocation;
    if (options.dryRun === true && options.fix !== true) {
      throw new UsageError('--dry-run says what --fix would change: it needs --fix', {
        help: 'coursewright validate --fix --dry-run FILES',
      });
    }
    const fixes = options.fix === true && options.dryRun !== true;
    if (fixes && args.includes('-') && options.json !== true) return filter(invocation);
    return show(validateNotebooks(await requestOf(invocation)), invocation, io.cwd);
  },
};

/** `--fix -`: the notebook from standard input goes fixed to standard output, what people see to standard error. */
async function filter(invocation: Invocation): Promise<number> {
  const { validate: validateNotebooks } = await import('../../pipeline/validate/validate.ts');
  const { buffer } = await import('node:stream/consumers');
  const { args, io } = invocation;
  if (args.length > 1) throw new UsageError('standard input cannot be fixed together with files');
  const given = await buffer(io.stdin);
  let fixed: string | undefined;
  const request = await requestOf(invocation);
  const events = validateNotebooks({ ...request, stdin: Readable.from([given]) });
  async function* observed() {
    for await (const event of events) {
      if (event.type === 'run-ended') fixed = event.result.files?.[0]?.content;
      yield event;
    }
  }
  const exitCode = await show(observed(), { ...invocation, io: { ...io, stdout: io.stderr } }, io.cwd);
  io.stdout.write(fixed === undefined ? given : Buffer.from(fixed));
  return exitCode;
}

async function requestOf(invocation: Invocation): Promise<ValidateRequest> {
  const { args, options, io, signal } = invocation;
  return {
    version: packageJson().version,
    paths: args,
    cwd: io.cwd,
    get stdin() {
      return io.stdin;
    },
    rules: await rulesOf(invocation),
    signal,
    strict: options.strict === true,
    ...(options.fix === true ? { fix: options.dryRun === true ? 'show' : 'write' } : {}),
  };
}

/** The severities of the course around, where there is one: any notebook can be judged, and most are in no course. */
async function rulesOf({ io, options }: Invocation): Promise<Config['rules']> {
  const dir = findCourse(io.cwd, options.config);
  if (options.config === undefined && !configNames.some((name) => existsSync(join(dir, name)))) return {};
  const { openCourse } = await import('../course.ts');
  return openCourse(io, options).loaded.config.rules;
}
