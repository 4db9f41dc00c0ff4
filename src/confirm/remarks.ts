/** The sign of an annotation of Material for MkDocs at the end of a line: the page shows a button in its place. */
const ANNOTATION = /[ \t]+#[ \t]*\(\d+\)!?[ \t]*$/;

/** A comment at the end of a line, or a line of its own: `# a list`, `#=> 5`. A hash that text touches may be printed. */
const COMMENT = /(?:^|[ \t]+)#(?:[ \t]|[=-]*>|→).*$/;

/**
 * An expected text without what its author only remarks in it: signs of annotations and, in a session at the prompt,
 * comments. What the cell printed just so stays.
 */
export function withoutRemarks(expected: string, produced: string, inSession: boolean): string {
  if (!expected.includes('#')) return expected;
  const printed = new Set(produced.split('\n').map((line) => line.trimEnd()));
  return expected
    .split('\n')
    .flatMap((line) => {
      if (printed.has(line.trimEnd())) return [line];
      const bare = line.replace(ANNOTATION, '');
      if (!inSession || bare !== line) return [bare];
      const rest = bare.replace(COMMENT, '');
      return rest.trim() === '' && bare.trim() !== '' ? [] : [rest];
    })
    .join('\n');
}
