import type { SetupResult } from '../../execute/setup.ts';
import type { SetupEvent } from '../../execute/setup-event.ts';
import { checksText } from '../../report/checks.ts';
import { duration } from '../../report/duration.ts';
import { makeStyle } from '../../report/style.ts';
import type { Command, Invocation } from '../command.ts';
import { wantsColor } from '../io.ts';
import { printChecks } from '../print-checks.ts';
import { openProgress } from '../progress.ts';

export const setup: Command = {
  name: 'setup',
  group: 'Getting ready',
  summary: 'make or repair the Python environment that lessons run in',
  description:
    'Creates a Python environment under .coursewright/ with tested versions of Jupyter and with what the course and its lessons require. It uses uv if it is installed, or else venv and pip. It is quick when there is nothing to do, and repairs a broken environment. With `python.environment: path` in the configuration, it only examines the Jupyter on PATH.',
  examples: [
    ['coursewright setup', 'create the environment, or bring it up to date'],
    ['coursewright setup --on local:4', 'also with what check --on needs'],
    ['coursewright setup --check', 'only say whether it is there; exit code 1 if it is not'],
  ],
  options: ['config', 'on', 'check', 'json', 'quiet', 'verbose', 'color'],
  async run(invocation) {
    if (invocation.options.check === true) {
      const { doctor } = await import('../doctor.ts');
      return doctor(invocation);
    }
    const { openCourse } = await import('../course.ts');
    const { requirementsOf } = await import('../../pipeline/requirements.ts');
    const { setupEnvironment } = await import('../../execute/setup.ts');
    const { io, options, signal } = invocation;
    const started = performance.now();
    const opened = openCourse(io, options);
    const { config } = opened.loaded;
    const execute = { ...config.execute, ...(options.on !== undefined && { cluster: options.on }) };
    const course = { ...opened, loaded: { ...opened.loaded, config: { ...config, execute } } };
    const progress = await openProgress(invocation);
    try {
      const result = await setupEnvironment({
        python: course.loaded.config.python,
        courseDir: course.dir,
        requirements: await requirementsOf(course),
        env: io.env,
        signal,
        onProgress(event) {
          const message = describeStep(event, options.verbose === true);
          if (message !== undefined) progress?.on({ type: 'progress', message });
        },
      });
      await progress?.end?.();
      await print(result, invocation, course.dir, performance.now() - started);
      return 0;
    } finally {
      await progress?.end?.();
    }
  },
};

/** A step in words; what an installer prints only with `--verbose`. */
function describeStep(event: SetupEvent, verbose: boolean): string | undefined {
  switch (event.type) {
    case 'waiting':
      return `waiting for another setup to end (process ${event.holder})`;
    case 'removing':
      return `removing ${event.folder}: ${event.why}`;
    case 'creating':
      return `making a Python environment with ${event.tool} (Python ${event.version})`;
    case 'installing':
      return `installing Jupyter${event.requirements.map((name) => `, ${name}`).join('')} with ${event.tool}`;
    case 'output':
      return verbose ? event.line : undefined;
    case 'checking':
      return 'checking that Jupyter starts';
  }
}

const done: Readonly<Record<SetupResult['change'], string>> = {
  none: 'Everything is there already',
  created: 'The Python environment is ready',
  updated: 'The Python environment is up to date again',
  repaired: 'The Python environment is repaired',
};

async function print(
  result: SetupResult,
  { io, options }: Invocation,
  courseDir: string,
  durationMs: number,
): Promise<void> {
  const { environmentChecks } = await import('../environment-checks.ts');
  const { environmentOf } = await import('../../execute/probe.ts');
  const checks = environmentChecks(result.environment, result.facts, courseDir);
  if (options.json === true) {
    const environment = environmentOf(result.facts);
    return printChecks(io, { command: 'setup', exitCode: 0, durationMs, environment, change: result.change, checks });
  }
  if (options.quiet === true) return;
  const style = makeStyle(wantsColor(io.stdout, io.env, options.color));
  io.stdout.write(`${checksText(checks, style)}\n\n${done[result.change]} ${style.dim(`(${duration(durationMs)})`)}\n`);
}
