import { diagnostic } from '../diagnostics/diagnostic.ts';
import { kernelLanguage } from '../languages/kernels.ts';
import { raisesTag } from '../model/cell-tags.ts';
import type {
  Block,
  Callout,
  Code,
  Exercise,
  Expected,
  Part,
  Prose,
  ProseNode,
  Solution,
  Unbound,
} from '../model/lesson.ts';
import { mayRaiseByTag } from '../model/may-raise.ts';
import { type Edit, editMapped, sliceMapped, synthetic } from '../text/mapped-text.ts';
import { slugOf } from '../text/slug.ts';
import type { Span } from '../text/span.ts';
import type { BuildContext } from './build-context.ts';
import { unknownContainer } from './container-item.ts';
import { spanOf } from './document.ts';
import type { FenceItem, ProseItem } from './item.ts';
import { nearLanguage } from './near-language.ts';
import type { Container, Nested } from './nest.ts';
import { cellsOf } from './read-code.ts';
import { outputStream, readExpected } from './read-fence.ts';
import { codeWithoutCell, reportShown } from './report-secrets.ts';
import { reportUnclosed } from './report-unclosed.ts';
import { isSolutionComment } from './secret-text.ts';
import { cellDirectives, outputLike } from './vocabulary.ts';

/** What encloses the blocks that are being built. */
interface Place {
  readonly inside: 'lesson' | 'exercise' | 'solution' | 'hint';
  /** Code in the prompt may raise. */
  readonly lenient: boolean;
  /** Students get nothing of it. */
  readonly secret: boolean;
  readonly inExercise: boolean;
  /** In a note, a warning and the like that the page shows unfolded: a bold line there divides it. */
  readonly inCallout?: boolean;
  /** The prompt's cells, as far as they are read: what they print may stand in the solution. */
  readonly promptCells?: OpenCode[] | undefined;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OpenCode = Omit<Mutable<Code>, 'expected'> & { expected: Expected[] };

/** Turns the tree of items into the lesson's blocks. */
export function buildBlocks(nested: readonly Nested[], context: BuildContext): Block[] {
  const seen = { ids: new Map<string, Span>(), exercises: new Map<string, Span>(), count: 0 };
  const blocks = build(nested, { inside: 'lesson', lenient: false, secret: false, inExercise: false }) as Block[];
  return blocks;

  function build(items: readonly Nested[], place: Place): Part[] | Block[] {
    const blocks: (Part | Exercise)[] = [];
    let prose: ProseItem[] = [];
    let cell: OpenCode | undefined;
    let afterOtherFence = false;
    const flush = () => {
      if (prose.length > 0) blocks.push(proseBlock(prose));
      prose = [];
    };
    const addProse = (item: ProseItem, next?: Nested) => {
      if (prose.length > 0 && prose[0]?.document !== item.document) flush();
      prose.push(item);
      // What a heading calls a solution may stand in a container that keeps it.
      if (!place.secret && !(item.node.type === 'heading' && isKept(next))) reportShown(item, place, context);
    };
    for (const [index, item] of items.entries()) {
      if (item.type === 'prose') {
        addProse(item, items[index + 1]);
        cell = undefined;
        afterOtherFence = false;
        continue;
      }
      if (item.type === 'container') {
        const built = container(item, place);
        if (built === undefined) {
          // A <details> without code in it is the author's own HTML: it stays as it is.
          for (const child of verbatim(item)) addProse(child);
        } else if (Array.isArray(built)) {
          flush();
          for (const one of built) blocks.push(one);
        } else {
          flush();
          blocks.push(built);
        }
        cell = undefined;
        afterOtherFence = false;
        continue;
      }
      reportUnclosed(item, context.file, context.diagnostics);
      const stream = outputStream(item);
      if (stream !== undefined) {
        const expected = readExpected(item, stream, context);
        // "Predict the output": the answer begins with what the prompt's only cell prints.
        const first =
          place.inside === 'solution' && blocks.length === 0 && prose.every((one) => one.node.type === 'heading');
        const predicted = first && place.promptCells?.length === 1 ? place.promptCells[0] : undefined;
        const target =
          cell ??
          (predicted !== undefined && predicted.expected.length === 0 && shows(predicted) ? predicted : undefined);
        if (target !== undefined) {
          target.expected.push(expected);
          if (cell !== undefined) reportNeverRun(cell, expected);
          continue;
        }
        reportWithoutCell(item, blocks, afterOtherFence || place.inside === 'solution');
        addProse({ type: 'prose', document: item.document, node: item.node });
        continue;
      }
      const known = context.diagnostics.length;
      const cells = cellsOf(item, context);
      if (cells === undefined) {
        const unbound = cell === undefined || cell.expected.length > 0 ? undefined : outputLikeFence(item);
        if (cell !== undefined && unbound !== undefined) {
          if (context.outputFences.includes(unbound.language)) {
            cell.expected.push(readExpected(item, 'output', context));
            continue;
          }
          cell.unbound = unbound;
        }
        const answer = codeWithoutCell(item, context);
        if (answer !== undefined) {
          flush();
          blocks.push({ type: 'callout', span: item.span, kind: 'solution', folded: true, blocks: [answer] });
        } else addProse({ type: 'prose', document: item.document, node: item.node });
        if (context.diagnostics.length === known) reportMisspelt(item);
        cell = undefined;
        afterOtherFence = true;
        continue;
      }
      flush();
      afterOtherFence = false;
      for (const code of cells) {
        const added = placed(code, place, item);
        cell = added;
        if (added.role === 'solution' && place.inside === 'exercise') {
          blocks.push({ type: 'solution', span: added.span, blocks: [added] });
        } else if (added.role === 'solution' && place.inside !== 'solution') {
          blocks.push({ type: 'callout', span: added.span, kind: 'solution', folded: true, blocks: [added] });
        } else blocks.push(added);
        if (place.inside === 'exercise' && added.role === 'demo') place.promptCells?.push(added);
      }
    }
    flush();
    return blocks as Part[];
  }

  function container(item: Container, place: Place): Part | Exercise | (Part | Exercise)[] | undefined {
    const { open } = item;
    const span = { start: open.span.start, end: item.close?.span.end ?? endOf(item) };
    const title = open.title === undefined ? {} : { title: open.title };
    switch (open.construct.type) {
      case 'unknown':
        context.diagnostics.push(
          unknownContainer(open.name, open.span, context.file, place.inExercise && !place.secret),
        );
        return build(item.children, place) as Part[];
      case 'exercise':
        if (place.inside !== 'lesson') {
          context.diagnostics.push(
            diagnostic('exercise-nested', 'an exercise inside of another one', context.file, open.span, {
              help: 'close the first one before this one begins',
            }),
          );
          return build(item.children, place) as Part[];
        }
        return exercise(item, span, open.construct.lenient);
      case 'solution': {
        const inner: Place = {
          inside: 'solution',
          lenient: place.lenient,
          secret: true,
          inExercise: place.inExercise,
          promptCells: place.inside === 'exercise' ? place.promptCells : undefined,
        };
        const blocks = build(item.children, inner) as Block[];
        if (place.inside === 'exercise') return { type: 'solution', span, ...title, blocks } satisfies Solution;
        return { type: 'callout', span, kind: 'solution', folded: true, ...title, blocks } satisfies Callout;
      }
      case 'hint': {
        const blocks = build(item.children, { ...place, inside: 'hint', promptCells: undefined }) as Block[];
        return { type: 'hint', span, ...title, blocks } as Part;
      }
      case 'callout': {
        const { kind, folded } = open.construct;
        if (open.spelling === 'details' && !holdsCells(item)) return undefined;
        const secret = place.secret || kind === 'instructor';
        const isFolded = folded || isDropdown(item);
        const blocks = build(item.children, { ...place, secret, inCallout: !isFolded }) as Block[];
        return { type: 'callout', span, kind, folded: isFolded, ...title, blocks };
      }
      case 'group': {
        const shown = shownArgument(item.open);
        return [...(shown === undefined ? [] : [shown]), ...(build(item.children, place) as Part[])];
      }
      case 'gate':
        return build(item.children, place) as Part[];
    }
  }

  function exercise(item: Container, span: Span, lenient: boolean): Exercise {
    seen.count++;
    const place: Place = { inside: 'exercise', lenient, secret: false, inExercise: true, promptCells: [] };
    const parts = (build(item.children, place) as Part[]).flatMap(solutionsApart);
    const heading = headingOf(item);
    const title = item.open.title ?? heading;
    const given = item.open.attributes.id || item.open.attributes.values.get('id')?.text || undefined;
    const id = (given === undefined ? slugOf(title ?? '') : given.replace(/[^\w-]/g, '-')) ?? `exercise-${seen.count}`;
    const points = Number(item.open.attributes.values.get('points')?.text ?? Number.NaN);
    const first = seen.exercises.get(id);
    const unique = first === undefined ? id : `${id}-${seen.count}`;
    if (first !== undefined && given !== undefined) {
      context.diagnostics.push(
        diagnostic('exercise-id-duplicate', `the exercise id \`${id}\` is taken`, context.file, item.open.span, {
          help: `give one of them another id: :::exercise{#${unique}}`,
          related: [{ message: 'first used here', file: context.file, span: first }],
        }),
      );
    }
    seen.exercises.set(unique, item.open.span);
    const test = parts.find((part): part is Code => part.type === 'code' && part.role === 'test');
    if (test !== undefined && !parts.some((part) => part.type === 'solution')) {
      context.diagnostics.push(
        diagnostic(
          'test-without-solution',
          'this exercise has tests, but no solution passes them',
          context.file,
          test.span,
          {
            help: 'add a fence with the role `solution`',
          },
        ),
      );
    }
    return {
      type: 'exercise',
      span,
      id: unique,
      ...(title === undefined ? {} : { title }),
      ...(points >= 0 ? { points } : {}),
      parts,
    };
  }

  /** Checks what depends on where the cell stands. */
  function placed(code: Code, place: Place, item: FenceItem): OpenCode {
    const cell: OpenCode = { ...code, expected: [...code.expected] };
    const roleNeedsExercise = code.role === 'starter' || code.role === 'test' || code.role === 'solution';
    if (roleNeedsExercise && (place.inside === 'lesson' || place.inside === 'hint')) {
      context.diagnostics.push(
        diagnostic('role-outside-exercise', `a ${code.role} outside of an exercise`, context.file, code.span, {
          help: 'put it into the exercise that it belongs to: :::exercise{#id} … :::',
        }),
      );
      if (code.role !== 'solution') cell.role = 'demo';
    }
    if (place.inside === 'solution' && cell.role === 'demo') cell.role = 'solution';
    if (cell.role === 'demo' && isFoldedSolution(cell)) cell.role = 'solution';
    if (place.inside === 'exercise' && place.lenient && cell.role === 'demo' && !mayRaiseByTag(cell)) {
      cell.tags = [...cell.tags, raisesTag];
    }
    if (cell.id !== undefined) {
      const first = seen.ids.get(cell.id);
      if (first !== undefined) {
        // Pandoc's `#name` is a page's anchor, or joins pieces of code of one name: no cell needs it.
        const isPandoc = item.info.attributes.id === cell.id && !item.info.attributes.values.has('id');
        context.diagnostics.push(
          diagnostic('fence-id-duplicate', `the cell id \`${cell.id}\` is taken`, context.file, cell.span, {
            help: 'give one of them another id',
            ...(isPandoc ? { severity: 'info' as const } : {}),
            related: [{ message: 'first used here', file: context.file, span: first }],
          }),
        );
        delete cell.id;
      } else seen.ids.set(cell.id, cell.span);
    }
    return cell;
  }

  function reportNeverRun(cell: OpenCode, expected: Expected): void {
    if (cell.run.mode !== 'skip' || expected.match.modes.includes('ignore')) return;
    context.diagnostics.push(
      diagnostic(
        'output-never-run',
        'nothing confirms this output: its cell is never run',
        context.file,
        expected.span,
        {
          help: 'mark it `ignore`, or let the cell run',
        },
      ),
    );
  }

  function reportMisspelt(item: FenceItem): void {
    const { language } = item.info;
    const near = item.info.directive === undefined ? nearLanguage(language, context.language) : undefined;
    if (near === undefined) return;
    const start =
      item.infoAt + Math.max(item.document.mapped.text.slice(item.infoAt).toLowerCase().indexOf(language), 0);
    const span = spanOf(item.document, start, start + language.length);
    context.diagnostics.push(
      diagnostic('fence-language-unknown', `unknown language \`${language}\``, context.file, span, {
        help: `did you mean \`${near}\`?`,
      }),
    );
  }

  /** An output below code that is shown only, or that is the answer itself, is no slip, but nothing confirms it. */
  function reportWithoutCell(
    item: FenceItem,
    before: readonly { type: string; span: Span }[],
    isShownOnly: boolean,
  ): void {
    const nearestCell = before.findLast((block) => block.type === 'code');
    context.diagnostics.push(
      diagnostic('output-without-cell', 'this output follows no cell directly', context.file, item.span, {
        help: 'put it directly after its cell, with no text between, or call the fence `text`',
        ...(isShownOnly ? { severity: 'info' as const } : {}),
        ...(nearestCell === undefined
          ? {}
          : { related: [{ message: 'the nearest cell before it', file: context.file, span: nearestCell.span }] }),
      }),
    );
  }

  function holdsCells(item: Container): boolean {
    return item.children.some((child) => {
      if (child.type === 'container') return child.open.spelling !== 'details' || holdsCells(child);
      if (child.type === 'fence' && child.info.marks.length > 0) return true;
      if (child.type !== 'fence') return false;
      const name = child.info.directive ?? child.info.language;
      return cellDirectives.has(name) || kernelLanguage(name) === context.language;
    });
  }
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

/** Solutions that stand in a callout of an exercise, such as a spoiler, are the exercise's, after the callout. */
function solutionsApart(part: Part): Part[] {
  if (part.type !== 'callout' || part.kind === 'solution') return [part];
  const blocks: readonly Part[] = (part.blocks as readonly Part[]).flatMap(solutionsApart);
  const solutions = blocks.filter((block) => block.type === 'solution');
  if (solutions.length === 0) return [part];
  const others = blocks.filter((block) => block.type !== 'solution');
  return [...(others.length === 0 ? [] : [{ ...part, blocks: others as Block[] }]), ...solutions];
}

/** A cell that other tools fold away, and whose first line says that it is a solution. */
function isFoldedSolution({ tags, source }: OpenCode): boolean {
  if (!tags.some((tag) => /^hide[-_](?:cell|input)$/.test(tag))) return false;
  return isSolutionComment(source.text);
}

function isDropdown(item: Container): boolean {
  return (
    item.open.attributes.classes.includes('dropdown') || item.open.attributes.values.get('collapse')?.text === 'true'
  );
}

/** What the opener of a container without a construct of its own shows on the page: a figure's image, the name of a tab. */
function shownArgument({ construct, title, span, attributes }: Container['open']): Prose | undefined {
  if (title === undefined || construct.type !== 'group' || construct.argument === 'none') return undefined;
  const alt = attributes.values.get('alt')?.text ?? '';
  const text = synthetic(construct.argument === 'image' ? `![${alt}](<${title}>)` : `**${title}**`, span);
  return { type: 'prose', span, text, nodes: [{ type: 'paragraph', start: 0, end: text.text.length }] };
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

function proseBlock(items: readonly ProseItem[]): Prose {
  const [first] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('prose needs a node');
  const { document } = first;
  const { start } = first.node;
  const whole = sliceMapped(document.mapped, start, last.node.end);
  // What stands between two of them is blank, or lines that show nothing.
  const gaps = items.slice(1).flatMap(({ node }, index): Edit[] => {
    const gap = { start: (items[index]?.node.end ?? 0) - start, end: node.start - start };
    return whole.text.slice(gap.start, gap.end).trim() === '' ? [] : [{ ...gap, text: '\n\n' }];
  });
  let cut = 0;
  let next = 0;
  return {
    type: 'prose',
    span: spanOf(document, start, last.node.end),
    text: editMapped(whole, gaps),
    nodes: items.map(({ node }) => {
      for (let gap = gaps[next]; gap !== undefined && gap.end <= node.start - start; gap = gaps[++next])
        cut += gap.end - gap.start - gap.text.length;
      return { ...node, start: node.start - start - cut, end: node.end - start - cut };
    }),
  };
}

function headingOf(item: Container): string | undefined {
  for (const child of item.children) {
    if (child.type === 'prose' && child.node.type === 'heading') {
      return child.document.mapped.text
        .slice(child.node.start, child.node.end)
        .replace(/^\s*#+\s*/, '')
        .replace(/\s*\{[#.][^}]*\}\s*$/, '')
        .trim();
    }
  }
  return undefined;
}

function endOf(item: Nested): number {
  if (item.type !== 'container')
    return item.type === 'fence' ? item.span.end : spanOf(item.document, item.node.start, item.node.end).end;
  const last = item.children.at(-1);
  return item.close?.span.end ?? (last === undefined ? item.open.span.end : endOf(last));
}
