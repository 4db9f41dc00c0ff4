import { posix } from 'node:path';
import type { Element } from 'xast';
import { toXml } from 'xast-util-to-xml';
import { x } from 'xastscript';
import { executeRules } from '../diagnostics/rules/execute.ts';
import type { CellResult, ExerciseResult, Finding, OutputResult, RunResult } from '../model/result.ts';
import { type Group, groupsOf } from './group.ts';
import type { Reporter, ReporterContext } from './reporter.ts';

/**
 * JUnit XML: a suite for each lesson, a case for each cell, output and exercise, and one for each other finding. A
 * `failure` is a claim of the lesson that does not hold, an `error` is code that broke. Warnings stand in `system-out`,
 * since a case cannot carry one. Elements and attributes are those that both schemas know which readers hold files
 * against: Jenkins' (junit-10.xsd of its xunit plugin) and Ant's (JUnit.xsd of Windy Road). Neither knows of a case's
 * file and line, so that the class is the file, and a failure's text begins with both.
 */
export function junitReporter({ write, prefix = '', now = () => new Date() }: ReporterContext): Reporter {
  return {
    on(event) {
      if (event.type === 'run-ended') write(xml(document(event.result, prefix, now())));
    },
  };
}

/** `]]>` must not stand in text (XML 1.0, 2.4), and the serializer leaves `>` as it is. */
function xml(tree: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toXml(tree).replaceAll(']]>', ']]&gt;')}\n`;
}

interface Case {
  readonly name: string;
  readonly line: number;
  readonly durationMs: number;
  readonly outcome: readonly Element[];
}

function document(result: RunResult, prefix: string, ended: Date): Element {
  const started = new Date(ended.getTime() - result.durationMs);
  const facts = [
    ['command', `coursewright ${result.command}`],
    ['coursewright', result.coursewright],
    ...Object.entries(result.environment).filter(([, value]) => typeof value === 'string'),
  ].map(([name, value]) => x('property', { name, value: clean(String(value)) }));
  const suites = groupsOf(result).map((group, id) => {
    const place = { id: String(id), timestamp: started.toISOString().slice(0, 19), hostname: 'localhost' };
    return suite(group, prefix, place, id === 0 ? facts : []);
  });
  return x('testsuites', {}, ...suites.flatMap((one) => ['\n', one]), '\n');
}

function suite(group: Group, prefix: string, place: Record<string, string>, facts: readonly Element[]): Element {
  const cases = casesOf(group, prefix);
  const notes = group.findings.filter((finding) => finding.severity !== 'error').map((one) => line(one, prefix));
  const file = clean(`${prefix}${group.file}`);
  return x(
    'testsuite',
    { ...place, package: posix.dirname(file), name: file, ...counts(cases), time: seconds(group.durationMs) },
    ...['\n  ', x('properties', {}, ...facts)],
    ...cases.flatMap((one) => ['\n  ', testcase(file, one)]),
    ...['\n  ', x('system-out', clean(notes.join('\n'))), '\n  ', x('system-err'), '\n'],
  );
}

function testcase(file: string, { name, durationMs, outcome }: Case): Element {
  return x('testcase', { classname: file, name: clean(name), time: seconds(durationMs) }, ...outcome);
}

function casesOf(group: Group, prefix: string): readonly Case[] {
  const open = new Set(group.findings.filter((finding) => finding.severity === 'error'));
  const take = (belongs: (finding: Finding) => boolean): Element[] => {
    const taken = [...open].filter(belongs);
    for (const finding of taken) open.delete(finding);
    return taken.length === 0 ? [] : [problem(taken, prefix)];
  };
  const { outputs = [], cells = [], exercises = [] } = group.lesson ?? {};
  const ofOutputs = outputs.map((output) =>
    outputCase(
      output,
      take((finding) => isAbout(output, outputs, finding)),
    ),
  );
  const exerciseCases = exercises.map((exercise) =>
    exerciseCase(
      exercise,
      take((finding) => isUnproven(exercise, exercises, finding)),
    ),
  );
  const ofCells = cells.map((cell) =>
    cellCase(
      cell,
      take((finding) => finding.cell === cell.id),
    ),
  );
  const cases = [...ofCells, ...ofOutputs, ...exerciseCases].sort((a, b) => a.line - b.line);
  const rest = [...open].map((finding) => ({
    name: `${finding.rule} at line ${finding.line}`,
    line: finding.line,
    durationMs: 0,
    outcome: [problem([finding], prefix)],
  }));
  if (cases.length + rest.length > 0) return withOwnNames([...cases, ...rest]);
  const outcome = group.status === 'skipped' ? [x('skipped')] : [];
  return [{ name: `${prefix}${group.file}`, line: 1, durationMs: group.durationMs, outcome }];
}

function cellCase(cell: CellResult, problems: Element[]): Case {
  const skipped = cell.status === 'skipped' || cell.status === 'not-run';
  const outcome = problems.length === 0 && skipped ? [skip(cell.reason ?? cell.status)] : problems;
  return { name: `cell ${cell.id}`, line: cell.line, durationMs: cell.durationMs, outcome };
}

function outputCase(output: OutputResult, problems: Element[]): Case {
  const skipped = output.verdict === 'skipped' || output.verdict === 'not-run';
  const outcome = problems.length === 0 && skipped ? [skip(output.reason ?? output.verdict)] : problems;
  return { name: `output of ${output.cell} at line ${output.line}`, line: output.line, durationMs: 0, outcome };
}

/** A finding lies in an output when it names its cell and stands between its fence and the next one. */
function isAbout(output: OutputResult, outputs: readonly OutputResult[], finding: Finding): boolean {
  if (output.verdict !== 'mismatch' || finding.cell !== output.cell || finding.line < output.line) return false;
  return !outputs.some((other) => other.line > output.line && other.line <= finding.line);
}

function exerciseCase({ id, line, solutions, starter, student }: ExerciseResult, problems: Element[]): Case {
  const reasons = [
    ...(solutions === 'fail' ? ['a solution fails its tests'] : []),
    ...(starter === 'passes' ? ['the starter passes the tests'] : []),
    ...(student === 'breaks' ? ['the student notebook does not run to its end'] : []),
  ];
  const proven = solutions === 'pass' && starter !== 'not-run' && student !== 'not-run';
  const message = reasons.join('; ');
  const own =
    reasons.length > 0 ? [x('failure', { message, type: 'exercise' }, message)] : proven ? [] : [skip('not proven')];
  return { name: `exercise ${id}`, line, durationMs: 0, outcome: problems.length > 0 ? problems : own };
}

const ofExercises: ReadonlySet<string> = new Set(['solution-fails', 'starter-passes', 'student-notebook-breaks']);

/** What is wrong with an exercise stands between its first line and the next exercise. */
function isUnproven(exercise: ExerciseResult, exercises: readonly ExerciseResult[], finding: Finding): boolean {
  if (!ofExercises.has(finding.rule) || finding.line < exercise.line) return false;
  return !exercises.some((other) => other.line > exercise.line && other.line <= finding.line);
}

const broken: ReadonlySet<string> = new Set([
  'cell-raised',
  'command-failed',
  'cell-timeout',
  'kernel-died',
  'memory-exceeded',
  ...Object.keys(executeRules),
]);

/** A case has one failure, whatever was found: readers take the last of several, or refuse the file. */
function problem(findings: readonly Finding[], prefix: string): Element {
  const [first] = findings;
  const message = findings.map((finding) => finding.message).join('; ');
  const name = findings.some(({ rule }) => broken.has(rule)) ? 'error' : 'failure';
  return x(
    name,
    { message: clean(message), type: first?.rule ?? '' },
    clean(findings.map((one) => details(one, prefix)).join('\n\n')),
  );
}

function details(finding: Finding, prefix: string): string {
  const { expected, actual, help } = finding;
  return [
    line(finding, prefix),
    ...(expected === undefined ? [] : [`expected:\n${expected}`]),
    ...(actual === undefined ? [] : [`found:\n${actual}`]),
    ...(help === undefined ? [] : [`help: ${help}`]),
  ].join('\n');
}

/** Readers tell cases apart by their names, and show one of two that have the same. */
function withOwnNames(cases: readonly Case[]): readonly Case[] {
  const taken = new Set<string>();
  return cases.map((one) => {
    let name = one.name;
    for (let count = 2; taken.has(name); count += 1) name = `${one.name} (${count})`;
    taken.add(name);
    return name === one.name ? one : { ...one, name };
  });
}

function skip(message: string): Element {
  return x('skipped', { message: clean(message) });
}

function line({ file, line, column, severity, message, rule }: Finding, prefix: string): string {
  return `${prefix}${file}:${line}:${column}: ${severity}: ${message} (${rule})`;
}

function counts(cases: readonly Case[]) {
  const having = (name: string) =>
    String(cases.filter(({ outcome }) => outcome.some((one) => one.name === name)).length);
  return {
    tests: String(cases.length),
    failures: having('failure'),
    errors: having('error'),
    skipped: having('skipped'),
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** XML 1.0 knows neither lone surrogates nor U+FFFE and U+FFFF; other controls are dropped by the serializer. */
function clean(text: string): string {
  return text.replace(/\p{Surrogate}|[\ufffe\uffff]/gu, '\ufffd');
}
