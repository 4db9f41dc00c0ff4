import type { BlockContent, DefinitionContent, Nodes as MdastNodes, Root as MdastRoot } from 'mdast';
import rehypeRemark from 'rehype-remark';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { containerText, fenceText } from '../fence-text.ts';
import { type Element, find, isElement, marks, type Parents, type Root, textOf } from './tree.ts';

/** A part of a lesson that Markdown has no node for. */
interface ContainerNode {
  readonly type: 'container';
  readonly name: string;
  readonly title: string;
  readonly children: (BlockContent | DefinitionContent)[];
}

/** Markdown that is written as it stands. */
interface LiteralNode {
  readonly type: 'literal';
  readonly value: string;
}

/** The content of a page, after all passes, as Markdown. */
export function toMarkdown(main: Parents): string {
  const tree: Root = { type: 'root', children: main.children as Root['children'] };
  const processor = unified()
    .use(rehypeRemark, {
      handlers: {
        pre: (_, node: Element) => codeNode(node) as never,
        div: (state, node: Element) => (divNode(state, node) ?? state.all(node)) as never,
        span: (state, node: Element) => (mathNode(node) ?? state.all(node)) as never,
        br: () => ({ type: 'break' }),
        kbd: (_, node: Element) => ({ type: 'inlineCode', value: textOf(node) }),
      },
    })
    .use(remarkGfm)
    .use(remarkStringify, {
      bullet: '-',
      emphasis: '*',
      rule: '-',
      fences: true,
      resourceLink: true,
      listItemIndent: 'one',
      handlers: {
        container: (
          node: ContainerNode,
          _: unknown,
          state: { containerFlow: (node: unknown, info: unknown) => string },
          info: unknown,
        ) =>
          containerText(node.name, node.title === '' ? '' : `{title="${node.title.replace(/["\\]/g, '\\$&')}"}`, [
            state.containerFlow({ type: 'root', children: node.children }, info).replace(/^\n+|\n+$/g, ''),
          ]),
        literal: (node: LiteralNode) => node.value,
      } as never,
    });
  const markdown = processor.runSync(tree) as unknown as MdastRoot;
  return processor.stringify(markdown as never).trim();
}

function codeNode(pre: Element): LiteralNode {
  const code = find(pre, (one) => isElement(one, 'code')) ?? pre;
  const language =
    /language-(\S+)/.exec((code.properties.className as string[] | undefined)?.join(' ') ?? '')?.[1] ?? '';
  const meta = pre.properties[marks.meta];
  const info = [
    language,
    ...(language !== '' && language !== 'output' && meta !== undefined ? [String(meta)] : []),
  ].join(' ');
  return { type: 'literal', value: fenceText(info, textOf(code)) };
}

function divNode(
  state: { toFlow: (nodes: never) => MdastNodes[]; all: (node: Element) => MdastNodes[] },
  node: Element,
): ContainerNode | LiteralNode | undefined {
  const name = node.properties[marks.container];
  if (typeof name !== 'string') return mathNode(node);
  const children = state.toFlow(state.all(node) as never) as ContainerNode['children'];
  return { type: 'container', name, title: String(node.properties[marks.title] ?? ''), children };
}

function mathNode(node: Element): LiteralNode | undefined {
  const kind = node.properties[marks.math];
  if (kind === undefined) return undefined;
  const tex = textOf(node).trim();
  if (tex === '') return { type: 'literal', value: '' };
  return { type: 'literal', value: kind === 'display' ? `$$\n${tex}\n$$` : `$${tex.replace(/\s+/g, ' ')}$` };
}
