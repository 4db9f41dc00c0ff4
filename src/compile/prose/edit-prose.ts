import { posix } from 'node:path';
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Edit, editMapped, type MappedText, originOf } from '../../text/mapped-text.ts';
import { editAlerts } from './alerts.ts';
import { assemble } from './assemble.ts';
import type { ProseContext } from './context.ts';
import {
  editFormulaLabels,
  editTargets,
  lessonTitle,
  quartoReference,
  shownText,
  targetOf,
  textOfEmptyLink,
} from './cross-references.ts';
import { editDirective } from './directives.ts';
import { editDollars } from './dollars.ts';
import { footnoteBody, footnoteCall, footnoteLabel, footnoteText, noteId } from './footnotes.ts';
import { headingAttributes } from './heading-attributes.ts';
import { cutHtml, editTag } from './html.ts';
import { editInlineAttributes } from './inline-attributes.ts';
import { labelsOf } from './labels.ts';
import { editLineStarts } from './line-starts.ts';
import { environmentsIn, touches } from './math.ts';
import { mayNeedEdits } from './may-need-edits.ts';
import { parseCell } from './parse-cell.ts';
import { editDefinition, editResource, editShortcuts, gatherReferences } from './references.ts';
import { emptyComment, removal } from './removal.ts';
import { type LinkShown, roleAt } from './roles.ts';
import { editShownCode } from './shown-code.ts';
import { type ShownConstruct, shownConstructs } from './shown-constructs.ts';
import { inside, type MarkdownToken } from './tokens.ts';
import { type Draft, notebookUrl, type Work } from './work.ts';

export interface EditedProse {
  /** The cell's Markdown; empty when nothing of it shows on the page (it held footnote definitions only). */
  readonly text: MappedText;
  readonly diagnostics: readonly Diagnostic[];
  /** Files of the course that it shows or links to, and that must stand beside the notebook. */
  readonly files: ReadonlySet<string>;
  /** What of other tools' words it shows as they are written; places are those in the lesson. */
  readonly shown: readonly ShownConstruct[];
}

const noFiles: ReadonlySet<string> = new Set();

/**
 * Makes a Markdown cell render in JupyterLab, Colab and nbconvert, alone, as it does on the lesson's page. The text
 * stays the author's, byte for byte, but for edits by offset: definitions of the links it uses are added, footnotes,
 * alerts and dollars written portably, URLs rewritten for the notebook's folder.
 */
export function editProse(cell: MappedText, context: ProseContext): EditedProse {
  if (!mayNeedEdits(cell.text, context)) return { text: cell, diagnostics: [], files: noFiles, shown: [] };
  const work: Work = {
    context,
    labels: labelsOf(context.definitions),
    links: new Set(),
    images: new Set(),
    notes: new Set(),
    own: new Set(),
    diagnostics: [],
    files: new Set(),
    shown: [],
  };
  const body = editText(cell, work);
  const notes: MappedText[] = [];
  for (const label of work.notes) {
    const definition = work.labels.footnotes.get(label);
    if (definition === undefined) continue;
    const number = noteNumber(label, work);
    notes.push(footnoteText(noteId(context.notebook, number), number, editText(footnoteBody(definition), work)));
  }
  const links: MappedText[] = [];
  for (const label of work.links) {
    const definition = work.labels.links.get(label);
    if (definition !== undefined && !work.own.has(label)) links.push(editText(definition.text, work));
  }
  return { text: assemble(body, notes, links), diagnostics: work.diagnostics, files: work.files, shown: work.shown };
}

function editText(mapped: MappedText, work: Work): MappedText {
  const { text } = mapped;
  const list = parseCell(text, work);
  const { math, edits: dollars } = editDollars(text, list, work.context.dollarMath);
  const formulas = [...math, ...environmentsIn(text, list, math)].sort((one, other) => one.start - other.start);
  const edits: Edit[] = [];
  const add = (edit: Edit) => {
    if (!touches(formulas, edit.start, edit.end)) edits.push(edit);
  };
  const draft = { mapped, work, add, cut: (edit: Edit) => edits.push(edit) };
  gatherReferences(text, list, work);
  const { context } = work;
  const isKnown = (label: string) => targetOf(label, context) !== undefined;
  for (const one of shownConstructs(text, list, math, isKnown, /\.[rq]md$/i.test(context.source))) {
    const link = one.sample.includes('@') ? quartoReference(text.slice(one.start, one.end), context) : undefined;
    if (link !== undefined) {
      edits.push({ start: one.start, end: one.end, text: link });
      continue;
    }
    const { start, end } = originOf(mapped, one.start, one.end);
    work.shown.push({ ...one, start, end });
  }
  for (const edit of editAlerts(text, list)) add(edit);
  // Formulas in what is an attribute on a page are none of the text.
  for (const edit of editInlineAttributes(text, list, formulas)) edits.push(edit);
  for (const edit of editFormulaLabels(text, math, context)) edits.push(edit);
  // A formula whose second line is `=` has been parsed as a heading. One in a heading ends before its underline.
  const isFormula = ({ type, start, end }: MarkdownToken) =>
    type === 'setextHeading' &&
    touches(math, start, start + 1) &&
    math.some((range) => range.start <= start && end <= range.end);
  walk(
    list.filter((token) => !isFormula(token)),
    draft,
    false,
  );
  const all = outermost([...edits, ...dollars]);
  edits.length = 0;
  editShortcuts(list, draft, all);
  return editMapped(mapped, withAnchors(outermost([...all, ...edits]), editTargets(mapped, list, context)));
}

function walk(list: readonly MarkdownToken[], draft: Draft, inLink: boolean): void {
  const { mapped, work, add, cut } = draft;
  for (const [index, token] of list.entries()) {
    switch (token.type) {
      case 'denseText':
        reportDense(token, draft);
        continue;
      case 'codeFenced':
        for (const edit of editShownCode(mapped.text, token, editDirective(mapped.text, list, index, work.context)))
          add(edit);
        continue;
      case 'codeIndented':
        continue;
      case 'codeText':
        editRole(token, draft);
        continue;
      case 'gfmFootnoteCall':
        add({ start: token.start, end: token.end, text: callText(token, draft, inLink) });
        continue;
      case 'gfmFootnoteDefinition':
        if (work.labels.footnotes.has(footnoteLabel(mapped.text, token))) cut(removal(mapped.text, list, index));
        continue;
      case 'definition':
        editDefinition(token, draft, (text) => editText(text, { ...work, diagnostics: [] }));
        continue;
      case 'link':
      case 'image':
        editResource(token, draft);
        if (token.type === 'link') fillLink(token, draft);
        if (token.type === 'link') walk(token.children, draft, true);
        continue;
      case 'htmlFlow':
      case 'htmlText':
        editHtml(token.start, token.end, draft);
        emptyComments(token, draft);
        continue;
      case 'data':
        // micromark takes no slash in an unquoted attribute (`<img src=a/b.png>`), though CommonMark does.
        if (list[index - 1]?.type !== 'data') editHtml(token.start, endOfData(list, index), draft);
        continue;
      case 'paragraph':
        editLineStarts(mapped.text, token, add);
        break;
      case 'atxHeading':
      case 'setextHeading':
        editHeading(token, draft);
        break;
    }
    walk(token.children, draft, inLink);
  }
}

function editRole(token: MarkdownToken, draft: Draft): void {
  const { start, end, shown } = roleAt(draft.mapped.text, token) ?? {};
  if (start === undefined || end === undefined || shown === undefined) return;
  const text = 'to' in shown ? linkText(shown, draft, start, end) : shown.text;
  if (text !== undefined) draft.add({ start, end, text });
}

/** A link without a text, `[](#label)`, gets that of what it leads to. */
function fillLink(token: MarkdownToken, { mapped, work, add }: Draft): void {
  if (!mapped.text.startsWith('[](', token.start)) return;
  const target = inside(token, 'resourceDestinationString');
  const url = target === undefined ? '' : mapped.text.slice(target.start, target.end);
  if (url === '') return;
  add({ start: token.start + 1, end: token.start + 1, text: textOfEmptyLink(url, work.context) });
}

/** Without a text, and where nothing has the label, a reference stays as it is written. */
function linkText({ text, to, target, as }: LinkShown, draft: Draft, start: number, end: number): string | undefined {
  const { context } = draft.work;
  if (to === 'label') {
    const found = targetOf(target, context);
    const fragment = context.anchors.fragments.get(target);
    const url = found?.url ?? (fragment === undefined ? undefined : `#${fragment}`);
    if (url === undefined) return text;
    const shown = text ?? (found === undefined ? target : shownText(found.target, target, as));
    return `[${shown}](${url})`;
  }
  const { source, folder } = context;
  // From the folder of the lessons, as Sphinx and MyST have it.
  const path = target.startsWith('/') ? posix.relative(posix.dirname(source), posix.join(folder, target)) : target;
  const shown = text ?? lessonTitle(path, context) ?? (target.split('/').at(-1) || target);
  return `[${shown}](<${notebookUrl(path, 'link', draft, start, end) ?? path}>)`;
}

function callText(token: MarkdownToken, { mapped, work }: Draft, inLink: boolean): string {
  const label = footnoteLabel(mapped.text, token);
  work.notes.add(label);
  const number = noteNumber(label, work);
  return footnoteCall(noteId(work.context.notebook, number), number, inLink);
}

function noteNumber(label: string, { context, labels }: Work): number {
  return context.footnotes.get(label) ?? [...labels.footnotes.keys()].indexOf(label) + 1;
}

function endOfData(list: readonly MarkdownToken[], from: number): number {
  let at = from;
  while (list[at + 1]?.type === 'data') at++;
  return list[at]?.end ?? 0;
}

function editHtml(start: number, end: number, draft: Draft): void {
  const { text } = draft.mapped;
  if (!text.slice(start, end).includes('<')) return;
  for (const part of cutHtml(text, start, end)) {
    if (part.type !== 'tag') continue;
    const rewrite = (url: string, use: 'link' | 'image', from: number, to: number) =>
      notebookUrl(url, use, draft, from, to);
    for (const edit of editTag(text, part, rewrite)) draft.add(edit);
  }
}

/** Comments that the notebook must not have; what is left of one keeps apart what stands around it. */
function emptyComments({ start, end }: MarkdownToken, { mapped: { text }, work, cut }: Draft): void {
  if (work.context.comments || !text.slice(start, end).includes('<!--')) return;
  for (const part of cutHtml(text, start, end))
    if (part.type === 'comment' && text.slice(0, part.end).endsWith('-->'))
      cut({ start: part.start, end: part.end, text: emptyComment });
}

function reportDense(token: MarkdownToken, { mapped, work }: Draft): void {
  const message = 'too many brackets, emphasis marks and backticks in one paragraph to look for what a notebook needs';
  const span = originOf(mapped, token.start, token.end);
  const help = 'divide it with blank lines; until then its links, notes and dollar amounts stay as they are';
  work.diagnostics.push(diagnostic('prose-dense', message, work.context.source, span, { help }));
}

/** Puts an anchor into a heading whose own id cannot be linked to, and takes away what it says to the page's tool. */
function editHeading(token: MarkdownToken, { mapped, work, add }: Draft): void {
  const anchor = /\s*\[\[[\w-]+\]\]\s*$/.exec(mapped.text.slice(token.start, token.end));
  if (anchor !== null) add({ start: token.start + anchor.index, end: token.end, text: '' });
  const mark = work.context.anchors.marks.get(originOf(mapped, token.start).start);
  const title = inside(token, token.type === 'atxHeading' ? 'atxHeadingText' : 'setextHeadingText');
  if (title === undefined) return;
  if (mark !== undefined) add({ start: title.start, end: title.start, text: `<a id="${mark}"></a>` });
  const own = headingAttributes(mapped.text.slice(title.start, title.end));
  if (own !== undefined) add({ start: title.start + own.start, end: title.end, text: '' });
}

/** Anchors stand before what else begins at their place. */
function withAnchors(edits: readonly Edit[], anchors: readonly Edit[]): Edit[] {
  const at = new Map(anchors.map((anchor) => [anchor.start, anchor.text]));
  const anchored = edits.map((edit) => {
    const text = at.get(edit.start);
    if (text === undefined) return edit;
    at.delete(edit.start);
    return { ...edit, text: text + edit.text };
  });
  const others = anchors.filter(
    ({ start }) => at.has(start) && !edits.some((edit) => edit.start < start && start < edit.end),
  );
  return [...anchored, ...others];
}

/** In order, without those that lie in another: an edit of the whole wins over one of a part. */
function outermost(edits: readonly Edit[]): Edit[] {
  const sorted = [...edits].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Edit[] = [];
  for (const edit of sorted) {
    const last = kept.at(-1);
    if (last === undefined || edit.start >= last.end) kept.push(edit);
  }
  return kept;
}
