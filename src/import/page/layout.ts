import { type Element, eachElement, element, find, findAll, isElement, type Parents, replace } from './tree.ts';

const blocks = ['p', 'ul', 'ol', 'dl', 'pre', 'blockquote', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

/** Tables whose cells hold lists, code or several paragraphs lay a page out: what is in them stands one after the other. */
export function unfoldLayout(main: Parents): void {
  eachElement(main, (table, parent) => {
    if (!isElement(table, 'table') || !findAll(table, isCell).some(holdsBlocks)) return;
    const cells = findAll(table, isCell).filter((cell) => find(cell, isCell) === undefined);
    replace(
      parent,
      table,
      cells.map((cell) => element('div', {}, cell.children)),
    );
  });
}

function isCell(one: Element): boolean {
  return isElement(one, 'td', 'th');
}

function holdsBlocks(cell: Element): boolean {
  const found = findAll(cell, (one) => blocks.includes(one.tagName));
  return found.length > 1 || found.some((one) => one.tagName !== 'p');
}
