import type { FrameContent, FrameMessage } from '../protocol.ts';

// The frame of one notebook. It has no origin and speaks with its page by messages alone; what a lesson brings is shown and
// never run: the frame's policy runs no script but this one and MathJax.

interface MathJaxWindow {
  MathJax?: {
    readonly typesetPromise?: (elements: readonly Element[]) => Promise<void>;
    readonly typesetClear?: (elements: readonly Element[]) => void;
    readonly startup?: { readonly promise?: Promise<void> };
  };
}

const own = window as Window & MathJaxWindow;
const main = document.querySelector('main') as HTMLElement;

// As nbconvert and JupyterLab set it up. Without its menu, which loads more; what is typeset again may number again.
Object.assign(own, {
  MathJax: {
    tex: {
      inlineMath: [
        ['$', '$'],
        ['\\(', '\\)'],
      ],
      displayMath: [
        ['$$', '$$'],
        ['\\[', '\\]'],
      ],
      processEscapes: true,
      processEnvironments: true,
      tags: 'ams',
      ignoreDuplicateLabels: true,
    },
    options: { enableMenu: false },
    svg: { fontCache: 'none' },
    startup: { typeset: false },
  },
});

/** What loads, sends or leads the frame somewhere by itself. The policy stops it as well; so it is not even tried. */
const active = 'script, iframe, frame, frameset, object, embed, applet, base, meta, link, portal, fencedframe';
const withMath = '.jp-RenderedMarkdown, .jp-RenderedLatex, .jp-RenderedHTML';

/** Cells by id, with what they were made of. */
let shown = new Map<string, { readonly made: string; readonly element: HTMLElement }>();
let path = '';

function show({ cells, path: notebook, images }: FrameContent): void {
  path = notebook;
  const fresh: HTMLElement[] = [];
  const next = new Map<string, { readonly made: string; readonly element: HTMLElement }>();
  let at = main.firstElementChild;
  for (const { id, html } of cells) {
    const made = html.includes('<img') ? `${images} ${path} ${html}` : html;
    const before = shown.get(id);
    const element = before?.made === made ? before.element : elementOf(html, images);
    if (element !== before?.element) fresh.push(element);
    next.set(id, { made, element });
    // What stays where it is keeps all that somebody has opened in it.
    if (element === at) at = at.nextElementSibling;
    else main.insertBefore(element, at);
  }
  const kept = new Set([...next.values()].map(({ element }) => element));
  const gone = [...main.children].filter((element) => !kept.has(element as HTMLElement));
  own.MathJax?.typesetClear?.(gone);
  for (const element of gone) element.remove();
  shown = next;
  observe();
  void typeset(fresh);
}

function elementOf(html: string, images: number): HTMLElement {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const element of parsed.querySelectorAll(active)) element.remove();
  const cell = document.createElement('div');
  for (const image of parsed.images) localize(image, images);
  cell.append(...parsed.body.childNodes);
  return cell;
}

/** Images of the course come from its folder; those of the web are not loaded. */
function localize(image: HTMLImageElement, images: number): void {
  const source = image.getAttribute('src') ?? '';
  image.removeAttribute('srcset');
  if (source.startsWith('data:')) return;
  const url = addressOf(source);
  if (url?.protocol === 'course:') image.src = `files${url.pathname}?${images}`;
  else {
    image.removeAttribute('src');
    image.classList.add('elsewhere');
    image.title = `${source} is not loaded: the preview shows nothing from the internet`;
  }
}

/** What an address in the notebook means; undefined where it is none, `http://[`. */
function addressOf(written: string): URL | undefined {
  const base = `course:///${path}`;
  return URL.canParse(written, base) ? new URL(written, base) : undefined;
}

/** As it is where its percent signs are no escapes. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function typeset(cells: readonly HTMLElement[]): Promise<void> {
  const elements = cells.flatMap((cell) => [...cell.querySelectorAll(withMath)]);
  await own.MathJax?.startup?.promise;
  await own.MathJax?.typesetPromise?.(elements.filter((element) => element.isConnected));
}

function tell(message: FrameMessage): void {
  parent.postMessage(message, '*');
}

function layout(): void {
  const cells = [...shown].map(([id, { element }]) => ({ id, top: topOf(element), height: element.offsetHeight }));
  tell({ type: 'layout', height: document.body.scrollHeight, cells });
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top + window.scrollY;
}

const observer = new ResizeObserver(() => layout());

/** Tells of each change of a size: of mathematics, of images that came, of a hint that was opened. */
function observe(): void {
  observer.disconnect();
  observer.observe(main);
  for (const { element } of shown.values()) observer.observe(element);
}

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (link === null) return;
  event.preventDefault();
  const href = link.getAttribute('href') ?? '';
  if (href.startsWith('#')) {
    const target = document.getElementById(decoded(href.slice(1)));
    if (target !== null) tell({ type: 'go', top: topOf(target) });
    return;
  }
  const url = addressOf(href);
  if (url?.protocol === 'course:') tell({ type: 'open', href: decoded(url.pathname.slice(1)) });
  else if (url !== undefined && /^https?:$/.test(url.protocol)) tell({ type: 'open', href: url.href });
});

addEventListener('message', ({ source, data }: MessageEvent<FrameContent>) => {
  if (source === parent) show(data);
});
tell({ type: 'ready' });
