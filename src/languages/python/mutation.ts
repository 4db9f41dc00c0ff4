import type { SyntaxNode } from '@lezer/common';
import type { Change } from './change.ts';
import { ofCall } from './mutate-call.ts';
import { childrenOf } from './parse.ts';

/** Each operator with the ones that are mistaken for it. */
const OPERATORS: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '//': '/',
  '%': '*',
  '**': '*',
  '@': '*',
  '<<': '>>',
  '>>': '<<',
  '&': '|',
  '|': '&',
  '^': '&',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '==': '!=',
  '!=': '==',
  and: 'or',
  or: 'and',
};

/**
 * The mistakes that can be made at one node of the tree; those of its children are not among them.
 *
 * @param talks Whether what is printed is the result.
 */
export function changesOf(node: SyntaxNode, text: string, talks = false): Change[] {
  const children = childrenOf(node);
  switch (node.name) {
    case 'BinaryExpression':
      return ofOperator(node, children, text);
    case 'UnaryExpression':
      return ofUnary(node, children, text);
    case 'UpdateStatement':
      return ofUpdate(node, children, text);
    case 'Number':
      return ofNumber(node, text);
    case 'Boolean':
      return [replaced(node, word(node, text) === 'True' ? 'False' : 'True', text)];
    case 'String':
      return ofString(node, text, talks);
    case 'IfStatement':
    case 'ConditionalExpression':
      return ofCondition(node, children, text);
    case 'ReturnStatement':
      return ofReturn(node, children, text);
    case 'ExpressionStatement':
      // A decorator stands in the tree as an expression.
      return text[node.from] === '@' ? [] : [leftOut(node, text)];
    case 'RaiseStatement':
    case 'YieldStatement':
    case 'DeleteStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return [leftOut(node, text)];
    case 'AssignStatement':
      // Without its first value a name would only be missing.
      return children[0]?.name === 'MemberExpression' ? [leftOut(node, text)] : [];
    case 'AwaitExpression':
      return ofAwait(node, children, text);
    case 'WithStatement':
      return ofWith(children, text);
    case 'CallExpression':
      return ofCall(node, text);
    case 'FormatSpec':
      return isMessage(node, text, talks) ? [] : [{ ...leftOut(node, text), text: '' }];
    default:
      return [];
  }
}

function ofOperator(node: SyntaxNode, children: readonly SyntaxNode[], text: string): Change[] {
  const operators = children.slice(1, -1);
  const [first] = operators;
  const last = operators.at(-1);
  if (first === undefined || last === undefined || picksBest(node, children, text)) return [];
  const operator = operators.map((child) => word(child, text)).join(' ');
  const negated: Readonly<Record<string, string>> = { in: 'not in', 'not in': 'in', is: 'is not', 'is not': 'is' };
  const other = negated[operator] ?? (Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined);
  if (other === undefined || isNeutral(operator, children, text)) return [];
  return [{ start: first.from, end: last.to, text: other, description: `\`${operator}\` became \`${other}\`` }];
}

/** `x + 0`, `x * 1`: with the other operator it is the same. */
function isNeutral(operator: string, children: readonly SyntaxNode[], text: string): boolean {
  const right = word(children.at(-1), text);
  return ['+', '-'].includes(operator)
    ? /^0(?:\.0*)?$/.test(right)
    : ['*', '/', '**'].includes(operator) && /^1(?:\.0*)?$/.test(right);
}

/** `if x > best: best = x`: whether equal values are taken makes no difference. */
function picksBest(node: SyntaxNode, children: readonly SyntaxNode[], text: string): boolean {
  const [left, operator, right] = children;
  const parent = node.parent;
  if (operator?.name !== 'CompareOp' || left === undefined || right === undefined || parent?.name !== 'IfStatement')
    return false;
  if (!/^[<>]=?$/.test(word(operator, text))) return false;
  const body = childrenOf(parent).find((child) => child.name === 'Body');
  const lines = word(body, text).replace(/^:/, '').trim().split('\n');
  const sides = [word(left, text), word(right, text)];
  return lines.length === 1 && [`${sides[0]} = ${sides[1]}`, `${sides[1]} = ${sides[0]}`].includes(lines[0] ?? '');
}

function ofUnary(node: SyntaxNode, children: readonly SyntaxNode[], text: string): Change[] {
  const [operator, operand] = children;
  if (operator === undefined || operand === undefined || !['-', 'not', '~'].includes(word(operator, text))) return [];
  // A decorator stands in the tree as `~`.
  if (text[operator.from] === '@') return [];
  return [
    { start: node.from, end: node.to, text: word(operand, text), description: `\`${word(operator, text)}\` left out` },
  ];
}

function ofUpdate(node: SyntaxNode, children: readonly SyntaxNode[], text: string): Change[] {
  const operator = children.find((child) => child.name === 'UpdateOp');
  const other = operator === undefined ? undefined : OPERATORS[word(operator, text).slice(0, -1)];
  if (operator === undefined || other === undefined) return [leftOut(node, text)];
  return [replaced(operator, `${other}=`, text), leftOut(node, text)];
}

function ofNumber(node: SyntaxNode, text: string): Change[] {
  const number = word(node, text);
  if (isPause(node, text)) return [];
  const value = Number(number.replaceAll('_', ''));
  if (!Number.isFinite(value)) return [];
  const other =
    number === '0' ? '1' : Number.isInteger(value) && /^\d+$/.test(number) ? String(value + 1) : `(${number} + 1)`;
  return [replaced(node, other, text)];
}

/** How long something waits: `sleep(0.1)`, `timeout=5`. */
function isPause(node: SyntaxNode, text: string): boolean {
  const before = text.slice(0, node.from);
  return /(?:\b(?:sleep|timeout|wait)\(\s*|\b(?:timeout|delay|interval|indent|width|figsize|dpi|seed|random_state)\s*=\s*)-?$/.test(
    before,
  );
}

function ofString(node: SyntaxNode, text: string, talks: boolean): Change[] {
  const string = word(node, text);
  if (isMessage(node, text, talks)) return [];
  const [, prefix = '', quote = '"'] = /^([a-zA-Z]*)("""|'''|"|')/.exec(string) ?? [];
  const empty = string.length === prefix.length + 2 * quote.length;
  const other = empty ? `${prefix}${quote}x${quote}` : `${prefix}${quote}${quote}`;
  return [replaced(node, other, text)];
}

/** What an exception says, the message of an assertion, and what is printed beside a result. */
function isMessage(node: SyntaxNode, text: string, talks: boolean): boolean {
  for (let one = node.parent; one !== null; one = one.parent) {
    if (one.name === 'RaiseStatement') return true;
    if (one.name === 'AssertStatement') return text.slice(one.from, node.from).includes(',');
    if (
      one.name === 'CallExpression' &&
      one.firstChild !== null &&
      (talks ? /^(?:\w*[Ee]xception|\w+Error|log\w*\.\w+)$/ : /^(?:print|\w*[Ee]xception|\w+Error|log\w*\.\w+)$/).test(
        word(one.firstChild, text),
      )
    )
      return true;
    if (one.name.endsWith('Statement')) return false;
  }
  return false;
}

function ofCondition(node: SyntaxNode, children: readonly SyntaxNode[], text: string): Change[] {
  const conditions = children.filter((_, index) => {
    const before = children[index - 1]?.name;
    return node.name === 'IfStatement' ? before === 'if' || before === 'elif' : before === 'if';
  });
  return conditions
    .filter((condition) => !/^(?:not\b|True$|False$)/.test(word(condition, text)) && !isEquality(condition, text))
    .map((condition) => ({
      start: condition.from,
      end: condition.to,
      text: `not (${word(condition, text)})`,
      description: `the condition \`${short(word(condition, text))}\` became its opposite`,
    }));
}

/** `a == b` becomes `a != b` already. */
function isEquality(condition: SyntaxNode, text: string): boolean {
  if (condition.name !== 'BinaryExpression') return false;
  const operators = childrenOf(condition).slice(1, -1);
  return /^(?:==|!=|in|not in|is|is not)$/.test(operators.map((operator) => word(operator, text)).join(' '));
}

function ofReturn(node: SyntaxNode, children: readonly SyntaxNode[], text: string): Change[] {
  if (children.length < 2 || children[1]?.name === 'None') return [];
  return [
    {
      start: node.from,
      end: node.to,
      text: 'return None',
      description: `the result of \`${short(word(node, text))}\` left out`,
    },
  ];
}

function ofAwait(node: SyntaxNode, children: readonly SyntaxNode[], text: string): Change[] {
  const operand = children[1];
  if (operand === undefined) return [];
  return [
    {
      start: node.from,
      end: node.to,
      text: word(operand, text),
      description: `\`await\` left out before \`${short(word(operand, text))}\``,
    },
  ];
}

/** A lock or the like that is not taken; what is bound by `as` would be missing. */
function ofWith(children: readonly SyntaxNode[], text: string): Change[] {
  const body = children.find((child) => child.name === 'Body');
  const first = children[0];
  if (first === undefined || body === undefined || children.some((child) => child.name === 'as')) return [];
  const head = text.slice(first.from, body.from);
  return [{ start: first.from, end: body.from, text: 'if True', description: `\`${short(head)}\` left out` }];
}

function leftOut(node: SyntaxNode, text: string): Change {
  return { start: node.from, end: node.to, text: 'pass', description: `\`${short(word(node, text))}\` left out` };
}

function replaced(node: SyntaxNode, other: string, text: string): Change {
  return {
    start: node.from,
    end: node.to,
    text: other,
    description: `\`${short(word(node, text))}\` became \`${other}\``,
  };
}

function word(node: SyntaxNode | undefined, text: string): string {
  return node === undefined ? '' : text.slice(node.from, node.to);
}

/** Code in a message: one line, not too long. */
function short(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
