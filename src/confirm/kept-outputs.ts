import { createHash } from 'node:crypto';
import type { IMimeBundle } from '@jupyterlab/nbformat';
import type { IOutput } from '../model/notebook.ts';
import type { ExecutedCell } from '../model/run.ts';
import { joinLines } from './cell-outputs.ts';
import { sanitize, withoutPlaces } from './sanitize.ts';
import { terminalText } from './terminal-text.ts';

export interface KeptContext {
  /** Names of the sanitizers of the course. */
  readonly sanitize: readonly string[];
  /** Tells cells apart whose outputs have made-up ids. */
  readonly cell: string;
  /** What the lesson says that the cell puts out: a text that differs from it by nothing but what is sanitized stands as it. */
  readonly expected: readonly string[];
}

/**
 * The outputs of a cell as a notebook keeps them: the same bytes from every run that did the same. Each stream is one
 * text between two results, as a terminal leaves it and without colours; what differs from run to run has a mark in its
 * place; nothing counts or names the run. Pictures stay as they are.
 */
export function keptOutputs({ outputs }: ExecutedCell, context: KeptContext): IOutput[] {
  const kept: IOutput[] = [];
  const streams = { stdout: '', stderr: '' };
  const flush = () => {
    for (const name of ['stdout', 'stderr'] as const) {
      const text = steady(streams[name], context);
      if (text !== '') kept.push({ output_type: 'stream', name, text: `${text}\n` });
      streams[name] = '';
    }
  };
  for (const output of outputs) {
    if (output.output_type === 'stream') {
      streams[output.name === 'stderr' ? 'stderr' : 'stdout'] += joinLines(output.text);
      continue;
    }
    flush();
    const one = keptResult(output, context, kept.length);
    if (one !== undefined) kept.push(one);
  }
  flush();
  return kept;
}

type MimeData = IMimeBundle[string];

function keptResult(output: IOutput, context: KeptContext, index: number): IOutput | undefined {
  if (output.output_type === 'error') {
    const text = (value: unknown) => steady(joinLines(value), context);
    const lines = Array.isArray(output.traceback) ? output.traceback.join('\n') : '';
    const traceback = steady(lines, context).split('\n');
    return { output_type: 'error', ename: String(output.ename), evalue: text(output.evalue), traceback };
  }
  const { data, metadata = {} } = output;
  if (typeof data !== 'object' || data === null) return undefined;
  // A widget lives in the kernel that made it; without that, its view only says that it cannot be shown.
  const types = Object.entries(data as IMimeBundle).filter(
    ([type]) => type !== 'application/vnd.jupyter.widget-view+json',
  );
  if (types.length === 0) return undefined;
  const bundle: IMimeBundle = {};
  for (const [type, value] of types) bundle[type] = keptData(type, value, context, index);
  return output.output_type === 'execute_result'
    ? { output_type: 'execute_result', data: bundle, execution_count: null, metadata }
    : { output_type: 'display_data', data: bundle, metadata };
}

function keptData(type: string, value: MimeData, context: KeptContext, index: number): MimeData {
  if (type === 'text/plain') return steady(joinLines(value), context);
  if (type !== 'text/html' && type !== 'image/svg+xml') return value;
  const markup = withoutAddresses(joinLines(value), context.sanitize).replace(/(?<=<dc:date>)[^<]*/g, '');
  return withSteadyIds(markup, `${context.cell} ${index} ${type}`);
}

/** A text without what is never the same twice; where the lesson has it, as the lesson has it. */
function steady(text: string, { sanitize: names, expected }: KeptContext): string {
  const plain = terminalText(text);
  const marked = sanitize(withoutPlaces(plain), names);
  return expected.find((one) => sanitize(withoutPlaces(terminalText(one)), names) === marked) ?? marked;
}

/** In markup a number may be a colour or a length: only what a `repr` says is taken for an address. */
function withoutAddresses(markup: string, names: readonly string[]): string {
  return names.includes('addresses') ? markup.replace(/\bat 0x[0-9a-fA-F]{6,16}\b/g, 'at &lt;address&gt;') : markup;
}

/** Ids that are drawn anew in each run: UUIDs, with hyphens or without, those of styled data frames and of Matplotlib. */
const drawnId =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])|T_[0-9a-f]{5}(?![0-9a-f])|[a-z_][0-9a-f]{10}(?![0-9a-f])/g;

/** The markup with each id that was drawn at random replaced, wherever it is used, by one made of the cell's. */
function withSteadyIds(markup: string, seed: string): string {
  const steadyIds = new Map<string, string>();
  for (const [, id = ''] of markup.matchAll(/\bid\s*=\s*["']?([^"'\s>]+)/g)) {
    for (const [drawn] of id.matchAll(drawnId)) {
      if (!steadyIds.has(drawn)) steadyIds.set(drawn, likeId(drawn, `${seed} ${steadyIds.size}`));
    }
  }
  return markup.replace(drawnId, (found) => steadyIds.get(found) ?? found);
}

/** An id of the same shape. */
function likeId(drawn: string, seed: string): string {
  const digits = createHash('sha256').update(seed).digest('hex');
  const prefix = /^(?:T_|[a-z_](?=[0-9a-f]{10}$))/.exec(drawn)?.[0] ?? '';
  let at = 0;
  return prefix + drawn.slice(prefix.length).replace(/[0-9a-f]/g, () => digits[at++] ?? '0');
}
