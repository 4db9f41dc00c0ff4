import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { type CellTool, exerciseOf } from '../model/cell-words.ts';
import type { Block, Prose } from '../model/lesson.ts';
import { originOf } from '../text/mapped-text.ts';
import { plainHeading } from '../text/slug.ts';
import type { Span } from '../text/span.ts';
import { asks, mayShow, numbered, several, single } from './exercise-titles.ts';

/** A paragraph that begins with such a title: `**Try it out!** …`. */
const lead = /^[ \t>]*(?:[^\p{L}\n*_]{0,6})(?:\*\*|__)([^*_\n]+)(?:\*\*|__)/u;
/** A paragraph that is one exercise of several: `**1)** …`. */
const counted = /^[ \t>]*(?:\*\*|__)\(?\d+[.):]*(?:\*\*|__)/;
const choice = /^[ \t>]*[-*+][ \t]+\[[ xX]\][ \t]/m;
/** Choices answer a question; other lists with boxes are what there is to do. */
const question = /[?？][\s*_]*$/u;

interface Asked {
  readonly title: string;
  readonly count: number;
  readonly span: Span;
}

/** A section whose heading asks readers to do something. */
interface Section {
  readonly title: string;
  readonly span: Span;
  readonly depth: number;
  /** The items of its first list. */
  items: number;
  /** The paragraphs that begin with a number. */
  paragraphs: number;
  /** The headings in it. */
  parts: number;
  /** It tells where the exercises are. */
  points: boolean;
  /** Its items have numbers. */
  isCounted: boolean;
  /** Exercises of ours stand below headings in it. */
  hasOwn: boolean;
}

/**
 * Says once of a lesson how many exercises it has that are only text: below a heading that says so (its parts, the items of
 * a list, or one), after a bold title, and as a list of choices below a question. Where an exercise of ours stands below the heading, it is none.
 */
export function exercisesInText(blocks: readonly Block[], file: string, tool?: CellTool): Diagnostic[] {
  const asked: Asked[] = [];
  let section: Section | undefined;
  let before = '';
  const close = (above?: 'heading' | 'exercise') => {
    if (section === undefined) return;
    const { title, span, paragraphs, parts, points, isCounted, hasOwn } = section;
    // Below a paragraph with a number a list is a part of that exercise.
    const items = paragraphs > 0 ? paragraphs : section.items;
    const many = isOne(title) ? Math.min(parts + items, 1) : parts > 0 ? parts : items;
    // Several that no list has are somewhere else, where a link leads to them.
    const isNone = (points && several.test(title)) || mayShow.test(title);
    // What stands above an exercise of ours is about it, unless it is numbered.
    const isAbout = (above === 'exercise' && !isCounted) || (hasOwn && parts === 0);
    const count = isAbout ? 0 : many > 0 ? many : isNone || above !== undefined ? 0 : 1;
    if (count > 0) asked.push({ title, span, count });
    section = undefined;
  };
  for (const block of blocks) {
    if (block.type === 'exercise') {
      if (section === undefined || section.parts === 0) close('exercise');
      // The heading above it is its own.
      else Object.assign(section, { parts: section.parts - 1, hasOwn: true });
    }
    if (block.type === 'callout' && asks.test(block.title ?? '')) {
      if (section === undefined) asked.push({ title: block.title ?? '', count: 1, span: firstLineOf(block.span) });
      else section.parts += 1;
    }
    for (const node of block.type === 'prose' ? block.nodes : []) {
      const prose = block as Prose;
      const text = prose.text.text.slice(node.start, node.end);
      if (node.type === 'html' && /^\s*<!--/.test(text)) continue;
      const span = spanOf(prose, node.start);
      const isChoice = node.type === 'list' && choice.test(text) && question.test(before);
      // A formula, and below it "where": what the list says is no task.
      const isPartOfSentence = /^\p{Ll}[^.:?!]*$/u.test(before.trim());
      before = text;
      if (node.type === 'heading') {
        const title = plainHeading(text).replace(/\s*\[\[[\w-]+\]\]$/, '');
        const depth = node.depth ?? 1;
        const isInside = section !== undefined && section.depth < depth;
        if (asks.test(title)) {
          // A heading above others that ask asks nothing itself; nor do its parts where exercises are called so.
          if (isInside && section !== undefined && isOne(title)) section.parts = 0;
          close(isInside ? 'heading' : undefined);
          if (depth > 1)
            section = {
              title,
              span,
              depth,
              items: 0,
              paragraphs: 0,
              parts: 0,
              points: false,
              isCounted: false,
              hasOwn: false,
            };
        } else if (isInside && section !== undefined) section.parts += 1;
        else close();
      } else if (section !== undefined) {
        // Code in an item splits its list.
        const goesOn = section.items > 0 && Number(/^[ \t]*(\d+)[.)]/.exec(text)?.[1]) === section.items + 1;
        if (node.type === 'list' && (section.items === 0 || goesOn) && !choice.test(text) && !isPartOfSentence) {
          section.items += itemsOf(text);
          section.isCounted ||= /^[ \t]*\d/.test(text);
        }
        if (node.type === 'paragraph' && counted.test(text)) section.paragraphs += 1;
        section.points ||= node.type !== 'list' && /\]\([^)\s]|<a\s/.test(text);
      } else if (node.type === 'list') {
        if (isChoice) asked.push({ title: choices, count: 1, span });
      } else {
        const title = lead.exec(text)?.[1]?.trim() ?? '';
        if (asks.test(title)) asked.push({ title, count: 1, span });
      }
    }
  }
  close();
  return asked.length === 0 ? [] : [finding(asked, file, tool)];
}

/** Whether a title is that of one exercise. */
function isOne(title: string): boolean {
  return single.test(title) || numbered.test(title);
}

/** The opener of a container, of which nothing but its beginning is known here. */
function firstLineOf({ start }: Span): Span {
  return { start, end: start };
}

const choices = 'a list of choices';

function finding(asked: readonly Asked[], file: string, tool: CellTool | undefined): Diagnostic {
  const total = asked.reduce((sum, { count }) => sum + count, 0);
  const titles = [...new Set(asked.map(({ title }) => title))];
  const named = titles
    .slice(0, 3)
    .map((title) => (title === choices ? title : `\`${title.length > 50 ? `${title.slice(0, 49)}…` : title}\``));
  const more = titles.length > 3 ? ', …' : '';
  const message = `${total} ${total === 1 ? 'exercise is' : 'exercises are'} only text: ${named.join(', ')}${more}`;
  const help = `put each between \`${exerciseOf(tool)}\` and \`:::\`, with its solution and its tests; where they are meant for readers alone, set \`rules: { exercise-in-text: off }\``;
  return diagnostic('exercise-in-text', message, file, asked[0]?.span ?? { start: 0, end: 0 }, { help });
}

function spanOf(prose: Prose, start: number): Span {
  const line = prose.text.text.indexOf('\n', start);
  return originOf(prose.text, start, line === -1 ? prose.text.text.length : line);
}

/** The items of a list, without those of lists in it. */
function itemsOf(list: string): number {
  const indent = /^[ \t]*/.exec(list)?.[0] ?? '';
  return list
    .split('\n')
    .filter((line) => line.startsWith(indent) && /^(?:[-*+]|\d{1,9}[.)])[ \t]/.test(line.slice(indent.length))).length;
}
