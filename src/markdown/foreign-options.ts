/** What another tool's option of a cell means in a notebook. */
export interface Setting {
  readonly flags?: readonly ('skip' | 'hide-input' | 'hide-output' | 'display')[];
  readonly tags?: readonly string[];
  readonly title?: string;
}

const no = /^(?:false|f|no|never)$/i;
const yes = /^(?:true|t|yes|)$/i;

/** Options that say how a page looks, how it is numbered, or how another tool computes: a notebook has nothing for them. */
const ofPages =
  /^(?:(?:fig|tbl|lst|layout|out|dev|dpi|code|cap|caption|column|cache|cell|class|output|results|slideshow|jupyter|ref|render|comment|prompt|strip|size|background|opts|animation|ffmpeg)(?:[-_.].*)?|label|name|id|alt|align|width|height|message|warning|collapse|highlight|indent|tidy|fold|freeze|purl|autodep|dependson|engine|child|split|file|linenos|lineno-start|lineno-match|emphasize-lines|number-lines|linenumbers|numberlines|number-source-lines|startfrom|linkable|mystnb|magic_args|editable|deletable|cellview|scrolled|trusted|incorrectly_encoded_metadata|region_name|export|hl_lines|linenums|showlinenumbers|copy|dedent|force|tangle|exports|session)$/i;

/**
 * What an option of a cell means, as knitr, Quarto, MyST and Jupytext have them (`eval: false`, `echo=FALSE`,
 * `active="py"`). Of those that only a page has, it is nothing; undefined of those that nobody here can read.
 */
export function settingOf(key: string, value: string): Setting | undefined {
  switch (key.toLowerCase()) {
    case 'tags':
    case 'tag':
      return { tags: listOf(value) };
    case 'eval':
      if (no.test(value)) return { flags: ['skip'] };
      return yes.test(value) ? {} : undefined;
    case 'error':
      if (yes.test(value)) return { tags: ['raises-exception'] };
      return no.test(value) ? {} : undefined;
    case 'echo':
      if (no.test(value)) return { flags: ['hide-input'] };
      return yes.test(value) || value === 'fenced' ? {} : undefined;
    case 'include':
      if (no.test(value)) return { flags: ['hide-input', 'hide-output'] };
      return yes.test(value) ? {} : undefined;
    case 'output':
    case 'results':
      return no.test(value) || value === 'hide' ? { flags: ['hide-output'] } : {};
    case 'code-fold':
    case 'code_fold':
      return /^(?:true|hide)$/i.test(value) ? { flags: ['hide-input'] } : {};
    case 'filename':
      return { title: value };
    case 'active':
      // Of Jupytext: what is not active in notebooks is a raw cell there.
      return listOf(value).includes('ipynb') ? {} : { flags: ['display'] };
    default:
      return ofPages.test(key) ? {} : undefined;
  }
}

/** Tags by which Jupyter's tools skip a cell. */
export function isSkipTag(tag: string): boolean {
  return tag === 'skip-execution' || tag === 'nbval-skip';
}

/** A list as options have it: `a, b`, `[a, "b"]`, R's `c("a", "b")`. */
function listOf(value: string): string[] {
  return value
    .trim()
    .replace(/^(?:c\(|\[)|[\])]$/g, '')
    .split(',')
    .map((one) => one.trim().replace(/^["']|["']$/g, ''))
    .filter((one) => one !== '');
}
