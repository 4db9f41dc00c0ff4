import type { Edit } from '../../text/mapped-text.ts';
import { isMapping, mappingOf } from '../../yaml/mapping.ts';

const header = /^---[ \t]*\n([\s\S]*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)/;
const names = ['questions', 'objectives', 'keypoints'];

/**
 * What lessons of The Carpentries had in their header before the Workbench: questions and objectives, which a page shows
 * above its text, and key points, which it shows below it. They become the containers that the Workbench has for them.
 * https://carpentries.github.io/lesson-example/04-formatting/
 */
export function headerBoxes(text: string): Edit[] {
  const [whole = '', yaml = ''] = header.exec(text) ?? [];
  if (!names.some((name) => yaml.includes(`${name}:`))) return [];
  const boxes = Object.entries(mappingOf(yaml)).flatMap(([name, value]) => {
    const points = names.includes(name) ? pointsOf(value) : [];
    const items = points.map((point) => `- ${point}`).join('\n');
    return points.length === 0 ? [] : [{ name, text: `::: ${name}\n\n${items}\n\n:::\n` }];
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

/** One point, or a list of them, each in one line. */
function pointsOf(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  // `- Note: this` is a mapping to YAML.
  const texts = all.flatMap((one) =>
    isMapping(one) ? Object.entries(one).map((pair) => pair.join(': ')) : (one ?? []),
  );
  return texts
    .map((one) =>
      String(one)
        .replace(/\s*\n\s*/g, ' ')
        .trim(),
    )
    .filter((one) => one !== '');
}
