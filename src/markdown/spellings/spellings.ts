import { type Edit, editMapped, type MappedText, originOf } from '../../text/mapped-text.ts';
import { apiObjects } from './api-objects.ts';
import { bookdown } from './bookdown.ts';
import { colonCells } from './colon-cells.ts';
import { components } from './components.ts';
import { directives } from './directives.ts';
import { formatParts } from './formats.ts';
import { frameworkParts, type LeftOut } from './frameworks.ts';
import { headerBoxes } from './header-boxes.ts';
import { hugoReferences } from './hugo.ts';
import { indentations } from './indentation.ts';
import { indentedBlocks } from './indented-blocks.ts';
import { inlineMarks } from './inline-marks.ts';
import { answerBlocks, answerMacros } from './jinja.ts';
import { jupytextCells } from './jupytext.ts';
import { kramdownBlocks } from './kramdown.ts';
import { liquid } from './liquid.ts';
import { liveCells } from './live-cells.ts';
import { markdownInHtml } from './markdown-in-html.ts';
import { pandocText, titleBlock } from './pandoc.ts';
import { referenceAttributes } from './reference-attributes.ts';
import { slashBlocks } from './slash-blocks.ts';

/** How deep blocks of another spelling are looked for in blocks of it. */
const deepest = 8;

/** Spellings of other tools that no parser of Markdown knows, each as edits that put ours in their place. */
const spellings: readonly ((text: string) => Edit[])[] = [
  answerBlocks,
  answerMacros,
  components,
  liquid,
  hugoReferences,
  indentations,
  referenceAttributes,
  kramdownBlocks,
  markdownInHtml,
  indentedBlocks,
  apiObjects,
  slashBlocks,
  jupytextCells,
  directives,
  bookdown,
  pandocText,
  inlineMarks,
  colonCells,
  liveCells,
];

/**
 * A lesson with one spelling for each block: what other tools write with indentation, attributes, tags or conditions
 * becomes a container or a fence, before anything is parsed. `framework` is the one that conditions are about.
 */
export function respelled(
  whole: MappedText,
  framework: string | undefined,
): { readonly mapped: MappedText; readonly leftOut: readonly LeftOut[] } {
  const ofFramework = frameworkParts(whole.text, framework);
  let mapped = editMapped(whole, ofFramework.edits);
  const ofFormat = formatParts(mapped.text, framework);
  const leftOut = [
    ...ofFramework.leftOut.map((one) => ({ ...one, ...originOf(whole, one.start, one.end) })),
    ...ofFormat.leftOut.map((one) => ({ ...one, ...originOf(mapped, one.start, one.end) })),
  ];
  mapped = editMapped(mapped, ofFormat.edits);
  mapped = editMapped(mapped, [...headerBoxes(mapped.text), ...titleBlock(mapped.text)]);
  let before: MappedText | undefined;
  for (let turn = 0; turn < deepest && mapped !== before; turn++) {
    before = mapped;
    for (const spelling of spellings) mapped = editMapped(mapped, apart(spelling(mapped.text)));
  }
  return { mapped, leftOut };
}

/** Of two edits that overlap, the first: what is left of the other is found in the next turn. */
function apart(edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end))
    if (edit.start >= (kept.at(-1)?.end ?? 0)) kept.push(edit);
  return kept;
}
