import { marked } from './html.ts';

/** What splits a text where math may begin or end: `MATHSPLIT` of JupyterLab's `rendermime/src/latex.ts`. */
const split = /(\$\$?|\\(?:begin|end)\{[a-z]*\*?\}|\\[{}$]|[{}]|(?:\n\s*)+|@@\d+@@|\\\\(?:\(|\)|\[|\]))/i;

/**
 * The formulas that JupyterLab shows in a Markdown cell: those that it takes out of the Markdown before marked sees it
 * (`removeMath`, transcribed), and those that MathJax finds in the texts of the page, where no element stands between.
 */
export function formulasInJupyterLab(markdown: string): string[] {
  const { text, math } = removeMath(markdown);
  return [...math, ...formulasOfMathJax(marked(text))];
}

function removeMath(markdown: string): { text: string; math: string[] } {
  const math: string[] = [];
  const hidden = /[`]|~~~/.test(markdown)
    ? markdown
        .replace(/~/g, '~T')
        .replace(/^(?<fence>`{3,}|(~T){3,})[^`\n]*\n([\s\S]*?)^\k<fence>`*$/gm, (all) => all.replace(/\$/g, '~D'))
        .replace(/(^|[^\\])(`+)([^\n]*?[^`\n])\2(?!`)/gm, (all) => all.replace(/\$/g, '~D'))
    : undefined;
  const shown = (text: string) =>
    hidden === undefined ? text : text.replace(/~([TD])/g, (_, sign) => (sign === 'T' ? '~' : '$'));
  const blocks = (hidden ?? markdown).replace(/\r\n?/g, '\n').split(split);
  let start: number | undefined;
  let end = '';
  let last: number | undefined;
  let braces = 0;
  const take = (from: number, to: number) => {
    math.push(shown(blocks.slice(from, to + 1).join('')));
    blocks[from] = `@@${math.length - 1}@@`;
    blocks.fill('', from + 1, to + 1);
  };
  const forget = () => {
    [start, last, end, braces] = [undefined, undefined, '', 0];
  };
  for (let at = 1; at < blocks.length; at += 2) {
    const block = blocks[at] ?? '';
    if (start !== undefined) {
      if (block === end) {
        if (braces > 0) last = at;
        else {
          take(start, at);
          forget();
        }
      } else if (/\n.*\n/.test(block)) {
        if (last !== undefined) {
          at = last;
          take(start, last);
        }
        forget();
      } else if (block === '{') braces += 1;
      else if (block === '}' && braces > 0) braces -= 1;
    } else if (block === '$' || block === '$$') [start, end, braces] = [at, block, 0];
    else if (block === '\\\\(' || block === '\\\\[')
      [start, end, braces] = [at, block === '\\\\(' ? '\\\\)' : '\\\\]', 0];
    else if (/^\\begin/i.test(block)) [start, end, braces] = [at, `\\end${block.slice(6)}`, 0];
  }
  if (start !== undefined && last !== undefined) take(start, last);
  return { text: shown(blocks.join('')), math };
}

/** MathJax as JupyterLab and nbconvert set it up: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, environments, `\$` is a dollar. */
export function formulasOfMathJax(html: string): string[] {
  const texts = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(code|pre|script|style|textarea)\b[\s\S]*?<\/\1>/g, '<code>')
    .split(/<[^>]*>/)
    .map((text) =>
      text
        .replace(/&(?:#36|dollar);/g, '$')
        .replace(/&amp;/g, '&')
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>'),
    );
  return texts.flatMap((text) =>
    [
      ...text
        .replace(/\\\$/g, '')
        .matchAll(
          /\$\$[\s\S]*?\$\$|\$[^$]+\$|\\\([\s\S]*?\\\)|\\\[[\s\S]*?\\\]|\\begin\{(\w+\*?)\}[\s\S]*?\\end\{\1\}/g,
        ),
    ].map(([all]) => all),
  );
}
