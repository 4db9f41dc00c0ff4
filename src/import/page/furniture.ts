import { eachElement, type Element, find, findAll, isElement, lineOf, namesOf, type Parents, replace, textOf } from './tree.ts';

/** Elements that show nothing of what the page says. */
const silent: readonly string[] = ['nav', 'footer', 'script', 'style', 'noscript', 'template', 'link', 'meta', 'button', 'input', 'select', 'textarea', 'dialog', 'svg', 'canvas'];

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

/** What such parts say, where nothing names them. Each is the beginning of a short block. */
const phrases = [
  /^skip to (?:main )?content/i,
  /^was this (?:page|article|lesson|tutorial|chapter|guide)? ?(?:page )?helpful/i,
  /^(?:did|do) you (?:find|like|enjoy) (?:this|the) (?:page|article|tutorial|lesson)/i,
  /^(?:edit|improve|suggest (?:an )?edits?|view|open) (?:this (?:page|article)|on|in|source).{0,20}(?:github|gitlab|colab|page|article|source)/i,
  /^last (?:updated|modified|edited)\b/i,
  /^(?:please )?(?:support (?:us|this|our|me)|donate|make a donation|buy me a coffee|become a (?:sponsor|patron|member))/i,
  /^(?:share|tweet|pin|follow) (?:this|on|us)\b/i,
  /^subscribe (?:to|for|now)\b/i,
  /^(?:←|«|‹)?\s*(?:previous|prev|next|back to top|on this page|table of contents|in this article)\s*(?:→|»|›|:)?$/i,
  /^(?:advertisement|sponsored|ad)$/i,
  /^we use cookies/i,
  /^(?:found a|spotted a) (?:typo|mistake|bug)/i,
  /^(?:©|\(c\)|copyright)\s/i,
  /^copy(?: code| to clipboard)?$/i,
];

/** The longest text of a block that is judged by what it says, and of one that is judged by its name. */
const shortest = 160;
const longest = 800;

/**
 * Takes out what the site put between and around the content: skip links, "Was this page helpful?", donation boxes, copy
 * buttons. Returns how it begins, for each part that said something.
 */
export function dropFurniture(main: Parents): string[] {
  const dropped: string[] = [];
  eachElement(main, (element, parent) => {
    if (isLabelOfControl(element) || isFurniture(element, main)) {
      const said = lineOf(element);
      if (said.length > 1 && !isElement(element, 'script', 'style', 'noscript', 'template')) dropped.push(said);
      replace(parent, element);
    }
  });
  return dropped;
}

function isFurniture(element: Element, main: Parents): boolean {
  if (silent.includes(element.tagName)) return true;
  if (element.properties.dataContainer !== undefined) return false;
  if (isElement(element, 'pre', 'code', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6')) return isHeadingOfFurniture(element, main);
  const { hidden, ariaHidden, role, style } = element.properties;
  if (hidden === true || hidden === '' || /display:\s*none/.test(String(style ?? ''))) return true;
  if (String(ariaHidden) === 'true' && lineOf(element).length < 20) return true;
  if (['navigation', 'search', 'banner', 'contentinfo', 'dialog'].includes(String(role))) return true;
  const line = lineOf(element);
  if (isElement(element, 'a') && /^[#¶§🔗]?$/u.test(line) && find(element, isPicture) === undefined) return true;
  const isCode = find(element, (one) => isElement(one, 'pre')) !== undefined;
  if (!isCode && line.length <= longest && namesOf(element).some((word) => words.has(word))) return true;
  const isLeaf = isElement(element, 'p', 'div', 'section', 'aside', 'li', 'ul', 'a', 'small', 'span') && !isCode;
  return isLeaf && line.length <= shortest && phrases.some((phrase) => phrase.test(line));
}

/** A heading such as "On this page" stands above furniture. */
function isHeadingOfFurniture(element: Element, _main: Parents): boolean {
  return /^h\d$/.test(element.tagName) && /^(?:on this page|table of contents|share this|related (?:posts|articles))$/i.test(lineOf(element));
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
  for (const hidden of findAll(main, (one) => namesOf(one).join('-').match(/(?:^|-)(?:sr-only|visually-hidden|screen-reader-text|headerlink)(?:-|$)/) !== null))
    eachElement(main, (element, parent) => {
      if (element === hidden) replace(parent, element);
    });
}
