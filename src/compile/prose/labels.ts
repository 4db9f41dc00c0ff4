import { normalizeIdentifier } from 'micromark-util-normalize-identifier';
import type { Definition } from '../../model/lesson.ts';

/** The definitions of a lesson by CommonMark's normalised label, links apart from footnotes. */
export interface Labels {
  readonly links: ReadonlyMap<string, Definition>;
  readonly footnotes: ReadonlyMap<string, Definition>;
}

const known = new WeakMap<ReadonlyMap<string, Definition>, Labels>();

/** Indexes definitions once per lesson. */
export function labelsOf(definitions: ReadonlyMap<string, Definition>): Labels {
  const before = known.get(definitions);
  if (before !== undefined) return before;
  const links = new Map<string, Definition>();
  const footnotes = new Map<string, Definition>();
  for (const definition of definitions.values()) {
    const map = definition.type === 'link' ? links : footnotes;
    const label = normalizeIdentifier(definition.label.replace(/^\^/, ''));
    if (!map.has(label)) map.set(label, definition);
  }
  const labels = { links, footnotes };
  known.set(definitions, labels);
  return labels;
}

/** The labels that a text may use: what its parse must know. No label has brackets in it that are not escaped. */
export function labelsIn(text: string, labels: ReadonlyMap<string, Definition>): string[] {
  if (labels.size === 0) return [];
  const found = new Set<string>();
  for (const [, inner = ''] of text.matchAll(/\[((?:[^[\]\\]|\\[\s\S])+)\]/g)) {
    const definition =
      labels.get(normalizeIdentifier(inner.replace(/^\^/, ''))) ?? labels.get(normalizeIdentifier(inner));
    if (definition !== undefined) found.add(definition.label.replace(/^\^/, ''));
  }
  return [...found];
}
