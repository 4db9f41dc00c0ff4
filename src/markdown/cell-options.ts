import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { chunkHeader } from './chunk-header.ts';
import { asList } from './dialects/setting.ts';
import { marksOf } from './fence-marks.ts';
import { isSolutionWord } from './secret-words.ts';

/** An option of a cell, in the lines at its head. */
interface CellOption {
  readonly key: string;
  /** A list is written `a,b`. */
  readonly value: string;
}

/** The option lines at the head of a cell's code. */
export interface CellOptions {
  /** How many characters of the code they take. */
  readonly length: number;
  readonly options: readonly CellOption[];
  /** Words in them that give the cell a role. */
  readonly marks: readonly string[];
}

const none: CellOptions = { length: 0, options: [], marks: [] };

/** MyST's options of a directive: YAML between `---` lines, or lines `:key: value`. */
export function directiveOptions(code: string): CellOptions {
  const match = /^(?:---\n([\s\S]*?)\n?---[ \t]*(?:\n|$)|((?:[ \t]*:[\w-]+:.*(?:\n|$))+))\n?/.exec(code);
  if (match === null) return none;
  const [{ length }, yaml, lines = ''] = match;
  const options =
    yaml !== undefined
      ? optionsInYaml(yaml)
      : [...lines.matchAll(/^[ \t]*:([\w-]+):[ \t]*(.*?)[ \t]*$/gm)].map(([, key = '', value = '']) => ({
          key,
          value,
        }));
  return { length, options, marks: marksIn(options) };
}

/**
 * Quarto's, in comments that begin with a bar: `#| eval: false`, and knitr's `#| eval=FALSE`. Formatters of Python write
 * `# | eval: false`, which Quarto reads too.
 */
export function commentOptions(code: string): CellOptions {
  const match = optionLines.exec(code);
  if (match === null) return none;
  const text = match[0].replace(/^[ \t]*(?:#[ \t]*|\/\/|--|%%)\|[ \t]?/gm, '');
  const options = optionsInYaml(text);
  return { length: match[0].length, options, marks: marksIn(options) };
}

const optionLines = /^(?:[ \t]*(?:(?:#|\/\/|--|%%)\||#[ \t]+\|(?=[ \t]*(?:[\w.-]+[ \t]*[:=]|-[ \t]))).*(?:\n|$))+/;

function optionsInYaml(text: string): CellOption[] {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length === 0 && isMap(document.contents)) {
    const caption = document.getIn(['mystnb', 'figure', 'caption']);
    return [
      ...document.contents.items.map(({ key, value }) => ({
        key: textOf(key),
        value: isSeq(value) ? asList(value.items.map(textOf)) : textOf(value),
      })),
      ...(typeof caption === 'string' ? [{ key: 'caption', value: caption }] : []),
    ];
  }
  // knitr joins lines of R's options, which commas divide: `fig.cap = "A, b",`.
  if (/^[ \t]*[\w.-]+[ \t]*=/.test(text)) {
    const joined = text.replace(/[ \t]*\n[ \t]*/g, ' ');
    return [...(chunkHeader(`,${joined}`)?.values ?? [])].map(([key, { text: value }]) => ({ key, value }));
  }
  return text.split('\n').flatMap((line): CellOption[] => {
    const [, key, value = ''] = /^[ \t]*([\w.-]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    if (key !== undefined) return [{ key, value }];
    const header = chunkHeader(`,${line}`);
    return [
      ...[...(header?.values ?? [])].map(([name, one]) => ({ key: name, value: one.text })),
      ...line
        .split(/[\s,]+/)
        .flatMap((word) => (/^[\p{L}][\p{L}\p{N}_-]*$/u.test(word) ? [{ key: word, value: '' }] : [])),
    ];
  });
}

function textOf(node: unknown): string {
  return isScalar(node) ? String(node.source ?? node.value ?? '') : '';
}

/** As in an info string: `tags: [solution]`, `solution: true`; or by what a page shows in its place, `code-summary: Solution`. */
function marksIn(options: readonly CellOption[]): string[] {
  return options.flatMap(({ key, value }) =>
    key === 'code-summary'
      ? value.split(/[\s"':,.]+/).some(isSolutionWord)
        ? ['solution']
        : []
      : marksOf(`python ${key}="${value.replace(/["\\\n]/g, ' ')}"`).map(({ text }) => text),
  );
}
