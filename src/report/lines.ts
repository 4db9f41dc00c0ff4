/** Of a text with more lines than anybody reads, the rest is not looked at: as strings they fill the memory. */
const most = 2_000_000;

/** The lines of a text; a final line end opens none, and the empty text has none. */
export function linesOf(text: string): string[] {
  const lines = text.includes('\r') ? text.split(/\r\n|\n|\r/, most) : text.split('\n', most);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The lines of files, by what reads their texts. Findings of one file follow each other: it is split once. */
export function lineReader(
  readSource: (file: string) => string | undefined,
): (file: string) => readonly string[] | undefined {
  let last: { readonly file: string; readonly lines: readonly string[] | undefined } | undefined;
  return (file) => {
    if (last?.file !== file) {
      const text = readSource(file);
      last = { file, lines: text === undefined ? undefined : linesOf(text) };
    }
    return last.lines;
  };
}
