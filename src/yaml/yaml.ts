import {
  type Alias,
  type Document,
  isCollection,
  isMap,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { replacing } from '../diagnostics/fix.ts';
import type { Span } from '../text/span.ts';
import { checkedValue } from './checked-value.ts';
import type { Schema } from './schema.ts';
import { type Problem, rangeOf } from './yaml-node.ts';
import { firstLine, syntaxProblem, tagProblem } from './yaml-syntax.ts';

/** Where a piece of YAML stands, and how strictly it is read. */
export interface YamlPlace {
  /** Path of the file, as diagnostics name it. */
  readonly file: string;
  /** Offset in the file at which the YAML begins. */
  readonly offset?: number;
  /** `keep` takes keys that the schema does not know without a word. */
  readonly unknownKeys?: 'error' | 'keep';
}

export interface YamlResult<T> {
  /** What is valid of the data; a key with a problem is left out, so that its default holds. */
  readonly value: Partial<T>;
  /** All of the data as it stands, unknown keys included; empty when it could not be read. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value (or, of a mapping's entry, the key) at a path stands in the file. */
  readonly spanOf: (path: readonly (string | number)[], part?: 'key' | 'value') => Span | undefined;
}

/**
 * Reads a YAML mapping and checks it against one of our schemas: one diagnostic a problem, at the key or value that
 * is wrong. The check walks the YAML's own nodes, because that knows positions and starts at once: a validator
 * compiled by ajv takes some 110 ms before the first answer. Tests compare its verdicts with ajv's.
 * Never throws, whatever the text is.
 */
export function readYaml<T>(text: string, schema: Schema, place: YamlPlace): YamlResult<T> {
  const problems: Problem[] = [];
  const document = parseMapping(text, problems);
  const value = document === undefined ? {} : checked(document, text, schema, place, problems);
  const offset = place.offset ?? 0;
  const shifted = ({ start, end }: Span): Span => {
    // For a key left out after `? ` the parser says -1.
    const from = Math.min(Math.max(start, 0), Math.max(text.length - 1, 0));
    return { start: from + offset, end: Math.min(Math.max(end, from + 1), text.length) + offset };
  };
  return {
    value: value as Partial<T>,
    raw: document === undefined ? {} : plainData(document, problems),
    diagnostics: problems
      .sort((a, b) => a.span.start - b.span.start)
      .map(({ rule, message, span, first, meant, ...details }) =>
        diagnostic(rule, message, place.file, shifted(span), {
          ...details,
          ...(meant !== undefined && { fix: replacing(shifted(span), meant) }),
          ...(first && { related: [{ message: 'first given here', file: place.file, span: shifted(first) }] }),
        }),
      ),
    spanOf: (path, part = 'value') => {
      const span = document && spanAt(document, path, part);
      return span && shifted(span);
    },
  };
}

/** To find what an alias stands for takes a walk through all before it; and people repeat themselves less often. */
const mostAliases = 100;

/** The document, or undefined when it is no mapping that could be read; then a problem says why. */
function parseMapping(text: string, problems: Problem[]): Document<Node> | undefined {
  const document = parseDocument<Node>(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  const error = document.errors[0];
  if (error !== undefined) {
    problems.push(syntaxProblem(error, document, text));
    return undefined;
  }
  const { contents } = document;
  const aliases = aliasesOf(document);
  if (aliases.length > mostAliases) {
    const message = `unexpected number of aliases, ${aliases.length}, expected at most ${mostAliases}`;
    problems.push({ rule: 'yaml-alias', message, span: rangeOf(aliases[mostAliases] as Alias) });
    return undefined;
  }
  if (contents === null || (isScalar(contents) && contents.value === null)) return undefined;
  if (isMap(contents)) return document;
  problems.push({
    rule: 'yaml-not-mapping',
    message: `unexpected ${isCollection(contents) ? 'list' : 'text'}, expected keys with values`,
    span: firstLine(text, rangeOf(contents).start),
    help: /^[\w-]+:\S/.test(text.slice(rangeOf(contents).start))
      ? 'a blank must follow the colon'
      : 'write one `key: value` a line',
  });
  return undefined;
}

function checked(document: Document<Node>, text: string, schema: Schema, place: YamlPlace, problems: Problem[]) {
  if (place.unknownKeys !== 'keep') for (const one of document.warnings.map(tagProblem)) problems.push(one);
  const reported = new Set([...badAliases(document, problems), ...duplicateKeys(document, problems)]);
  return checkedValue(document.contents, schema, '', {
    text,
    document,
    reported,
    unknownKeys: place.unknownKeys ?? 'error',
    report: (problem) => problems.push(problem),
  });
}

/** Reports each key that an earlier one of its mapping has already given, and returns those pairs. */
function duplicateKeys(document: Document<Node>, problems: Problem[]): ReadonlySet<Pair> {
  const duplicates = new Set<Pair>();
  visit(document, {
    Map(_, map) {
      const seen = new Map<string, Span>();
      for (const pair of map.items) {
        if (!isScalar(pair.key)) continue;
        const key = String(pair.key.value);
        const first = seen.get(key);
        if (first === undefined) {
          seen.set(key, rangeOf(pair.key));
          continue;
        }
        duplicates.add(pair);
        problems.push({
          rule: 'duplicate-key',
          message: `unexpected second \`${key}\`, expected each key once`,
          span: rangeOf(pair.key),
          first,
        });
      }
    },
  });
  return duplicates;
}

/** Reports aliases that stand for nothing, or for what they stand in, and returns them. */
function badAliases(document: Document<Node>, problems: Problem[]): ReadonlySet<Node> {
  const bad = new Set<Node>();
  visit(document, {
    Alias(_, alias, path) {
      const target = alias.resolve(document);
      if (target !== undefined && !path.includes(target)) return;
      const message =
        target === undefined
          ? `unexpected alias \`*${alias.source}\`, expected an anchor \`&${alias.source}\` before it`
          : `unexpected alias \`*${alias.source}\` inside what it refers to`;
      bad.add(alias);
      problems.push({
        rule: 'yaml-alias',
        message,
        span: rangeOf(alias),
        ...(target === undefined && { help: 'a text that starts with `*` wants quotes' }),
      });
    },
  });
  return bad;
}

/** The data without a look at the schema. Aliases that multiply beyond reason are a problem. */
function plainData(document: Document<Node>, problems: Problem[]): Record<string, unknown> {
  if (problems.some((problem) => problem.rule === 'yaml-alias')) return {};
  try {
    return document.toJS({ maxAliasCount: mostAliases }) as Record<string, unknown>;
  } catch {
    const message = 'unexpected number of aliases, expected data that stays small when they are filled in';
    problems.push({ rule: 'yaml-alias', message, span: rangeOf(aliasesOf(document)[0] ?? document.contents) });
    return {};
  }
}

function aliasesOf(document: Document<Node>): Alias[] {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  return aliases;
}

function spanAt(document: Document<Node>, path: readonly (string | number)[], part: 'key' | 'value') {
  if (part === 'value') {
    const node = document.getIn(path, true) as Node | undefined;
    if (node?.range) return rangeOf(node);
  }
  const map = document.getIn(path.slice(0, -1), true);
  if (!isMap(map)) return undefined;
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === String(path.at(-1)));
  return pair && rangeOf(pair.key as Node);
}
