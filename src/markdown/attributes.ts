/** What stands after the name of a fence or container: bare words, `key=value` pairs, `#id`, `.class`. */
export interface Attributes {
  readonly id?: string;
  readonly classes: readonly string[];
  readonly words: readonly Word[];
  readonly values: ReadonlyMap<string, Value>;
}

export interface Word {
  readonly text: string;
  /** Offset in the text that was parsed. */
  readonly at: number;
}

export interface Value {
  readonly text: string;
  readonly at: number;
  /** Offset of the key. */
  readonly keyAt: number;
}

/** One attribute of Pandoc's, as a part of other patterns: `.class`, `#id`, `key="value"`. */
export const attribute = /(?:[.#][\w:-]+|[\w-]+=(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^\s"'{}]+))/.source;

const token =
  /\s*(?:#([\w:-]+)|\.([\p{L}\p{M}\p{N}_-]+)|([\w.:-]+)\s*=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|\{[^}]*\}|[^\s}]*)|([^\s{}]+)|([{}]))/guy;

/**
 * Reads attributes: `starter points=2 title="two words"`, `#id .class key=value`. Braces around parts are looked
 * through, so that Pandoc's `{.python file="x.py" #name}` reads the same.
 */
export function parseAttributes(text: string): Attributes {
  let id: string | undefined;
  const classes: string[] = [];
  const words: Word[] = [];
  const values = new Map<string, Value>();
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [whole, hash, dot, key, value, word] = match;
    const end = match.index + whole.length;
    if (hash !== undefined) id ??= hash;
    else if (dot !== undefined) classes.push(dot);
    else if (key !== undefined && value !== undefined) {
      const quoted = /^["']/.test(value);
      values.set(key, {
        text: quoted ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value,
        at: end - value.length,
        keyAt: match.index + whole.indexOf(key),
      });
    } else if (word !== undefined) words.push({ text: word, at: end - word.length });
  }
  return { ...(id === undefined ? {} : { id }), classes, words, values };
}
