import type { Attributes } from './attributes.ts';
import { parseAttributes } from './attributes.ts';
import { chunkHeader } from './chunk-header.ts';

/** The info string of a fence, understood: ```` ```python starter points=2 ````. */
export interface FenceInfo {
  /** Lower case; `''` where the fence names none. */
  readonly language: string;
  /** The name in ```` ```{name} argument ```` (MyST, Quarto), without braces; then `language` is `''`. */
  readonly directive?: string;
  /** What follows the directive's name on its line. */
  readonly argument?: string;
  readonly attributes: Attributes;
  /** Offset of the attributes' text in the info string. */
  readonly attributesAt: number;
}

const braced = /^\{([A-Za-z][\w:.-]*)((?:[ ,][^}]*)?)\}\s*(.*)$/s;
const pandoc = /^\{([.#][^}]*)\}\s*(.*)$/s;

/** Reads an info string in any of the spellings that lessons use. */
export function parseFenceInfo(info: string): FenceInfo {
  const lead = info.length - info.trimStart().length;
  const text = info.trim();
  const directive = braced.exec(text);
  if (directive !== null) {
    const [, name = '', options = '', argument = ''] = directive;
    const at = lead + 1 + name.length;
    return {
      language: '',
      directive: name.toLowerCase(),
      argument,
      attributes: chunkHeader(options) ?? parseAttributes(options),
      attributesAt: at,
    };
  }
  const bracketed = pandoc.exec(text);
  if (bracketed !== null) {
    const attributes = parseAttributes(bracketed[1] ?? '');
    const [first = '', ...others] = attributes.classes;
    return { language: first.toLowerCase(), attributes: { ...attributes, classes: others }, attributesAt: lead + 1 };
  }
  const match = /^([^\s{]*)(.*)$/s.exec(text);
  const language = match?.[1] ?? '';
  return {
    language: language.toLowerCase().replace(/,.*$/, ''),
    attributes: parseAttributes(match?.[2] ?? ''),
    attributesAt: lead + language.length,
  };
}
