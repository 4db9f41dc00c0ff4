import { calloutTitle, constructOf, constructOfSummary, isSolutionTitle } from '../../markdown/vocabulary.ts';
import {
  classesOf,
  drop,
  type Element,
  type ElementContent,
  eachElement,
  element,
  find,
  findAll,
  isBlank,
  isElement,
  lineOf,
  marks,
  type Nodes,
  namesOf,
  type Parents,
  replace,
  textOf,
} from './tree.ts';

/** Boxes of a page as containers of a lesson: notes and warnings, what is folded, solutions, and the exercises that they solve. */
export function readContainers(main: Parents): void {
  readCallouts(main);
  readSolutions(main);
  readSections(main, isSolutionHeading, 'solution');
  readExercises(main);
  markStarters(main);
}

const calloutBox = /^(?:admonition|callout|alert|markdown-alert|theme-admonition|notice|message|infobox)$/;

function readCallouts(main: Parents): void {
  eachElement(main, (one, parent) => {
    if (!isElement(one, 'div', 'aside', 'section', 'blockquote', 'details')) return;
    const kind = calloutKind(one);
    if (kind === undefined) return;
    const heading = titleOf(one);
    const title = heading === undefined ? '' : lineOf(heading);
    if (heading !== undefined) drop(one, (inner) => inner === heading);
    const name = isSolutionTitle(title) ? 'solution' : kind;
    const isPlain = title === '' || title.toLowerCase() === calloutTitle(kind).toLowerCase();
    replace(parent, one, [container(name, isPlain || name === 'solution' ? '' : title, one.children)]);
  });
}

/** `admonition warning`, `callout-tip`, `alert alert-info`: the word that is a container's name. */
function calloutKind(one: Element): string | undefined {
  const classes = classesOf(one).flatMap((name) => [name, ...name.split(/[-_]/)]);
  if (!classes.some((name) => calloutBox.test(name)) && one.properties.role !== 'note') return undefined;
  const names = classes.map((name) =>
    name === 'danger' || name === 'error' ? 'warning' : name === 'success' ? 'tip' : name,
  );
  return names.find((name) => !calloutBox.test(name) && constructOf(name)?.type === 'callout') ?? 'note';
}

function titleOf(one: Element): Element | undefined {
  return find(
    one,
    (inner) => isElement(inner, 'summary') || namesOf(inner).some((word) => word === 'title' || word === 'heading'),
  );
}

const solutionNames = /(?:^|[-_])(?:solutions?|answers?|spoiler|loesung|lösung)(?:[-_]|$)/i;

/** `<details>` by its summary, boxes that are called solutions, and what a button "Show solution" opens. */
function readSolutions(main: Parents): void {
  eachElement(main, (one, parent) => {
    if (isElement(one, 'details')) {
      const summary = one.children.find((child) => isElement(child, 'summary'));
      const title = summary === undefined ? '' : lineOf(summary);
      const construct = constructOfSummary(title);
      const rest = one.children.filter((child) => child !== summary);
      const name = construct.type === 'solution' || construct.type === 'hint' ? construct.type : 'details';
      replace(parent, one, [container(name, name === 'details' ? title : '', rest)]);
      return;
    }
    if (!isElement(one, 'div', 'section', 'aside')) return;
    const opener = openerBefore(parent, one);
    const isNamed = classesOf(one).some((name) => solutionNames.test(name));
    if (opener === undefined && !(isNamed && findAll(one, (inner) => isElement(inner, 'p', 'pre')).length > 0)) return;
    if (opener !== undefined) replace(parent, opener);
    const label = find(
      one,
      (inner) =>
        isElement(inner, 'button', 'summary', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'strong') &&
        isSolutionTitle(lineOf(inner)),
    );
    if (label !== undefined) drop(one, (inner) => inner === label);
    const hint = opener !== undefined && constructOfSummary(lineOf(opener)).type === 'hint';
    replace(parent, one, [container(hint ? 'hint' : 'solution', '', one.children)]);
  });
}

/** A button or link "Show solution" directly before a box. */
function openerBefore(parent: Parents, one: Element): Element | undefined {
  let at = parent.children.indexOf(one as never) - 1;
  while (at >= 0 && isBlank(parent.children[at] as Nodes)) at -= 1;
  const before = parent.children[at];
  if (!isElement(before as Element | undefined, 'button', 'a', 'p', 'label', 'span', 'div')) return undefined;
  const opener = before as Element;
  const isOne =
    isElement(opener, 'button', 'a', 'label') || find(opener, (inner) => isElement(inner, 'button', 'a')) !== undefined;
  const { type } = constructOfSummary(lineOf(opener));
  return isOne && (type === 'solution' || type === 'hint') ? opener : undefined;
}

const exerciseWords =
  /^(?:\d[\d.]*[.:)]?\s+)?(?:(?:exercises?|challenges?|your turn|try it(?: yourself)?|practice|tasks?|problem|quiz|assignment|activity|übung(?:en)?|aufgaben?|exercices?|ejercicios?|exercícios?|esercizi?o?|oefening(?:en)?|упражнени[ея]|练习|練習|연습)\b|(?:упражнени[ея]|练习|練習|연습))/iu;

function isExerciseHeading(one: Element): boolean {
  return /^h[1-6]$/.test(one.tagName) && exerciseWords.test(lineOf(one));
}

function isSolutionHeading(one: Element): boolean {
  return /^h[2-6]$/.test(one.tagName) && isSolutionTitle(lineOf(one));
}

/** An exercise reaches from its heading to the next one of its level or above, where a solution is in it. */
function readExercises(main: Parents): void {
  readSections(main, isExerciseHeading, 'exercise', (children) =>
    children.some((child) => child.type === 'element' && (isSolution(child) || find(child, isSolution) !== undefined)),
  );
}

/** Code that is to be completed. */
const unfinished =
  /_{3,}|^\s*(?:\.\.\.|pass)\s*(?:#.*)?$|#.*\b(?:your (?:code|answer|solution)|todo|fill in|complete (?:this|the))\b|\bNotImplementedError\b/im;

/** In an exercise, code to be completed is its starter. */
function markStarters(main: Parents): void {
  const within = (parent: Parents): void => {
    for (const child of parent.children) {
      if (child.type !== 'element' || isSolution(child)) continue;
      if (isElement(child, 'pre') && unfinished.test(textOf(child)))
        child.properties[marks.meta] = ['starter', child.properties[marks.meta]].filter(Boolean).join(' ');
      else within(child);
    }
  };
  for (const exercise of findAll(main, (one) => one.properties[marks.container] === 'exercise')) within(exercise);
}

function isSolution(one: Element): boolean {
  return one.properties[marks.container] === 'solution';
}

/** Makes containers of what stands below headings of a kind. A solution's heading goes, that of an exercise stays in it. */
function readSections(
  parent: Parents,
  isHeading: (one: Element) => boolean,
  name: string,
  holds: (children: readonly ElementContent[]) => boolean = () => true,
): void {
  for (let at = 0; at < parent.children.length; at += 1) {
    const child = parent.children[at];
    if (child?.type !== 'element' || child.tagName === 'pre') continue;
    if (!isHeading(child)) {
      // A container of the same kind is read already.
      if (child.properties[marks.container] !== name) readSections(child, isHeading, name, holds);
      continue;
    }
    const level = levelOf(child);
    const next = parent.children.findIndex(
      (other, index) =>
        index > at &&
        isElement(other as Element) &&
        (levelOf(other as Element) <= level || (name === 'solution' && isExerciseHeading(other as Element))),
    );
    const end = next === -1 ? parent.children.length : next;
    const inside = parent.children.slice(name === 'solution' ? at + 1 : at, end) as ElementContent[];
    if (inside.length === 0 || !holds(inside)) continue;
    parent.children.splice(at, end - at, container(name, '', inside));
  }
}

function levelOf(one: Element): number {
  const own = /^h([1-6])$/.exec(one.tagName)?.[1];
  if (own !== undefined) return Number(own);
  const first = isElement(one, 'section', 'div', 'article') ? one.children.find((child) => !isBlank(child)) : undefined;
  return first !== undefined && isElement(first as Element, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6')
    ? levelOf(first as Element)
    : 7;
}

function container(name: string, title: string, children: readonly ElementContent[]): Element {
  return element('div', { [marks.container]: name, [marks.title]: title }, children);
}
