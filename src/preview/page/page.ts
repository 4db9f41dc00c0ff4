import type { CourseState, FindingMark, LessonPage, LessonState, Mark, UpdateAnswer } from '../protocol.ts';
import { element, noticeOf } from './margin.ts';
import { nearestCell } from './nearest-cell.ts';
import { openPane, type Pane } from './pane.ts';

// The page: lessons at the side, the notebooks of one of them, and what a check says of it in their margins.

type Variant = LessonPage['views'][number]['variant'];

const byId = (id: string) => document.getElementById(id) as HTMLElement;
const frameUrl = document.body.dataset.frame ?? '';
const names: Readonly<Record<Variant, string>> = { student: 'Student', instructor: 'Instructor' };

let state: CourseState = { lessons: [], findings: [], images: 0 };
let isConnected = false;
/** The lesson that is shown. */
let page: LessonPage | undefined;
let isLoading = false;
let images = -1;
const panes = new Map<Variant, Pane>();
/** What came of updates of this version of the lesson, by line. */
let updates = new Map<number, string>();
const opened = new Set<string>();
/** Where lessons were scrolled to, by source and variant. */
const scrolled = new Map<string, number>();
/** Variants that somebody wants to see. */
let wanted: readonly Variant[] = sessionStorage.getItem('variants')?.split(' ').filter(isVariant) ?? [
  'student',
  ...(innerWidth < 1200 ? [] : (['instructor'] as const)),
];

function isVariant(name: string): name is Variant {
  return name in names;
}

function chosen(): LessonState | undefined {
  const source = decodeURIComponent(location.hash.slice(1));
  return state.lessons.find((lesson) => lesson.source === source) ?? state.lessons[0];
}

/** Asks for the lesson until what is shown is what there is. */
async function load(): Promise<void> {
  if (isLoading) return;
  isLoading = true;
  try {
    for (let lesson = chosen(); lesson !== undefined && isBehind(lesson); lesson = chosen()) {
      const answer = await fetch(`lesson?source=${encodeURIComponent(lesson.source)}`);
      if (!answer.ok) break;
      show((await answer.json()) as LessonPage);
    }
  } finally {
    isLoading = false;
  }
}

function isBehind({ source, version }: LessonState): boolean {
  return page?.source !== source || page.version < version || images !== state.images;
}

function show(next: LessonPage): void {
  const isOther = page?.source !== next.source;
  // Until there is another notebook, the last one that could be made stays.
  const views = next.views.length === 0 && !isOther ? (page?.views ?? []) : next.views;
  // A lesson that is being checked keeps its marks' places, without their verdicts.
  const marks = next.marks.length === 0 && !isOther && isChecking() ? (page?.marks ?? []) : next.marks;
  if (isOther) {
    updates = new Map();
    opened.clear();
  }
  if (page !== undefined && isOther) remember(page.source);
  page = { ...next, views, marks };
  images = state.images;
  arrange();
  if (isOther) for (const [variant, pane] of panes) pane.scrollTop(scrolled.get(`${variant} ${next.source}`) ?? 0);
}

function remember(source: string): void {
  for (const [variant, pane] of panes) scrolled.set(`${variant} ${source}`, pane.scrollTop());
}

/** The panes of the variants that the lesson has and somebody wants, or of its first one. */
function arrange(): void {
  const views = page?.views ?? [];
  const all = views.filter(({ variant }) => wanted.includes(variant));
  const shown = all.length > 0 ? all : views.slice(0, 1);
  for (const [variant, pane] of panes) {
    if (shown.some((view) => view.variant === variant)) continue;
    pane.close();
    panes.delete(variant);
  }
  for (const view of shown) {
    const pane = panes.get(view.variant) ?? openPane(frameUrl, names[view.variant], open);
    panes.set(view.variant, pane);
    if (!pane.element.isConnected) {
      // A frame that is moved loads again: it is put where it stays.
      const after = shown.slice(shown.indexOf(view) + 1).flatMap(({ variant }) => panes.get(variant)?.element ?? []);
      byId('panes').insertBefore(pane.element, after[0] ?? null);
    }
    pane.show(view, images);
  }
  draw();
}

function isChecking(): boolean {
  const status = chosen()?.status;
  return status === 'checking' || status === 'waiting' || state.failure !== undefined || !isConnected;
}

function draw(): void {
  const lesson = chosen();
  byId('title').textContent = lesson?.source ?? '';
  document.title = lesson === undefined ? 'Preview' : `${signOf(lesson)} ${lesson.source}`;
  byId('status').textContent = statusText(lesson);
  byId('status').className = isChecking() ? 'checking' : (lesson?.status ?? '');
  drawLessons(lesson);
  drawModes();
  const variants = (page?.views ?? []).map(({ variant, cells }) => ({ variant, ids: cells.map(({ id }) => id) }));
  const marks = page?.marks ?? [];
  const beside = new Set<Mark>();
  for (const { variant, ids } of variants) {
    const pane = panes.get(variant);
    if (pane === undefined) continue;
    const placed = marks.flatMap((mark) => {
      const cell = nearestCell(
        mark.cell,
        ids,
        variants.map((one) => one.ids),
      );
      if (cell === undefined) return [];
      beside.add(mark);
      return [{ ...mark, cell }];
    });
    pane.mark({ marks: placed, isPending: isChecking(), updates, onUpdate, opened });
  }
  const loose = isChecking()
    ? []
    : marks.filter((mark): mark is FindingMark => mark.kind === 'finding' && !beside.has(mark));
  const failures = [state.failure, page?.failure].flatMap((failure) => failure ?? []);
  byId('notices').replaceChildren(
    ...(isConnected ? [] : [failureOf('the preview has ended', 'start it again')]),
    ...failures.slice(0, 1).flatMap(({ message, help, findings = [] }) => [
      failureOf(message, help),
      ...findings.map(({ rule, severity, message: text, file, line, help: fix }) =>
        noticeOf({
          kind: 'finding',
          rule,
          severity,
          message: text,
          file,
          line,
          canUpdate: false,
          ...(fix && { help: fix }),
        }),
      ),
    ]),
    ...[...state.findings, ...loose].map(noticeOf),
  );
}

function failureOf(message: string, help: string | undefined): HTMLElement {
  const notice = element('article', 'notice error');
  notice.append(element('p', 'message', message));
  if (help !== undefined) notice.append(element('p', 'help', help));
  return notice;
}

function drawLessons(current: LessonState | undefined): void {
  byId('lessons').replaceChildren(
    ...state.lessons.map((lesson) => {
      const item = element('li', '');
      const link = element('a', lesson.status);
      link.href = `#${encodeURIComponent(lesson.source)}`;
      if (lesson === current) link.setAttribute('aria-current', 'page');
      link.title = lesson.source;
      link.append(element('span', 'sign', signOf(lesson)), element('span', 'name', lesson.source.replace(/^.*\//, '')));
      if (lesson.errors + lesson.warnings > 0)
        link.append(element('span', 'count', String(lesson.errors + lesson.warnings)));
      item.append(link);
      return item;
    }),
  );
}

function drawModes(): void {
  const has = page?.views.map(({ variant }) => variant) ?? [];
  const modes = has.length < 2 ? [] : [...has.map((one) => [one]), has];
  byId('modes').replaceChildren(
    ...modes.map((mode) => {
      const [first] = mode;
      const button = element('button', '', mode.length > 1 || first === undefined ? 'Both' : names[first]);
      button.setAttribute('aria-pressed', String(mode.join() === [...panes.keys()].sort().reverse().join()));
      button.addEventListener('click', () => {
        wanted = mode;
        sessionStorage.setItem('variants', mode.join(' '));
        arrange();
      });
      return button;
    }),
  );
}

function signOf({ status }: LessonState): string {
  return { waiting: '·', checking: '·', passed: '✓', failed: '✗', skipped: '–' }[status];
}

function statusText(lesson: LessonState | undefined): string {
  if (!isConnected) return '';
  if (state.failure !== undefined) return 'not up to date';
  if (lesson === undefined) return 'there are no lessons';
  const { status, errors, warnings } = lesson;
  if (status === 'waiting' || status === 'checking') return 'checking …';
  const parts = [
    ...(errors > 0 ? [errors === 1 ? '1 error' : `${errors} errors`] : []),
    ...(warnings > 0 ? [warnings === 1 ? '1 warning' : `${warnings} warnings`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : status === 'skipped' ? 'not checked' : 'all is as the lesson says';
}

async function onUpdate({ line }: FindingMark): Promise<void> {
  const source = page?.source;
  const said = updates;
  said.set(line, 'running');
  draw();
  try {
    const answer = await fetch('update', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ source, line }),
    });
    const { reason } = answer.ok ? ((await answer.json()) as UpdateAnswer) : { reason: 'the preview refused it' };
    if (reason === undefined) said.delete(line);
    else said.set(line, reason);
  } catch {
    said.set(line, 'the preview has ended');
  }
  draw();
}

/** A link of a notebook: to another lesson, or to a page of the web, which opens beside this one. */
function open(href: string): void {
  if (/^https?:\/\//.test(href)) window.open(href, '_blank', 'noopener,noreferrer');
  const lesson = state.lessons.find(({ notebooks }) => notebooks.includes(href));
  if (lesson !== undefined) location.hash = encodeURIComponent(lesson.source);
}

const events = new EventSource('events');
events.addEventListener('message', ({ data }: MessageEvent<string>) => {
  isConnected = true;
  const before = page?.version;
  state = JSON.parse(data) as CourseState;
  if (chosen()?.version !== before) updates = new Map([...updates].filter(([, said]) => said === 'running'));
  draw();
  void load();
});
events.addEventListener('error', () => {
  isConnected = false;
  draw();
});
addEventListener('hashchange', () => {
  draw();
  void load();
});
