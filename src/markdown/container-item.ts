import { diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/nearest.ts';
import type { ProseNode } from '../lesson/lesson.ts';
import { parseAttributes } from './attributes.ts';
import { type Document, spanOf } from './document.ts';
import type { FlattenContext } from './flatten.ts';
import type { FenceItem, Item } from './item.ts';
import { constructOf, containerNames } from './vocabulary.ts';

const line = /^\s*:{3,}[ \t]*(?:\{([^}\n]*)\}|([A-Za-z][\w-]*))?[ \t]*(?:\{([^}\n]*)\})?[ \t]*(.*?)[ \t]*:*[ \t]*$/;

/**
 * The opener or closer that a container line (or a fenced directive) is. An unknown name gives nothing but a
 * diagnostic, with a suggestion: its content is read as if the line were not there.
 */
export function containerItem(document: Document, node: ProseNode, context: FlattenContext, fence?: FenceItem): Item[] {
  const span = spanOf(document, node.start, node.end);
  const parsed = fence === undefined ? parseLine(document.mapped.text.slice(node.start, node.end)) : parseFence(fence);
  const spelling = fence === undefined ? 'colons' : 'directive';
  if (parsed === undefined) return [{ type: 'close', spelling, document, node, span }];
  const { name, attributes, title } = parsed;
  const construct = constructOf(name);
  if (construct === undefined) {
    if (fence !== undefined) return [];
    const suggestion = nearest(name.toLowerCase(), containerNames);
    context.diagnostics.push(
      diagnostic('container-unknown', `Unknown container "${name}"`, context.file, span, {
        help:
          suggestion === undefined
            ? 'its content is kept as plain text; remove the line, or use one of the names that docs/lesson-format.md lists'
            : `did you mean "${suggestion}"?`,
      }),
    );
    const group = { type: 'group' as const };
    return [{ type: 'open', spelling, document, node, span, name, construct: group, attributes }];
  }
  if (construct.type === 'gate') {
    const gate = { document, node, span, spelling: 'gate' as const, closes: construct.of };
    if (construct.edge === 'end') return [{ type: 'close', ...gate }];
    const of = constructOf(construct.of);
    if (of === undefined) return [];
    return [
      { type: 'open', ...gate, name: construct.of, construct: of, attributes, ...(title === '' ? {} : { title }) },
    ];
  }
  return [
    { type: 'open', spelling, document, node, span, name, construct, attributes, ...(title === '' ? {} : { title }) },
  ];
}

interface Opener {
  readonly name: string;
  readonly attributes: ReturnType<typeof parseAttributes>;
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

/** MyST: ```` ```{exercise} Title ````, with options (`:label: x`) on the lines below. */
function parseFence(fence: FenceItem): Opener | undefined {
  const label = /^[ \t]*:(?:label|name):[ \t]*(\S+)/m.exec(fence.content.text)?.[1];
  const name = fence.info.directive ?? '';
  return {
    name,
    attributes: { ...fence.info.attributes, ...(label === undefined ? {} : { id: label }) },
    title: (fence.info.argument ?? '').trim(),
  };
}
