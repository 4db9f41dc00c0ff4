import { diagnostic } from '../diagnostics/diagnostic.ts';
import { kernelLanguage } from '../languages/kernels.ts';
import type { Block, Exercise, Part, Prose } from '../model/lesson.ts';
import { synthetic } from '../text/mapped-text.ts';
import { plainHeading } from '../text/slug.ts';
import type { Span } from '../text/span.ts';
import { buildExercise } from './build-exercise.ts';
import type { Building, Enclosure } from './building.ts';
import { oddOpener, unknownContainer } from './container-item.ts';
import { spanOf } from './document.ts';
import type { OpenItem } from './item.ts';
import type { Container, Nested } from './nest.ts';
import { calloutTitle, cellDirectives, constructOf, isFoldedBy, isSetApart, isSolutionTitle } from './vocabulary.ts';

/** Makes blocks of a container; undefined for a `<details>` without code in it, which is the author's own HTML. */
export function buildContainer(
  item: Container,
  enclosure: Enclosure,
  building: Building,
): (Part | Exercise)[] | undefined {
  const { open, children } = item;
  const { construct } = open;
  const span = { start: open.span.start, end: item.close?.span.end ?? endOf(item) };
  const title = open.title === undefined ? {} : { title: open.title };
  const odd = oddOpener(open, building.file);
  if (odd !== undefined) building.diagnostics.push(odd);
  switch (construct.type) {
    case 'unknown':
      nameUnknown(open, enclosure, building);
      return building.build(children, enclosure);
    case 'exercise':
      if (enclosure.inside === 'lesson') return [buildExercise(item, span, construct.lenient, building)];
      building.diagnostics.push(
        diagnostic('exercise-nested', 'an exercise inside of another one', building.file, open.span, {
          help: 'close the first one before this one begins',
        }),
      );
      return building.build(children, enclosure);
    case 'solution': {
      const blocks = building.build(children, inSolution(enclosure)) as Block[];
      if (enclosure.inside === 'exercise') return [{ type: 'solution', span, ...title, blocks }];
      if (isOpenlyTitled(open)) building.seen.kept.push({ title: open.title ?? '', span: open.span });
      const far = solvedElsewhere(open);
      if (far !== undefined)
        return [{ type: 'callout', span, kind: 'solution', folded: true, blocks: [far, ...blocks] }];
      return [{ type: 'callout', span, kind: 'solution', folded: true, ...title, blocks }];
    }
    case 'hint': {
      const inHint: Enclosure = { ...enclosure, inside: 'hint', promptCells: undefined };
      return [{ type: 'hint', span, ...title, blocks: building.build(children, inHint) as Block[] }];
    }
    case 'callout': {
      if (open.spelling === 'details' && !holdsCells(item, building.language)) return undefined;
      const { kind } = construct;
      const folded = construct.folded || isFoldedBy(open.attributes);
      const secret = enclosure.secret || kind === 'instructor';
      const named = construct.isNamed === true ? namedStatement(item, kind) : { ...title, children };
      const blocks = building.build(named.children, { ...enclosure, secret, inCallout: !folded }) as Block[];
      const shown = named.title === undefined ? {} : { title: named.title };
      return [{ type: 'callout', span, kind, folded, ...shown, blocks }];
    }
    case 'group': {
      const shown = shownArgument(open);
      return [...(shown === undefined ? [] : [shown]), ...building.build(children, enclosure)];
    }
    case 'gate':
      return building.build(children, enclosure);
  }
}

/** Says of a container that nobody knows it: once in a lesson, where it is another tool's own. */
function nameUnknown(open: OpenItem, enclosure: Enclosure, { isForeign, file, diagnostics }: Building): void {
  const inExercise = enclosure.inExercise && !enclosure.secret;
  const found = unknownContainer({ ...open, at: placeOfName(open) }, file, { inExercise, isForeign });
  const isSaid = diagnostics.some(({ rule, message }) => rule === found.rule && message === found.message);
  if (found.severity !== 'info' || !isSaid) diagnostics.push(found);
}

/** A theorem and what it is called, by its title or the heading that its text begins with: "Theorem: Pythagoras". */
function namedStatement({ open, children }: Container, kind: string): { title?: string; children: readonly Nested[] } {
  const [first, ...rest] = children;
  const isHeaded = open.title === undefined && first?.type === 'prose' && first.node.type === 'heading';
  const heading = isHeaded ? plainHeading(first.document.mapped.text.slice(first.node.start, first.node.end)) : '';
  const name = open.title ?? heading;
  if (name === '') return { children };
  return { title: `${calloutTitle(kind)}: ${name}`, children: isHeaded ? rest : children };
}

/** What MyST's `{solution} label` is of, as a reference: its exercise stands in another file. */
function solvedElsewhere({ title = '', span, document, node }: Container['open']): Prose | undefined {
  const isMyst = /^[ \t>]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{/.test(document.mapped.text.slice(node.start, node.end));
  if (!isMyst || !/^(?=.*[-:._\d])[\w:.+-]+$/.test(title)) return undefined;
  const text = synthetic(`To {ref}\`${title}\``, { start: span.start, end: span.start });
  return { type: 'prose', span, text, nodes: [{ type: 'paragraph', start: 0, end: text.text.length }] };
}

/** Whether a block is a solution by its title alone, and unfolded, or titled in more words: it may tell of something else. */
function isOpenlyTitled({ name, title, attributes }: OpenItem): boolean {
  const own = constructOf(name);
  const isNamed = own === undefined || own.type === 'solution' || attributes.classes.some(isSolution);
  const isFolded = (own?.type === 'callout' && own.folded) || isFoldedBy(attributes);
  return title !== undefined && !isNamed && !(isFolded && isSolutionTitle(title, isSetApart));
}

function isSolution(name: string): boolean {
  return constructOf(name)?.type === 'solution';
}

function inSolution({ inside, lenient, inExercise, promptCells }: Enclosure): Enclosure {
  return {
    inside: 'solution',
    lenient,
    secret: true,
    inExercise,
    promptCells: inside === 'exercise' ? promptCells : undefined,
  };
}

function holdsCells(item: Container, language: string): boolean {
  return item.children.some((child) => {
    if (child.type === 'container') return child.open.spelling !== 'details' || holdsCells(child, language);
    if (child.type === 'fence' && child.info.marks.length > 0) return true;
    if (child.type !== 'fence') return false;
    const name = child.info.directive ?? child.info.language;
    return cellDirectives.has(name) || kernelLanguage(name) === language;
  });
}

/** What the opener of a container without a construct of its own shows on the page: an image, a link, the name of a tab. */
function shownArgument({ construct, title, span, attributes }: Container['open']): Prose | undefined {
  if (title === undefined || construct.type !== 'group' || construct.argument === 'none') return undefined;
  const alt = attributes.values.get('alt')?.text ?? '';
  const shown = { image: `![${alt}](<${title}>)`, link: `<${title}>`, name: `**${title}**` }[construct.argument];
  const text = synthetic(shown, span);
  return { type: 'prose', span, text, nodes: [{ type: 'paragraph', start: 0, end: text.text.length }] };
}

function endOf(item: Nested): number {
  if (item.type !== 'container')
    return item.type === 'fence' ? item.span.end : spanOf(item.document, item.node.start, item.node.end).end;
  const last = item.children.at(-1);
  return item.close?.span.end ?? (last === undefined ? item.open.span.end : endOf(last));
}

function placeOfName({ name, document, node }: OpenItem): Span {
  const at = node.start + Math.max(document.mapped.text.slice(node.start, node.end).indexOf(name), 0);
  return spanOf(document, at, at + name.length);
}
