import type { JupyterEngine } from '../../execute/engine.ts';
import type { Command, Invocation } from '../command.ts';
import { printing } from '../options.ts';
import type { Selection } from '../selection.ts';

export const check: Command = {
  name: 'check',
  args: {
    syntax: '[paths...]',
    text: 'lessons, folders or globs (default: all lessons); lesson.md:LINE for one cell or exercise',
  },
  group: 'The way of a lesson',
  summary: 'prove that the lessons work: run every cell, compare every output',
  description:
    'The whole proof: compiles each lesson, compares its notebooks with those on disk, runs every cell through Jupyter, confirms that each output is what the lesson says, and proves every exercise: each solution passes the tests, the starter does not, and the student notebook runs to its end. It changes no lesson and no notebook.',
  examples: [
    ['coursewright check', 'the whole course'],
    ['coursewright check source-md/intro.md:41', 'the cell or exercise at line 41, and its needs'],
    ['coursewright check --network', 'also the cells that need the network'],
    ['coursewright check -r default -r junit=junit.xml', 'for people, and for a CI server'],
  ],
  options: ['config', 'variant', 'jobs', 'network', 'failFast', 'maxWarnings', ...printing],
  async run(invocation) {
    const { select } = await import('../selection.ts');
    const { check: checkLessons } = await import('../../pipeline/check.ts');
    const { withFindings } = await import('../../pipeline/with-findings.ts');
    const { environmentOf } = await import('../environment-checks.ts');
    const { show } = await import('../output.ts');
    const { availableParallelism } = await import('node:os');
    const selection = select(invocation);
    const { course, lessons, findings } = selection;
    const { options, signal } = invocation;
    const { execute } = course.loaded.config;
    let opened: Promise<JupyterEngine> | undefined;
    let engine: JupyterEngine | undefined;
    const open = async () => {
      engine = await openJupyter(selection, invocation);
      return engine;
    };
    try {
      const events = checkLessons(course, lessons, {
        engine: () => (opened ??= open()),
        environment: () => environmentOf(engine?.facts()),
        network: execute.network,
        window: 2 * (execute.jobs === 'auto' ? availableParallelism() : execute.jobs),
        failFast: options.failFast === true,
        signal,
      });
      return await show(withFindings(events, findings), invocation, course.dir);
    } finally {
      await opened?.then(
        (started) => started.close(),
        () => undefined,
      );
    }
  },
};

async function openJupyter({ course, lessons }: Selection, { io, signal }: Invocation): Promise<JupyterEngine> {
  const { findEnvironment } = await import('../../execute/environment.ts');
  const { openEngine } = await import('../../execute/engine.ts');
  const { requirementsOf } = await import('../../pipeline/requirements.ts');
  const { config } = course.loaded;
  const requirements = await requirementsOf(
    course,
    lessons.map(({ source }) => source),
  );
  const environment = await findEnvironment(config.python, course.dir, io.env, requirements);
  return openEngine({ environment, courseDir: course.dir, execute: config.execute, env: io.env, signal });
}
