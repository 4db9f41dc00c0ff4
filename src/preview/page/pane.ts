import type { FrameContent, FrameMessage, View } from '../protocol.ts';
import { type CellPlace, drawMargin, element, type MarginContent } from './margin.ts';

/** One notebook on the page: its frame and the margin beside it. */
export interface Pane {
  readonly element: HTMLElement;
  show(view: View, images: number): void;
  /** Draws what stands in the margin. */
  mark(content: Omit<MarginContent, 'places'>): void;
  scrollTop(to?: number): number;
  close(): void;
}

/** Pixels: a lesson's style cannot make a frame that no browser draws. */
const mostHeight = 500_000;

export function openPane(frameUrl: string, title: string, onOpen: (href: string) => void): Pane {
  const pane = element('section', 'pane');
  const paper = element('div', 'paper');
  const margin = element('div', 'margin');
  const frame = element('iframe', 'notebook');
  frame.title = title;
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('scrolling', 'no');
  frame.src = frameUrl;
  paper.append(frame, margin);
  pane.append(element('h2', '', title), paper);
  let content: FrameContent | undefined;
  let isReady = false;
  let places: readonly CellPlace[] = [];
  let marks: Omit<MarginContent, 'places'> | undefined;
  /** Where it is to be scrolled to once its notebook is as high as that. */
  let wanted: number | undefined;

  function send(): void {
    // The frame has no origin that could be named; only our own document stands in it.
    if (isReady && content !== undefined) frame.contentWindow?.postMessage(content, '*');
  }

  function draw(): void {
    if (marks !== undefined) drawMargin(margin, { ...marks, places });
  }

  function heard({ source, data }: MessageEvent<FrameMessage>): void {
    if (source !== frame.contentWindow) return;
    if (data.type === 'ready') {
      isReady = true;
      send();
    } else if (data.type === 'layout') {
      places = data.cells;
      frame.style.height = `${Math.min(data.height, mostHeight)}px`;
      goOn();
      draw();
    } else if (data.type === 'go') pane.scrollTo({ top: data.top, behavior: 'smooth' });
    else if (data.type === 'open') onOpen(data.href);
  }
  addEventListener('message', heard);
  const resized = new ResizeObserver(draw);
  resized.observe(pane);

  /** Scrolls to what is wanted; until the notebook is as high as that, with each of its layouts. */
  function goOn(): void {
    if (wanted === undefined) return;
    pane.scrollTop = wanted;
    if (Math.abs(pane.scrollTop - wanted) < 1) wanted = undefined;
  }

  return {
    element: pane,
    show({ cells, path }, images) {
      content = { cells, path, images };
      send();
    },
    mark(next) {
      marks = next;
      draw();
    },
    scrollTop(to) {
      if (to !== undefined) {
        wanted = to;
        goOn();
      }
      return pane.scrollTop;
    },
    close() {
      removeEventListener('message', heard);
      resized.disconnect();
      pane.remove();
    },
  };
}
