import type { Command } from '../command.ts';
import { printing } from '../options.ts';
import { show } from '../output.ts';

export const build: Command = {
  name: 'build',
  args: { syntax: '[paths...]', text: 'lessons, folders or globs (default: all lessons of the course)' },
  group: 'Work on lessons',
  summary: 'make notebooks from the lessons',
  description:
    'Makes a student and an instructor notebook from each lesson. Every notebook must pass the nbformat schema before it is written, and is written completely or not at all. A lesson with errors gets no notebooks. A notebook that was edited by hand is kept, and a warning names it. Lessons that have not changed since the last build are skipped. With `outputs: executed` in the configuration, the lessons run first, through Jupyter; if a run fails, nothing is written for that lesson.',
  examples: [
    ['coursewright build', 'all lessons'],
    ['coursewright build source-md/intro.md', 'one lesson'],
    ['coursewright build --prune', 'also remove the notebooks of lessons that are gone'],
    ['coursewright build --force', 'also overwrite notebooks that were edited by hand'],
  ],
  options: ['config', 'variant', 'test', 'changed', 'jobs', 'cache', 'force', 'prune', 'maxWarnings', ...printing],
  async run(invocation) {
    const { select } = await import('../selection.ts');
    const { filterSelection } = await import('../filter-selection.ts');
    const { build: buildLessons } = await import('../../pipeline/build/build.ts');
    const { withFindings } = await import('../../pipeline/with-findings.ts');
    const selection = await filterSelection(await select(invocation), invocation);
    const { course, lessons, findings } = selection;
    const { options, signal } = invocation;
    const { findOrphans } = await import('../../pipeline/build/orphans.ts');
    const { test, changed } = invocation.options;
    const whole = invocation.args.length === 0 && test === undefined && changed === undefined;
    const orphans =
      whole || options.prune === true
        ? await findOrphans(course, { prune: options.prune === true, found: lessons })
        : { findings: [], removed: [] };
    const pruned = orphans.removed;
    const plain = { pruned, force: options.force === true, noCache: options.cache === false, signal };
    const report = (events: ReturnType<typeof buildLessons>) =>
      show(events, invocation, course.dir, (result) => withFindings(result, [...findings, ...orphans.findings]));
    if (course.loaded.config.outputs !== 'executed') return report(buildLessons(course, lessons, plain));
    const { lazyEngine } = await import('../engine.ts');
    const engine = lazyEngine(selection, invocation);
    const { open, environment, window } = engine;
    try {
      return await report(buildLessons(course, lessons, { ...plain, execute: { engine: open, environment, window } }));
    } finally {
      await engine.close();
    }
  },
};
