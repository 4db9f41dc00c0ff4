import { outputLabel } from '../output-label.ts';
import { drop, type Element, find, isBlank, isElement, lineOf, marks, namesOf, type Parents, replace } from './tree.ts';

const outputNames = new Set(['output', 'outputs', 'result', 'stdout', 'nboutput', 'cell_output', 'outputarea']);

/** Marks the blocks that show what the code before them prints: by a label above them, or by their place. */
export function markOutputs(main: Parents): void {
  let previous: Element | undefined;
  let label: { element: Element; parent: Parents } | undefined;
  let sinceText = '';
  const walk = (parent: Parents, isOutput: boolean): void => {
    for (const child of [...parent.children]) {
      if (isElement(child, 'pre')) {
        const labelled = label !== undefined;
        if (
          previous !== undefined &&
          (labelled || ((isOutput || child.properties[marks.output] !== undefined) && sinceText === ''))
        ) {
          if (label !== undefined) replace(label.parent, label.element);
          setLanguage(child, 'output');
        } else previous = child;
        label = undefined;
        sinceText = '';
      } else if (child.type === 'element') {
        const line = lineOf(child);
        const isLabel =
          find(child, (one) => isElement(one, 'pre')) === undefined && line.length < 40 && outputLabel.test(line);
        if (isLabel) label = { element: child, parent };
        else if (isElement(child, 'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'table')) {
          sinceText += line;
          if (line !== '') label = undefined;
          walk(child, isOutput);
        } else walk(child, isOutput || isNamedOutput(child));
      } else if (!isBlank(child)) sinceText += 'text';
    }
  };
  walk(main, false);
  dropPrompts(main);
}

/** By its classes: ids are made of headings. */
function isNamedOutput({ properties }: Element): boolean {
  const classes = namesOf({
    type: 'element',
    tagName: 'div',
    properties: { className: properties.className },
    children: [],
  });
  return (
    classes.some((word) => outputNames.has(word)) || /^(?:cell_output|jp-OutputArea)/.test(String(properties.className))
  );
}

function setLanguage(pre: Element, language: string): void {
  const code = find(pre, (one) => isElement(one, 'code'));
  if (code !== undefined) code.properties.className = [`language-${language}`];
}

/** `In [3]:` and `[3]:` beside the cells of a notebook that was made a page. */
function dropPrompts(main: Parents): void {
  drop(main, (one) => isElement(one, 'div', 'span', 'p') && /^(?:(?:In|Out)\s*)?\[[\s\d*]*\]:?$/.test(lineOf(one)));
}
