import { isAroundWord } from './site-words.ts';
import {
  type Element,
  eachElement,
  findAll,
  hasClass,
  isElement,
  namesOf,
  type Parents,
  type Root,
  textOf,
} from './tree.ts';

/** Elements that a site puts around what a page says. */
const around = new Set([
  'nav',
  'footer',
  'script',
  'style',
  'noscript',
  'template',
  'form',
  'aside',
  'button',
  'select',
]);
const textElements = ['p', 'li', 'pre', 'td', 'dd', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

/** How much of the page's content the part must hold that is taken for all of it. */
const most = 0.9;

/**
 * The part of a page that says something: from the page inwards, as long as one element holds nearly all of the text in
 * paragraphs, lists, tables and code. Links count for little: they are what navigation is made of.
 */
export function mainContent(page: Root): Parents {
  let current: Parents = bodyOf(page);
  const declared = [mainOf(current, (one) => isElement(one, 'main') || one.properties.role === 'main')];
  for (const one of declared) if (one !== undefined && weightOf(one) >= weightOf(current) / 2) current = one;
  for (;;) {
    const whole = weightOf(current);
    const boxes = current.children.flatMap((child) => (child.type === 'element' && isBox(child) ? [child] : []));
    const next: Element | undefined = boxes.find((box) => weightOf(box) >= whole * most);
    if (next === undefined || whole === 0) return current;
    current = next;
  }
}

function isBox(node: Element): boolean {
  return (
    isElement(node, 'div', 'main', 'article', 'section', 'body', 'center') &&
    !hasClass(node, /^(?:highlight|admonition)/)
  );
}

function bodyOf(page: Root): Parents {
  let body: Parents = page;
  eachElement(page, (one) => {
    if (one.tagName === 'body') body = one;
  });
  return body;
}

function mainOf(root: Parents, test: (element: Element) => boolean): Element | undefined {
  return findAll(root, test).sort((a, b) => weightOf(b) - weightOf(a))[0];
}

/** Characters of text that counts. */
function weightOf(node: Parents): number {
  if (isElement(node) && isAround(node)) return 0;
  if (isElement(node, ...textElements)) return textOf(node).trim().length - linkedIn(node) * 0.9;
  let sum = 0;
  for (const child of node.children) if (child.type === 'element') sum += weightOf(child);
  return sum;
}

function isAround(one: Element): boolean {
  return around.has(one.tagName) || (one.tagName !== 'body' && namesOf(one).some(isAroundWord));
}

function linkedIn(node: Parents): number {
  if (isElement(node, 'a')) return textOf(node).trim().length;
  return node.children.reduce((sum, child) => sum + (child.type === 'element' ? linkedIn(child) : 0), 0);
}
