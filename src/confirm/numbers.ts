/** A number as Python, NumPy and pandas print one, with its sign. */
const NUMBER = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|(?<![A-Za-z_])[+-]?(?:inf|nan|NaN)(?![A-Za-z_])';
const EACH = new RegExp(NUMBER, 'g');
const HERE = new RegExp(NUMBER, 'y');

/** A text as its literal pieces and, between them, its numbers. */
export function splitNumbers(text: string): (string | number)[] {
  const tokens: (string | number)[] = [];
  let at = 0;
  for (const match of text.matchAll(EACH)) {
    if (match.index > at) tokens.push(text.slice(at, match.index));
    tokens.push(toNumber(match[0]));
    at = match.index + match[0].length;
  }
  if (at < text.length) tokens.push(text.slice(at));
  return tokens;
}

/** The number that stands at an offset, the longest one. */
export function numberAt(text: string, at: number): { value: number; length: number } | undefined {
  HERE.lastIndex = at;
  const found = HERE.exec(text)?.[0];
  return found === undefined ? undefined : { value: toNumber(found), length: found.length };
}

/** Whether two numbers are as near as `math.isclose(a, b, rel_tol=tolerance, abs_tol=absolute)` of Python wants; NaN is near to NaN. */
export function isClose(a: number, b: number, tolerance: number, absolute = 0): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= Math.max(tolerance * Math.max(Math.abs(a), Math.abs(b)), absolute);
}

function toNumber(number: string): number {
  if (/nan/i.test(number)) return Number.NaN;
  if (number.endsWith('inf')) return number.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(number);
}
