import { saysFurniture } from '../furniture-phrases.ts';
import { goesByWord } from './site-words.ts';
import {
  drop,
  type Element,
  eachElement,
  find,
  findAll,
  isBlank,
  isElement,
  lineOf,
  namesOf,
  type Parents,
  phraseOf,
  replace,
  textOf,
} from './tree.ts';

/** Elements that show nothing of what the page says. */
const silent: readonly string[] = [
  'nav',
  'footer',
  'script',
  'style',
  'noscript',
  'template',
  'link',
  'meta',
  'button',
  'input',
  'select',
  'textarea',
  'dialog',
  'svg',
  'canvas',
];

/** The longest text of a block that is judged by its name. */
const longest = 800;

/**
 * Takes out what the site put between and around the content: skip links, "Was this page helpful?", donation boxes, copy
 * buttons. Returns how it begins, for each part that said something.
 */
export function dropFurniture(main: Parents): string[] {
  const dropped: string[] = dropBelowPager(main);
  eachElement(main, (element, parent) => {
    const inHeading = isElement(parent, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6');
    if (inHeading && !/^[#¶§🔗]?$/u.test(lineOf(element))) return;
    if (isLabelOfControl(element) || isFurniture(element, main)) {
      const said = phraseOf(element);
      if (said.length > 1 && !isElement(element, 'script', 'style', 'noscript', 'template')) dropped.push(said);
      replace(parent, element);
    }
  });
  return dropped;
}

/** How much of a page's text may stand below the links that end it. */
const mostBelow = 0.2;

/** What a site sets below the last links to the pages before and after: advertisements, contacts, terms of use. */
function dropBelowPager(main: Parents): string[] {
  const pager = findAll(main, isPager).at(-1);
  if (pager === undefined) return [];
  const below: { readonly parent: Parents; readonly element: Element }[] = [];
  let isBelow = false;
  const visit = (parent: Parents): void => {
    for (const child of parent.children) {
      if (child.type !== 'element') continue;
      if (child === pager) isBelow = true;
      else if (isBelow) below.push({ parent, element: child });
      else visit(child);
    }
  };
  visit(main);
  const text = below.reduce((sum, { element }) => sum + lineOf(element).length, 0);
  const isCode = below.some(
    ({ element }) => isElement(element, 'pre') || find(element, (one) => isElement(one, 'pre')),
  );
  if (isCode || text > lineOf(main).length * mostBelow) return [];
  for (const { parent, element } of below) replace(parent, element);
  return below.map(({ element }) => phraseOf(element)).filter((said) => said.length > 1);
}

/** Links to the pages before and after, and nothing else. */
function isPager(element: Element): boolean {
  if (!isElement(element, 'div', 'nav', 'p', 'section', 'ul')) return false;
  const line = phraseOf(element);
  return (
    line.length < 160 &&
    /^\W*(?:prev|previous)\b.*\bnext\b/i.test(line) &&
    findAll(element, (one) => isElement(one, 'a', 'button')).length >= 2
  );
}

function isFurniture(element: Element, main: Parents): boolean {
  if (silent.includes(element.tagName)) return true;
  if (element.properties.dataContainer !== undefined) return false;
  const line = lineOf(element);
  if (/^h\d$/.test(element.tagName)) return furnitureHeading.test(line);
  if (isElement(element, 'pre', 'code', 'table')) return false;
  if (isHidden(element)) return true;
  if (isElement(element, 'i', 'span', 'em', 'b') && /^[×✕✖☰]$/u.test(line)) return true;
  if (isElement(element, 'a') && /^[#¶§🔗×]?$/u.test(line) && find(element, isPicture) === undefined) return true;
  const isCode = find(element, (one) => isElement(one, 'pre')) !== undefined;
  if (isCode) return false;
  const names = namesOf(element);
  if (names.some((word) => goesByWord(word, 'any')) && line.length < lineOf(main).length / 3) return true;
  if (line.length <= longest && names.some((word) => goesByWord(word, 'short'))) return true;
  const isLeaf = isElement(element, 'p', 'div', 'section', 'aside', 'li', 'ul', 'a', 'small', 'span');
  return (isLeaf && saysFurniture(line)) || isNavigation(element, line);
}

function isHidden({ properties }: Element): boolean {
  const { hidden, role, style } = properties;
  if (hidden === true || hidden === '' || /display:\s*none/.test(String(style ?? ''))) return true;
  return ['navigation', 'search', 'banner', 'contentinfo', 'dialog'].includes(String(role));
}

/** A box of links and next to nothing else. */
function isNavigation(element: Element, line: string): boolean {
  if (!isElement(element, 'div', 'section', 'aside', 'ul', 'p')) return false;
  const links = findAll(element, (one) => isElement(one, 'a'));
  const linked = links.reduce((sum, link) => sum + lineOf(link).length, 0);
  const most = isElement(element, 'ul', 'p') ? 0.95 : 0.8;
  return links.length >= (isElement(element, 'ul', 'p') ? 12 : 6) && linked >= line.length * most;
}

const furnitureHeading =
  /^(?:on this page|table of contents|share this|related (?:posts|articles)|page contents|section contents)$/i;

function isLabelOfControl(element: Element): boolean {
  return isElement(element, 'label') && textOf(element).length < 40;
}

function isPicture(element: Element): boolean {
  return isElement(element, 'img', 'picture');
}

/** Lines between parts, of which the parts are gone. */
export function dropRules(main: Parents): void {
  eachElement(main, (element, parent) => {
    if (!isElement(element, 'hr')) return;
    const at = parent.children.indexOf(element as never);
    const [before, after] = [parent.children.slice(0, at), parent.children.slice(at + 1)].map((list) =>
      list.filter((node) => !isBlank(node)),
    );
    if (isElement(before?.at(-1), 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6') || after?.length === 0)
      replace(parent, element);
  });
}

/** Comments are notes of those who made the site. */
export function dropComments(parent: Parents): void {
  parent.children = parent.children.filter(({ type }) => type !== 'comment') as typeof parent.children;
  for (const child of parent.children) if (child.type === 'element') dropComments(child);
}

/** Text for screen readers alone: it says again what a picture or a colour shows. */
export function dropScreenReaderText(main: Parents): void {
  drop(main, (one) =>
    /(?:^|-)(?:sr-only|visually-hidden|screen-reader-text|headerlink)(?:-|$)/.test(namesOf(one).join('-')),
  );
}
