import { HtmlRenderer, Parser } from 'commonmark';
import { Marked } from 'marked';

const parser = new Parser();
const renderer = new HtmlRenderer();
const gfm = new Marked({ gfm: true });

/** Markdown as commonmark.js, the reference implementation in JavaScript, renders it. */
export function commonmark(text: string): string {
  return renderer.render(parser.parse(text));
}

/** Markdown as marked, JupyterLab's parser, renders it. */
export function marked(text: string): string {
  return gfm.parse(text, { async: false });
}

/**
 * HTML with every URL as the address it leads to from a file, and without the blanks that differ between one document
 * and several. In-page anchors stay: page and notebook each have their own.
 */
export function resolved(html: string, file: string): string {
  return html
    .replace(/\b(href|src)="([^"]*)"/g, (whole, name: string, url: string) => {
      if (url === '' || url.startsWith('#')) return whole;
      const plain = url.replaceAll('&amp;', '&').replaceAll('&#36;', '$').replaceAll('%24', '$');
      const address = URL.canParse(plain, `course://c/${file}`) ? new URL(plain, `course://c/${file}`).href : plain;
      return `${name}="${address}"`;
    })
    .replace(/\n+/g, '\n')
    .trim();
}
