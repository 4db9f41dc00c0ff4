import type { Element, ElementContent, Nodes, Parents, Root } from 'hast';

/** Attributes that our passes leave for the last one, which writes Markdown. */
export const marks = {
  math: 'dataMath',
  container: 'dataContainer',
  title: 'dataTitle',
  meta: 'dataMeta',
  output: 'dataOutput',
} as const;

export function isElement<N extends string>(
  node: Nodes | undefined,
  ...names: readonly N[]
): node is Element & { tagName: N } {
  return node?.type === 'element' && (names.length === 0 || (names as readonly string[]).includes(node.tagName));
}

/**
 * The words of an element's classes and id: `code-block_Caption` is `code`, `block`, `caption`. The id of a section and of
 * what begins with a heading is made of that, and says nothing.
 */
export function namesOf(one: Element): string[] {
  const { properties } = one;
  const classes = classesOf({ properties });
  const first = one.children.find((child) => !isBlank(child));
  const isSection =
    one.tagName === 'section' ||
    classes.includes('section') ||
    isElement(first, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'span', 'a');
  return classes
    .concat(isSection ? '' : String(properties.id ?? ''))
    .flatMap((name) =>
      name
        .replace(/([a-z\d])([A-Z])/g, '$1-$2')
        .toLowerCase()
        .split(/[^a-z\d]+/),
    )
    .filter((word) => word !== '');
}

export function classesOf({ properties }: Pick<Element, 'properties'>): string[] {
  return Array.isArray(properties.className) ? properties.className.map(String) : [];
}

export function hasClass(element: Element, pattern: RegExp): boolean {
  return classesOf(element).some((name) => pattern.test(name));
}

/** All text in a node. */
export function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** The text in a node as one line. */
export function lineOf(node: Nodes): string {
  return textOf(node).replace(/\s+/g, ' ').trim();
}

/** The same with a blank between the texts of boxes, for readers. */
export function phraseOf(node: Nodes): string {
  const inner = (one: Nodes): string => {
    if (one.type === 'text') return one.value;
    const text = 'children' in one ? one.children.map(inner).join('') : '';
    return isElement(one, 'p', 'div', 'li', 'button', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'a') ? ` ${text} ` : text;
  };
  return inner(node).replace(/\s+/g, ' ').trim();
}

/** Calls back for each element with its parent, outer ones first; what a callback takes out is not entered. */
export function eachElement(root: Parents, visit: (element: Element, parent: Parents) => void): void {
  for (const child of [...root.children]) {
    if (child.type !== 'element') continue;
    visit(child, root);
    if (!gone.has(child)) eachElement(child, visit);
  }
}

export function find(root: Parents, test: (element: Element) => boolean): Element | undefined {
  for (const child of root.children) {
    if (child.type !== 'element') continue;
    if (test(child)) return child;
    const within = find(child, test);
    if (within !== undefined) return within;
  }
  return undefined;
}

export function findAll(root: Parents, test: (element: Element) => boolean): Element[] {
  const found: Element[] = [];
  eachElement(root, (element) => {
    if (test(element)) found.push(element);
  });
  return found;
}

/** What was taken out of its tree: to look for it there would take as long as there are others beside it. */
const gone = new WeakSet<Nodes>();

/** Puts nodes in a node's place, or takes it out. */
export function replace(parent: Parents, node: Nodes, by: readonly ElementContent[] = []): void {
  const at = (parent.children as readonly Nodes[]).indexOf(node);
  if (at === -1) return;
  gone.add(node);
  parent.children = [...parent.children.slice(0, at), ...by, ...parent.children.slice(at + 1)] as never;
}

/** Takes elements out of a tree, with all that is in them. */
export function drop(root: Parents, test: (element: Element) => boolean): void {
  eachElement(root, (one, parent) => {
    if (test(one)) replace(parent, one);
  });
}

export function element(
  tagName: string,
  properties: Element['properties'],
  children: readonly ElementContent[],
): Element {
  return { type: 'element', tagName, properties: { ...properties }, children: [...children] };
}

export function text(value: string): ElementContent {
  return { type: 'text', value };
}

/** Whether a node shows nothing: blank text, a comment. */
export function isBlank(node: Nodes): boolean {
  return node.type === 'comment' || (node.type === 'text' && node.value.trim() === '');
}

export type { Element, ElementContent, Nodes, Parents, Root };
