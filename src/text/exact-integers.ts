/**
 * JSON with integers that no double holds. `JSON.parse` rounds them, and so `12345678901234567890` is `…891`: here such an
 * integer is a string with a mark, which no program writes by itself, and goes wherever JSON goes.
 */
const MARK = '\u0000integer ';

/** Integers of so many digits that a double may not hold them. */
const longIntegers = /(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE])/g;

/** Reads JSON; integers that no double holds are marked strings. Throws a SyntaxError. */
export function parseExactly(json: string): unknown {
  if (!/\d{16}/.test(json)) return JSON.parse(json);
  const parts: string[] = [];
  for (let at = 0; at < json.length; ) {
    const quote = json.indexOf('"', at);
    const start = quote < 0 ? json.length : quote;
    parts.push(json.slice(at, start).replace(longIntegers, marked));
    at = quote < 0 ? start : endOfString(json, start);
    parts.push(json.slice(start, at));
  }
  return JSON.parse(parts.join(''));
}

function marked(digits: string): string {
  return Number.isSafeInteger(Number(digits)) ? digits : JSON.stringify(MARK + digits);
}

/** Where a string ends that begins at an offset. No regular expression: an output of megabytes is more than its stack holds. */
function endOfString(json: string, start: number): number {
  let quote = json.indexOf('"', start + 1);
  while (quote >= 0) {
    let slashes = 0;
    while (json[quote - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return quote + 1;
    quote = json.indexOf('"', quote + 1);
  }
  return json.length;
}

/** The digits of a marked string; undefined for any other. */
export function exactInteger(text: string): string | undefined {
  return text.startsWith(MARK) ? text.slice(MARK.length) : undefined;
}

/** JSON as it was before marks were put into it. */
export function withExactIntegers(json: string): string {
  return json.replace(/"\\u0000integer (-?\d+)"/g, '$1');
}
