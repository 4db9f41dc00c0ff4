import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Edit, type MappedText, originOf } from '../../text/mapped-text.ts';
import type { ProseContext } from './context.ts';
import { targetOf } from './cross-references.ts';
import type { Labels } from './labels.ts';
import { rewriteUrl } from './rewrite-url.ts';
import type { ShownConstruct } from './shown-constructs.ts';

/** What one cell needs of the rest of its lesson, and what was found wrong with it. */
export interface Work {
  readonly context: ProseContext;
  readonly labels: Labels;
  /** Normalised labels of the definitions that the cell's links and images use, in order. */
  readonly links: Set<string>;
  /** Those of them that an image uses. */
  readonly images: Set<string>;
  readonly notes: Set<string>;
  /** Normalised labels of links that the cell itself defines. */
  readonly own: Set<string>;
  readonly diagnostics: Diagnostic[];
  /** Files of the course that must stand beside the notebook. */
  readonly files: Set<string>;
  /** What the cell shows as it is written, at its place in the lesson. */
  readonly shown: ShownConstruct[];
}

/** One Markdown text on its way: a cell, or the definition that is added to one. */
export interface Draft {
  readonly mapped: MappedText;
  readonly work: Work;
  /** Takes an edit, unless it falls in math. */
  readonly add: (edit: Edit) => void;
  /** Takes one that goes for whatever it holds. */
  readonly cut: (edit: Edit) => void;
}

/** The URL for the notebook, undefined where it stays; what is broken is reported at `[start, end)` of the draft. */
export function notebookUrl(
  url: string,
  use: 'link' | 'image',
  { mapped, work }: Draft,
  start: number,
  end: number,
): string | undefined {
  const label = /^#?([\w:+-]+)$/.exec(url)?.[1];
  const isOwn = url.startsWith('#') && work.context.anchors.fragments.has(label ?? '');
  const found = use === 'link' && label !== undefined && !isOwn ? targetOf(label, work.context) : undefined;
  if (found !== undefined) return found.url;
  const rewritten = rewriteUrl(url, use, work.context);
  if (rewritten?.broken !== undefined) {
    const { rule, message, help } = rewritten.broken;
    const details = help === undefined ? {} : { help };
    work.diagnostics.push(diagnostic(rule, message, work.context.source, originOf(mapped, start, end), details));
  }
  if (rewritten?.copied !== undefined) work.files.add(rewritten.copied);
  return rewritten?.url;
}
