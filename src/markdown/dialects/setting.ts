/** What another tool's option of a cell means in a notebook. */
export interface Setting {
  readonly flags?: readonly ('skip' | 'hide-input' | 'hide-output' | 'display')[];
  readonly tags?: readonly string[];
  readonly title?: string;
  /** What a page shows below the figure or table that the cell makes. */
  readonly caption?: string;
  /** The same of its parts. */
  readonly subcaptions?: string;
}

/** What an option says with its value; undefined of a value that nobody here can read. */
export type ReadOption = (value: string) => Setting | undefined;

const no = /^(?:false|f|no|never)$/i;
const yes = /^(?:true|t|yes|)$/i;

/** An option that means something when it is off, and nothing when it is on. */
export function whenOff(setting: Setting): ReadOption {
  return (value) => (no.test(value) ? setting : yes.test(value) ? {} : undefined);
}

/** An option that means something when it is on, and nothing when it is off. */
export function whenOn(setting: Setting): ReadOption {
  return (value) => (yes.test(value) ? setting : no.test(value) ? {} : undefined);
}

/** A caption as it is; one that a program computes, or one for each of several figures, is none. */
export function captionOf(value: string): Setting {
  return /^(?:|c\(.*|[[|>].*)$/s.test(value) ? {} : { caption: value };
}

/** Captions of the parts of a figure, as letters count them on a page. */
export function subcaptionsOf(value: string): Setting {
  const list = /^(?:true|false)$/i.test(value) ? [] : listOf(value);
  return list.length === 0
    ? {}
    : { subcaptions: list.map((one, at) => `(${String.fromCharCode(97 + (at % 26))}) ${one}`).join(', ') };
}

/** Whether the value says no. */
export function isOff(value: string): boolean {
  return no.test(value);
}

/** A list as options have it: `a, b`, `[a, "b, c"]`, R's `c("a", "b")`. */
export function listOf(value: string): string[] {
  const items = value.trim().replace(/^(?:c\(|\[)|[\])]$/g, '');
  return [...items.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')\s*(?=,|$)|[^,]+/g)]
    .map(
      ([plain, double, single]) => double?.replaceAll('\\"', '"') ?? single ?? plain.trim().replace(/^["']|["']$/g, ''),
    )
    .filter((one) => one !== '');
}

/** Items as `listOf` reads them. */
export function asList(items: readonly string[]): string {
  return items.map((one) => (one.includes(',') ? `"${one.replaceAll('"', '\\"')}"` : one)).join(',');
}
