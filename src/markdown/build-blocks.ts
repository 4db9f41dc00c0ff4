import type { Block, Code, Exercise, Part, ProseNode, Unbound } from '../model/lesson.ts';
import { buildContainer } from './build-container.ts';
import type { BuildContext } from './build-context.ts';
import { proseBlock } from './build-prose.ts';
import type { Building, Enclosure, OpenCode } from './building.ts';
import { enclosedCell } from './enclosed-cell.ts';
import type { FenceItem, ProseItem } from './item.ts';
import type { Container, Nested } from './nest.ts';
import { cellsOf } from './read-code.ts';
import { outputStream, readExpected } from './read-fence.ts';
import { reportMisspeltLanguage, reportNeverRun, reportWithoutCell } from './report-fences.ts';
import { codeTitledSolution, codeWithoutCell, reportKept, reportShown } from './report-secrets.ts';
import { reportUnclosed } from './report-unclosed.ts';
import { outputLike } from './vocabulary.ts';

/** The blocks of one container, as far as they are built. */
interface Sequence {
  readonly enclosure: Enclosure;
  readonly blocks: (Part | Exercise)[];
  /** Items that become one block of prose. */
  prose: ProseItem[];
  /** The cell that an output would belong to. */
  cell: OpenCode | undefined;
  /** The code that stands before is shown only, whatever text is between. */
  afterOtherFence: boolean;
}

/** Turns the tree of items into the lesson's blocks. */
export function buildBlocks(nested: readonly Nested[], context: BuildContext): Block[] {
  const building: Building = {
    ...context,
    seen: { cellIds: new Map(), exerciseIds: new Map(), exercises: 0, kept: [] },
    build: (items, enclosure) => buildSequence(items, enclosure, building),
  };
  const lesson: Enclosure = { inside: 'lesson', lenient: false, secret: false, inExercise: false };
  const blocks = building.build(nested, lesson) as Block[];
  reportKept(building);
  return blocks;
}

function buildSequence(items: readonly Nested[], enclosure: Enclosure, building: Building): (Part | Exercise)[] {
  const sequence: Sequence = { enclosure, blocks: [], prose: [], cell: undefined, afterOtherFence: false };
  for (const [index, item] of items.entries()) {
    if (item.type === 'fence') addFence(item, sequence, building);
    else if (item.type === 'prose' && sequence.cell !== undefined && labelsOutput(item, items[index + 1])) {
      // Above an output, a notebook has no need of it.
      if (!isBound(items[index + 1], sequence.cell, building)) addProse(item, undefined, sequence, building);
    } else {
      if (item.type === 'prose') addProse(item, items[index + 1], sequence, building);
      else addContainer(item, sequence, building);
      // A figure is what its cell shows, too.
      if (item.type !== 'prose' || !isImage(item)) sequence.cell = undefined;
      if (item.type !== 'prose') sequence.afterOtherFence = false;
    }
  }
  endProse(sequence);
  return sequence.blocks;
}

function addProse(item: ProseItem, next: Nested | undefined, sequence: Sequence, building: Building): void {
  const { prose, enclosure } = sequence;
  if (prose.length > 0 && prose[0]?.document !== item.document) endProse(sequence);
  sequence.prose.push(item);
  // What a heading calls a solution may stand in a container that keeps it.
  if (!enclosure.secret && !(item.node.type === 'heading' && isKept(next))) reportShown(item, enclosure, building);
}

function endProse(sequence: Sequence): void {
  if (sequence.prose.length > 0) sequence.blocks.push(proseBlock(sequence.prose));
  sequence.prose = [];
}

function addContainer(item: Container, sequence: Sequence, building: Building): void {
  const shown = outputTab(item);
  const above = sequence.prose.length === 0 && !sequence.enclosure.inExercise ? sequence.blocks.at(-1) : undefined;
  if (shown !== undefined && above?.type === 'code' && above.expected.length === 0) {
    const expected = readExpected(shown, outputStream(shown) ?? 'output', building);
    const cell: OpenCode = { ...above, expected: [expected] };
    sequence.blocks[sequence.blocks.length - 1] = cell;
    reportNeverRun(cell, expected, building);
    return;
  }
  const built = buildContainer(item, sequence.enclosure, building);
  if (built === undefined) {
    for (const child of verbatim(item)) addProse(child, undefined, sequence, building);
    return;
  }
  endProse(sequence);
  for (const one of built) sequence.blocks.push(one);
}

function addFence(item: FenceItem, sequence: Sequence, building: Building): void {
  reportUnclosed(item, building.file, building.diagnostics);
  const stream = outputStream(item);
  if (stream !== undefined) {
    addOutput(item, stream, sequence, building);
    return;
  }
  const known = building.diagnostics.length;
  const cells = cellsOf(item, building);
  if (cells !== undefined) addCells(cells, item, sequence, building);
  else if (!takeUnbound(item, sequence, building)) {
    addOtherFence(item, sequence, building);
    if (building.diagnostics.length === known) reportMisspeltLanguage(item, building);
  }
}

function addOutput(
  item: FenceItem,
  stream: NonNullable<ReturnType<typeof outputStream>>,
  sequence: Sequence,
  building: Building,
): void {
  const { blocks, cell, enclosure, afterOtherFence } = sequence;
  const expected = readExpected(item, stream, building);
  const target = cell ?? predictedCell(sequence);
  if (target === undefined) {
    reportWithoutCell(
      item,
      blocks,
      afterOtherFence || enclosure.inside === 'solution' || enclosure.inExercise,
      building,
    );
    addProse(proseOf(item), undefined, sequence, building);
    return;
  }
  target.expected.push(expected);
  if (cell !== undefined) reportNeverRun(cell, expected, building);
}

/** "Predict the output": the answer begins with what the prompt's only cell prints. */
function predictedCell({ enclosure, blocks, prose }: Sequence): OpenCode | undefined {
  const isFirst =
    enclosure.inside === 'solution' && blocks.length === 0 && prose.every((one) => one.node.type === 'heading');
  const [cell, ...others] = enclosure.promptCells ?? [];
  if (!isFirst || cell === undefined || others.length > 0) return undefined;
  return cell.expected.length === 0 && shows(cell) ? cell : undefined;
}

function addCells(cells: readonly Code[], item: FenceItem, sequence: Sequence, building: Building): void {
  const { blocks, enclosure } = sequence;
  endProse(sequence);
  sequence.afterOtherFence = false;
  for (const code of cells) {
    const cell = enclosedCell(code, enclosure, item, building);
    sequence.cell = cell;
    const { span } = cell;
    if (cell.role === 'solution' && enclosure.inside === 'exercise') {
      blocks.push({ type: 'solution', span, blocks: [cell] });
    } else if (cell.role === 'solution' && enclosure.inside !== 'solution') {
      blocks.push({ type: 'callout', span, kind: 'solution', folded: true, blocks: [cell] });
    } else blocks.push(cell);
    if (enclosure.inside === 'exercise' && cell.role === 'demo') enclosure.promptCells?.push(cell);
  }
}

const ofOutput =
  '(?:(?:the|example|sample|expected|console|terminal|program) )?(?:outputs?|results?|prints|ausgabe|ergebnis|sorties?|résultats?|salida|resultados?|saída|risultat[oi]|uscita|uitvoer|resultaat|wynik|вывод|результат|çıktı|输出|输出结果|結果|출력)';

/** A line of its own that says what the fence below it is: `**Output:**`. */
const outputLabel = new RegExp(`^[ \\t]*(?=.*[:：]|[*_])[*_]*${ofOutput}[*_]*[ \\t]*[:：]?[*_]*[ \\t]*$`, 'iu');

const subject =
  '(?:it|this|that|which|(?:(?:running|executing|calling) )?(?:this|the)(?: (?:above|previous|preceding|last))?(?: (?:code|program|script|cell|snippet|example|statement|call|line|command|loop|function))?(?: above)?|running (?:it|that))';

/** A sentence that says no more than that: `This prints:`, `which gets us:`, `The result is:`. */
const outputSentence = new RegExp(
  `^[ \\t]*(?:(?:and|so|now|then),? )?(?:(?:${subject} )?(?:(?:will|should|would) )?(?:gets?|gives?|prints?|outputs?|returns?|shows?|displays?|produces?|yields?|results? in)(?: out)?(?: us| you)?(?: (?:the following|this|the)(?: (?:outputs?|results?))?)?|(?:the|its|our|your) (?:outputs?|results?)(?: of (?:this|the)(?: \\w+)?)? (?:is|are|will be|should be|looks like)(?: (?:this|the following))?)[ \\t]*:[ \\t]*$`,
  'iu',
);

const outputTitle = new RegExp(`^${ofOutput}$`, 'iu');

/** What a tab shows that is called after the output of the code in the tab before it, and holds one fence. */
function outputTab({ open, children: [fence, ...others] }: Container): FenceItem | undefined {
  const isTab = open.construct.type === 'group' && /^tab(?:-item)?$/.test(open.name);
  if (!isTab || !outputTitle.test((open.title ?? '').trim()) || others.length > 0) return undefined;
  return fence?.type === 'fence' && fence.info.directive === undefined && fence.info.marks.length === 0
    ? fence
    : undefined;
}

function labelsOutput({ document, node }: ProseItem, next: Nested | undefined): boolean {
  if (node.type !== 'paragraph' || next?.type !== 'fence') return false;
  const text = document.mapped.text.slice(node.start, node.end);
  return (
    (outputLabel.test(text) || outputSentence.test(text)) &&
    (outputStream(next) !== undefined || outputLikeFence(next) !== undefined)
  );
}

/** Whether a paragraph holds images and nothing else. */
function isImage({ document, node }: ProseItem): boolean {
  return (
    node.type === 'paragraph' &&
    /^(?:\s*!\[[^\]]*\](?:\([^)\n]*\)|\[[^\]\n]*\])(?:\{[^}]*\})?)+\s*$/.test(
      document.mapped.text.slice(node.start, node.end),
    )
  );
}

/** Whether a fence is taken for what a cell produces. */
function isBound(item: Nested | undefined, cell: OpenCode, { outputFences }: Building): boolean {
  if (item?.type !== 'fence') return false;
  if (outputStream(item) !== undefined) return true;
  return cell.expected.length === 0 && outputFences.includes(outputLikeFence(item)?.language ?? '');
}

/** Whether a fence that may show what its cell prints is taken for its output; else the cell keeps it in mind. */
function takeUnbound(item: FenceItem, { cell }: Sequence, building: Building): boolean {
  const unbound = cell === undefined || cell.expected.length > 0 ? undefined : outputLikeFence(item);
  if (cell === undefined || unbound === undefined) return false;
  if (building.outputFences.includes(unbound.language)) {
    cell.expected.push(readExpected(item, 'output', building));
    return true;
  }
  cell.unbound = unbound;
  return false;
}

/** A fence that is no cell stays text, but for a solution: students do not get it. */
function addOtherFence(item: FenceItem, sequence: Sequence, building: Building): void {
  const answer = codeWithoutCell(item, building) ?? codeTitledSolution(item);
  if (answer === undefined) addProse(proseOf(item), undefined, sequence, building);
  else {
    endProse(sequence);
    sequence.blocks.push({ type: 'callout', span: item.span, kind: 'solution', folded: true, blocks: [answer] });
  }
  sequence.cell = undefined;
  sequence.afterOtherFence = true;
}

function proseOf({ document, node }: FenceItem): ProseItem {
  return { type: 'prose', document, node };
}

/** A fence that may show what the cell before it prints. */
function outputLikeFence({ info, span, content, head }: FenceItem): Unbound | undefined {
  const language = info.language === '' ? 'unlabelled' : info.language;
  // Commands to type have a prompt.
  const isPlain =
    info.directive === undefined && info.marks.length === 0 && head.length === 0 && !/^\s*[$%>] /.test(content.text);
  return isPlain && outputLike.has(language) ? { span, language, text: content } : undefined;
}

/** Whether students get nothing of what follows. */
function isKept(item: Nested | undefined): boolean {
  if (item?.type === 'container') return item.open.construct.type === 'solution';
  return item?.type === 'fence' && item.info.marks.some(({ text }) => text === 'solution');
}

/** Whether code looks as if it showed something: it prints, or ends with an expression. */
function shows(code: Code): boolean {
  const last = code.source.text.trimEnd().split('\n').at(-1) ?? '';
  return (
    /\bprint\s*\(/.test(code.source.text) ||
    !/(?:^|[^=!<>])=(?!=)|^\s*(?:import|from|def|class|return|pass)\b/.test(last)
  );
}

/** The container's own markup and content as prose items, in document order. */
function verbatim(item: Container): ProseItem[] {
  const edge = (part: { document: ProseItem['document']; node: ProseNode }): ProseItem => ({
    type: 'prose',
    document: part.document,
    node: part.node,
  });
  return [
    edge(item.open),
    ...item.children.flatMap((child): ProseItem[] => (child.type === 'container' ? verbatim(child) : [edge(child)])),
    ...(item.close === undefined ? [] : [edge(item.close)]),
  ];
}
