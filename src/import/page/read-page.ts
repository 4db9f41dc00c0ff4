import rehypeParse from 'rehype-parse';
import { unified } from 'unified';
import { freePath } from '../attachments.ts';
import type { Reader } from '../imported-lesson.ts';
import { dropDoubles, readCode, takeCaptions } from './code.ts';
import { readContainers } from './containers.ts';
import { decodePage, isMisread, repairEncoding } from './decode.ts';
import { dropComments, dropFurniture, dropRules, dropScreenReaderText } from './furniture.ts';
import { unfoldLayout } from './layout.ts';
import { addressOf, anchorsOf, dropLinkTitles, unlink } from './links.ts';
import { mainContent } from './main-content.ts';
import { keepMath } from './math.ts';
import { markOutputs } from './outputs.ts';
import { toMarkdown } from './to-markdown.ts';
import {
  type Element,
  eachElement,
  find,
  isElement,
  lineOf,
  type Nodes,
  type Parents,
  type Root,
  textOf,
} from './tree.ts';

/**
 * A saved page as a lesson: its main content, without what the site puts around it; code with its language, once; what
 * code prints as output fences; exercises and solutions by their headings and folds.
 */
export const readPage: Reader = (content, name, path) => {
  try {
    return lessonOfPage(content, name, path);
  } catch (error) {
    // The stack overflows in the passes and in the packages that they use.
    if (!(error instanceof RangeError)) throw error;
    return {
      unreadable: 'nests its elements too deep to be read',
      help: 'save a page of which a browser made the HTML',
    };
  }
};

const lessonOfPage: Reader = (content, name) => {
  const html = decodePage(content);
  const page = unified().use(rehypeParse).parse(html) as Root;
  const address = addressOf(page, html);
  repairText(page);
  const main = mainContent(page);
  const files = new Map<string, Uint8Array>();
  dropComments(main);
  keepMath(main);
  dropScreenReaderText(main);
  readCode(main);
  dropDoubles(main);
  takeCaptions(main);
  readContainers(main);
  const dropped = dropFurniture(main);
  dropRules(main);
  unfoldLayout(main);
  markOutputs(main);
  saveImages(main, `${name}_files`, files);
  dropLinkTitles(main);
  unlink(main);
  const anchors = anchorsOf(main);
  const text = toMarkdown(main);
  if (text.trim() === '')
    return {
      unreadable: 'has no text in its main part',
      help: 'save the page with the text shown, not the frame around it',
    };
  const heading = /^# /m.test(text) ? [] : [`# ${titleOf(page) ?? name}`];
  return {
    text: `${[...heading, text].join('\n\n')}\n`,
    files,
    anchors,
    ...(address === undefined ? {} : { address }),
    leftOut: dropped.length === 0 ? [] : [`what the site puts around the text (${quoted(dropped)})`],
  };
};

/** What was left out, in a few words. */
function quoted(parts: readonly string[]): string {
  const short = [...new Set(parts.map((part) => (part.length > 40 ? `${part.slice(0, 40).trimEnd()}…` : part)))];
  const rest = short.length - 5;
  return [...short.slice(0, 5).map((part) => `“${part}”`), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

/** The page's own heading outside of its main part, or its title without the site's name. */
function titleOf(page: Root): string | undefined {
  const heading = find(page, (one) => isElement(one, 'h1') && lineOf(one) !== '');
  if (heading !== undefined) return lineOf(heading);
  const title = find(page, (one) => isElement(one, 'title'));
  const line = title === undefined ? '' : lineOf(title).replace(/\s+[|–—·»:-]\s+[^|–—·»]*$/, '');
  return line === '' ? undefined : line;
}

/** Repairs letters of another encoding, in text and in the texts of images and links. */
function repairText(page: Root): void {
  if (!isMisread(textOf(page))) return;
  const visit = (node: Nodes): void => {
    if (node.type === 'text') node.value = repairEncoding(node.value);
    if (!('children' in node)) return;
    if (node.type === 'element')
      for (const key of ['alt', 'title'])
        if (typeof node.properties[key] === 'string')
          node.properties[key] = repairEncoding(String(node.properties[key]));
    for (const child of node.children) visit(child);
  };
  visit(page);
}

/** Images that stand in the page itself become files. */
function saveImages(main: Parents, folder: string, files: Map<string, Uint8Array>): void {
  eachElement(main, (one: Element) => {
    if (!isElement(one, 'img')) return;
    const [, type = '', encoding, data = ''] =
      /^data:image\/([\w+.-]+)[^,]*?(;base64)?,(.*)$/s.exec(String(one.properties.src ?? '')) ?? [];
    if (type === '') return;
    const bytes = encoding === undefined ? Buffer.from(decodeURIComponent(data)) : Buffer.from(data, 'base64');
    const path = freePath(folder, `image.${type.replace(/\+.*$/, '').replace('jpeg', 'jpg')}`, bytes, files);
    files.set(path, bytes);
    one.properties.src = path;
  });
}
