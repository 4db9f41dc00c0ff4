import { isClose } from '../numbers.ts';
import { matchesWhole, type PatternOptions, pattern } from '../pattern.ts';

export interface JsonOptions extends PatternOptions {
  /** Arrays are equal in any order. */
  readonly unordered: boolean;
  /** Objects of the output may have more keys, arrays more items at their end. */
  readonly contains: boolean;
}

/** A place in a JSON value: `['items', 3, 'name']`. */
export type JsonPath = readonly (string | number)[];

/** Compares two JSON texts as values. Returns the place of the first difference, or undefined. Throws a SyntaxError. */
export function jsonDifference(expected: string, actual: string, options: JsonOptions): JsonPath | undefined {
  return difference(parseJson(expected), parseJson(actual), options, []);
}

/**
 * Reads JSON as Python writes it: `NaN` and `Infinity` are values too, and integers that no double holds are a bigint.
 * Throws a SyntaxError.
 */
export function parseJson(text: string): unknown {
  const spelled = text.replace(unusual, (token) => (token.startsWith('"') ? token : `"\\u0000${token}"`));
  if (spelled === text) return JSON.parse(text);
  return JSON.parse(spelled, (_key, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith('\u0000')) return value;
    const number = value.slice(1);
    return /^-?\d+$/.test(number) ? BigInt(number) : Number(number);
  });
}

/** Strings, and the numbers that `JSON.parse` does not read or not exactly. */
const unusual = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b|(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE])/g;

function difference(wanted: unknown, given: unknown, options: JsonOptions, path: JsonPath): JsonPath | undefined {
  if (Array.isArray(wanted)) return Array.isArray(given) ? arrayDifference(wanted, given, options, path) : path;
  if (isRecord(wanted)) return isRecord(given) ? recordDifference(wanted, given, options, path) : path;
  if (isNumber(wanted) && isNumber(given)) {
    // Two integers are compared digit by digit, unless a tolerance is asked for.
    const isExact = typeof wanted === typeof given && options.tolerance === undefined;
    const equal = isExact
      ? isSame(wanted, given)
      : isClose(Number(wanted), Number(given), options.tolerance ?? 0, options.absolute);
    return equal ? undefined : path;
  }
  if (typeof wanted === 'string' && typeof given === 'string') {
    const { ellipsis, normalize } = options;
    const plain = ellipsis !== true && normalize !== true;
    const equal = plain ? wanted === given : matchesWhole(pattern(wanted, { ...options, tolerance: undefined }), given);
    return equal ? undefined : path;
  }
  return wanted === given ? undefined : path;
}

function arrayDifference(
  wanted: readonly unknown[],
  given: readonly unknown[],
  options: JsonOptions,
  path: JsonPath,
): JsonPath | undefined {
  if (options.unordered) {
    const left = [...given];
    for (const [index, item] of wanted.entries()) {
      const found = left.findIndex((other) => difference(item, other, options, []) === undefined);
      if (found === -1) return [...path, index];
      left.splice(found, 1);
    }
    return left.length > 0 && !options.contains ? path : undefined;
  }
  for (const [index, item] of wanted.entries()) {
    const found = index < given.length ? difference(item, given[index], options, [...path, index]) : [...path, index];
    if (found !== undefined) return found;
  }
  return given.length > wanted.length && !options.contains ? path : undefined;
}

function recordDifference(
  wanted: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
  options: JsonOptions,
  path: JsonPath,
): JsonPath | undefined {
  for (const [key, value] of Object.entries(wanted)) {
    const found = Object.hasOwn(given, key) ? difference(value, given[key], options, [...path, key]) : [...path, key];
    if (found !== undefined) return found;
  }
  return !options.contains && Object.keys(given).some((key) => !Object.hasOwn(wanted, key)) ? path : undefined;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isSame(wanted: number | bigint, given: number | bigint): boolean {
  return wanted === given || (Number.isNaN(wanted) && Number.isNaN(given));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
