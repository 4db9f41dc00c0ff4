import type { Edit } from '../../text/mapped-text.ts';

const header = /^---[ \t]*\n([\s\S]*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)/;
const list = /^(questions|objectives|keypoints):[ \t]*([^\n]*)\n((?:[ \t]*-[ \t][^\n]*\n|[ \t]+[^\n]*\n)*)/gm;

/**
 * What lessons of The Carpentries had in their header before the Workbench: questions and objectives, which a page shows
 * above its text, and key points, which it shows below it. They become the containers that the Workbench has for them.
 * https://carpentries.github.io/lesson-example/04-formatting/
 */
export function headerBoxes(text: string): Edit[] {
  const [whole = '', yaml = ''] = header.exec(text) ?? [];
  const boxes = [...yaml.matchAll(list)].flatMap(([, name = '', inline = '', items = '']) => {
    const points = inline.trim() === '' ? pointsOf(items) : [unquoted(inline.trim())];
    const shown = points.filter((point) => point !== '' && !/^\[.*\]$|^[|>][-+]?$/.test(point));
    return shown.length === 0
      ? []
      : [{ name, text: `::: ${name}\n\n${shown.map((point) => `- ${point}`).join('\n')}\n\n:::\n` }];
  });
  const textOf = (wanted: boolean) =>
    boxes
      .filter(({ name }) => (name === 'keypoints') === wanted)
      .map((box) => `\n${box.text}`)
      .join('');
  // Below a title, where the lesson has one.
  const title = /^\s*# [^\n]*(?:\n|$)/.exec(text.slice(whole.length))?.[0].length ?? 0;
  const start = whole.length + title;
  const gap = text.endsWith('\n') ? '' : '\n';
  return [
    { start, end: start, text: textOf(false) && `${textOf(false)}\n` },
    { start: text.length, end: text.length, text: textOf(true) && `${gap}${textOf(true)}` },
  ].filter((edit) => edit.text !== '');
}

/** The items of a list in YAML, each on one line or several. */
function pointsOf(items: string): string[] {
  return items
    .split(/^[ \t]*-[ \t]+/m)
    .slice(1)
    .map((item) => unquoted(item.replace(/\s*\n\s*/g, ' ').trim()));
}

function unquoted(text: string): string {
  const [, double, single] = /^(?:"([\s\S]*)"|'([\s\S]*)')$/.exec(text) ?? [];
  if (single !== undefined) return single.replaceAll("''", "'");
  return double?.replace(/\\(["\\])/g, '$1') ?? text;
}
