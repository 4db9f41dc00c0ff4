import { decodeString } from 'micromark-util-decode-string';
import { normalizeIdentifier } from 'micromark-util-normalize-identifier';
import type { Definition } from '../../model/lesson.ts';
import type { Edit, MappedText } from '../../text/mapped-text.ts';
import { destination, title } from './destination.ts';
import { touches } from './math.ts';
import { blockTokens, find, inside, type MarkdownToken } from './tokens.ts';
import { type Draft, notebookUrl, type Work } from './work.ts';

/** Notes which definitions the reference links and images of a text use. */
export function gatherReferences(text: string, list: readonly MarkdownToken[], work: Work): void {
  for (const token of list) {
    if (token.type === 'definition') {
      const name = definedLabel(text, token);
      if (name !== undefined) work.own.add(name);
      continue;
    }
    if (token.type === 'link' || token.type === 'image') {
      const label = usedLabel(text, token);
      if (label !== undefined) work.links.add(label);
      if (label !== undefined && token.type === 'image') work.images.add(label);
    }
    gatherReferences(text, token.children, work);
  }
}

/** The part of a link or image that holds its own URL, if it is no reference. */
function resourceOf(token: MarkdownToken): MarkdownToken | undefined {
  return token.children.find((child) => child.type === 'resource');
}

/** Rewrites the URL of an inline link or image. */
export function editResource(token: MarkdownToken, draft: Draft): void {
  const resource = resourceOf(token);
  const target = resource === undefined ? undefined : inside(resource, 'resourceDestination');
  if (target !== undefined) editDestination(target, token.type === 'image' ? 'image' : 'link', draft);
}

/**
 * A definition where it stands: its URL is rewritten. One that an earlier definition of its label outdoes (CommonMark:
 * the first wins) becomes that one, since the earlier one may stand in another cell.
 */
export function editDefinition(token: MarkdownToken, draft: Draft, edited: (text: MappedText) => MappedText): void {
  const { text } = draft.mapped;
  const name = definedLabel(text, token);
  const first = name === undefined ? undefined : draft.work.labels.links.get(name);
  const raw = text.slice(token.start, token.end);
  const same = (one: string, other: string) => one.replace(/[\s>]+/g, '') === other.replace(/[\s>]+/g, '');
  if (first !== undefined && !same(first.text.text, raw)) {
    const winner = edited(first.text).text.trim();
    draft.add({ start: token.start, end: token.end, text: winner.replace(/\s*\n\s*/g, ' ') });
    return;
  }
  const target = inside(token, 'definitionDestination');
  const use = name !== undefined && draft.work.images.has(name) ? 'image' : 'link';
  // What is broken is said where a cell uses the definition.
  const used = name !== undefined && draft.work.links.has(name);
  const quiet = used ? draft : { ...draft, work: { ...draft.work, diagnostics: [] } };
  if (target !== undefined) editDestination(target, use, quiet);
}

/**
 * A collapsed or shortcut reference is found by its text: when an edit changes that text, the reference becomes an
 * inline link.
 */
export function editShortcuts(list: readonly MarkdownToken[], draft: Draft, edits: readonly Edit[]): void {
  const { text } = draft.mapped;
  for (const token of list) {
    editShortcuts(token.children, draft, edits);
    if ((token.type !== 'link' && token.type !== 'image') || resourceOf(token) !== undefined) continue;
    const reference = token.children.find((child) => child.type === 'reference');
    if (reference !== undefined && inside(reference, 'referenceString') !== undefined) continue;
    const label = find(token.children, (child) => child.type === 'labelText');
    const name = usedLabel(text, token);
    const definition = name === undefined ? undefined : draft.work.labels.links.get(name);
    if (label === undefined || name === undefined || definition === undefined) continue;
    if (!touches(edits, label.start, label.end)) continue;
    draft.add({ start: reference?.start ?? token.end, end: token.end, text: inlineTarget(definition, token, draft) });
  }
}

function inlineTarget(definition: Definition, token: MarkdownToken, draft: Draft): string {
  const { text } = definition.text;
  const found = blockTokens(text);
  const at = find(found, (child) => child.type === 'definitionDestinationString');
  const named = find(found, (child) => child.type === 'definitionTitleString');
  const url = at === undefined ? '' : decodeString(text.slice(at.start, at.end));
  const use = token.type === 'image' ? 'image' : 'link';
  const to = destination(notebookUrl(url, use, draft, token.start, token.end) ?? url);
  return named === undefined ? `(${to})` : `(${to} ${title(decodeString(text.slice(named.start, named.end)))})`;
}

function editDestination(target: MarkdownToken, use: 'link' | 'image', draft: Draft): void {
  const { text } = draft.mapped;
  const string = find([target], (child) => child.type.endsWith('DestinationString'));
  if (string === undefined) return;
  const url = decodeString(text.slice(string.start, string.end));
  const next = notebookUrl(url, use, draft, target.start, target.end);
  if (next !== undefined && next !== url) {
    draft.add({ start: target.start, end: target.end, text: destination(next) });
  }
}

function definedLabel(text: string, token: MarkdownToken): string | undefined {
  const label = inside(token, 'definitionLabelString');
  return label === undefined ? undefined : normalizeIdentifier(text.slice(label.start, label.end));
}

function usedLabel(text: string, token: MarkdownToken): string | undefined {
  if (resourceOf(token) !== undefined) return undefined;
  const reference = token.children.find((child) => child.type === 'reference');
  const label =
    (reference === undefined ? undefined : inside(reference, 'referenceString')) ??
    find(token.children, (child) => child.type === 'labelText');
  return label === undefined ? undefined : normalizeIdentifier(text.slice(label.start, label.end));
}
