import { OperatorError } from '../diagnostics/operator-error.ts';
import { inspectEnvironment } from '../execute/inspect.ts';
import { environmentOf } from '../execute/probe.ts';
import type { CheckResult, Finding } from '../model/result.ts';
import type { Course } from '../pipeline/course.ts';
import { requirementsOf } from '../pipeline/requirements.ts';
import { checksText } from '../report/checks.ts';
import { plural } from '../report/plural.ts';
import { makeStyle } from '../report/style.ts';
import { discoverLessons } from '../select/discover.ts';
import type { Invocation } from './command.ts';
import { spelledHelp, spellingFor } from './command-line.ts';
import { lookAtCourse } from './course.ts';
import { environmentChecks, shownPath } from './environment-checks.ts';
import { wantsColor } from './io.ts';
import { packageJson } from './package.ts';
import { printChecks } from './print-checks.ts';

/** Shows on one screen what is there to work with and what is missing; changes nothing. Returns 1 where something is missing. */
export async function doctor({ command, io, options }: Invocation): Promise<number> {
  const started = performance.now();
  const { course, findings } = lookAtCourse(io, options);
  const { config } = course.loaded;
  const inspection = await inspectEnvironment(config, course.dir, io.env, await requirementsOf(course));
  const { environment, facts, missing, pythons, uv } = inspection;
  const here = pythons.map(({ path, version }) => `${version}, ${path}`);
  const found: CheckResult[] = [
    { name: 'Node', ok: true, text: `${process.versions.node}, ${process.execPath}` },
    configuration(course, findings),
    lessons(course),
    ...(environment !== undefined && facts !== undefined
      ? environmentChecks(environment, facts, course.dir)
      : here.slice(0, 1).map((text) => ({ name: 'Python', ok: true, text }))),
    ...(uv === undefined ? [] : [{ name: 'uv', ok: true, text: uv }]),
    ...missing.map(({ what, fix }) => ({ name: 'Missing', ok: false, text: what, help: fix })),
  ];
  const checks = spelledHelp(found, spellingFor(io.env));
  const exitCode = checks.every(({ ok }) => ok) ? 0 : 1;
  if (options.json === true) {
    const durationMs = performance.now() - started;
    printChecks(io, { command, exitCode, durationMs, environment: environmentOf(facts), checks });
    return exitCode;
  }
  const style = makeStyle(wantsColor(io.stdout, io.env, options.color));
  const wrong = checks.filter(({ ok }) => !ok).length;
  const verdict = wrong === 0 ? 'Everything is there: lessons can be checked' : `${plural(wrong, 'thing')} to fix`;
  if (options.quiet !== true) io.stdout.write(`${style.bold(`coursewright ${packageJson().version}`)}\n\n`);
  const printed = options.quiet === true ? checks.filter(({ ok }) => !ok) : checks;
  if (printed.length > 0) io.stdout.write(`${checksText(printed, style)}\n`);
  if (options.quiet !== true) io.stdout.write(`\n${verdict}\n`);
  return exitCode;
}

function configuration({ dir, loaded }: Course, findings: readonly Finding[]): CheckResult {
  const name = 'Configuration';
  const [first] = findings.filter((finding) => finding.severity === 'error');
  if (loaded.file === undefined) return { name, ok: true, text: `none in ${dir}: every key has its default` };
  if (first === undefined) return { name, ok: true, text: `${loaded.file} in ${dir}` };
  const { file, line, column, message, help } = first;
  return { name, ok: false, text: `${file}:${line}:${column} ${message}`, ...(help === undefined ? {} : { help }) };
}

function lessons(course: Course): CheckResult {
  const name = 'Lessons';
  try {
    const found = discoverLessons(course.dir, course.loaded).lessons;
    return { name, ok: true, text: `${found.length} in ${shownPath(course.loaded.config.source, course.dir)}` };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return { name, ok: false, text: error.message, ...(error.help === undefined ? {} : { help: error.help }) };
  }
}
