import { withoutCodeSpans } from '../../text/backticks.ts';
import type { Edit } from '../../text/mapped-text.ts';
import { linesIn } from './lines.ts';

/** Before the name of a page by which Hugo finds it, wherever it stands: an address of our own making. */
export const pageReference = 'page-by-name:';

const reference =
  /(?<=\]\()[ \t]*\{\{[<%][ \t]*(?:rel)?ref[ \t]+(?:path[ \t]*=[ \t]*)?(?:"([^"\n]+)"|([^\s"<>%{}]+))[ \t]*[>%]\}\}(#[^\s)]*)?[ \t]*(?=\))/g;

/**
 * Hugo's references to pages, `[text]({{< ref "loops.md#while" >}})`, as addresses that say what they are: blanks and angle
 * brackets make no address. https://gohugo.io/shortcodes/ref/
 */
export function hugoReferences(text: string): Edit[] {
  if (!/\{\{[<%][ \t]*(?:rel)?ref[ \t]/.test(text)) return [];
  return linesIn(text).flatMap((line) =>
    line.isCode
      ? []
      : [...withoutCodeSpans(line.text).matchAll(reference)].map(
          ({ index, 0: whole, 1: quoted, 2: bare = '', 3: anchor = '' }) => ({
            start: line.start + index,
            end: line.start + index + whole.length,
            text: `<${pageReference}${quoted ?? bare}${anchor}>`,
          }),
        ),
  );
}
