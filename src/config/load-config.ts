import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { catalog } from '../diagnostics/catalog.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { replacing } from '../diagnostics/fix.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Config } from '../model/config.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import type { MatchMode } from '../model/match-modes.ts';
import { variants } from '../model/variants.ts';
import type { Span } from '../text/span.ts';
import { parseTolerance } from '../text/tolerance.ts';
import { readSchema } from '../yaml/schema.ts';
import { readYaml, type YamlResult } from '../yaml/yaml.ts';
import { configNames } from './find-course.ts';
import { parseSize } from './size.ts';

export interface LoadedConfig {
  readonly config: Config;
  /** What is wrong in the file: the command ends with exit code 2. A key with a problem has its default here. */
  readonly diagnostics: readonly Diagnostic[];
  /** The file that was read, relative to the course's folder; without it everything is default. */
  readonly file?: string;
  /** Its text, for the lines of findings. */
  readonly text?: string;
  /** Where a value (or key) stands in the file. */
  readonly spanOf: (path: readonly (string | number)[], part?: 'key' | 'value') => Span | undefined;
}

/** Every key with its default; the schema's defaults are the same, which a test holds. */
export const defaultConfig: Config = {
  source: 'source-md',
  output: 'notebooks',
  variants,
  instructors: [],
  order: [],
  dialect: 'auto',
  outputs: 'declared',
  solutions: 'separate',
  kernel: 'python3',
  python: { requirements: [], version: '>=3.10', environment: 'managed' },
  execute: {
    timeout: 60,
    lessonTimeout: 600,
    jobs: 'auto',
    network: false,
    env: {},
    maxOutput: 10_000_000,
    memory: 'auto',
    fork: true,
    gatewayWait: 60,
    gatewayEnv: {},
    clusterWait: 120,
  },
  confirm: { default: [], sanitize: ['addresses', 'tmp-paths', 'durations'], outputFences: [], undeclared: 'ignore' },
  math: 'auto',
  images: 'relative',
  colab: { branch: 'main', badge: true },
  rules: {},
};

/**
 * Reads a course's configuration.
 * @param courseDir The course's folder.
 * @param file The file that the user named, absolute or relative to `courseDir`; else `coursewright.yaml` if there.
 * @throws OperatorError when the named file is missing, or the file cannot be read.
 */
export function loadConfig(courseDir: string, file?: string): LoadedConfig {
  const path = file === undefined ? fileOf(courseDir) : resolve(courseDir, file);
  if (path === undefined) return { config: defaultConfig, diagnostics: [], spanOf: () => undefined };
  const name = relative(courseDir, path).split(sep).join('/');
  const text = readText(path);
  const { config, diagnostics, spanOf } = readConfig(text, name);
  const taken = takenOutput(config, spanOf, name);
  return {
    config: withCourse({ ...config, ...(taken !== undefined && { output: defaultConfig.output }) }, courseDir),
    diagnostics: [...diagnostics, ...(taken === undefined ? [] : [taken])],
    spanOf,
    file: name,
    text,
  };
}

/** Where courses may share an output folder, notebooks say which one they are of. */
function withCourse(config: Config, courseDir: string): Config {
  if (!/^\.\.(?:\/|$)/.test(config.output)) return config;
  return { ...config, courseFromOutput: relative(resolve(courseDir, config.output), courseDir).split(sep).join('/') };
}

/** Folders that are somebody else's: what stands there would be overwritten, or removed by `--prune` or `clean`. */
function takenOutput({ source, output }: Config, spanOf: LoadedConfig['spanOf'], file: string): Diagnostic | undefined {
  const [first = ''] = output.toLowerCase().split('/');
  const why =
    output.toLowerCase() === source.toLowerCase()
      ? 'it is the folder of the lessons'
      : first === '.coursewright'
        ? '`coursewright clean` removes it'
        : first === '.git'
          ? 'it is Git’s own'
          : undefined;
  if (why === undefined) return undefined;
  const span = spanOf(['output']) ?? spanOf(['source']) ?? { start: 0, end: 0 };
  const message = `unexpected output folder \`${output}\`, expected a folder of its own: ${why}`;
  return diagnostic('invalid-value', message, file, span, { help: 'output: notebooks' });
}

/** Reads a configuration's text; `file` is the name that diagnostics give it. Pure but for reading the schema. */
export function readConfig(text: string, file: string): Pick<LoadedConfig, 'config' | 'diagnostics' | 'spanOf'> {
  const yaml = readYaml<Written>(text, readSchema('config'), { file });
  return {
    config: withDefaults(yaml.value),
    diagnostics: [...yaml.diagnostics, ...unknownRules(yaml, file)],
    spanOf: yaml.spanOf,
  };
}

/** The configuration as its file may say it. */
interface Written extends Omit<Partial<Config>, 'python' | 'execute' | 'confirm' | 'colab'> {
  readonly $schema?: string;
  readonly python?: Partial<Config['python']>;
  readonly execute?: Partial<Omit<Config['execute'], 'maxOutput' | 'memory'>> & {
    readonly maxOutput?: string;
    readonly memory?: string;
  };
  readonly confirm?: Partial<Omit<Config['confirm'], 'default'>> & { readonly default?: readonly string[] };
  readonly colab?: Partial<Config['colab']>;
}

function withDefaults(written: Partial<Written>): Config {
  const { $schema: _, python, execute, confirm, colab, ...flat } = written;
  const base = defaultConfig;
  return {
    ...base,
    ...flat,
    source: folder(flat.source ?? base.source),
    output: folder(flat.output ?? base.output),
    order: (flat.order ?? base.order).map(lessonName),
    python: { ...base.python, ...python, version: versionRange(python?.version ?? base.python.version) },
    execute: {
      ...base.execute,
      ...execute,
      env: { ...base.execute.env, ...execute?.env },
      maxOutput: parseSize(execute?.maxOutput ?? '') ?? base.execute.maxOutput,
      memory: parseSize(execute?.memory ?? '') ?? base.execute.memory,
    },
    confirm: { ...base.confirm, ...confirm, ...matchModes(confirm?.default ?? []) },
    // Colab shows no file that stands beside a notebook.
    images: flat.images ?? (colab?.github === undefined ? base.images : 'absolute'),
    colab: { ...base.colab, ...colab },
  };
}

/** `./a//b/` → `a/b`; the course's folder itself is `.`. */
function folder(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}` || '.';
}

function lessonName(name: string): string {
  return name.replace(/^\.\//, '').replace(lessonEnding, '');
}

/** `3.12` means any 3.12; a range stays as it is. */
function versionRange(written: string): string {
  return written
    .split(',')
    .map((part) => part.trim())
    .map((part) => (/^\d+(?:\.\d+)?$/.test(part) ? `==${part}.*` : /^\d/.test(part) ? `==${part}` : part))
    .join(',');
}

/** `tolerance=1e-6,abs=1e-12` is the mode and its values. */
function matchModes(written: readonly string[]): Pick<Config['confirm'], 'default' | 'tolerance' | 'absolute'> {
  const tolerance = written.find((mode) => mode.startsWith('tolerance='));
  return {
    default: [...new Set(written.map((mode) => mode.replace(/=.*/s, '') as MatchMode))],
    ...(tolerance !== undefined && parseTolerance(tolerance.slice('tolerance='.length))),
  };
}

function unknownRules(yaml: YamlResult<Written>, file: string): Diagnostic[] {
  return Object.keys(yaml.value.rules ?? {})
    .filter((id) => !Object.hasOwn(catalog, id))
    .map((id) => {
      const suggestion = nearest(id, Object.keys(catalog));
      const message = `unexpected rule \`${id}\`${suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`}`;
      const span = yaml.spanOf(['rules', id], 'key');
      const details =
        suggestion === undefined
          ? { help: 'coursewright explain' }
          : span === undefined
            ? {}
            : { fix: replacing(span, suggestion) };
      return diagnostic('unknown-rule', message, file, span ?? { start: 0, end: 0 }, details);
    });
}

function fileOf(courseDir: string): string | undefined {
  return configNames.map((name) => join(courseDir, name)).find((path) => existsSync(path));
}

function readText(path: string): string {
  if (!existsSync(path)) throw new OperatorError(`there is no configuration file ${path}`);
  if (!statSync(path).isFile()) throw new OperatorError(`${path} is not a file, so it cannot be the configuration`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new OperatorError(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new OperatorError(`${path} is not UTF-8`, { cause, help: 'save it as UTF-8 in your editor' });
  }
}
