import { Buffer } from 'node:buffer';
import { posix } from 'node:path';
import { pageReference } from '../../markdown/spellings/hugo.ts';
import { lessonEnding, lessonEndings } from '../../model/lesson-names.ts';
import { isLesson } from '../../select/lesson-files.ts';
import { inOtherCase } from '../../text/other-case.ts';
import { isMapping, mappingOf } from '../../yaml/mapping.ts';
import { foldedSlug } from './anchors.ts';
import type { Anchors, ProseContext } from './context.ts';

/** A URL in the notebook, and what is wrong with the one in the lesson. */
export interface Rewritten {
  readonly url: string;
  /** The file of the course that the URL means, of which a copy must stand beside the notebook. */
  readonly copied?: string;
  readonly broken?: {
    readonly rule: 'link-broken' | 'image-missing';
    readonly message: string;
    /** What to do, where the rule does not say it as it is. */
    readonly help?: string;
  };
}

const imageTypes: Readonly<Record<string, string>> = {
  '.apng': 'image/apng',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

/**
 * Where a URL of the lesson leads from the notebook: a lesson becomes its notebook, an anchor the one that JupyterLab
 * and nbconvert give that heading, another file its copy beside the notebook, or as `images` says. Undefined when the
 * URL stays as it is (it has a scheme, is empty, or a page's tool fills it in).
 */
export function rewriteUrl(url: string, use: 'link' | 'image', context: ProseContext): Rewritten | undefined {
  if (url.startsWith(pageReference)) return byName(url.slice(pageReference.length), use, context);
  if (url === '' || url === '#' || /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(url) || FILLED_IN.test(url)) return undefined;
  const bare = use === 'link' ? bareAddress(url) : undefined;
  if (bare !== undefined) return { url, ...bare };
  const [, given = '', query = '', hash = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) ?? [];
  // A page's address ends in a slash; that of its lesson, which it is written by, does not.
  const path = use === 'link' ? given.replace(/(\.(?:md|qmd|Rmd|ipynb))\/$/i, '$1') : given;
  if (path === '') return use === 'link' && hash !== '' && query === '' ? anchorIn(context, hash) : undefined;
  const target = targetOf(path, context);
  const file = decoded(target);
  const suffix = query + hash;
  const plain = relative(context.notebook, target) + suffix;
  if (use === 'link') {
    const lesson = context.lesson(file) ?? pageOf(file, context);
    if (lesson !== undefined) {
      const url = relative(context.notebook, encodedLike(lesson.notebook, target)) + query;
      if (lesson.isKept)
        return {
          url,
          ...brokenLink(`students do not get ${file}: it is for instructors only`, KEPT),
        };
      // A line of the file as code hosts show it is none of the notebook.
      if (hash === '' || hash === '#' || /^#L\d+(?:-L\d+)?$/.test(hash)) return { url };
      const fragment = fragmentOf(lesson.anchors, hash);
      if (fragment !== undefined) return { url: `${url}#${fragment}` };
      return { url: url + hash, ...brokenLink(`${file} has no heading with the anchor \`${hash}\``, ANCHOR) };
    }
    if (context.isLeftOut(file) && isFile(file, context)) {
      return { url: plain, ...brokenLink(`${file} is no page of the project, and becomes no notebook`, PAGES) };
    }
    if (context.tells(file)) {
      return { url: plain, ...brokenLink(`students do not get ${file}: solutions are in it`, KEPT) };
    }
    if (/\.md$/i.test(file) && isLesson(posix.basename(file)) && file.startsWith(`${context.folder}/`)) {
      return { url: plain, ...brokenLink(`there is no lesson ${file}`, pathHelp(file, context)) };
    }
  }
  if (use === 'image' && context.images === 'data') {
    const type = imageTypes[posix.extname(file).toLowerCase()];
    const bytes = type === undefined ? undefined : context.readImage(file);
    if (bytes !== undefined) return { url: `data:${type};base64,${Buffer.from(bytes).toString('base64')}` };
    if (type !== undefined) return { url: plain, ...missing(file, use, context) };
  }
  if (context.images === 'absolute' && context.colab.github !== undefined && !target.startsWith('../')) {
    const { github, branch } = context.colab;
    const root =
      use === 'image'
        ? `https://raw.githubusercontent.com/${github}/${branch}`
        : `https://github.com/${github}/blob/${branch}`;
    return { url: `${root}/${target}${suffix}`, ...missing(file, use, context) };
  }
  // What a page links to outside of the lessons' folder belongs to the repository; what it shows belongs to the page.
  const isOwn = use === 'image' || file.startsWith(`${context.folder}/`) || context.folder === '.';
  const copy = isOwn ? context.copy(file) : undefined;
  if (copy === undefined) return { url: plain, ...missing(file, use, context) };
  return { url: relative(context.notebook, encodedLike(copy, target)) + suffix, copied: file };
}

/** What a page's tool computes: `{{ static('a.png') }}`, `<%= root %>/a.png`, an object of quartodoc. It is named as what is shown as it is written. */
const FILLED_IN = /\{\{|\{%|<%|\$\{|^`[^`]+`$/;

/** What is said of a file that is not there. A link without an ending may lead to a folder, or to a page of a site. */
function missing(file: string, use: 'link' | 'image', context: ProseContext): Pick<Rewritten, 'broken'> {
  const address = use === 'link' ? addressOf(posix.relative(posix.dirname(context.source), file)) : undefined;
  if (address !== undefined && context.readImage(file) === undefined) return address;
  if (file.startsWith('..') || (use === 'link' && posix.extname(file) === '')) return {};
  if (context.readImage(file) !== undefined || context.isWritten(file)) return {};
  const isMade =
    (MADE_OF_LESSONS.test(file) && lessonAt(file.replace(MADE_OF_LESSONS, ''), context) !== undefined) ||
    (/\.(?:qmd|html)$/.test(file) && posix.dirname(file).endsWith(referenceFolder(context) ?? '\n'));
  if (use === 'link' && isMade)
    return brokenLink(`the tool that makes the pages makes ${file}, and it is not beside the notebook`, WEB);
  return use === 'image'
    ? { broken: { rule: 'image-missing', message: `there is no image ${file}`, help: pathHelp(file, context) } }
    : brokenLink(`there is no file ${file}`, pathHelp(file, context));
}

/** What to do about a path that leads to nothing. */
function pathHelp(file: string, { entries }: ProseContext): string {
  const other = inOtherCase(file, entries);
  return other === undefined ? PATH : `${other} is there: write the path in the same capitals`;
}

/** The folder in which quartodoc writes a page for each object, where the project of the lessons has it. */
function referenceFolder({ folder, readImage }: ProseContext): string | undefined {
  const settings = [folder, posix.dirname(folder)].map((one) => readImage(posix.join(one, '_quarto.yml')));
  const bytes = settings.find((one) => one !== undefined && one.length > 0);
  const { quartodoc } = bytes === undefined ? {} : mappingOf(Buffer.from(bytes).toString());
  if (!isMapping(quartodoc)) return undefined;
  return typeof quartodoc.dir === 'string' ? quartodoc.dir : 'reference';
}

function anchorIn(context: ProseContext, hash: string): Rewritten | undefined {
  const fragment = fragmentOf(context.anchors, hash);
  if (fragment !== undefined) return { url: `#${fragment}` };
  if (hash === '#top' || context.isMade(decoded(hash.slice(1)))) return undefined;
  const page = context.pageWith(hash.slice(1));
  if (page !== undefined)
    return { url: hash, ...brokenLink(`\`${hash}\` is in ${page}, which is no lesson: no notebook has it`, WEB) };
  return { url: hash, ...brokenLink(`the lesson has no heading with the anchor \`${hash}\``, ANCHOR) };
}

function fragmentOf({ fragments }: Anchors, hash: string): string | undefined {
  const wanted = decoded(hash.slice(1));
  const own = fragments.get(wanted) ?? fragments.get(wanted.toLowerCase());
  if (own !== undefined) return own;
  // A member of an object that MkDocs documents stands with it: `#package.module.Class`.
  for (let at = wanted.lastIndexOf('.'); at > 0; at = wanted.lastIndexOf('.', at - 1)) {
    const object = fragments.get(wanted.slice(0, at));
    if (object !== undefined) return object;
  }
  const folded = foldedSlug(wanted);
  return [...fragments].find(([slug]) => foldedSlug(slug) === folded)?.[1];
}

/** What Quarto, Jupyter Book and their kin make of a lesson beside its page. */
const MADE_OF_LESSONS = /\.(?:pdf|docx|odt|epub|pptx|tex|ipynb)$/i;
const WEB = 'write the address that it has on the web, or take the link away';
const PATH = 'correct the path, which is relative to the lesson, or add the file';
const KEPT = 'take the link away, or move it into a solution';
const PAGES = 'name it in the file of the project (`render:`, `rmd_files:`), or take the link away';
const ANCHOR = 'correct the anchor, which is the heading in lower case with hyphens for blanks';

function brokenLink(message: string, help: string): { readonly broken: NonNullable<Rewritten['broken']> } {
  return { broken: { rule: 'link-broken', message, help } };
}

/** What is said of an address that is none as it is written: a browser takes it for a file. */
function bareAddress(url: string): { readonly broken: NonNullable<Rewritten['broken']> } | undefined {
  const message = `\`${url}\` leads to a file, not to the web`;
  if (/^www\.[\w-]+\.\w/i.test(url)) return brokenLink(message, WITH_SCHEME);
  return /^[([<"'\s]+https?:\/\//i.test(url) ? brokenLink(message, 'take away what stands before `http`') : undefined;
}

/** A page that Hugo finds beside the lesson, from the folder of all pages, or by its name alone. https://gohugo.io/functions/urls/ref/ */
function byName(reference: string, use: 'link' | 'image', context: ProseContext): Rewritten | undefined {
  const [, path = '', hash = ''] = /^([^#]*)(.*)$/s.exec(reference) ?? [];
  if (path === '') return rewriteUrl(hash, use, context);
  const name = path.replace(/\.md$/, '');
  const places = [posix.join(posix.dirname(context.source), name), posix.join(context.folder, name)];
  const all = path.startsWith('/') ? places.slice(1) : [...places, ...context.named(posix.basename(name))];
  const found = all.flatMap(pagesAt).find((one) => context.lesson(one) !== undefined || isFile(one, context));
  if (found !== undefined) return rewriteUrl(`/${found}${hash}`, use, context);
  return {
    url: path + hash,
    ...brokenLink(`there is no page ${path}`, 'correct the name of the page, or add the page'),
  };
}

/** The files that a page of a name may be made of. */
function pagesAt(stem: string): string[] {
  const page = stem.replace(/\/$/, '');
  return [page, posix.join(page, 'index'), posix.join(page, '_index')].map((one) => `${one}.md`);
}

/** The lesson that a page is made of: `x.html`, or a path without an ending, where a folder is its page `index`. */
function pageOf(file: string, context: ProseContext): ReturnType<ProseContext['lesson']> {
  const [, html, bare] = /^(.*)\.html$|^((?:.*\/)?[^./]+)\/?$/.exec(file) ?? [];
  const page = html ?? bare;
  if (page === undefined) return undefined;
  return lessonAt(page, context) ?? (html === undefined ? lessonAt(`${page}/index`, context) : undefined);
}

function lessonAt(path: string, context: ProseContext): ReturnType<ProseContext['lesson']> {
  return lessonEndings.map((ending) => context.lesson(`${path}.${ending}`)).find((one) => one !== undefined);
}

/**
 * As `resolve`; what is not at the root may be in the lessons' folder, which is the root for Sphinx and MyST, or in a site's folder for files. What is not
 * beside the lesson may be at the course's own root, where the pages of the Carpentries stand. A page of MkDocs has a folder
 * of its own, which its HTML leaves first.
 */
function targetOf(path: string, context: ProseContext): string {
  const target = resolve(context.source, path);
  const isThere = (one: string) =>
    isFile(decoded(one), context) ||
    context.lesson(decoded(one)) !== undefined ||
    pageOf(decoded(one), context) !== undefined;
  return isThere(target) ? target : (elsewhere(path, target, context).find(isThere) ?? target);
}

function isFile(path: string, { readImage }: ProseContext): boolean {
  return readImage(path) !== undefined;
}

function elsewhere(path: string, target: string, { folder, source }: ProseContext): readonly string[] {
  if (path.startsWith('/')) return [posix.join(folder, target), ...atRoots(target, folder)];
  if (/^[\w-]+\/./.test(path)) return [posix.normalize(path)];
  if (path.startsWith('../')) {
    // From the address of the page, which is a folder for MkDocs and Hugo.
    const page = posix.relative(folder, source).replace(lessonEnding, '');
    const address = posix.join('/', page, path).slice(1);
    return [resolve(source, path.slice(3)), posix.join(folder, address), ...atRoots(address, folder)];
  }
  // The pages of a lesson of the Carpentries stand together, whatever folder they are made from.
  const beside = posix.basename(folder) === 'episodes' ? ['learners', 'instructors', 'profiles', '.'] : [];
  const made = path.replace(/\.html$/, '.md');
  return beside.flatMap((name) => [path, made].map((one) => posix.join(posix.dirname(folder), name, one)));
}

/** Where a file stands that a site has at an address from its root. */
function atRoots(address: string, folder: string): string[] {
  const sites = folder === '.' ? ['.'] : ['.', posix.dirname(folder)];
  return sites.flatMap((site) => assets.map((name) => posix.join(site, name, address)));
}

/** Folders whose files Docusaurus, Hugo, VitePress and Astro put at the root of a site. */
const assets = ['static', 'public', 'docs/public'];

/** The path, from the course's folder, that a relative (or, as on GitHub, root-relative) URL of a file means. */
function resolve(source: string, path: string): string {
  const folder = /(?:^|\/)\.{1,2}$/.test(path) ? `${path}/` : path;
  return folder.startsWith('/')
    ? posix.normalize(folder.replace(/^\/+/, ''))
    : posix.normalize(posix.join(posix.dirname(source), folder));
}

/** A path from a notebook's folder. The folders put in front keep `../` from being lost at the root. */
function relative(notebook: string, target: string): string {
  const root = target.startsWith('..') || notebook.includes('..') ? `/${'_/'.repeat(20)}` : '/';
  const path = posix.relative(posix.dirname(root + notebook), posix.join(root, target));
  return target.endsWith('/') ? `${path}/` : path || posix.basename(target);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A path written as the author wrote the link to it: percent-encoded or not. Half of a surrogate pair cannot be. */
function encodedLike(path: string, url: string): string {
  return url.includes('%')
    ? encodeURIComponent(path.replace(/\p{Surrogate}/gu, '\uFFFD')).replaceAll('%2F', '/')
    : path;
}

const WITH_SCHEME = 'write `https://` before it';

/** Names of hosts end so, and no files: `pythontutor.com`. */
const HOST = /^(?:[a-z\d-]+\.)+(?:com|org|net|edu|gov|io|dev|app|fr|de|uk|eu|ch)(?:\/|$)/i;

const MAILBOX = /^[[<(]?([\w.+-]+@[\w-]+(?:\.[\w-]+)+)[\])>]?$/;

/** What is said of a path without a file that looks like an address of the web or of a mailbox. */
function addressOf(path: string): { readonly broken: NonNullable<Rewritten['broken']> } | undefined {
  const mailbox = MAILBOX.exec(path)?.[1];
  if (mailbox !== undefined)
    return brokenLink(`\`${path}\` leads to a file, not to a mailbox`, `write \`mailto:${mailbox}\``);
  return HOST.test(path) ? brokenLink(`\`${path}\` leads to a file, not to the web`, WITH_SCHEME) : undefined;
}
