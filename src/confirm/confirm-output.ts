import { diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../lesson/lesson.ts';
import type { CellOutputs, Raised } from './cell-outputs.ts';
import type { ConfirmContext } from './confirm-cell.ts';
import { confirmImage } from './confirm-image.ts';
import type { DeclaredText } from './declared.ts';
import { type Comparison, compareText, type MatchRule, matchRule } from './match.ts';
import { htmlLines } from './modes/html.ts';
import { nearMiss } from './near-miss.ts';
import { closingPlace, lineOf, linePlace } from './places.ts';
import { withoutPlaces } from './sanitize.ts';
import { terminalText } from './terminal-text.ts';
import { type OutputVerdict, verdict } from './verdict.ts';

/** Judges what stands in one `output` or `stderr` text against what the cell produced. */
export function confirmOutput(
  code: Code,
  declared: DeclaredText,
  produced: CellOutputs,
  context: ConfirmContext,
  unexpected?: Raised,
): OutputVerdict {
  if (declared.match.modes.includes('ignore')) return verdict(declared, 'skipped', { reason: 'ignore' });
  if (declared.match.modes.includes('image')) return confirmImage(code, declared, produced, context, unexpected);
  const rule = matchRule(declared.match, context.defaults ?? [], context.sanitize ?? [], context.tolerance);
  const texts = candidates(declared, produced);
  const expected = declared.stream === 'stderr' ? withoutPlaces(declared.text.text) : declared.text.text;
  const clean = terminalText(expected);
  let first: (Comparison & { equal: false }) | undefined;
  for (const text of texts) {
    const comparison = compareText(clean, text, rule);
    if (comparison.equal) return verdict(declared, 'confirmed');
    first ??= comparison;
  }
  if (isForm(clean, produced, rule)) return verdict(declared, 'confirmed');
  if (unexpected !== undefined) return verdict(declared, 'mismatch', { reason: 'cell-raised' });
  const actual = texts[0] ?? '';
  return mismatch(code, declared, rule, first ?? { equal: false, line: 0 }, clean, actual, context);
}

/** The texts that may stand in a fence: what a page shows, or that with the plain text of what it shows otherwise. */
function candidates(declared: DeclaredText, produced: CellOutputs): string[] {
  if (declared.stream === 'stderr') return [withoutPlaces(produced.stderr)];
  const texts = [produced.output];
  if (produced.outputWithStandIns !== produced.output) texts.push(produced.outputWithStandIns);
  return texts;
}

/** Whether the text is another form of the output: HTML with the same tree, LaTeX, Markdown, JSON. */
function isForm(expected: string, { forms }: CellOutputs, rule: MatchRule): boolean {
  const html = forms.get('text/html');
  if (html !== undefined && expected.includes('<') && compareText(htmlLines(expected), htmlLines(html), rule).equal) {
    return true;
  }
  const latex = forms.get('text/latex');
  if (latex !== undefined && compareText(formula(expected), formula(latex), rule).equal) return true;
  return ['text/markdown', 'application/json'].some((type) => {
    const form = forms.get(type);
    return form !== undefined && compareText(expected, form, rule).equal;
  });
}

/** A formula without the signs that only set it apart from the text around it. */
function formula(latex: string): string {
  const bare = latex.replace(/\s+/g, ' ').trim();
  return bare.replace(/^(?:\$\$?|\\\[|\\\()\s*(?:\\displaystyle\s*)?|\s*(?:\$\$?|\\\]|\\\))$/g, '');
}

function mismatch(
  code: Code,
  declared: DeclaredText,
  rule: MatchRule,
  comparison: Comparison & { equal: false },
  expected: string,
  actual: string,
  context: ConfirmContext,
): OutputVerdict {
  const { file, cell, text } = context;
  const place =
    comparison.line === 'end'
      ? closingPlace(declared.fences.at(-1)?.span ?? code.span, text)
      : linePlace(declared.text, comparison.line);
  if (comparison.unreadable !== undefined) {
    const details = { cell, expected, actual };
    return verdict(declared, 'mismatch', { reason: 'unreadable' }, [
      diagnostic('expected-invalid', comparison.unreadable, file, place, details),
    ]);
  }
  const near = nearMiss(expected, actual, rule);
  const update = `coursewright update ${file}:${lineOf(text, code.span.start)}`;
  const help = near?.mend === undefined ? update : `${update}, or ${near.mend}`;
  const what = declared.stream === 'stderr' ? 'what the cell writes to stderr differs' : 'the output differs';
  const message = `${what} from what the lesson says${near === undefined ? '' : `: ${near.message}`}`;
  const cause = near === undefined ? {} : { cause: near.kind };
  const found = diagnostic('output-mismatch', message, file, place, { cell, expected, actual, ...cause, help });
  return verdict(declared, 'mismatch', near === undefined ? {} : { reason: near.kind, nearMiss: near }, [found]);
}
