import { createHash } from 'node:crypto';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../model/lesson.ts';
import type { IOutput } from '../model/notebook.ts';
import type { ExecutedCell } from '../model/run.ts';
import type { SavedOutput } from '../notebook/notebook-lesson.ts';
import { withExactIntegers } from '../text/exact-integers.ts';
import type { Span } from '../text/span.ts';
import { type Bundle, bundleOf, isShown, isStandIn, joinLines } from './cell-outputs.ts';
import type { ConfirmContext, ConfirmedOutput } from './confirm-context.ts';
import { isVarying, settledBy } from './confirm-output.ts';
import { compareText } from './match.ts';
import { type MatchRule, ruleOf } from './match-rule.ts';
import { htmlLines, tagNames } from './modes/html.ts';
import { DEFAULT_IMAGE_TOLERANCE, imageDifference } from './modes/image.ts';
import { sanitizerNames } from './sanitize.ts';
import { updateFirst } from './update-advice.ts';
import type { OutputVerdict } from './verdict.ts';

/**
 * Judges the results and displays of a notebook's cell by those that it was saved with: how many there are, of which
 * kinds, in which order with printed text, and each form of each: HTML and SVG as trees, JSON as values, PNG as a person
 * sees it, all else as text. What `text/plain` says is judged as the cell's output, unless it only stands for a figure or table.
 */
export function confirmDisplays(
  code: Code,
  saved: readonly SavedOutput[],
  executed: ExecutedCell,
  again: readonly ExecutedCell[],
  context: ConfirmContext,
): OutputVerdict {
  const [first] = code.expected;
  const spans = saved.filter(({ output }) => isShown(output)).map(({ span }) => span);
  const [expected, actual, ...others] = [
    saved.map(({ output }) => output),
    executed.outputs,
    ...again.map(({ outputs }) => outputs),
  ].map((outputs) => ({ kinds: kindsOf(outputs), bundles: outputs.filter(isShown).map(bundleOf) }));
  if (first === undefined || expected === undefined || actual === undefined) return { outputs: [], diagnostics: [] };
  const isPlain = expected.bundles.length === 0 && actual.bundles.length === 0 && expected.kinds === actual.kinds;
  if (first.match.modes.includes('ignore') || isPlain) return { outputs: [], diagnostics: [] };
  const judged = (verdict: ConfirmedOutput['verdict'], reason?: string): ConfirmedOutput[] => [
    { span: first.span, stream: 'output', mode: [], verdict, ...(reason !== undefined && { reason }) },
  ];
  const { file, cell } = context;
  const found = (span: Span, what: string, expected: string, actual: string) => {
    const details = { cell, expected, actual, ...updateFirst('coursewright update') };
    return diagnostic(
      'output-mismatch',
      `${what} from what was saved`,
      file,
      { start: span.start, end: span.start },
      details,
    );
  };
  if (expected.kinds !== actual.kinds) {
    const at = spans[firstDifference(expected.kinds, actual.kinds)] ?? first.span;
    return {
      outputs: judged('mismatch', 'displays'),
      diagnostics: [found(at, 'what the cell shows, or its order, differs', expected.kinds, actual.kinds)],
    };
  }
  const rule = ruleOf(first.match, context);
  const chance: Diagnostic[] = [];
  for (const [index, bundle] of expected.bundles.entries()) {
    for (const type of Object.keys(bundle)) {
      const [one, two, ...further] = [
        bundle,
        actual.bundles[index],
        ...others.map(({ bundles }) => bundles[index]),
      ].map((of) => formOf(type, of));
      if (one === undefined || two === undefined || isSame(type, one, two, rule)) continue;
      const at = spans[index] ?? first.span;
      const what = `${names[type] ?? `\`${type}\``} that the cell shows`;
      const elsewhere = further.flatMap((form) => form ?? []);
      if (isChance(one, two, elsewhere, rule)) {
        const message = `${what} is another in each run`;
        const help = 'give the cell the tag `nbval-ignore-output`, or make it give the same in each run (a seed)';
        chance.push(diagnostic('output-varies', message, file, { start: at.start, end: at.start }, { cell, help }));
      } else {
        return {
          outputs: judged('mismatch', type),
          diagnostics: [found(at, `${what} differs`, ...shownOf(one, two))],
        };
      }
    }
  }
  return { outputs: judged('confirmed', chance.length > 0 ? 'varies' : undefined), diagnostics: chance };
}

const names: Readonly<Record<string, string>> = {
  'text/plain': 'the text',
  'text/html': 'the HTML',
  'text/latex': 'the LaTeX',
  'text/markdown': 'the Markdown',
  'application/json': 'the JSON',
  'image/svg+xml': 'the SVG',
  'image/png': 'the image',
};

/** A line for each result and display with its MIME types, for the printed text between them, and for errors beside the first. */
function kindsOf(outputs: readonly IOutput[]): string {
  const kinds: string[] = [];
  let errors = 0;
  for (const output of outputs) {
    if (isShown(output)) {
      const type = output.output_type === 'execute_result' ? 'result' : 'display';
      kinds.push(`${type}: ${Object.keys(bundleOf(output)).sort().join(', ')}`);
    } else if (output.output_type === 'error') {
      errors += 1;
      // The first one is judged as the cell's error.
      if (errors > 1) kinds.push(`error: ${output.ename}: ${output.evalue}`);
    } else if (output.output_type === 'stream' && output.name !== 'stderr' && joinLines(output.text).trim() !== '') {
      if (kinds.at(-1) !== PRINTED) kinds.push(PRINTED);
    }
  }
  return kinds.join('\n');
}

const PRINTED = 'printed text';

/** The number of displays before the first kind that differs. */
function firstDifference(expected: string, actual: string): number {
  const [lines, others] = [expected.split('\n'), actual.split('\n')];
  const at = lines.findIndex((line, index) => line !== others[index]);
  return lines.slice(0, at === -1 ? undefined : at).filter((line) => line !== PRINTED).length;
}

/** One form of a display as it is compared: as a text, or as bytes with a text that tells them apart. */
interface Form {
  readonly text: string;
  readonly bytes?: string;
  /** Of markup: its tags. The same program writes the same ones, also where a tree does without. */
  readonly tags?: string;
}

function formOf(type: string, bundle: Bundle | undefined): Form | undefined {
  const value = bundle?.[type];
  if (bundle === undefined || value === undefined) return undefined;
  // What is no stand-in is a part of the cell's output.
  if (type === 'text/plain') return isStandIn(bundle) ? { text: joinLines(value) } : undefined;
  if (type === 'text/html' || type === 'image/svg+xml') {
    const markup = joinLines(value);
    return { text: htmlLines(markup), tags: tagNames(markup) };
  }
  if (typeof value !== 'string') return { text: withExactIntegers(JSON.stringify(ordered(type, value), null, 1)) };
  if (!/^(?:image|audio|video)\/|\/pdf$/.test(type)) return { text: value };
  const bytes = value.replace(/\s+/g, '');
  return { text: `<${type}, digest ${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}>`, bytes };
}

/** JSON with the keys of each object in order. A widget's id is another in each kernel, and names nothing outside of it. */
function ordered(type: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(type, item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'model_id' || !/widget-view/.test(type));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, ordered(type, one)]),
  );
}

function isSame(type: string, expected: Form, actual: Form, rule: MatchRule): boolean {
  if (expected.bytes === undefined || actual.bytes === undefined)
    return expected.tags === actual.tags && compareText(expected.text, actual.text, rule).equal;
  if (expected.bytes === actual.bytes) return true;
  if (type !== 'image/png') return false;
  const [one, other] = [expected.bytes, actual.bytes].map((bytes) => new Uint8Array(Buffer.from(bytes, 'base64')));
  if (one === undefined || other === undefined) return false;
  const difference = imageDifference(one, other);
  return difference.type === 'share' && difference.share <= DEFAULT_IMAGE_TOLERANCE;
}

/** Both forms as texts that differ. */
function shownOf(expected: Form, actual: Form): [string, string] {
  return expected.text === actual.text ? [expected.tags ?? '', actual.tags ?? ''] : [expected.text, actual.text];
}

/** Whether further runs show what differs to be another in each run. */
function isChance(expected: Form, actual: Form, others: readonly Form[], rule: MatchRule): boolean {
  if (rule.modes.has('exact')) return false;
  if (expected.bytes !== undefined) return others.some(({ text }) => actual.text !== text);
  if (expected.tags !== actual.tags) return false;
  const texts = [expected.text, [actual.text], others.map(({ text }) => [text]), rule] as const;
  return isVarying(...texts, sanitizerNames) || settledBy(...texts) !== undefined;
}
