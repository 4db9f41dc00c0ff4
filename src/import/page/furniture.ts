import { saysFurniture } from '../furniture-phrases.ts';
import {
  type Element,
  eachElement,
  find,
  findAll,
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

/** Words of classes and ids by which sites name what they put around and between the content. */
const words = new Set(
  [
    'nav navbar navigation breadcrumb breadcrumbs toc sidebar menu pagination pager prevnext footer share sharing social',
    'comments disqus newsletter subscribe donate donation donations sponsor sponsors ad ads advert advertisement cookie cookies',
    'feedback helpful rating copybtn copy clipboard headerlink permalink skip skiplink searchbox backtotop announcement',
    'promo cta survey',
  ]
    .join(' ')
    .split(' '),
);

/** The longest text of a block that is judged by its name. */
const longest = 800;

/**
 * Takes out what the site put between and around the content: skip links, "Was this page helpful?", donation boxes, copy
 * buttons. Returns how it begins, for each part that said something.
 */
export function dropFurniture(main: Parents): string[] {
  const dropped: string[] = [];
  eachElement(main, (element, parent) => {
    if (isLabelOfControl(element) || isFurniture(element, main)) {
      const said = phraseOf(element);
      if (said.length > 1 && !isElement(element, 'script', 'style', 'noscript', 'template')) dropped.push(said);
      replace(parent, element);
    }
  });
  return dropped;
}

function isFurniture(element: Element, main: Parents): boolean {
  if (silent.includes(element.tagName)) return true;
  if (element.properties.dataContainer !== undefined) return false;
  if (isElement(element, 'pre', 'code', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'))
    return isHeadingOfFurniture(element, main);
  const { hidden, ariaHidden, role, style } = element.properties;
  if (hidden === true || hidden === '' || /display:\s*none/.test(String(style ?? ''))) return true;
  if (String(ariaHidden) === 'true' && lineOf(element).length < 20) return true;
  if (['navigation', 'search', 'banner', 'contentinfo', 'dialog'].includes(String(role))) return true;
  const line = lineOf(element);
  if (isElement(element, 'a') && /^[#¶§🔗]?$/u.test(line) && find(element, isPicture) === undefined) return true;
  const isCode = find(element, (one) => isElement(one, 'pre')) !== undefined;
  if (!isCode && line.length <= longest && namesOf(element).some((word) => words.has(word))) return true;
  const isLeaf = isElement(element, 'p', 'div', 'section', 'aside', 'li', 'ul', 'a', 'small', 'span') && !isCode;
  return isLeaf && saysFurniture(line);
}

/** A heading such as "On this page" stands above furniture. */
function isHeadingOfFurniture(element: Element, _main: Parents): boolean {
  return (
    /^h\d$/.test(element.tagName) &&
    /^(?:on this page|table of contents|share this|related (?:posts|articles))$/i.test(lineOf(element))
  );
}

function isLabelOfControl(element: Element): boolean {
  return isElement(element, 'label') && textOf(element).length < 40;
}

function isPicture(element: Element): boolean {
  return isElement(element, 'img', 'picture');
}

/** Comments are notes of those who made the site. */
export function dropComments(parent: Parents): void {
  parent.children = parent.children.filter(({ type }) => type !== 'comment') as typeof parent.children;
  for (const child of parent.children) if (child.type === 'element') dropComments(child);
}

/** Text for screen readers alone: it says again what a picture or a colour shows. */
export function dropScreenReaderText(main: Parents): void {
  for (const hidden of findAll(
    main,
    (one) =>
      namesOf(one)
        .join('-')
        .match(/(?:^|-)(?:sr-only|visually-hidden|screen-reader-text|headerlink)(?:-|$)/) !== null,
  ))
    eachElement(main, (element, parent) => {
      if (element === hidden) replace(parent, element);
    });
}
