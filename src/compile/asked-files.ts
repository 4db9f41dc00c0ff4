import { asks } from '../markdown/exercise-titles.ts';
import type { Cell } from '../model/cell.ts';
import { originOf } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';

/** Words that tell somebody to write something. */
const verbs =
  'write|create|make|save|implement|build|develop|program|complete|écri(?:re|vez|s)|cré(?:er|ez|e)|complét(?:er|ez)|schreiben?|erstellen?|speicher[en]|escrib[ea]|cre[ae]';

/** Words that may stand between those and the name: whatever else is there may say that the file is only used. */
const between =
  'a|an|the|new|your|own|python|small|simple|short|file|script|module|program|package|called|named|it|this|code|function|class|functions|classes|solution|in|into|to|as|un|une|le|la|votre|nouveau|fichier|programme|appelé|nommé|dans|ein|eine|einen|die|das|den|neue|neues|datei|skript|modul|programm|namens|unter|archivo|llamado|fichero';

const request = new RegExp(
  `(?<![\\p{L}])(?:${verbs})(?:[ \\t\\n>*_]+(?:${between}))*[ \\t\\n>*_:]+(?:\`([\\w-]+)\\.py\`|([\\w-]+)\\.py(?![\\w])|(?<=(?:module|called|named|appelé|nommé|namens|modul)[ \\t\\n*_]+)\`([\\w-]+)\`)`,
  'giu',
);

/**
 * The Python files that exercises ask readers to write, and where they do. What an exercise is, is told by its container,
 * or by the heading or title above the text.
 * @param cells Those that readers see.
 */
export function askedFiles(cells: readonly Cell[]): ReadonlyMap<string, Span> {
  const asked = new Map<string, Span>();
  let isAsking = false;
  for (const cell of cells) {
    if (cell.type !== 'markdown') continue;
    const { text } = cell.text;
    if (!/\.py\b|\bmodul|appelé|nommé/i.test(text) && !/^#/m.test(text)) continue;
    let at = 0;
    for (const part of text.split(/\n(?=#{1,6}[ \t]|[ \t>]*(?:\*\*|__))/)) {
      const title = /^[ \t>]*(?:(#{1,6})[ \t]+(.*)|(?:\*\*|__)(.{1,80}))/.exec(part);
      if (title !== null && (title[1] !== undefined || asks.test(title[3] ?? '')))
        isAsking = asks.test(title[2] ?? title[3] ?? '');
      if (cell.exercise !== undefined || isAsking) {
        for (const match of part.matchAll(request)) {
          const file = `${match[1] ?? match[2] ?? match[3]}.py`;
          const start = at + match.index;
          if (!asked.has(file)) asked.set(file, originOf(cell.text, start, start + match[0].length));
        }
      }
      at += part.length + 1;
    }
  }
  for (const cell of cells) {
    // What a cell of the lesson writes is given.
    const written =
      cell.type === 'code'
        ? /^%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?(?:\S*\/)?(\S+)/.exec(cell.code.source.text)?.[1]
        : undefined;
    if (written !== undefined) asked.delete(written);
  }
  return asked;
}
