/**
 * The JavaScript form of a Python regular expression, as authors of Python lessons write them: named groups
 * `(?P<name>…)`, `\A`, `\Z`, flags `(?i)` at the start, `\d` and `\w` for every script, escapes of any sign, and braces
 * that stand for themselves. Constructs that JavaScript lacks (possessive quantifiers, conditionals) throw a SyntaxError.
 */
function pythonRegExp(source: string): { source: string; flags: string } {
  const leading = /^\(\?([aimsux]+)\)/.exec(source);
  const flags = leading?.[1] ?? '';
  let rest = leading === null ? source : source.slice(leading[0].length);
  if (flags.includes('x')) rest = rest.replace(/\\#|\\\s|\s+|#.*$/gm, (found) => (found.startsWith('\\') ? found : ''));
  let out = '';
  let inClass = false;
  for (const match of rest.matchAll(TOKEN)) {
    const token = match[0];
    if (token.startsWith('\\')) out += escapeToken(token, inClass);
    else if (inClass) {
      inClass = token !== ']';
      out += /^[[(){}/|]$/.test(token) ? `\\${token}` : token;
    } else if (token.startsWith('[')) {
      inClass = true;
      out += token.endsWith(']') && token.length > 1 ? `${token.slice(0, -1)}\\]` : token;
    } else if (token.startsWith('(?P<')) out += `(?<${token.slice(4)}`;
    else if (token.startsWith('(?P=')) out += `\\k<${token.slice(4, -1)}>`;
    else if (token.startsWith('(?#')) out += '';
    else if (/^\{,\d/.test(token)) out += `{0${token.slice(1)}`;
    else if (token === '{' || token === '}' || token === ']') out += `\\${token}`;
    else if (token === '.') out += flags.includes('s') ? '[^]' : '[^\\n]';
    else out += token;
  }
  const kept = ['i', 'm'].filter((flag) => flags.includes(flag)).join('');
  return { source: out.replaceAll('[^]', '[\\s\\S]'), flags: `${kept}u` };
}

/** Whether the whole text is what a Python regular expression says (`re.fullmatch`). Throws a SyntaxError. */
export function fullMatches(expected: string, actual: string): boolean {
  const { source, flags } = pythonRegExp(expected);
  // Read alone first: `)(` is no expression, though it would be one between the parentheses below.
  new RegExp(source, flags);
  return new RegExp(`^(?:${source})$`, flags.replace('m', '')).test(actual);
}

/** Whether a Python regular expression matches somewhere in the text (`re.search`). Throws a SyntaxError. */
export function searches(expected: string, actual: string): boolean {
  const { source, flags } = pythonRegExp(expected);
  return new RegExp(source, flags).test(actual);
}

/** Whether the text begins with whole lines that the expression matches; a part of an expression may be unreadable. */
export function startMatches(part: string, actual: string): boolean {
  try {
    const { source, flags } = pythonRegExp(part);
    return new RegExp(`^(?:${source})(?:\\n|$)`, flags.replace('m', '')).test(actual);
  } catch {
    return false;
  }
}

const TOKEN =
  /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|N\{[^}]*\}|[\s\S])|\(\?P<|\(\?P=\w+\)|\(\?#[^)]*\)|\[\^?\]?|\{\d*,?\d*\}(?<=\d,?\})|[\s\S]/gu;

const WORD = '\\p{L}\\p{N}_';

function escapeToken(token: string, inClass: boolean): string {
  const sign = token.slice(1);
  if (sign === 'A') return '(?<![\\s\\S])';
  if (sign === 'Z' || sign === 'z') return '(?![\\s\\S])';
  if (sign === 'd') return '\\p{Nd}';
  if (sign === 'D') return '\\P{Nd}';
  if (sign === 'w') return inClass ? WORD : `[${WORD}]`;
  if (sign === 'W') return inClass ? '\\W' : `[^${WORD}]`;
  if (sign === 'b' && !inClass) return `(?=(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
  if (sign === 'B') return `(?=(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`;
  if (sign === 'a') return '\\x07';
  if (sign.startsWith('U')) return `\\u{${sign.slice(1)}}`;
  if (/^[bsSnrtfv]$|^[xu]|^\d$/.test(sign)) return token;
  if (/^[\^$\\.*+?()[\]{}|/]$/.test(sign) || (inClass && sign === '-')) return token;
  if (/^[A-Za-z]$/.test(sign)) throw new SyntaxError(`bad escape ${token}`);
  return sign;
}
