import type { Edit } from '../../text/mapped-text.ts';
import { linesIn } from './lines.ts';

/** A component with a value for each name: `<Youtube id="x" />`, `<Question choices={[…]} />`. */
const string = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/.source;
const component = new RegExp(
  `^([ \\t>]*)<(CourseFloatingBanner|FrameworkSwitchCourse|Youtube|Question)\\b((?:${string}|[^"'\`<])*?)/>[ \\t]*$`,
  'gms',
);
/** `<Tabs>`, `<TabItem label="…">` of Docusaurus, and what its pages import: https://docusaurus.io/docs/markdown-features/tabs */
const tabs = /^([ \t>]*)<(\/?)(Tabs|TabItem)\b([^>\n]*)>[ \t]*$/gm;
const imported = /^import\s[^\n]*\sfrom\s+['"][^'"\n]*['"];?[ \t]*\n(?:[ \t]*\n)*/gm;
const tip = /^([ \t>]*)<(\/?)Tip(?:[ \t]+([^>\n]*))?>[ \t]*/gm;

/**
 * Components of Hugging Face's courses as Markdown: tips are callouts, videos links, the choices of a question a list
 * whose right answers stand in a solution; what steers the page goes.
 */
export function components(text: string): Edit[] {
  if (!/<\/?(?:CourseFloatingBanner|FrameworkSwitchCourse|Youtube|Question|Tip|Tabs)\b|^import\s/m.test(text))
    return [];
  const code = linesIn(text).filter(({ isCode }) => isCode);
  const isCode = (at: number) => code.some((line) => line.start <= at && at <= line.start + line.text.length);
  const edits: Edit[] = [];
  for (const match of text.matchAll(component)) {
    const [whole, indent = '', name = '', attributes = ''] = match;
    if (isCode(match.index)) continue;
    const shown = markdownOf(name, attributes.replace(/\n[ \t>]*/g, '\n'));
    if (shown === undefined) continue;
    const isGone = shown === '';
    // With the blank lines behind it, where nothing stands in its place.
    const gap = isGone ? (/^\n(?:[ \t]*\n)*/.exec(text.slice(match.index + whole.length))?.[0].length ?? 0) : 0;
    edits.push({
      start: match.index,
      end: match.index + whole.length + gap,
      text: shown.replace(/^/gm, indent),
    });
  }
  for (const match of text.matchAll(tip)) {
    const [whole, indent = '', slash = '', attributes = ''] = match;
    if (isCode(match.index)) continue;
    const kind = /\bwarning=\{?["']?true/.test(attributes) ? 'warning' : 'tip';
    const after = text[match.index + whole.length] === '\n' ? '' : '\n';
    edits.push({
      start: match.index,
      end: match.index + whole.length,
      text: `${indent}:::${slash === '' ? kind : ''}${after}`,
    });
  }
  for (const match of text.matchAll(tabs)) {
    const [whole, indent = '', slash = '', name = '', attributes = ''] = match;
    if (isCode(match.index)) continue;
    const label = /\b(?:label|value)=\{?["'`]([^"'`\n]+)/;
    const title = /\blabel=/.test(attributes)
      ? label.exec(attributes.replace(/\bvalue=\S+/, ''))
      : label.exec(attributes);
    const shown = name === 'Tabs' ? '' : slash === '' ? `:::{tab-item} ${title?.[1] ?? ''}`.trimEnd() : ':::';
    edits.push({ start: match.index, end: match.index + whole.length, text: indent + shown });
  }
  for (const { index, 0: whole } of text.matchAll(imported)) {
    if (!isCode(index)) edits.push({ start: index, end: index + whole.length, text: '' });
  }
  return edits;
}

function markdownOf(name: string, attributes: string): string | undefined {
  if (name === 'Youtube') {
    const id = /\bid=\{?["'`]([\w-]+)/.exec(attributes)?.[1];
    return id === undefined ? undefined : `[Video on YouTube](https://www.youtube.com/watch?v=${id})`;
  }
  if (name !== 'Question') return '';
  const choices = choicesOf(attributes);
  if (choices.length === 0) return undefined;
  const list = choices.map(({ text }) => `- ${text}`).join('\n');
  const right = choices.filter(({ correct }) => correct);
  const named = right.length === 1 ? 'The right answer' : 'The right answers';
  const answers = right.length === 0 ? [] : [`${named}:`, '', ...right.map(({ text }) => `- ${text}`), ''];
  const remarks = choices.flatMap(({ text, explain }) => (explain === '' ? [] : [`- *${text}*: ${explain}`]));
  const solution = [...answers, ...remarks];
  return solution.length === 0 ? list : `${list}\n\n:::solution\n${solution.join('\n').trimEnd()}\n:::`;
}

interface Choice {
  readonly text: string;
  readonly explain: string;
  readonly correct: boolean;
}

/** The objects of `choices`: `{ text: "…", explain: "…", correct: true }`. */
function choicesOf(attributes: string): Choice[] {
  const object = new RegExp(`\\{((?:\\s*["']?\\w+["']?\\s*:\\s*(?:${string}|[\\w.]+)\\s*,?)+)\\s*\\}`, 'g');
  return [...attributes.matchAll(object)].flatMap(([, members = '']) => {
    const memberOf = (key: string) => {
      const found = new RegExp(`(?:^|[\\s,"'])${key}["']?\\s*:\\s*(${string}|[\\w.]+)`).exec(members)?.[1] ?? '';
      return /^["'`]/.test(found) ? found.slice(1, -1).replace(/\\(.)/g, '$1') : found;
    };
    const text = oneLine(memberOf('text'));
    return text === ''
      ? []
      : [{ text, explain: oneLine(memberOf('explain')), correct: memberOf('correct') === 'true' }];
  });
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
