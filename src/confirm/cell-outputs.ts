import type { IOutput } from '../model/notebook.ts';
import type { ExecutedCell } from '../model/run.ts';
import { withExactIntegers } from '../text/exact-integers.ts';
import type { Raised } from './raised.ts';
import { terminalText, withoutLastLineEnds } from './terminal-text.ts';
import { withoutIncompleteInput } from './traceback.ts';

/** A MIME bundle that a cell showed, each text joined. */
export type Bundle = Readonly<Record<string, unknown>>;

/** What a cell really produced, sorted by the fences that speak of it. */
export interface CellOutputs {
  /** Standard output and the plain text of results, in order, as a page shows them. */
  readonly output: string;
  /** The same with the plain text also of what a page shows as a picture, a widget or HTML (`<Figure size 640x480 …>`). */
  readonly outputWithStandIns: string;
  /** The same without the plain text of anything that a page shows so: a table is no text there. */
  readonly outputAsShown: string;
  readonly stderr: string;
  /** At a prompt: the output and standard error, in order, as a terminal shows both. */
  readonly terminal?: string;
  /** The output with another form in place of the plain text, by MIME type: `text/html`, `text/latex`, … */
  readonly forms: ReadonlyMap<string, string>;
  readonly bundles: readonly Bundle[];
  readonly raised?: Raised;
}

/**
 * Sorts a cell's outputs. Adjacent pieces of one stream are one text, whatever came between them on the other stream:
 * where a stream is split depends on timing. A result starts on a line of its own, as in a page.
 * @param atPrompt Whether the lesson shows a session at the prompt: a terminal shows what goes to standard error, too.
 */
export function cellOutputs(executed: ExecutedCell, atPrompt = false): CellOutputs {
  const stderr = new Transcript();
  const bundles: Bundle[] = [];
  let raised: Raised | undefined;
  for (const output of executed.outputs) {
    if (output.output_type === 'stream' && output.name === 'stderr') stderr.write(joinLines(output.text));
    else if (isShown(output)) bundles.push(bundleOf(output));
    else if (output.output_type === 'error') {
      raised ??= raisedIn(String(output.ename), String(output.evalue), output.traceback);
    }
  }
  if (raised === undefined && executed.error !== undefined) {
    const { name, value, traceback } = executed.error;
    // IPython writes exception groups to stderr and hands on the traceback of an earlier error.
    const writeTranscript = /^[\s|+]*(?:Exception Group )?Traceback \(most recent call last\):/m.test(stderr.text());
    raised = raisedIn(name, value, writeTranscript ? [stderr.text()] : traceback);
  }
  const types = FORMS.filter((type) => bundles.some((bundle) => Object.hasOwn(bundle, type)));
  return {
    output: written(executed, (bundle) => (isStandIn(bundle) ? undefined : bundle['text/plain'])),
    outputWithStandIns: written(executed, (bundle) => bundle['text/plain']),
    outputAsShown: written(executed, (bundle) => (isShownOtherwise(bundle) ? undefined : bundle['text/plain'])),
    forms: new Map(types.map((type) => [type, written(executed, (bundle) => bundle[type] ?? bundle['text/plain'])])),
    stderr: stderr.text(),
    ...(atPrompt && stderr.text() !== ''
      ? { terminal: written(executed, (bundle) => bundle['text/plain'], true) }
      : {}),
    bundles,
    ...(raised === undefined ? {} : { raised }),
  };
}

/** Forms of a result that a lesson may print in place of the plain text. */
const FORMS = ['text/html', 'text/latex', 'text/markdown', 'application/json'];

/** Standard output (and standard error, where that is wanted) and one form of each result, in order. */
function written(executed: ExecutedCell, form: (bundle: Bundle) => unknown, withStderr = false): string {
  const transcript = new Transcript();
  for (const output of executed.outputs) {
    if (output.output_type === 'stream') {
      if (withStderr || output.name !== 'stderr') transcript.write(joinLines(output.text));
    } else if (isShown(output)) {
      const text = form(bundleOf(output));
      if (text !== undefined)
        transcript.line(typeof text === 'string' ? text : withExactIntegers(JSON.stringify(text)));
    }
  }
  return transcript.text();
}

/** Whether an output is a result or a display. */
export function isShown(output: IOutput): boolean {
  return output.output_type === 'execute_result' || output.output_type === 'display_data';
}

/** Text written piece by piece; a terminal's overwriting works within what one stream wrote. */
class Transcript {
  readonly #parts: string[] = [];
  #stream = '';

  write(text: string): void {
    this.#stream += text;
  }

  line(text: string): void {
    this.#flush();
    this.#parts.push(terminalText(text));
  }

  text(): string {
    this.#flush();
    return withoutLastLineEnds(this.#parts.join('\n'));
  }

  #flush(): void {
    if (this.#stream === '') return;
    const blank = /^[\s]*$/;
    const lines = this.#stream.split('\n');
    const last = lines.findLastIndex((line) => !blank.test(line));
    // A blank line before a result stands between them; the line end alone only ends the line before.
    this.#parts.push(terminalText(this.#stream) + '\n'.repeat(Math.max(0, lines.length - last - 2)));
    this.#stream = '';
  }
}

/** What a result or a display shows, each text joined. */
export function bundleOf(output: IOutput): Bundle {
  const data = output.data;
  if (typeof data !== 'object' || data === null) return {};
  return Object.fromEntries(
    Object.entries(data).map(([type, value]) => [type, isText(type) ? joinLines(value) : value]),
  );
}

function isText(type: string): boolean {
  return !/^application\/(?:.*\+)?json$/.test(type);
}

/** nbformat keeps a text as one string or as its lines. What is neither, in a broken notebook, is no text. */
export function joinLines(value: unknown): string {
  if (Array.isArray(value)) return value.map((line) => (Array.isArray(line) ? '' : joinLines(line))).join('');
  return typeof value === 'object' ? '' : String(value ?? '');
}

const WIDGET = 'application/vnd.jupyter.widget-view+json';

/** Whether a page shows a picture, a table or a widget in place of the plain text. */
function isShownOtherwise(bundle: Bundle): boolean {
  return Object.keys(bundle).some((type) => type === 'text/html' || type === WIDGET || type.startsWith('image/'));
}

/** Whether the plain text only stands for something that a page shows in another form. */
export function isStandIn(bundle: Bundle): boolean {
  const plain = bundle['text/plain'];
  if (Object.hasOwn(bundle, WIDGET)) return true;
  const rich = Object.keys(bundle).some((type) => type !== 'text/plain');
  return rich && typeof plain === 'string' && /^<[\s\S]*>$/.test(plain.trim());
}

function raisedIn(name: string, value: string, traceback: unknown): Raised {
  const lines = Array.isArray(traceback) ? traceback.map(String) : [];
  return {
    name: withoutIncompleteInput(name),
    value,
    traceback: withoutIncompleteInput(terminalText(lines.join('\n'))),
  };
}
