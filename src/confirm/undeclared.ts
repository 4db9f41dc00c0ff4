import { givenIn } from '../diagnostics/advice.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { tagsDo } from '../model/cell-tags.ts';
import type { Code } from '../model/lesson.ts';
import { shellWord } from '../text/shell-word.ts';
import type { Bundle, CellOutputs } from './cell-outputs.ts';
import type { ConfirmContext } from './confirm-context.ts';
import type { ExpectedOutputs } from './expected-outputs.ts';
import { closingPlace } from './places.ts';

/** What a cell shows of which the lesson says nothing, where the configuration wants to hear of it. */
export function undeclared(
  code: Code,
  expected: ExpectedOutputs,
  produced: CellOutputs,
  context: ConfirmContext,
): Diagnostic[] {
  const { undeclared: setting = 'ignore', file, text, cell } = context;
  if (
    context.saved !== undefined ||
    setting === 'ignore' ||
    code.role !== 'demo' ||
    tagsDo(code.tags, ({ hidesOutput }) => hidesOutput)
  )
    return [];
  const words = `coursewright update --add ${shellWord(file)}`;
  return unsaid(expected, produced, words).map(({ message, actual, help }) =>
    diagnostic('expected-output-missing', message, file, closingPlace(code.span, text), {
      severity: setting === 'warn' ? 'warning' : 'error',
      ...{ cell, actual, help, ...givenIn(help, [{ to: 'add', words }]) },
    }),
  );
}

interface Unsaid {
  readonly message: string;
  readonly actual: string;
  readonly help: string;
}

function unsaid({ texts }: ExpectedOutputs, produced: CellOutputs, update: string): Unsaid[] {
  const found: Unsaid[] = [];
  const ofText = texts.filter(({ stream, match }) => stream === 'output' && !isOfImage(match.modes));
  if (produced.output !== '' && ofText.length === 0) {
    const message = 'the cell prints something, and no output fence follows it';
    found.push({ message, actual: produced.output, help: update });
  }
  // The traceback of an exception group is written there; whether it is announced is another matter.
  if (produced.stderr !== '' && produced.raised === undefined && !texts.some(({ stream }) => stream === 'stderr')) {
    const message = 'the cell writes to standard error, and no `stderr` fence follows it';
    const help = 'write a `stderr` fence after the cell, or let the cell write nothing there';
    found.push({ message, actual: produced.stderr, help });
  }
  const standsFor = (bundle: Bundle) =>
    ofText.some(({ text, match }) => match.modes.includes('ignore') || text.text.includes(plainOf(bundle)));
  const figures = produced.bundles.filter(isFigure);
  if (figures.length > 0 && !texts.some(({ match }) => isOfImage(match.modes)) && !figures.every(standsFor)) {
    const message = 'the cell shows a figure, and no `output image` fence follows it';
    found.push({ message, actual: plainOf(figures[0] ?? {}), help: 'write an `output image` fence after the cell' });
  }
  const other = produced.bundles.filter((bundle) => !isFigure(bundle) && isUnseen(bundle));
  if (other.length > 0 && ofText.length === 0) {
    const type = Object.keys(other[0] ?? {}).find((key) => key !== 'text/plain') ?? '';
    const message = `the cell shows something as \`${type}\`, and no output fence follows it`;
    found.push({ message, actual: plainOf(other[0] ?? {}), help: 'write an output fence with it after the cell' });
  }
  return found;
}

function isOfImage(modes: readonly string[]): boolean {
  return modes.includes('image');
}

function isFigure(bundle: Bundle): boolean {
  return Object.keys(bundle).some((type) => type.startsWith('image/'));
}

/** Whether the text of a page does not show it: there is no plain text, or one that only stands for it. */
function isUnseen(bundle: Bundle): boolean {
  const types = Object.keys(bundle).filter((type) => type !== 'text/plain');
  return types.length > 0 && /^(?:<[\s\S]*>)?$/.test(plainOf(bundle).trim());
}

function plainOf(bundle: Bundle): string {
  const plain = bundle['text/plain'];
  return typeof plain === 'string' ? plain : '';
}
