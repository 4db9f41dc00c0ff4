import {
  type Element,
  eachElement,
  element,
  find,
  hasClass,
  isElement,
  marks,
  type Parents,
  replace,
  text,
  textOf,
} from './tree.ts';

/**
 * Formulas as KaTeX, MathJax, MathML, Sphinx and Pandoc leave them in a page, as TeX between dollars. What says nothing of
 * its TeX stays text.
 */
export function keepMath(main: Parents): void {
  eachElement(main, (one, parent) => {
    const formula = formulaOf(one);
    if (formula === undefined) return;
    const { tex, display } = formula;
    replace(parent, one, [
      element(display ? 'div' : 'span', { [marks.math]: display ? 'display' : 'inline' }, [text(tex)]),
    ]);
  });
}

function formulaOf(one: Element): { tex: string; display: boolean } | undefined {
  if (isElement(one, 'script') && /^math\/tex/.test(String(one.properties.type)))
    return { tex: textOf(one).trim(), display: /mode=display/.test(String(one.properties.type)) };
  if (hasClass(one, /^(?:katex-display|MathJax_Display)$/) || isElement(one, 'math') || hasClass(one, /^katex$/)) {
    const annotation = find(
      one,
      (inner) => isElement(inner, 'annotation') && /tex/.test(String(inner.properties.encoding)),
    );
    const alone = String(one.properties.alttext ?? one.properties.altText ?? '');
    const tex = annotation === undefined ? alone : textOf(annotation).trim();
    const display = hasClass(one, /display/i) || one.properties.display === 'block';
    return tex === '' ? undefined : { tex, display };
  }
  if (hasClass(one, /^MathJax(?:_Preview|_CHTML|_SVG)?$/)) return { tex: '', display: false };
  if (!hasClass(one, /^(?:math|arithmatex)$/)) return undefined;
  const whole = textOf(one).trim();
  const [, inline, display, dollars] = /^(?:\\\(([\s\S]*)\\\)|\\\[([\s\S]*)\\\]|\$\$([\s\S]*)\$\$)$/.exec(whole) ?? [];
  const tex = inline ?? display ?? dollars;
  if (tex === undefined) return undefined;
  return { tex: tex.trim(), display: inline === undefined };
}
