import type { CellOutputs } from './cell-outputs.ts';
import { compareText } from './match.ts';
import type { MatchRule } from './match-rule.ts';
import { htmlLines } from './modes/html.ts';

/** Whether an expected text is another form of the output: HTML with the same tree, LaTeX, Markdown, JSON. */
export function isForm(expected: string, { forms }: CellOutputs, rule: MatchRule): boolean {
  const html = forms.get('text/html');
  if (html !== undefined && expected.includes('<')) {
    // Style sheets, as pandas writes them, are not what a lesson shows.
    const shown = /<style/i.test(expected) ? html : html.replace(/<style[\s\S]*?<\/style>/gi, '');
    if (compareText(htmlLines(expected), htmlLines(shown), rule).equal) return true;
  }
  const latex = forms.get('text/latex');
  if (latex !== undefined && compareText(formula(expected), formula(latex), rule).equal) return true;
  return ['text/markdown', 'application/json'].some((type) => {
    const form = forms.get(type);
    return form !== undefined && compareText(expected, form, rule).equal;
  });
}

/** The form of the output that an expected text is meant to be, where it looks like one: HTML. */
export function meantForm(expected: string, { forms }: CellOutputs): string | undefined {
  return /^\s*<[a-zA-Z!][^>]*>[\s\S]*<\/\w+>\s*$/.test(expected) ? forms.get('text/html') : undefined;
}

/** A formula without the signs that only set it apart from the text around it. */
function formula(latex: string): string {
  const bare = latex.replace(/\s+/g, ' ').trim();
  return bare.replace(/^(?:\$\$?|\\\[|\\\()\s*(?:\\displaystyle\s*)?|\s*(?:\$\$?|\\\]|\\\))$/g, '');
}
