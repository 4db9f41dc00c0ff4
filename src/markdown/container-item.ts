import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { replacing } from '../diagnostics/fix.ts';
import { nearest } from '../diagnostics/nearest.ts';
import type { ProseNode } from '../model/lesson.ts';
import type { Span } from '../text/span.ts';
import { type Attributes, parseAttributes } from './attributes.ts';
import type { Construct } from './dialects/construct.ts';
import { type Document, spanOf } from './document.ts';
import type { FenceItem, Item, OpenItem } from './item.ts';
import { secretWord } from './secret-words.ts';
import { constructOf, constructOfTitle, includingDirectives, isFoldedBy, meantNames } from './vocabulary.ts';

const line =
  /^\s*:{3,}[ \t]*(?:\{([^}\n]*)\}|(\p{L}[\p{L}\p{M}\p{N}_-]*))?[ \t]*(?:\{([^}\n]*)\})?[ \t]*(.*?)[ \t]*:*[ \t]*$/u;

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
export function containerItem(document: Document, node: ProseNode, parts: OpenerParts): Item[] {
  const { fence } = parts;
  const span = spanOf(document, node.start, node.end);
  const parsed = fence === undefined ? parseLine(document.mapped.text.slice(node.start, node.end)) : parseFence(fence);
  const spelling = fence === undefined ? 'colons' : 'directive';
  if (parsed === undefined) return [{ type: 'close', spelling, document, node, span }];
  const { name } = parsed;
  const title = parsed.title || (parsed.attributes.values.get('title')?.text ?? '');
  const attributes = withOptions(parsed.attributes, fence === undefined ? (parts.options ?? '') : fence.content.text);
  const named = secretClass(attributes) ?? constructOf(name);
  const construct = named === undefined ? undefined : constructOfTitle(named, title, isFoldedBy(attributes));
  const common = { document, node, span, attributes, ...(title === '' ? {} : { title }) };
  if (construct === undefined) {
    if (fence !== undefined) return [];
    return [{ type: 'open', spelling, name, construct: unnamed(parsed), document, node, span, attributes }];
  }
  if (construct.type !== 'gate') return [{ type: 'open', spelling, name, construct, ...common }];
  // `::: {exercise-start}` has options and an end of its own: that container holds nothing.
  const own: Item[] =
    fence === undefined
      ? [
          {
            type: 'open',
            spelling,
            name,
            construct: { type: 'group', argument: 'none' },
            document,
            node,
            span,
            attributes,
          },
        ]
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

/** A container of a name that nobody knows. A class of Pandoc's may be the page's own, unless it resembles a name of ours. */
function unnamed({ name, isClass }: Opener): Construct {
  const mayBeMeant = secretWord(name) !== undefined || nearest(name.toLowerCase(), meantNames) !== undefined;
  return isClass === true && !mayBeMeant ? { type: 'group', argument: 'none' } : { type: 'unknown' };
}

/** What a class makes of any container: `:::note {.solution}`. */
function secretClass({ classes }: Attributes): Construct | undefined {
  const found = classes.map(constructOf).find((construct) => construct?.type === 'solution');
  return classes.some((name) => constructOf(name)?.type === 'exercise') ? undefined : found;
}

/**
 * Says of a container that nobody knows it: an error where its content may be an answer, a note where it is another
 * tool's own and nothing resembles it. `at` is where its name stands.
 */
export function unknownContainer(
  { name, span, at }: { readonly name: string; readonly span: Span; readonly at?: Span },
  file: string,
  { inExercise, isForeign }: { readonly inExercise: boolean; readonly isForeign: boolean },
): Diagnostic {
  const secret = secretWord(name);
  const suggestion = secret === undefined || secret.secret === 'hidden' ? undefined : secret.write;
  const near = suggestion ?? nearest(name.toLowerCase(), meantNames);
  // One that resembles a name that means nothing by itself loses nothing either.
  if (isForeign && !inExercise && (near === undefined || constructOf(near)?.type === 'group')) {
    return diagnostic(
      'container-unknown',
      `the container \`${name}\` has no effect: only what it holds is shown`,
      file,
      span,
      {
        severity: 'info',
        help: 'the names that count are listed in docs/lesson-format.md',
      },
    );
  }
  const help =
    near === undefined
      ? 'remove this line and the one that closes it, or use one of the names that docs/lesson-format.md lists'
      : `did you mean \`${near}\`? Write :::${near}`;
  return diagnostic('container-unknown', `unknown container \`${name}\``, file, span, {
    help,
    ...(near === undefined || at === undefined ? {} : { fix: replacing(at, near) }),
    ...((inExercise && !includingDirectives.has(name.toLowerCase())) || suggestion !== undefined
      ? { severity: 'error' }
      : {}),
  });
}

/** Says of an opener with its dot before the brace (`::: .{note}`), or with a dot and no brace, what it is taken for. */
export function oddOpener({ document, node, span, name, spelling }: OpenItem, file: string): Diagnostic | undefined {
  const text = spelling === 'colons' ? document.mapped.text.slice(node.start, node.end) : '';
  const written = /^\s*:{3,}[ \t]*(\.(?:\{[^}\n]*\}|[\w-]+))/.exec(text)?.[1];
  if (written === undefined) return undefined;
  const attributes = /^\.\{(.*)\}$/.exec(written)?.[1] ?? name;
  return diagnostic('container-unknown', `the container \`${written}\` is taken for \`${name}\``, file, span, {
    severity: 'info',
    help: `write ::: {.${attributes}}`,
  });
}

/** MyST's options as attributes: `:label: x` is the id, `:class: dropdown` a class. */
function withOptions(attributes: Attributes, text: string): Attributes {
  const label = /^[ \t]*:(?:label|name):[ \t]*(\S+)/m.exec(text)?.[1];
  const classes =
    /^[ \t]*:class:[ \t]*(.+)$/m
      .exec(text)?.[1]
      ?.trim()
      .split(/[\s,]+/) ?? [];
  const alt = /^[ \t]*:alt:[ \t]*(\S.*)$/m.exec(text)?.[1];
  return {
    ...attributes,
    ...(label === undefined ? {} : { id: label }),
    ...(alt === undefined
      ? {}
      : {
          values: new Map([...attributes.values, ['alt', { text: alt.replace(/[[\]\\]/g, '\\$&'), at: 0, keyAt: 0 }]]),
        }),
    classes: [...attributes.classes, ...classes],
  };
}

interface Opener {
  readonly name: string;
  /** The name is a class, as Pandoc has them. */
  readonly isClass?: boolean;
  readonly attributes: Attributes;
  readonly title: string;
}

/** The parts of a container's first line; undefined of one that closes. */
export function parseLine(text: string): Opener | undefined {
  const match = line.exec(text);
  const [, braced, word, attributes = '', title = ''] = match ?? [];
  if (word !== undefined) {
    const { label, rest } = titleParts(title);
    return { name: word, attributes: parseAttributes(`${attributes} ${rest}`), title: label };
  }
  if (braced === undefined) {
    // A brace that nothing closes: `:::{solution`. What only closes has no words.
    const name = /\p{L}[\p{L}\p{M}\p{N}_-]*/u.exec(title)?.[0];
    return name === undefined ? undefined : { name, attributes: parseAttributes(''), title: '' };
  }
  // Pandoc takes empty braces for a container without a class.
  if (/^(?:[.#]|[\w-]+=|$)/.test(braced.trim())) {
    const parsed = parseAttributes(braced);
    // Quarto knows a theorem or an exercise by the beginning of its id.
    const ofId = `#${/^[a-z]+(?=-)/.exec(parsed.id ?? '')?.[0]}`;
    const known =
      parsed.classes.find((name) => constructOf(name)?.type === 'solution') ??
      parsed.classes.find((name) => constructOf(name) !== undefined) ??
      (constructOf(ofId) === undefined ? undefined : ofId);
    const heading = parsed.values.get('title')?.text ?? parsed.values.get('name')?.text ?? title;
    return { name: known ?? parsed.classes[0] ?? 'div', isClass: true, attributes: parsed, title: heading };
  }
  return { name: braced.trim().split(/[\s,]/)[0] ?? '', attributes: parseAttributes(attributes), title };
}

/** A title in brackets (`[Sum up]{#sum}`), or one that attributes follow (`Sum up {#sum points=3}`). */
function titleParts(title: string): { label: string; rest: string } {
  const [, bracketed, plain, rest = ''] =
    /^(?:\[([^\]]*)\]|(.*?))[ \t]*(?:\{((?:[#.][\w-]|[\w-]+=)[^{}]*)\})?$/.exec(title) ?? [];
  return { label: bracketed ?? plain ?? title, rest };
}

/** MyST: ```` ```{exercise} Title ````. */
function parseFence(fence: FenceItem): Opener {
  return {
    name: fence.info.directive ?? '',
    attributes: fence.info.attributes,
    title: (fence.info.argument ?? '').trim(),
  };
}
