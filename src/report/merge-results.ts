import { OperatorError } from '../diagnostics/operator-error.ts';
import { nothingExecuted, provesNothing } from '../model/nothing-executed.ts';
import type { Environment, Finding, LessonResult, RunResult, ShardResult, Summary } from '../model/result.ts';
import { greatestOf } from '../text/extremes.ts';
import { expectSameState } from './same-state.ts';
import { sealOf } from './shard-seal.ts';

/** A result and the file it was read from. */
export interface Part {
  readonly name: string;
  readonly result: RunResult;
}

/**
 * Joins the results of several runs into that of one: shards in the course's order, others one after the other. Throws
 * an OperatorError where the parts do not make one whole: a shard is missing, or a lesson stands in two.
 */
export function mergeResults(parts: readonly Part[]): RunResult {
  const [first] = parts;
  if (first === undefined) throw new RangeError('nothing to merge');
  for (const part of parts) sameKind(first, part);
  const order = shardOrder(parts);
  // Before all that follows from it: a lesson that was edited can lie in another shard.
  if (order !== undefined) expectUnchanged(parts);
  if (order !== undefined) expectSameState(parts.map(({ name, result }) => ({ name, state: result.shard?.state })));
  const lessons = inOrder(distinctLessons(parts), order);
  const results = parts.map((part) => part.result);
  const files = results.flatMap((result) => result.files ?? []);
  const ofParts = distinct(results.flatMap((result) => result.findings ?? []));
  complete(parts, order);
  const ofWhole = order === undefined ? [] : nothingExecuted(lessons);
  const sums = addSummaries(results, ofParts);
  const ofNothing = provesNothing({ lessons, summary: withCounts(sums, ofWhole) })
    ? distinct(results.flatMap(({ shard }) => shard?.ifNothing ?? []))
    : [];
  const findings = [...ofWhole, ...ofParts, ...ofNothing];
  const summary = withCounts(sums, [...ofWhole, ...ofNothing]);
  const { shard: _, baseline: __, ...rest } = first.result;
  return {
    ...rest,
    environment: joinEnvironments(results.map(({ environment }) => environment)),
    exitCode: greatestOf([...results.map((result) => result.exitCode), summary.errors > 0 ? 1 : 0]),
    durationMs: results.reduce((sum, result) => sum + result.durationMs, 0),
    summary,
    lessons,
    ...(findings.length > 0 ? { findings } : {}),
    ...(files.length > 0 ? { files } : {}),
    ...baselineOf(results),
  };
}

function withCounts(summary: Summary, findings: readonly Finding[]): Summary {
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  return { ...summary, errors: summary.errors + count('error'), warnings: summary.warnings + count('warning') };
}

/** What all parts know of one baseline. */
function baselineOf(results: readonly RunResult[]): Pick<RunResult, 'baseline'> {
  const all = results.flatMap(({ baseline }) => baseline ?? []);
  const [first] = all;
  if (first === undefined) return {};
  const known = all.reduce((sum, one) => sum + one.known, 0);
  return { baseline: { file: first.file, known, gone: all.flatMap(({ gone }) => gone) } };
}

function sameKind(a: Part, b: Part): void {
  if (a.result.command !== b.result.command) {
    throw new OperatorError(
      `${a.name} is a result of ${a.result.command} and ${b.name} one of ${b.result.command}: they cannot be joined`,
    );
  }
  if (a.result.coursewright !== b.result.coursewright) {
    throw new OperatorError(
      `${a.name} was made by coursewright ${a.result.coursewright} and ${b.name} by ${b.result.coursewright}`,
      { help: 'run every shard with the same version' },
    );
  }
}

/** The course's order as the shards know it; undefined where the parts are no shards. */
function shardOrder(parts: readonly Part[]): readonly string[] | undefined {
  const shards = parts.flatMap(({ name, result }) => (result.shard === undefined ? [] : [{ name, ...result.shard }]));
  const [first] = shards;
  if (first === undefined) return undefined;
  const alien = parts.find((part) => part.result.shard === undefined);
  if (alien !== undefined) throw new OperatorError(`${alien.name} is no shard, but ${first.name} is one`);
  for (const shard of shards) {
    const difference = differenceOf(first, shard);
    if (difference !== undefined) {
      throw new OperatorError(`${first.name} and ${shard.name} are shards of different runs: ${difference}`);
    }
    const twin = shards.find((other) => other !== shard && other.index === shard.index);
    if (twin !== undefined)
      throw new OperatorError(`${shard.name} and ${twin.name} are both shard ${shard.index}/${shard.count}`);
  }
  for (let index = 1; index <= first.count; index++) {
    if (shards.some((shard) => shard.index === index)) continue;
    throw new OperatorError(`shard ${index}/${first.count} is missing`, { help: 'give the results of all shards' });
  }
  return first.sources;
}

function expectUnchanged(parts: readonly Part[]): void {
  const changed = parts.find(({ result }) => result.shard?.seal !== sealOf(result));
  if (changed !== undefined) {
    throw new OperatorError(`${changed.name} is not as the shard wrote it`, { help: 'run that shard again' });
  }
}

type Named = ShardResult & { readonly name: string };

/** Why two shards cannot be of one run, as far as their numbers and lessons tell it. */
function differenceOf(a: Named, b: Named): string | undefined {
  if (a.count !== b.count) return `one of ${a.count}, and one of ${b.count}`;
  const only = (one: Named, other: Named) => {
    const known = new Set(other.sources);
    const source = one.sources.find((source) => !known.has(source));
    return source === undefined ? undefined : `only ${one.name} knows of ${source}`;
  };
  const unlike = a.sources.length !== b.sources.length || a.sources.some((source, at) => source !== b.sources[at]);
  return only(a, b) ?? only(b, a) ?? (unlike ? 'their lessons stand in another order' : undefined);
}

/**
 * Each lesson of the run stands in one shard, and has a result there. Shards that were cut by other durations, or of other
 * files, can leave a lesson to none of them; one that was interrupted has not come to all of its own.
 */
function complete(parts: readonly Part[], order: readonly string[] | undefined): void {
  if (order === undefined) return;
  const known = new Set(order);
  const owners = new Map<string, string>();
  for (const { name, result } of parts) {
    const own = result.shard?.own ?? result.lessons.map(({ source }) => source);
    for (const source of own) {
      const other = owners.get(source);
      if (other !== undefined) throw new OperatorError(`${source} is in both ${other} and ${name}`);
      owners.set(source, name);
    }
    for (const { source } of result.lessons) {
      if (!known.has(source))
        throw new OperatorError(`${name} has a result of ${source}, which is no lesson of this run`);
      if (owners.get(source) !== name)
        throw new OperatorError(`${name} has a result of ${source}, which is not its own`);
    }
  }
  const there = new Map(
    parts.flatMap(({ result }) => result.lessons.map((lesson) => [lesson.source, lesson] as const)),
  );
  for (const source of order) {
    const owner = owners.get(source);
    if (owner === undefined) {
      throw new OperatorError(`${source} is in no shard: they were not cut alike`, {
        help: 'give every shard the same lessons and the same .coursewright/cache/durations.json',
      });
    }
    const lesson = there.get(source);
    if (lesson === undefined || lesson.status === 'skipped') {
      throw new OperatorError(`${owner} has no result of ${source}: it did not come to its end`, {
        help: 'run that shard again',
      });
    }
  }
}

/** A shard knows only of the kernels that its own lessons needed, and of none where it had nothing to execute. */
function joinEnvironments(environments: readonly Environment[]): Environment {
  const whole: Environment = { node: '' };
  for (const one of [...environments].reverse()) {
    Object.assign(whole, one, one.kernels === undefined ? {} : { kernels: { ...whole.kernels, ...one.kernels } });
  }
  return whole;
}

function distinctLessons(parts: readonly Part[]): LessonResult[] {
  const origin = new Map<string, string>();
  for (const { name, result } of parts) {
    for (const { source } of result.lessons) {
      const other = origin.get(source);
      if (other !== undefined) throw new OperatorError(`${source} is in both ${other} and ${name}`);
      origin.set(source, name);
    }
  }
  return parts.flatMap((part) => part.result.lessons);
}

function inOrder(lessons: readonly LessonResult[], order: readonly string[] | undefined): readonly LessonResult[] {
  if (order === undefined) return lessons;
  const rank = new Map(order.map((source, index) => [source, index]));
  return [...lessons].sort((a, b) => (rank.get(a.source) ?? 0) - (rank.get(b.source) ?? 0));
}

/** Every shard reads the whole configuration and so finds the same in it. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function addSummaries(results: readonly RunResult[], findings: readonly Finding[]): Summary {
  const sum = (key: keyof Summary) => results.reduce((total, result) => total + result.summary[key], 0);
  const again = (severity: Finding['severity']) =>
    results.flatMap((result) => result.findings ?? []).filter((finding) => finding.severity === severity).length -
    findings.filter((finding) => finding.severity === severity).length;
  return {
    lessons: sum('lessons'),
    notebooks: sum('notebooks'),
    cells: sum('cells'),
    executed: sum('executed'),
    cached: sum('cached'),
    outputsConfirmed: sum('outputsConfirmed'),
    outputsMismatched: sum('outputsMismatched'),
    exercises: sum('exercises'),
    exercisesProven: sum('exercisesProven'),
    errors: sum('errors') - again('error'),
    warnings: sum('warnings') - again('warning'),
    skipped: sum('skipped'),
  };
}
