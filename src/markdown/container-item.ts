import { diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/nearest.ts';
import type { ProseNode } from '../lesson/lesson.ts';
import type { Span } from '../text/span.ts';
import { type Attributes, parseAttributes } from './attributes.ts';
import { type Document, spanOf } from './document.ts';
import type { FlattenContext } from './flatten.ts';
import type { FenceItem, Item } from './item.ts';
import { constructOf, containerNames } from './vocabulary.ts';

const line = /^\s*:{3,}[ \t]*(?:\{([^}\n]*)\}|([A-Za-z][\w-]*))?[ \t]*(?:\{([^}\n]*)\})?[ \t]*(.*?)[ \t]*:*[ \t]*$/;

/** What belongs to a container's opener beside its line. */
export interface OpenerParts {
  /** A fenced directive: ```` ```{exercise} ````. */
  readonly fence?: FenceItem;
  /** MyST's option lines below `::: {directive}`. */
  readonly options?: string;
}

/**
 * The opener or closer that a container line (or a fenced directive) is. An unknown name gives nothing but a
 * diagnostic, with a suggestion: its content is read as if the line were not there.
 */
export function containerItem(
  document: Document,
  node: ProseNode,
  context: FlattenContext,
  parts: OpenerParts,
): Item[] {
  const { fence } = parts;
  const span = spanOf(document, node.start, node.end);
  const parsed = fence === undefined ? parseLine(document.mapped.text.slice(node.start, node.end)) : parseFence(fence);
  const spelling = fence === undefined ? 'colons' : 'directive';
  if (parsed === undefined) return [{ type: 'close', spelling, document, node, span }];
  const { name, title } = parsed;
  const attributes = withOptions(parsed.attributes, fence === undefined ? (parts.options ?? '') : fence.content.text);
  const construct = constructOf(name);
  const common = { document, node, span, attributes, ...(title === '' ? {} : { title }) };
  if (construct === undefined) {
    if (fence !== undefined) return [];
    reportUnknown(name, span, context);
    return [{ type: 'open', spelling, name, construct: { type: 'group' }, document, node, span, attributes }];
  }
  if (construct.type !== 'gate') return [{ type: 'open', spelling, name, construct, ...common }];
  // `::: {exercise-start}` has options and an end of its own: that container holds nothing.
  const own: Item[] =
    fence === undefined
      ? [{ type: 'open', spelling, name, construct: { type: 'group' }, document, node, span, attributes }]
      : [];
  const of = constructOf(construct.of);
  if (construct.edge === 'end' || of === undefined) {
    return [{ type: 'close', spelling: 'gate', closes: construct.of, document, node, span }, ...own];
  }
  return [
    { type: 'open', spelling: 'gate', closes: construct.of, name: construct.of, construct: of, ...common },
    ...own,
  ];
}

function reportUnknown(name: string, span: Span, context: FlattenContext): void {
  const suggestion = nearest(name.toLowerCase(), containerNames);
  const help =
    suggestion === undefined
      ? 'its content is kept as plain text; remove the line, or use one of the names that docs/lesson-format.md lists'
      : `did you mean "${suggestion}"?`;
  context.diagnostics.push(
    diagnostic('container-unknown', `Unknown container "${name}"`, context.file, span, { help }),
  );
}

/** MyST's options as attributes: `:label: x` is the id, `:class: dropdown` a class. */
function withOptions(attributes: Attributes, text: string): Attributes {
  const label = /^[ \t]*:(?:label|name):[ \t]*(\S+)/m.exec(text)?.[1];
  const classes =
    /^[ \t]*:class:[ \t]*(.+)$/m
      .exec(text)?.[1]
      ?.trim()
      .split(/[\s,]+/) ?? [];
  return {
    ...attributes,
    ...(label === undefined ? {} : { id: label }),
    classes: [...attributes.classes, ...classes],
  };
}

interface Opener {
  readonly name: string;
  readonly attributes: Attributes;
  readonly title: string;
}

function parseLine(text: string): Opener | undefined {
  const match = line.exec(text);
  const [, braced, word, attributes = '', title = ''] = match ?? [];
  if (word !== undefined) return { name: word, attributes: parseAttributes(attributes), title };
  if (braced === undefined) return undefined;
  if (/^[.#]/.test(braced.trim())) {
    const parsed = parseAttributes(braced);
    const known = parsed.classes.find((name) => constructOf(name) !== undefined);
    const heading = parsed.values.get('title')?.text ?? title;
    return { name: known ?? parsed.classes[0] ?? 'div', attributes: parsed, title: heading };
  }
  return { name: braced.trim().split(/[\s,]/)[0] ?? '', attributes: parseAttributes(attributes), title };
}

/** MyST: ```` ```{exercise} Title ````. */
function parseFence(fence: FenceItem): Opener {
  return {
    name: fence.info.directive ?? '',
    attributes: fence.info.attributes,
    title: (fence.info.argument ?? '').trim(),
  };
}
