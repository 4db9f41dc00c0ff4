import GithubSlugger from 'github-slugger';
import { type Element, eachElement, find, isElement, lineOf, type Parents, type Root, replace } from './tree.ts';

/** The address that a page says it has. */
export function addressOf(page: Root, html: string): string | undefined {
  const canonical = find(page, (one) => isElement(one, 'link') && String(one.properties.rel) === 'canonical');
  const graph = find(page, (one) => isElement(one, 'meta') && one.properties.property === 'og:url');
  // Browsers write where they saved a page from.
  const [, saved] = /<!-- saved from url=\(\d+\)(\S+) -->/.exec(html.slice(0, 2000)) ?? [];
  const said = [canonical?.properties.href, graph?.properties.content, saved].map((one) => String(one ?? ''));
  return said.find((one) => /^https?:\/\//.test(one));
}

/** The ids of a page that lead to headings, or to what stands directly before or around one: id → the heading's anchor. */
export function anchorsOf(main: Parents): Map<string, string> {
  const slugger = new GithubSlugger();
  const anchors = new Map<string, string>();
  let waiting: string[] = [];
  const walk = (parent: Parents): void => {
    for (const child of parent.children) {
      if (child.type === 'text' && child.value.trim() !== '') waiting = [];
      if (child.type !== 'element') continue;
      const id = child.properties.id ?? (isElement(child, 'a') ? child.properties.name : undefined);
      if (typeof id === 'string') waiting.push(id);
      if (!/^h[1-6]$/.test(child.tagName)) {
        walk(child);
        continue;
      }
      eachElement(child, (inner) => {
        if (typeof inner.properties.id === 'string') waiting.push(inner.properties.id);
      });
      const slug = slugger.slug(lineOf(child));
      for (const one of waiting) anchors.set(one, slug);
      waiting = [];
    }
  };
  walk(main);
  return anchors;
}

/** Takes links away that lead nowhere outside of their page: of headings to the table of contents, and into scripts. */
export function unlink(main: Parents): void {
  eachElement(main, (one, parent) => {
    const inHeading = isElement(parent, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6');
    const href = String(one.properties.href ?? '');
    const leadsNowhere = /^\s*javascript:/i.test(href) || (inHeading && /^#|^$/.test(href));
    if (isElement(one, 'a') && leadsNowhere) replace(parent, one, one.children);
  });
}

/** Titles of links that say what the link says are there for the mouse alone. */
export function dropLinkTitles(main: Parents): void {
  eachElement(main, (one: Element) => {
    if (!isElement(one, 'a') || typeof one.properties.title !== 'string') return;
    const words = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
    const title = words(one.properties.title);
    if (title.includes(words(lineOf(one))) || words(lineOf(one)).includes(title)) delete one.properties.title;
  });
}
