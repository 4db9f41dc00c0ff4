import {
  type Chance,
  chanceOf,
  draws,
  isOrderAlone,
  type Label,
  startsProcess,
  stateOf,
  takesSeed,
} from './chance-sources.ts';
import { opensSet } from './hash-order.ts';
import { type PythonToken, scanPython } from './scan.ts';

/** One statement, or the head of one that holds others. */
interface Line {
  readonly tokens: readonly PythonToken[];
  readonly indent: number;
  readonly isLast: boolean;
}

interface Facts {
  /** What names stand for, as far as modules are concerned: `np` for `numpy`, `choice` for `random.choice`. */
  readonly modules: Map<string, string>;
  /** What flows into the values that names stand for. */
  names: Map<string, ReadonlySet<Label>>;
  /** Generators that were given a seed. */
  readonly seeded: Set<string>;
  /** Files with programs that draw, which cells write. */
  readonly programs: Set<string>;
  /** What flows into what the names of a lesson's own modules stand for. */
  readonly own: Map<string, Facts['names']>;
  /** The names that functions change and that are not theirs. */
  readonly changed: Map<string, Set<string>>;
}

/**
 * What chance flows into what each cell shows, in the order in which they run. It follows names through statements, not
 * values: what only chance decides about counts, and of what cannot be told it says that it varies. The type, the length and
 * the shape of a value count as fixed.
 * @param modules The code of modules that a lesson may import beside those of libraries, by their names.
 */
export function chanceShown(
  cells: readonly string[],
  modules: ReadonlyMap<string, string> = new Map(),
): ReadonlySet<Chance>[] {
  const facts = noFacts();
  for (const [name, code] of modules) facts.own.set(name, namesIn(code));
  return cells.map((code) => shownBy(code, facts));
}

function noFacts(): Facts {
  const [modules, names, own, changed] = [new Map(), new Map(), new Map(), new Map()];
  return { modules, names, own, changed, seeded: new Set(), programs: new Set() };
}

/** What flows into what the names of a module stand for. */
function namesIn(code: string): Facts['names'] {
  const facts = noFacts();
  shownBy(code, facts);
  return facts.names;
}

/** A block that is open. */
interface Block {
  readonly indent: number;
  /** What chance decides whether, and how often, it runs. */
  readonly labels: ReadonlySet<Label>;
  /** Of a definition: its name, and what names stand for outside of it. */
  readonly defines?: string;
  readonly outer?: Facts['names'];
}

/** A walk through the statements of a cell. */
interface ChanceWalk {
  readonly code: string;
  readonly facts: Facts;
  readonly blocks: Block[];
  /** What flows into the result of each definition. */
  readonly inside: Map<string, Set<Label>>;
  /** What flows into what the cell shows. */
  readonly shown: Set<Label>;
}

function shownBy(code: string, facts: Facts): ReadonlySet<Chance> {
  const [, program] = /^%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?(\S+)/.exec(code) ?? [];
  if (program !== undefined) {
    if (draws.test(code)) facts.programs.add(program);
    const [, module] = /^(\w+)\.py$/.exec(program) ?? [];
    if (module !== undefined) facts.own.set(module, namesIn(code.slice(code.indexOf('\n') + 1)));
    return new Set();
  }
  if (/^%%(?!time|prun|capture)/.test(code)) return new Set(draws.test(code) ? ['random'] : []);
  const walk: ChanceWalk = { code, facts, blocks: [], inside: new Map(), shown: new Set() };
  const { blocks, shown } = walk;
  for (const line of linesOf(code)) {
    let closed: ReadonlySet<Label> = new Set();
    while ((blocks.at(-1)?.indent ?? -1) >= line.indent) closed = leave(walk);
    take(walk, line, closed);
  }
  while (blocks.length > 0) leave(walk);
  return new Set([...shown].flatMap((label) => (stateOf(label) === undefined ? [label as Chance] : [])));
}

/** Ends the innermost block; gives what chance decides about it. */
function leave(walk: ChanceWalk): ReadonlySet<Label> {
  const block = walk.blocks.pop();
  if (block?.outer === undefined || block.defines === undefined) return block?.labels ?? new Set();
  const labels = walk.inside.get(block.defines) ?? new Set();
  walk.facts.names = block.outer;
  // What a method draws, its class does.
  const around = walk.blocks.findLast(({ defines }) => defines !== undefined)?.defines;
  if (around !== undefined) for (const label of labels) walk.inside.get(around)?.add(label);
  if (labels.size > 0) walk.facts.names.set(block.defines, labels);
  else walk.facts.names.delete(block.defines);
  return block.labels;
}

/** Takes in a statement. `closed` is what chance decides about the block that ends before it. */
function take(walk: ChanceWalk, line: Line, closed: ReadonlySet<Label>): void {
  const { facts, blocks, inside, shown } = walk;
  const words = line.tokens.map(({ start, end }) => walk.code.slice(start, end));
  if (imports(words, facts.modules)) return;
  const start = words[0] === 'async' ? 1 : 0;
  const head = words[start];
  if (head === 'def' || head === 'class') {
    const defines = words[start + 1] ?? '';
    inside.set(defines, new Set());
    blocks.push({ indent: line.indent, labels: new Set(), defines, outer: facts.names });
    facts.names = new Map(facts.names);
    if (words.at(-1) === ':') return;
  }
  const definition = blocks.findLast(({ defines }) => defines !== undefined)?.defines;
  const labels = new Set([...blocks.flatMap((block) => [...block.labels]), ...labelsOf(walk, line.tokens, words)]);
  if (/^(?:elif|else|except|finally|case)$/.test(head ?? '')) for (const label of closed) labels.add(label);
  // Seconds go by while a lesson runs: which one it is when a line runs, nobody can set.
  if ((labels.has('clock') || labels.has('duration')) && words.some((word, at) => isOfSeconds(word, words[at - 1])))
    labels.add('random');
  if ((labels.has('clock') || labels.has('duration')) && words.some((word) => ranks.test(word))) labels.add('pace');
  // What a function draws is decided by the seed that is set when it is called.
  if (definition === undefined) resolve(walk, labels);
  else for (const label of labels) if (label !== 'clock' || !isLocal(words)) inside.get(definition)?.add(label);
  if (labels.size > 0 && definition === undefined && shows(line, words)) for (const label of labels) shown.add(label);
  if (opens.has(head ?? '') && words.at(-1) === ':') blocks.push({ indent: line.indent, labels });
  if (definition !== undefined) for (const name of changedBy(words)) noteChanged(facts, definition, name);
  // What functions do that take turns, they do in any order.
  if (labels.has('order')) {
    for (const name of words.flatMap((word) => [...(facts.changed.get(word) ?? [])])) {
      facts.names.set(name, new Set([...(facts.names.get(name) ?? []), 'order']));
    }
  }
  bind(walk, words, labels, definition !== undefined || blocks.length > 0);
}

function noteChanged({ changed }: Facts, definition: string, name: string): void {
  changed.set(definition, new Set([...(changed.get(definition) ?? []), name]));
}

/** The names that a statement in a function changes where they are, not binds. */
function changedBy(words: readonly string[]): readonly string[] {
  const [first = '', second = ''] = words;
  if (first === 'global' || first === 'nonlocal') return words.slice(1).filter((word) => word !== ',');
  return second === '.' || second === '[' ? [first] : [];
}

/** Whether nothing of what a statement in a definition does is seen outside of it, but through the names that it binds. */
function isLocal(words: readonly string[]): boolean {
  return assigned(words) === 1 && words[1] === '=' && !words.some((word) => outputs.has(word));
}

/** Draws from a generator with a seed are the same each time. */
function resolve(walk: ChanceWalk, labels: Set<Label>): void {
  for (const label of [...labels]) {
    const state = stateOf(label);
    if (state === undefined) continue;
    labels.delete(label);
    if (!walk.facts.seeded.has(state)) labels.add('random');
  }
}

function labelsOf(walk: ChanceWalk, tokens: readonly PythonToken[], words: readonly string[]): Label[] {
  const labels = labelsIn(walk, tokens, words);
  // One moment taken from another is how long something took.
  const isDifference = words.some(
    (word, at) =>
      word === '-' &&
      labels.includes('clock') &&
      [[0, at] as const, [at + 1, words.length] as const].every((part) =>
        labelsIn(walk, tokens.slice(...part), words.slice(...part)).includes('clock'),
      ),
  );
  return isDifference ? labels.map((label) => (label === 'clock' ? 'duration' : label)) : labels;
}

function labelsIn(walk: ChanceWalk, tokens: readonly PythonToken[], words: readonly string[]): Label[] {
  const labels: Label[] = [];
  // A comparison of sets knows no order; one of what was made of them in their order does.
  const compares = words.some((word) => /^[=!<>]=$/.test(word));
  let ordered = 0;
  const add = (found: Iterable<Label>, index: number) => {
    for (const one of found) {
      const counts = index >= ordered && (one !== 'hash' || !compares || takesOrder(tokens, words, index));
      if (!isOrderAlone(one) || counts) labels.push(one);
    }
  };
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    const word = words[index] ?? '';
    if (token?.type === 'magic') add(runsProgram(walk, word) ?? chanceOf(word, word, walk.facts.seeded), index);
    if (token?.type === 'string' && /^\w*f/i.test(word)) add(inFormatted(walk, word), index);
    if (opensSet(tokens, words, index) && !hasFixedOrder(tokens, words, index)) add(['hash'], index);
    if (token?.type !== 'name') continue;
    if (words[index - 1] === '.') {
      if (/^st_[mac]time(?:_ns)?$/.test(word)) add(['clock'], index);
      // A method of what a call or an item gave.
      if (!/[)\]]/.test(words[index - 2] ?? '') || words[index + 1] !== '(') continue;
      add(chanceOf(`.${word}`, words.slice(index + 2, closing(tokens, index + 1)).join(' '), walk.facts.seeded), index);
      continue;
    }
    if (/^(?:len|type|isinstance|callable)$/.test(word) && words[index + 1] === '(') {
      index = closing(tokens, index + 1);
      continue;
    }
    if (unordering.test(word) && words[index + 1] === '(') ordered = Math.max(ordered, closing(tokens, index + 1));
    if (isMember(words, index)) ordered = Math.max(ordered, index + 1);
    let end = index;
    while (words[end + 1] === '.' && tokens[end + 2]?.type === 'name') end += 2;
    const path = words.slice(index, end + 1).join('');
    const full = path.replace(/^\w+/, (first) => walk.facts.modules.get(first) ?? first);
    const given = words[end + 1] === '(' ? words.slice(end + 2, closing(tokens, end + 1)).join(' ') : undefined;
    if (given !== undefined && takesSeed(full)) {
      // What is drawn, or the moment, is no seed.
      const inner = insideOf(walk, tokens, words, end + 1);
      add([...inner, ...chanceOf(full, inner.length > 0 ? '' : given, walk.facts.seeded)], index);
      index = closing(tokens, end + 1);
      continue;
    }
    add(ofOwnModule(walk, full), index);
    const program = startsProcess.test(full) ? runsProgram(walk, given ?? '') : undefined;
    add(program ?? chanceOf(full, given, walk.facts.seeded), index);
    if (!/\.(?:shape|dtype|ndim|__name__|__class__)$/.test(path) && words[end + 1] !== '=') {
      add(walk.facts.names.get(word) ?? [], index);
    }
  }
  return labels;
}

/** What flows into what a name of a module of the lesson's own stands for. */
function ofOwnModule({ facts }: ChanceWalk, full: string): Iterable<Label> {
  const parts = full.split('.');
  for (let end = parts.length - 1; end > 0; end -= 1) {
    const names = facts.own.get(parts.slice(0, end).join('.'));
    if (names !== undefined) return names.get(parts[end] ?? '') ?? [];
  }
  return [];
}

/** What flows into the output of a command that runs a program which a cell wrote, and which draws. */
function runsProgram({ facts }: ChanceWalk, command: string): Label[] | undefined {
  return [...facts.programs].some((program) => command.includes(program)) ? ['random'] : undefined;
}

/** What flows into the arguments of a call. */
function insideOf(walk: ChanceWalk, tokens: readonly PythonToken[], words: readonly string[], open: number): Label[] {
  const end = closing(tokens, open);
  return labelsOf(walk, tokens.slice(open + 1, end), words.slice(open + 1, end));
}

/** What stands in the braces of a formatted string. */
function inFormatted(walk: ChanceWalk, text: string): Label[] {
  return [...text.matchAll(/\{([^{}]+)\}/g)].flatMap(([, inner = '']) => {
    const tokens = scanPython(inner).filter(({ type }) => type !== 'break');
    return labelsOf(
      walk,
      tokens,
      tokens.map(({ start, end }) => inner.slice(start, end)),
    );
  });
}

/** What flows into a statement flows into the names that it binds or may change. */
function bind(walk: ChanceWalk, words: readonly string[], labels: ReadonlySet<Label>, keeps: boolean): void {
  const { names, modules } = walk.facts;
  const isName = (word: string, at: number, all: readonly string[]) =>
    /^[\p{L}_][\p{L}\p{N}_]*$/u.test(word) && all[at - 1] !== '.' && !keywords.has(word) && !modules.has(word);
  const equals = assigned(words);
  if (equals !== -1) {
    const targets = words.slice(0, equals).filter(isName);
    const isWhole = words[equals] === '=' && !words.slice(0, equals).some((word) => word === '[' || word === '.');
    for (const name of targets) {
      const before = isWhole && !keeps ? [] : (names.get(name) ?? []);
      const all = new Set([...before, ...labels]);
      if (all.size > 0) names.set(name, all);
      else names.delete(name);
    }
    return;
  }
  if (labels.size === 0) return;
  for (const name of touched(words).filter(isName)) names.set(name, new Set([...(names.get(name) ?? []), ...labels]));
}

/** Whether a statement shows something, or may. */
function shows({ isLast }: Line, words: readonly string[]): boolean {
  const isAssigned = assigned(words) !== -1;
  if (isLast && !isAssigned) return true;
  if (words.some((word) => outputs.has(word))) return true;
  // What is called may print.
  return words.includes('(') && !isAssigned && !opens.has(words[0] ?? '');
}

/** Whether a word takes of a moment what changes while a line runs. */
function isOfSeconds(word: string, before: string | undefined): boolean {
  return /^(?:%|%=|divmod|time_ns)$/.test(word) || (before === '.' && /^(?:second|microsecond|tm_sec)$/.test(word));
}

/** Words by which a line says which of two things takes longer. */
const ranks = /^(?:[<>]=?|min|max|sort|sorted|argmin|argmax|idxmin|idxmax)$/;

/** What gives the same whatever the order of what it is given. */
const unordering = /^(?:sorted|sum|min|max|any|all|bool|Counter)$/;

/** Whether what stands here is hashed, or given to what goes through it in its order: `list(names)`, `"".join(names)`. */
function takesOrder(tokens: readonly PythonToken[], words: readonly string[], index: number): boolean {
  if (words[index] === 'hash' || words[index + 1] === '[') return true;
  let depth = tokens[index]?.depth ?? 0;
  for (let at = index - 1; at > 0 && depth > 0; at -= 1) {
    if ((tokens[at]?.depth ?? 0) >= depth) continue;
    depth = tokens[at]?.depth ?? 0;
    if (words[at] === '(' && ordering.test(words[at - 1] ?? '')) return true;
  }
  return false;
}

const ordering = /^(?:list|tuple|iter|next|join|str|repr|enumerate|zip|map|fromkeys|deque|array|Series|hash)$/;

/** Whether something is sought in what stands here: `x in names`, not `for x in names`. */
function isMember(words: readonly string[], index: number): boolean {
  if (words[index - 1] !== 'in') return false;
  const before = words.slice(0, index);
  return before.filter((word) => word === 'in').length > before.filter((word) => word === 'for').length;
}

/** Whether a set in braces has one item, or only numbers, which are their own hashes. */
function hasFixedOrder(tokens: readonly PythonToken[], words: readonly string[], open: number): boolean {
  const inside = words.slice(open + 1, closing(tokens, open));
  return !inside.some((word) => /^(?:,|for|\*)$/.test(word)) || inside.every((word) => /^(?:[\d_.]+|[-,])$/.test(word));
}

/** The words of a statement that assigns nothing in which names may stand whose values it changes. */
function touched(words: readonly string[]): readonly string[] {
  const [first = '', second] = words;
  if (first === 'for' || second === 'for') return words.slice(0, words.indexOf('in'));
  if (first === 'with' || second === 'with') return words.includes('as') ? words.slice(words.indexOf('as')) : [];
  if (/^(?:print|display|assert|return|if|while|elif|raise)$/.test(first)) return [];
  // A call may change what it is given, and what it is a method of.
  return words;
}

const opens = new Set([
  'if',
  'elif',
  'else',
  'for',
  'while',
  'with',
  'try',
  'except',
  'finally',
  'match',
  'case',
  'async',
]);

const outputs = new Set(['print', 'display', 'write', 'show', 'run', 'gather', 'assert', 'raise']);

const keywords = new Set([
  ...opens,
  ...'print display assert return raise in as is not and or lambda await yield from global nonlocal del pass'.split(
    ' ',
  ),
  ...'True False None self range len list dict set tuple str int float sorted sum min max enumerate zip map'.split(' '),
]);

/** The place of the sign that assigns, -1 where none does. */
function assigned(words: readonly string[]): number {
  let depth = 0;
  return words.findIndex((word) => {
    if ('([{'.includes(word)) depth += 1;
    else if (')]}'.includes(word)) depth -= 1;
    return depth === 0 && /^(?:=|[-+*/%@&|^]=|\/\/=|\*\*=|>>=|<<=)$/.test(word);
  });
}

function closing(tokens: readonly PythonToken[], open: number): number {
  const depth = tokens[open]?.depth ?? 0;
  const at = tokens.findIndex((token, index) => index > open && token.depth <= depth);
  return at === -1 ? tokens.length : at;
}

/** Notes what an import binds. */
function imports(words: readonly string[], modules: Map<string, string>): boolean {
  if (words[0] !== 'import' && words[0] !== 'from') return false;
  const at = words.indexOf('import');
  const from = words[0] === 'from' ? `${words.slice(1, at).join('')}.` : '';
  const items = words
    .slice(at + 1)
    .filter((word) => word !== '(' && word !== ')')
    .join(' ')
    .split(' , ');
  for (const item of items) {
    const [name = '', as] = item.split(' as ').map((part) => part.replaceAll(' ', ''));
    if (from !== '') modules.set(as ?? name, from + name);
    else modules.set(as ?? name.split('.')[0] ?? name, as === undefined ? (name.split('.')[0] ?? name) : name);
  }
  return true;
}

/** The logical lines of a cell; `if x: f()` on one line is two. */
function linesOf(code: string): Line[] {
  const lines: { tokens: PythonToken[]; indent: number }[] = [];
  let open: PythonToken[] = [];
  const end = () => {
    const [first] = open;
    if (first !== undefined) lines.push({ tokens: open, indent: indentAt(code, first.start) });
    open = [];
  };
  for (const token of scanPython(code)) {
    if (token.type === 'comment' || token.type === 'break') continue;
    const isSign = token.type === 'op' && token.depth === 0 && code.slice(token.start, token.end) === ';';
    if (token.type === 'newline' || isSign) end();
    else open.push(token);
  }
  end();
  return lines.map((line, index) => ({ ...line, isLast: index === lines.length - 1 }));
}

function indentAt(code: string, at: number): number {
  const begin = code.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(code.slice(begin))?.[0].length ?? 0;
}
