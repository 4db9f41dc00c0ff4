/**
 * JSON with integers that no double holds. `JSON.parse` rounds them, and so `12345678901234567890` is `…891`: here such an
 * integer is a string with a mark, which no program writes by itself, and goes wherever JSON goes.
 */
const MARK = '\u0000integer ';

/** Strings, and integers of so many digits that a double may not hold them. */
const longIntegers = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE])/g;

/** Reads JSON; integers that no double holds are marked strings. Throws a SyntaxError. */
export function parseExactly(json: string): unknown {
  if (!/\d{16}/.test(json)) return JSON.parse(json);
  return JSON.parse(
    json.replace(longIntegers, (token) =>
      token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : JSON.stringify(MARK + token),
    ),
  );
}

/** The digits of a marked string; undefined for any other. */
export function exactInteger(text: string): string | undefined {
  return text.startsWith(MARK) ? text.slice(MARK.length) : undefined;
}

/** JSON as it was before marks were put into it. */
export function withExactIntegers(json: string): string {
  return json.replace(/"\\u0000integer (-?\d+)"/g, '$1');
}
