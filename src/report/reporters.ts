import { defaultReporter } from './default.ts';
import type { Reporter, ReporterContext } from './reporter.ts';

type Make = (context: ReporterContext) => Reporter;

/** A reporter as the command line offers it; loaded only when it is asked for. */
interface Entry {
  /** What it is for, in a few words. */
  readonly text: string;
  /** For programs: it cannot share standard output with anything else. */
  readonly machine?: true;
  load(): Promise<Make>;
}

export const reporters = {
  default: {
    text: 'for people: findings with code frames, then a summary',
    load: async () => defaultReporter,
  },
  dot: { text: 'one character a lesson, then as default', load: async () => (await import('./dot.ts')).dotReporter },
  json: { text: 'the whole result', machine: true, load: async () => (await import('./json.ts')).jsonReporter },
  junit: {
    text: 'JUnit XML, for CI servers',
    machine: true,
    load: async () => (await import('./junit.ts')).junitReporter,
  },
  github: {
    text: 'annotations in GitHub Actions, ten of each severity; the others in the log',
    load: async () => (await import('./github.ts')).githubReporter,
  },
  gitlab: {
    text: 'code quality, for GitLab',
    machine: true,
    load: async () => (await import('./gitlab.ts')).gitlabReporter,
  },
  markdown: {
    text: 'a summary in Markdown, for the page of a CI run or a comment',
    machine: true,
    load: async () => (await import('./markdown.ts')).markdownReporter,
  },
  sarif: {
    text: 'SARIF 2.1.0, for code scanning',
    machine: true,
    load: async () => (await import('./sarif.ts')).sarifReporter,
  },
  html: {
    text: 'one page that holds everything, to search and filter',
    machine: true,
    load: async () => (await import('./html.ts')).htmlReporter,
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type ReporterName = keyof typeof reporters;

export const reporterNames = Object.keys(reporters).filter(isReporterName);

export function isReporterName(name: string): name is ReporterName {
  return Object.hasOwn(reporters, name);
}

/** Whether a reporter's output is for programs and must stand alone. */
export function isForPrograms(name: ReporterName): boolean {
  const entry: Entry = reporters[name];
  return entry.machine === true;
}
