import type { FindingMark, Mark } from '../protocol.ts';

/** Where a cell stands in its frame. */
export interface CellPlace {
  readonly id: string;
  readonly top: number;
  readonly height: number;
}

export interface MarginContent {
  readonly marks: readonly Mark[];
  readonly places: readonly CellPlace[];
  /** The lesson is being checked: no verdict holds. */
  readonly isPending: boolean;
  readonly onUpdate: (finding: FindingMark) => void;
  /** What came of an update; of one that runs, `running`. */
  readonly updates: ReadonlyMap<number, string>;
  /** Texts of cards that somebody opened. */
  readonly opened: Set<string>;
}

const signs = {
  confirmed: '✓',
  mismatch: '✗',
  skipped: '–',
  'not-run': '–',
  proven: '★',
  'not-proven': '☆',
  error: '!',
  warning: '!',
  info: 'i',
} as const;

const rowHeight = 24;
const cardGap = 8;

/** Draws the marks of a notebook beside its cells, in order, none over another. */
export function drawMargin(margin: HTMLElement, content: MarginContent): void {
  const placed = content.places.map((place) => ({
    place,
    marks: content.marks.filter(({ cell }) => cell === place.id),
  }));
  margin.replaceChildren();
  let iconsEnd = 0;
  let cardsEnd = 0;
  for (const { place, marks } of placed) {
    const outputs = marks.filter(({ kind }) => kind === 'output');
    for (const mark of [...marks.filter(({ kind }) => kind !== 'output'), ...outputs]) {
      const wanted = mark.kind === 'output' ? place.top + place.height - outputs.length * rowHeight - 6 : place.top + 6;
      const top = Math.max(wanted, iconsEnd, place.top);
      iconsEnd = top + rowHeight;
      const card = cardOf(mark, content);
      margin.append(iconOf(mark, top, card, content), card);
      card.style.top = `${mark.kind === 'finding' ? Math.max(place.top + 6, cardsEnd) : top}px`;
      if (mark.kind === 'finding' && card.offsetHeight > 0) cardsEnd = card.offsetTop + card.offsetHeight + cardGap;
    }
  }
}

function iconOf(mark: Mark, top: number, card: HTMLElement, { isPending, opened }: MarginContent): HTMLElement {
  const verdict = verdictOf(mark);
  const icon = element('button', `icon ${isPending ? 'pending' : verdict}`, isPending ? '·' : signs[verdict]);
  icon.style.top = `${top}px`;
  icon.title = isPending ? 'being checked' : textOf(mark);
  icon.setAttribute('aria-label', icon.title);
  const key = `${mark.line} ${textOf(mark)}`;
  card.classList.toggle('open', opened.has(key));
  icon.addEventListener('click', () => {
    if (card.classList.toggle('open')) opened.add(key);
    else opened.delete(key);
  });
  return icon;
}

function verdictOf(mark: Mark): keyof typeof signs {
  return mark.kind === 'finding' ? mark.severity : mark.verdict;
}

function textOf(mark: Mark): string {
  return mark.kind === 'finding' ? mark.message : mark.text;
}

/** What a mark says; that of a finding also what helps. */
function cardOf(mark: Mark, { isPending, onUpdate, updates }: MarginContent): HTMLElement {
  const card = element('article', `card ${mark.kind} ${verdictOf(mark)}${isPending ? ' pending' : ''}`);
  card.append(element('p', 'message', textOf(mark)));
  if (mark.kind === 'finding') card.append(...detailsOf(mark));
  card.append(
    element('p', 'place', mark.kind === 'finding' ? `line ${mark.line} · ${mark.rule}` : `line ${mark.line}`),
  );
  if (mark.kind === 'finding' && mark.canUpdate)
    card.append(...updateOf(mark, isPending, updates.get(mark.line), onUpdate));
  return card;
}

function detailsOf({ expected, actual, help, canUpdate }: FindingMark): HTMLElement[] {
  return [
    ...(expected === undefined ? [] : [element('pre', 'expected', expected)]),
    ...(actual === undefined ? [] : [element('pre', 'actual', actual)]),
    ...(help === undefined || canUpdate ? [] : [element('p', 'help', help)]),
  ];
}

function updateOf(
  mark: FindingMark,
  isPending: boolean,
  said: string | undefined,
  onUpdate: (finding: FindingMark) => void,
): HTMLElement[] {
  const button = element('button', 'update', said === 'running' ? 'running the lesson …' : 'Write the real output');
  button.disabled = isPending || said === 'running';
  button.addEventListener('click', () => onUpdate(mark));
  return said === undefined || said === 'running' ? [button] : [button, element('p', 'help', said)];
}

/** A finding that stands beside no cell. */
export function noticeOf(finding: FindingMark): HTMLElement {
  const notice = element('article', `notice ${finding.severity}`);
  notice.append(element('p', 'message', finding.message));
  if (finding.help !== undefined) notice.append(element('p', 'help', finding.help));
  notice.append(element('p', 'place', `${finding.file}:${finding.line} · ${finding.rule}`));
  return notice;
}

/** Text goes in as text: whatever a lesson says is no markup of the page. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
