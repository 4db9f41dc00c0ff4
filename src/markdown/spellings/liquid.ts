import type { Edit } from '../../text/mapped-text.ts';
import { linesIn } from './lines.ts';

/** The site's own address before a path: `{{ page.root }}/fig/x.png`. */
const root = /\{\{-?[ \t]*(?:page\.root|site\.(?:baseurl|url)|relative_root_path)[ \t]*-?\}\}/g;
/** `{% link _episodes/02-x.md %}`. */
const link = /\{%-?[ \t]*link[ \t]+(?:_\w+\/)?(\S+?)[ \t]*-?%\}/g;
/** Tags that show nothing themselves. */
const marks = /\{%-?[ \t]*(?:end)?raw[ \t]*-?%\}/g;
const comment = /\{%-?[ \t]*comment[ \t]*-?%\}[\s\S]*?\{%-?[ \t]*endcomment[ \t]*-?%\}\n?/g;
const highlight = /^([ \t>]*)\{%-?[ \t]*(?:highlight[ \t]+(\w+)[^%\n]*|(endhighlight)[ \t]*)-?%\}[ \t]*$/gm;

/** What of Jekyll's Liquid means the same in any course: links to its own pages, comments, fences of code. */
export function liquid(text: string): Edit[] {
  if (!/\{%|\{\{/.test(text)) return [];
  const code = linesIn(text).filter(({ isCode }) => isCode);
  const edits: Edit[] = [];
  const add = (match: RegExpMatchArray, shown: string): void => {
    const start = match.index ?? 0;
    const end = start + match[0].length;
    if (code.some((line) => line.start <= start && start <= line.start + line.text.length)) return;
    if (edits.some((edit) => edit.start < end && start < edit.end)) return;
    edits.push({ start, end, text: shown });
  };
  for (const match of text.matchAll(comment)) add(match, '');
  for (const match of text.matchAll(highlight)) {
    const [, lead = '', language = ''] = match;
    add(match, `${lead}\`\`\`${language}`);
  }
  for (const match of text.matchAll(root)) {
    const at = match.index + match[0].length;
    // A page of the site is written as its folder.
    const page = /^\/([\w-]+)\/?(?=[#)\s])/.exec(text.slice(at))?.[0];
    if (page === undefined) add(match, '');
    else {
      add(match, `${page.replace(/\/$/, '')}.md`);
      const last = edits.at(-1);
      if (last?.start === match.index) edits[edits.length - 1] = { ...last, end: at + page.length };
    }
  }
  for (const match of text.matchAll(link)) add(match, `/${match[1]}`);
  for (const match of text.matchAll(marks)) add(match, '');
  return edits;
}
