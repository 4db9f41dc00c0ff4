import type { Edit } from '../../text/mapped-text.ts';
import { mayNameSolution } from '../secret-words.ts';
import { endOf, linesIn } from './lines.ts';

/** Without a blank, only what has a dot: `:::note` is a container. */
const object = /^:::(?:[ \t]+(\w+(?:[.-]\w+)*)|(\w+(?:\.\w+)+))[ \t]*$/;

/** An object whose name a template fills in (`::: {{ cookiecutter.name }}.module`): it is no container where nothing closes it. */
const template = /^:::[ \t]*\{[{%].*[%}]\}[\w.-]*[ \t]*$/;

/**
 * `::: package.module`, in whose place MkDocs puts the documentation of an object of Python: no container, but a line of
 * text, behind an anchor for the links to it. The options that are indented below it go. https://mkdocstrings.github.io/usage/
 */
export function apiObjects(text: string): Edit[] {
  if (!/^:::[ \t]*(?:\{[{%]|\w+(?:\.\w|[ \t]*$|[\w-]*[ \t]*\n(?: {4}|\t)[ \t]*:?\w+:))/m.test(text)) return [];
  const lines = linesIn(text);
  const edits: Edit[] = [];
  const mayClose = lines.some((line) => !line.isCode && /^[ \t>]*:{3,}[ \t]*$/.test(line.text));
  for (const [index, line] of lines.entries()) {
    const found = line.isCode ? null : object.exec(line.text);
    const name = found?.[1] ?? found?.[2];
    const isTemplate = !line.isCode && !mayClose && template.test(line.text) && !mayNameSolution(line.text);
    if (name === undefined && !isTemplate) continue;
    let last = index;
    while (/^(?: {4}|\t)/.test(lines[last + 1]?.text ?? '')) last++;
    const end = lines[last];
    const hasOptions = end !== undefined && last > index && /^\s+:?\w+:/.test(lines[index + 1]?.text ?? '');
    if (name !== undefined && !/[._]/.test(name) && !hasOptions) continue;
    const anchor = name === undefined ? '' : `<a id="${name}"></a>\n`;
    edits.push({ start: line.start, end: line.start, text: `${anchor}\\` });
    if (hasOptions) edits.push({ start: endOf(line), end: Math.min(endOf(end), text.length), text: '\n' });
  }
  return edits;
}
