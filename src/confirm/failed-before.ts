import { cellNames } from '../languages/python/names.ts';
import { sketchedNames } from '../languages/python/sketch.ts';
import type { CodeCell } from '../model/cell.ts';
import { originOf } from '../text/mapped-text.ts';

/** Where a cell went wrong: what it binds above that is bound. Undefined where none of its lines ran, or no one knows which. */
export type Failures = ReadonlyMap<string, number | undefined>;

/** Code that runs other code, and code that goes to another folder. */
const [runsOther, movesAway] = [/^[ \t]*%run\b|\bexec\(/m, /^[ \t]*%cd\b|\bchdir\(/m];

/** Code that binds names which it does not tell: those that no other cell binds may be its. */
const bindsUntold = /^[ \t]*(?:%pylab\b|from[ \t]+[\w.]+[ \t]+import[ \t]*\*)/m;

/** Code that magics come from, and a line that is one. */
const [loadsMagics, isMagic] = [/^[ \t]*%load_ext\b/m, /^[ \t]*%%?[a-z]/im];

/** Whether code may bind any name. */
export function mayBindAny(code: string): boolean {
  return [runsOther, bindsUntold, loadsMagics].some((one) => one.test(code));
}

type NamedCell = Pick<CodeCell, 'id' | 'code'>;

/** What a cell may owe its result to. */
export interface Cause {
  /** A cell that went wrong, or that only sketches a function or class. */
  readonly cell: NamedCell;
  /** The function or class. */
  readonly sketched?: string;
  /** Whether a name, a file or a magic is not what it should be where the reached cell begins; without it, any may be. */
  readonly spoils?: (key: string) => boolean;
}

/** Stands for all magics among names and files. */
export const MAGIC = '%';

/**
 * The cells that an earlier one which went wrong can have reached, and that one: they use a name that it would have bound
 * or changed, a file that it names, or what was made of these. A name that is bound anew is free of it. So it is with a
 * function or class that is only sketched (`...` in place of code). What another language does is not known: there all
 * later cells count. `cells` are those of one run, in order.
 */
export function failedBefore(cells: readonly NamedCell[], failures: Failures): ReadonlyMap<string, Cause> {
  const reached = new Map<string, Cause>();
  /** Name or file → what went wrong. */
  const spoiled = new Map<string, Cause>();
  /** Modules, functions and classes: a call changes none of them. */
  const tools = new Set<string>();
  /** The names that cells bound, and what left names unbound that nobody can tell. */
  const bound = new Set<string>([MAGIC]);
  let untold: Cause | undefined;
  let all: Cause | undefined;
  const isUntold = (key: string) => !(bound.has(key) || key.includes('.'));
  const spoilsNow = () => {
    const [keys, names] = [new Set(spoiled.keys()), untold === undefined ? undefined : new Set(bound)];
    return (key: string) => keys.has(key) || (names?.has(key) === false && !key.includes('.'));
  };
  for (const cell of cells) {
    const source = cell.code.source.text;
    if (cell.code.language !== 'python') {
      if (all !== undefined) reached.set(cell.id, all);
      if (failures.has(cell.id)) all ??= { cell };
      continue;
    }
    const { defines, uses } = cellNames(source);
    const sketched = sketchedNames(source);
    const called = sketched.find((name) => new RegExp(`(?<!(?:def|class)[ \\t]+)(?<![\\w.])${name}\\(`).test(source));
    const keys = keysOf(source, uses);
    const before =
      all ?? keys.map((key) => spoiled.get(key) ?? (isUntold(key) ? untold : undefined)).find((cause) => cause);
    const cause = before ?? (called === undefined ? undefined : { cell, sketched: called });
    if (cause !== undefined) {
      const isKnown = before !== undefined && all === undefined;
      reached.set(cell.id, isKnown ? { ...cause, spoils: spoilsNow() } : cause);
    }
    for (const { name } of defines) bound.add(name);
    for (const [, name = ''] of source.matchAll(toolNames)) tools.add(name);
    for (const [, names = ''] of source.matchAll(imports)) for (const name of names.split(/\W+/)) tools.add(name);
    const origin = cause ?? (failures.has(cell.id) ? { cell } : undefined);
    if (origin === undefined) {
      for (const { name } of defines) spoiled.delete(name);
      for (const name of sketched) spoiled.set(name, { cell, sketched: name });
      continue;
    }
    const ended = failures.get(cell.id);
    const isBound = (start: number) => ended !== undefined && originOf(cell.code.source, start, start).start < ended;
    for (const { name, start } of defines) if (!isBound(start) || cause !== undefined) spoiled.set(name, origin);
    const below = undone(cell, failures);
    const changing = cause === undefined ? below : source;
    const changed = changedNames(
      changing,
      [...uses, ...defines].map(({ name }) => name),
    );
    for (const name of changed) if (!tools.has(name)) spoiled.set(name, origin);
    for (const file of filesIn(changing.replace(READS, ''))) spoiled.set(file, origin);
    if (!failures.has(cell.id)) continue;
    if (runsOther.test(source) || movesAway.test(source)) all ??= origin;
    if (bindsUntold.test(below)) untold ??= origin;
    if (loadsMagics.test(below)) spoiled.set(MAGIC, origin);
  }
  return reached;
}

/**
 * Whether what a cell raises at an offset of the lesson may owe to what reached it: the statement there uses a name or file that
 * is not what it should be, or what statements above it made of one. What has the error of its own, nothing else explains.
 */
export function reachesLine({ code }: NamedCell, offset: number, { spoils }: Cause): boolean {
  if (spoils === undefined || code.language !== 'python') return true;
  const wrong = new Set<string>();
  const made = new Set<string>();
  for (const { start, text } of statementsOf(code.source.text)) {
    const { defines, uses } = cellNames(text);
    const isReached = keysOf(text, uses).some((key) => wrong.has(key) || (!made.has(key) && spoils(key)));
    const end = originOf(code.source, start + text.trimEnd().length, start + text.trimEnd().length).start;
    if (offset <= end) return isReached;
    for (const { name } of defines) {
      made.add(name);
      if (isReached) wrong.add(name);
      else wrong.delete(name);
    }
    if (!isReached) continue;
    const names = [...uses, ...defines].map(({ name }) => name);
    for (const name of changedNames(text, names)) wrong.add(name);
  }
  return true;
}

/** The statements of code at its margin, each with what is indented below it. A cell magic is one with the code that it gets. */
function statementsOf(source: string): { readonly start: number; readonly text: string }[] {
  if (/^\s*%%/.test(source)) return [{ start: 0, text: source }];
  const starts = [...source.matchAll(/^(?=[^\s)\]}#])(?!(?:else|elif|except|finally)\b)/gm)].map(({ index }) => index);
  return starts.map((start, at) => ({ start, text: source.slice(start, starts[at + 1]) }));
}

/** The code of a cell that a failure kept from being done: what stands above the statement that raised was done. */
export function undone({ id, code: { source } }: NamedCell, failures: Failures): string {
  const { text } = source;
  const offset = failures.get(id);
  if (offset === undefined) return text;
  const starts = statementsOf(text).map(({ start }) => start);
  return text.slice(starts.findLast((start) => originOf(source, start, start).start <= offset) ?? 0);
}

/** What code needs of what was done before it: names, files and magics. */
function keysOf(source: string, uses: readonly { readonly name: string }[]): string[] {
  return [...uses.map(({ name }) => name), ...filesIn(source), ...(isMagic.test(source) ? [MAGIC] : [])];
}

const toolNames = /^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)/gm;

const imports = /^[ \t]*(?:from[ \t]+\S+[ \t]+)?import[ \t]+([^\n#]+)/gm;

/** Names of files in strings, in magics and in shell lines: the last part of each path. */
function filesIn(source: string): string[] {
  return [...source.matchAll(/[\w-]+\.[a-z]\w{0,4}(?=["'\s]|$)/gi)].map(([name]) => name);
}

/** Calls that read the file which they name first. */
const READS =
  /\b(?:read|load|imread|genfromtxt|scan)\w*\(\s*r?["'][^"'\n]*["']|\bopen\(\s*r?["'][^"'\n]*["'](?=\s*\)|\s*,\s*["']r[bt]?["'])/g;

/** Functions that change nothing that they are given. */
const PURE = `print|len|type|int|str|float|bool|repr|sum|min|max|sorted|range|list|tuple|set|dict|isinstance|abs|round|dir|id|help|enumerate|any|all|format`;

/** A call that is passed a name, of what may change it. */
const passes = (name: string) =>
  new RegExp(
    `(?<![\\w.])(?!(?:${PURE}|if|elif|while|for|in|and|or|not|is|return|def|class|assert|with|yield|lambda|except)\\b)[\\w.]+[ \\t]*\\([^)]*(?<![\\w.])${name}\\b`,
  );

/** The names whose values code can change without binding them: it calls their methods, assigns in them, or passes them on. */
function changedNames(source: string, names: readonly string[]): string[] {
  return names.filter((name) => {
    if (passes(name).test(source) || callsForEffect(name, source)) return true;
    return new RegExp(`(?<![\\w.])${name}(?:(?:\\.\\w+|\\[[^\\]\\n]*\\])+[ \\t]*[-+*/|&]*=(?!=))`).test(source);
  });
}

/** Whether a method of a name is called for what it does to it: by its name, or in a statement of its own that shows nothing. */
function callsForEffect(name: string, source: string): boolean {
  return [...source.matchAll(new RegExp(`(?<![\\w.])${name}\\.(\\w+)\\(`, 'g'))].some(({ index, 1: method = '' }) => {
    const isOwn = source.slice(source.lastIndexOf('\n', index) + 1, index).trim() === '';
    return MUTATES.test(method) || (isOwn && (!TELLS.test(method) || /\binplace=True/.test(source)));
  });
}

/** Methods that change their object, whatever they give back too. */
const MUTATES =
  /^(?:append|extend|insert|pop\w*|remove|discard|clear|update|add\w*|set\w*|sort|reverse|rotate|shuffle|put|push|write\w*|read\w*|send|close|seek|execute\w*|commit|fit\w*|train|compile|load\w*|start|join|next|__\w+__)$/;

/** Methods whose value is all that a cell calls them for, where it ends with them: those of numbers, texts and tables. */
const TELLS =
  /^(?:head|tail|sample|info|describe|mean|median|std|var|sum|min|max|count|value_counts|unique|nunique|corr|drop\w*|sort_values|sort_index|reset_index|set_index|rename|groupby|pivot\w*|melt|merge|query|filter|select|assign|astype|apply|agg|map|isna|isnull|fillna|items|keys|values|get\w*|index|find\w*|split\w*|strip|upper|lower|title|replace|format|startswith|endswith|is\w*|to_\w+|plot\w*|hist|boxplot|show|copy|dot|reshape|transpose|flatten|predict\w*|score|evaluate)$/;
