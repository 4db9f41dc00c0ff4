import { InvalidArgumentError } from 'commander';
import { type Variant, variants } from '../model/variants.ts';
import { type CiName, ciNames } from '../pipeline/ci-files.ts';
import { type EditorName, editorNames } from '../pipeline/editor-files.ts';
import { isReporterName, type ReporterName, reporterNames } from '../report/reporters.ts';
import type { ShardChoice } from '../select/shard.ts';

/** One option of the command line. Its key in the table is the name of its value. */
export interface Option<T> {
  readonly flags: string;
  /** What it does, for the help: lower case, no full stop. */
  readonly text: string;
  readonly group: 'What to work on' | 'How to work' | 'What to print';
  /** Reads one value; throws InvalidArgumentError with what would be right. Given the value before, where it may come again. */
  parse?(value: string, previous: T | undefined): T;
}

/** A reporter and where its report goes; without a file to standard output. */
export interface ReporterChoice {
  readonly name: ReporterName;
  readonly file?: string;
}

/** Every option there is; a command names those that it takes. */
export const options = {
  config: option<string>({
    flags: '-c, --config <file>',
    text: "the course's configuration (default: the nearest coursewright.yaml)",
    group: 'What to work on',
  }),
  variant: option<Variant>({
    flags: '--variant <name>',
    text: `only this variant: ${variants.join(' or ')}`,
    group: 'What to work on',
    parse: (value) => oneOf(value, variants),
  }),
  test: option<RegExp>({
    flags: '-t, --test <pattern>',
    text: 'only what matches a regular expression: lessons by path, title or tag, exercises by id or heading',
    group: 'What to work on',
    parse: regularExpression,
  }),
  changed: option<string | true>({
    flags: '--changed [ref]',
    text: 'only lessons affected by changes since a git commit (default: HEAD)',
    group: 'What to work on',
    parse: (value) => value,
  }),
  shard: option<ShardChoice>({
    flags: '--shard <i/n>',
    text: 'only part i of n, all of about the same duration; merge joins their results',
    group: 'What to work on',
    parse: shardChoice,
  }),
  to: option<string>({
    flags: '--to <folder>',
    text: "the folder of the new lessons (default: the course's folder of lessons)",
    group: 'What to work on',
  }),
  jobs: option<number>({
    flags: '-j, --jobs <n>',
    text: 'how many notebooks run at the same time (default: one for each core)',
    group: 'How to work',
    parse: (value) => wholeNumber(value, 1),
  }),
  on: option<string>({
    flags: '--on <cluster>',
    text: 'run on a Dask cluster: the address of its scheduler (tcp://host:8786), or local:N for N workers here',
    group: 'How to work',
    parse: clusterAddress,
  }),
  network: option<boolean>({
    flags: '--network',
    text: 'also run the cells marked `network`',
    group: 'How to work',
  }),
  cache: option<boolean>({
    flags: '--no-cache',
    text: 'ignore earlier results, do everything again, and keep the new results',
    group: 'How to work',
  }),
  fork: option<boolean>({
    flags: '--no-fork',
    text: 'start every kernel as its own process: slower',
    group: 'How to work',
  }),
  failFast: option<boolean>({
    flags: '--fail-fast',
    text: 'stop after the first lesson with an error',
    group: 'How to work',
  }),
  mutate: option<number>({
    flags: '--mutate [n]',
    text: "try each exercise's tests on wrong solutions, at most n of them (default: 40); after the paths, or as --mutate=n",
    group: 'How to work',
    parse: (value) => wholeNumber(value, 1),
  }),
  compare: option<boolean>({
    flags: '--compare',
    text: 'also compare what notebooks print with their saved outputs',
    group: 'How to work',
  }),
  force: option<boolean>({
    flags: '--force',
    text: 'overwrite notebooks that were edited by hand',
    group: 'How to work',
  }),
  dryRun: option<boolean>({
    flags: '-n, --dry-run',
    text: 'write nothing, only show what would change',
    group: 'How to work',
  }),
  interactive: option<boolean>({
    flags: '-i, --interactive',
    text: 'show each change and ask whether to make it',
    group: 'How to work',
  }),
  add: option<boolean>({
    flags: '--add',
    text: 'also add an output fence after each cell that prints something and has none',
    group: 'How to work',
  }),
  prune: option<boolean>({
    flags: '--prune',
    text: 'also remove what is no longer used',
    group: 'How to work',
  }),
  ci: option<CiName>({
    flags: '--ci <name>',
    text: `what checks the course on every push: ${ciNames.join(', ')} (default: github)`,
    group: 'How to work',
    parse: (value) => oneOf(value, ciNames),
  }),
  editor: option<EditorName>({
    flags: '--editor <name>',
    text: `also write the settings of an editor: ${editorNames.join(' or ')}`,
    group: 'How to work',
    parse: (value) => oneOf(value, editorNames),
  }),
  port: option<number>({
    flags: '--port <n>',
    text: 'the port of the page (default: any that is free)',
    group: 'How to work',
    parse: (value) => portNumber(value),
  }),
  open: option<boolean>({
    flags: '--open',
    text: 'open the page in the browser',
    group: 'How to work',
  }),
  check: option<boolean>({
    flags: '--check',
    text: 'only look, without making or changing anything',
    group: 'How to work',
  }),
  strict: option<boolean>({
    flags: '--strict',
    text: 'also report what is valid but causes trouble',
    group: 'How to work',
  }),
  fix: option<boolean>({
    flags: '--fix',
    text: 'fix what is safe to fix',
    group: 'How to work',
  }),
  baseline: option<string>({
    flags: '--baseline <file>',
    text: 'fail on new findings only; the file lists the known ones, and is created if it does not exist',
    group: 'How to work',
  }),
  maxWarnings: option<number>({
    flags: '--max-warnings <n>',
    text: 'exit with 1 when there are more than n warnings',
    group: 'How to work',
    parse: (value) => wholeNumber(value, 0),
  }),
  reporter: option<readonly ReporterChoice[]>({
    flags: '-r, --reporter <name[=file]>',
    text: `how to report (repeatable): ${reporterNames.join(', ')}`,
    group: 'What to print',
    parse: (value, previous = []) => [...previous, reporterChoice(value)],
  }),
  json: option<boolean>({
    flags: '--json',
    text: 'print one JSON document (the same as --reporter json)',
    group: 'What to print',
  }),
  clear: option<boolean>({
    flags: '--no-clear',
    text: 'leave earlier reports on the screen',
    group: 'What to print',
  }),
  quiet: option<boolean>({
    flags: '-q, --quiet',
    text: 'print only what is wrong',
    group: 'What to print',
  }),
  verbose: option<boolean>({
    flags: '-v, --verbose',
    text: 'say more about what is done and why',
    group: 'What to print',
  }),
  color: option<boolean>({
    flags: '--no-color',
    text: 'print without colours (also NO_COLOR; FORCE_COLOR=1 for colours in logs)',
    group: 'What to print',
  }),
} as const;

export type OptionName = keyof typeof options;

type ValueOf<O> = O extends Option<infer T> ? T : never;

/** The options that were given, read; what was not given is absent. */
export type OptionValues = { readonly [N in OptionName]?: ValueOf<(typeof options)[N]> };

function option<T>(spec: Option<T>): Option<T> {
  return spec;
}

function oneOf<T extends string>(value: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === value);
  if (found === undefined) throw new InvalidArgumentError(`It must be ${allowed.join(' or ')}.`);
  return found;
}

function clusterAddress(value: string): string {
  if (/^(?:local:[1-9]\d{0,2}|(?:tcp|tls|ucx|ws|wss):\/\/[^\s/?#@]+(?:\/[^\s?#@]*)?)$/.test(value)) return value;
  throw new InvalidArgumentError('Expected the address of a Dask scheduler such as tcp://host:8786, or local:4.');
}

/** Letter case does not matter: `-t Loops` is typed sooner than looked up. */
function regularExpression(value: string): RegExp {
  if (value === '') throw new InvalidArgumentError('It must not be empty.');
  try {
    return new RegExp(value, 'i');
  } catch (error) {
    throw new InvalidArgumentError(`It is no regular expression: ${error instanceof Error ? error.message : error}.`);
  }
}

function shardChoice(value: string): ShardChoice {
  const [, index = 0, count = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(value) ?? []).map(Number);
  if (index < 1 || index > count) {
    throw new InvalidArgumentError('It must be I/N, such as 2/3: the second of three parts.');
  }
  return { index, count };
}

function wholeNumber(value: string, least: number): number {
  if (!/^\d+$/.test(value) || Number(value) < least || !Number.isSafeInteger(Number(value))) {
    throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  }
  return Number(value);
}

function portNumber(value: string): number {
  const port = wholeNumber(value, 1);
  if (port > 65_535) throw new InvalidArgumentError('It must be at most 65535.');
  return port;
}

function reporterChoice(value: string): ReporterChoice {
  const [name = '', ...rest] = value.split('=');
  const file = rest.join('=');
  if (!isReporterName(name)) throw new InvalidArgumentError(`It must be one of ${reporterNames.join(', ')}.`);
  if (rest.length > 0 && file === '')
    throw new InvalidArgumentError(`A file must follow the =, as in ${name}=report.txt.`);
  return rest.length > 0 ? { name, file } : { name };
}

/** The options of every command that reports. */
export const printing = ['reporter', 'json', 'quiet', 'verbose', 'color'] as const satisfies readonly OptionName[];
