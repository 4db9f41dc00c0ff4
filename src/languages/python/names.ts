import type { SyntaxNode } from '@lezer/common';
import { childrenOf, parsePython } from './parse.ts';
import { importedNames, type NameRange, targetNames } from './scope.ts';

/** A name and where it stands in the cell. */
export interface NamePlace {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What a cell gives to the cells after it, and what it needs from the cells before it. */
export interface CellNames {
  /** Names bound at module level (assigned, imported, defined, loop variables, …): the first place of each, in order. */
  readonly defines: readonly NamePlace[];
  /** Names that the cell does not bind before it reads them, Python's own left out: the first place of each, in order. */
  readonly uses: readonly NamePlace[];
}

/** A function's or comprehension's names; undefined at module level. A class body is no scope for the functions in it. */
interface Scope {
  readonly locals: ReadonlySet<string>;
  readonly outer: Scope | undefined;
}

/** What was found in a cell so far. */
interface NameSearch {
  readonly text: string;
  readonly defines: Map<string, NamePlace>;
  readonly uses: Map<string, NamePlace>;
  /** What functions use: it is read when they are called. */
  readonly later: Map<string, NamePlace>;
}

/**
 * The names that a Python cell defines and uses, for messages like "uses `df`, first assigned at line 88". What stands
 * in a function is read when the function is called: it is used only if the cell defines it nowhere. An invalid cell
 * gives what its valid parts show.
 */
export function cellNames(text: string): CellNames {
  const cell = parsePython(text);
  const defines = new Map<string, NamePlace>();
  const uses = new Map<string, NamePlace>();
  const later = new Map<string, NamePlace>();
  const search: NameSearch = { text, defines, later, uses };
  visit(search, cell.tree.topNode, undefined, false);
  for (const [name, place] of later) if (!defines.has(name) && !uses.has(name)) uses.set(name, place);
  return {
    defines: [...defines.values()].sort(byPlace),
    uses: [...uses.values()].filter(({ name }) => !BUILTINS.has(name)).sort(byPlace),
  };
}

function visit(search: NameSearch, node: SyntaxNode, scope: Scope | undefined, deferred: boolean): void {
  const children = childrenOf(node);
  if (node.name === 'VariableName') {
    use(search, node, scope, deferred);
    return;
  }
  if (node.name === 'FunctionDefinition' || node.name === 'LambdaExpression') {
    visitFunction(search, node, children, scope, deferred);
    return;
  }
  if (node.name === 'ImportStatement' || node.name === 'ScopeStatement') {
    for (const name of boundBy(node, search.text))
      define(search, name, scope, deferred, word(search, node).startsWith('global'));
    return;
  }
  if (
    node.name.endsWith('ComprehensionExpression') ||
    (node.name === 'ArgList' && children.some((child) => child.name === 'for'))
  ) {
    visitComprehension(search, children, scope, deferred);
    return;
  }
  const bound = boundBy(node, search.text);
  const skipped = new Set(keywordsOf(node, children).map((child) => child.from));
  const starts = bound.map((name) => name.from).sort((a, b) => a - b);
  const isBound = (child: SyntaxNode) => {
    let low = 0;
    for (let high = starts.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < child.from) low = middle + 1;
      else high = middle;
    }
    return (starts[low] ?? child.to) < child.to;
  };
  // What is assigned is read first: `x = x + 1` needs an x. The body of a loop comes after its variable.
  const ordered = node.name === 'AssignStatement' ? [...children].reverse() : children;
  for (const child of ordered.filter((one) => one.name !== 'Body' && !isBound(one) && !skipped.has(one.from))) {
    visit(search, child, scope, deferred);
  }
  if (node.name === 'UpdateStatement') for (const name of bound) use(search, name, scope, deferred);
  for (const name of bound) define(search, name, scope, deferred);
  for (const body of children.filter((one) => one.name === 'Body')) {
    visit(search, body, node.name === 'ClassDefinition' ? classScope(search, body, scope) : scope, deferred);
  }
}

function visitFunction(
  search: NameSearch,
  node: SyntaxNode,
  children: readonly SyntaxNode[],
  scope: Scope | undefined,
  deferred: boolean,
): void {
  for (const name of boundBy(node, search.text)) define(search, name, scope, deferred);
  const locals = new Set<string>();
  const at = children.findIndex((child) => child.name === 'Body' || child.name === ':');
  const body = children.slice(at === -1 ? children.length : at);
  for (const list of children.slice(0, at).filter((child) => child.name === 'ParamList')) {
    let isDefault = false;
    for (const part of childrenOf(list)) {
      if (part.name === ',') isDefault = false;
      if (part.name === 'VariableName' && !isDefault) locals.add(word(search, part));
      else visit(search, part, scope, deferred);
      if (part.name === 'AssignOp') isDefault = true;
    }
  }
  for (const child of children.slice(0, at).filter((one) => one.name === 'TypeDef'))
    visit(search, child, scope, deferred);
  for (const part of body) collectBound(search, part, locals);
  for (const part of body) visit(search, part, { locals, outer: scope }, true);
}

function visitComprehension(
  search: NameSearch,
  children: readonly SyntaxNode[],
  scope: Scope | undefined,
  deferred: boolean,
): void {
  const locals = new Set<string>();
  const targets = new Set<number>();
  children.forEach((child, index) => {
    if (child.name !== 'for') return;
    const end = children.findIndex((other, at) => at > index && other.name === 'in');
    for (const target of children.slice(index + 1, end)) {
      targets.add(target.from);
      for (const name of targetNames(target, search.text)) locals.add(word(search, name));
    }
  });
  for (const child of children) if (!targets.has(child.from)) visit(search, child, { locals, outer: scope }, deferred);
}

function classScope(search: NameSearch, body: SyntaxNode, scope: Scope | undefined): Scope {
  const locals = new Set<string>();
  for (const child of childrenOf(body)) collectBound(search, child, locals);
  return { locals, outer: scope };
}

/** Adds every name that the code binds in its own scope. */
function collectBound(search: NameSearch, node: SyntaxNode, names: Set<string>): void {
  const isGlobal = node.name === 'ScopeStatement';
  for (const name of boundBy(node, search.text)) if (!isGlobal) names.add(word(search, name));
  if (node.name === 'FunctionDefinition' || node.name === 'ClassDefinition' || node.name === 'LambdaExpression') return;
  for (const child of childrenOf(node)) collectBound(search, child, names);
}

function define(
  search: NameSearch,
  node: NameRange,
  scope: Scope | undefined,
  deferred: boolean,
  isGlobal = false,
): void {
  const name = word(search, node);
  if ((scope !== undefined || deferred) && !isGlobal) return;
  if (!search.defines.has(name)) search.defines.set(name, placeOf(search, node));
}

function use(search: NameSearch, node: NameRange, scope: Scope | undefined, deferred: boolean): void {
  const name = word(search, node);
  if (!/^[\p{ID_Start}_]\w*$/u.test(name) || /^_{2,}$|^yield$/.test(name)) return;
  for (let one = scope; one !== undefined; one = one.outer) if (one.locals.has(name)) return;
  if (search.defines.has(name)) return;
  const place = deferred ? search.later : search.uses;
  if (!place.has(name)) place.set(name, placeOf(search, node));
}

function word(search: NameSearch, node: NameRange): string {
  return search.text.slice(node.from, node.to);
}

function placeOf(search: NameSearch, node: NameRange): NamePlace {
  return { name: word(search, node), start: node.from, end: node.to };
}

/** The names that this node binds by itself, not those that nodes in it bind. */
function boundBy(node: SyntaxNode, text: string): readonly NameRange[] {
  const children = childrenOf(node);
  const word = (child: SyntaxNode) => text.slice(child.from, child.to);
  switch (node.name) {
    case 'AssignStatement': {
      const last = children.findLastIndex((child) => child.name === 'AssignOp');
      return children.slice(0, last === -1 ? 0 : last).flatMap((child) => targetNames(child, text));
    }
    case 'UpdateStatement':
    case 'NamedExpression':
    case 'CapturePattern':
      return children.slice(0, 1).flatMap((child) => targetNames(child, text));
    case 'ForStatement':
      return children
        .slice(
          0,
          children.findIndex((child) => child.name === 'in'),
        )
        .flatMap((child) => targetNames(child, text));
    case 'WithStatement':
    case 'TryStatement':
      return children
        .filter((_, index) => children[index - 1]?.name === 'as')
        .flatMap((child) => targetNames(child, text));
    case 'FunctionDefinition':
    case 'ClassDefinition':
      return children.filter((child) => child.name === 'VariableName').slice(0, 1);
    case 'ScopeStatement':
      return children.filter((child) => child.name === 'VariableName');
    case 'ImportStatement': {
      const names = importedNames(node, text);
      return children.filter(
        (child) =>
          child.name === 'VariableName' &&
          names.has(word(child)) &&
          children.findLast((one) => word(one) === word(child)) === child,
      );
    }
    default:
      return [];
  }
}

/** Names that are not read: of keyword arguments, of a pattern's attributes, of an annotation without a value. */
function keywordsOf(node: SyntaxNode, children: readonly SyntaxNode[]): readonly SyntaxNode[] {
  // `x: int` alone reads nothing and binds nothing.
  if (node.name === 'AssignStatement' && children[1]?.name === 'TypeDef' && children.length === 2) {
    return children.slice(0, 1).filter((child) => child.name === 'VariableName');
  }
  if (node.name !== 'ArgList' && node.name !== 'KeywordPattern') return [];
  return children.filter(
    (child, index) =>
      child.name === 'VariableName' &&
      (node.name === 'KeywordPattern' ? index === 0 : children[index + 1]?.name === 'AssignOp'),
  );
}

const byPlace = (a: NamePlace, b: NamePlace) => a.start - b.start;

/** Names that are there without an import: `dir(builtins)` of Python 3.14, IPython's own, and a module's. */
const BUILTINS: ReadonlySet<string> = new Set(
  `abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright
  credits delattr dict dir display divmod enumerate eval exec exit filter float format frozenset get_ipython getattr globals
  hasattr hash help hex id input int isinstance issubclass iter len license list locals map max memoryview min next object
  oct open ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple
  type vars zip __import__ __name__ __file__ __doc__ __builtins__ __spec__ __loader__ __package__ In Out _ __ ___
  ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError BufferError
  BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
  DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup False FileExistsError
  FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError
  IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError
  NameError None NotADirectoryError NotImplemented NotImplementedError OSError OverflowError PendingDeprecationWarning
  PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError
  RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True
  TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning
  UserWarning ValueError Warning ZeroDivisionError`.split(/\s+/),
);
