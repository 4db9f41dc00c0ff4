import fc from 'fast-check';

/** Amounts and names of variables as people write them, none of them a formula. */
const price = fc.constantFrom(
  ...['$5', '$3.50', '$1,000', 'US$ 3.50', 'US$7', '5$', '1,000 $', '$5-$10', '$5/$6', '$PATH', '$HOME/bin'],
  ...['$5 and $6', '**$5**', '($2)', '\\$3', '~$40', '$5k', '$2/month', '€5', '-$5', '$0.99', '$20.', '$5,'],
);
const words = fc.constantFrom(
  'it costs',
  'and',
  'or',
  'for',
  'of',
  'each, then',
  'set',
  'between',
  'at *least*',
  '`$x`',
);
/** Formulas that a course with mathematics has. */
export const formulas = ['$x$', '$a_1 + b$', '$\\alpha^2$', '$n = 5$', '$f(x)$', '$\\frac{1}{2}$'];

const wrapped = (line: string, kind: string) =>
  kind === 'list' ? `- ${line}` : kind === 'quote' ? `> ${line}` : kind === 'heading' ? `## ${line}` : line;

/** Paragraphs, lists, quotes and headings of prose with prices, and with formulas where these are wanted. */
export function prosePriced(withFormulas: boolean): fc.Arbitrary<string> {
  const parts = [
    { weight: 4, arbitrary: price },
    { weight: 2, arbitrary: fc.constantFrom(...formulas) },
  ].slice(0, withFormulas ? 2 : 1);
  const line = fc
    .array(fc.tuple(words, fc.oneof(...parts)), { minLength: 1, maxLength: 5 })
    .map((pairs) => `So ${pairs.flat().join(' ')} here`);
  const block = fc
    .tuple(line, fc.constantFrom('plain', 'list', 'quote', 'heading'))
    .map(([one, kind]) => wrapped(one, kind));
  return fc.array(block, { minLength: 1, maxLength: 4 }).map((blocks) => blocks.join('\n\n'));
}

/** Those of the formulas that stand in a prose, in their order. */
export function formulasWritten(prose: string): string[] {
  return prose.match(/\$(?:x|a_1 \+ b|\\alpha\^2|n = 5|f\(x\)|\\frac\{1\}\{2\})\$/g) ?? [];
}
