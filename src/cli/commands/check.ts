import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { isCi } from '../io.ts';
import { printing } from '../options.ts';
import { show } from '../output.ts';

export const check: Command = {
  name: 'check',
  args: {
    syntax: '[paths...]',
    text: 'lessons, folders or globs (default: all lessons); lesson.md:LINE for one cell or exercise; any notebooks',
  },
  group: 'Work on lessons',
  summary: 'prove that the lessons work: run every cell, compare every output',
  description:
    'Compiles each lesson, compares its notebooks with those on disk, runs every cell through Jupyter, confirms that each output is what the lesson says, and proves every exercise: each solution passes the tests, the starter does not, and the student notebook runs to its end. It changes no lesson and no notebook.',
  examples: [
    ['coursewright check', 'the whole course'],
    ['coursewright check source-md/intro.md:41', 'up to the cell or exercise at line 41'],
    ['coursewright check --changed origin/main', 'the lessons that a branch changes'],
    ['coursewright check -t generators', 'lessons and exercises of that name'],
    ['coursewright check --network', 'also the cells that need the network'],
    ['coursewright check --on tcp://scheduler:8786', 'on the machines of a Dask cluster'],
    ['coursewright check --mutate', 'would the tests notice a wrong solution?'],
    ['coursewright check --compare old/*.ipynb', 'do notebooks print what they saved?'],
    ['coursewright check --baseline known.json', 'fail on new findings only'],
    ['coursewright check -r default -r junit=junit.xml', 'for people, and for a CI server'],
  ],
  options: [
    'config',
    'variant',
    'test',
    'changed',
    'shard',
    'jobs',
    'on',
    'network',
    'cache',
    'fork',
    'failFast',
    'mutate',
    'compare',
    'baseline',
    'maxWarnings',
    ...printing,
  ],
  async run(invocation) {
    const { readTextIfAny } = await import('../../files/read-text.ts');
    const { select } = await import('../selection.ts');
    const { filterSelection } = await import('../filter-selection.ts');
    const { lazyEngine } = await import('../engine.ts');
    const { check: checkLessons } = await import('../../pipeline/check.ts');
    const { withFindings } = await import('../../pipeline/with-findings.ts');
    const { readDurations, rememberDurations } = await import('../../select/durations.ts');
    const selection = await filterSelection(await select(invocation, { notebooks: true, runsCells: true }), invocation);
    const { course, lessons, notebooks, findings, shard } = selection;
    const { options, signal } = invocation;
    const { findOrphans } = await import('../../pipeline/build/orphans.ts');
    const whole = invocation.args.length === 0 && options.test === undefined && options.changed === undefined;
    const orphans = whole ? (await findOrphans(course, { found: lessons })).findings : [];
    const state =
      shard === undefined
        ? undefined
        : await (await import('../../pipeline/shard-state.ts')).shardState(course, shard.sources, {
            options: {
              mutate: options.mutate ?? null,
              compare: options.compare === true,
              baseline:
                options.baseline === undefined
                  ? null
                  : (readTextIfAny(resolve(invocation.io.cwd, options.baseline)) ?? 'none yet'),
            },
            env: invocation.io.env,
            signal,
          });
    const baseline =
      options.baseline === undefined
        ? undefined
        : (await import('../../pipeline/baseline.ts')).openBaseline(
            options.baseline,
            invocation.io.cwd,
            course.dir,
            isCi(invocation.io.env),
          );
    const engine = lazyEngine(selection, invocation);
    const measured = new Map<string, number>();
    try {
      const events = checkLessons(course, lessons, {
        engine: engine.open,
        environment: engine.environment,
        network: course.loaded.config.execute.network,
        window: engine.window,
        failFast: options.failFast === true,
        notebooks,
        durations: readDurations(course.dir),
        onExecuted: (source, seconds) => measured.set(source, seconds),
        compare: options.compare === true,
        partial: true,
        isShard: shard !== undefined,
        ...(options.mutate === undefined ? {} : { mutants: typeof options.mutate === 'number' ? options.mutate : 40 }),
        signal,
      });
      const { nothingChecked } = await import('../../pipeline/nothing-checked.ts');
      const wanted = whole || lessons.some(({ line }) => line !== undefined);
      return await show(baseline?.applied(events) ?? events, invocation, course.dir, (result) => {
        const nothing = wanted && result.error === undefined ? nothingChecked(result, course) : [];
        // One shard may have nothing to execute; whether that is so of all, merging tells.
        const others = [...findings, ...orphans, ...(shard === undefined ? nothing : [])];
        const found = withFindings(result, others);
        const whole = baseline?.completed(found, signal.aborted || found.error !== undefined) ?? found;
        if (shard === undefined) return whole;
        const ifNothing = nothing.length === 0 ? {} : { ifNothing: nothing };
        return { ...whole, shard: { ...shard, ...ifNothing, ...(state !== undefined && { state }) } };
      });
    } finally {
      // Shards of one run that begin at different times must all be cut by the same durations.
      if (shard === undefined) await rememberDurations(course.dir, measured);
      await engine.close();
    }
  },
};
