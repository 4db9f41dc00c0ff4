import { callouts, groups, namedContainers, statements } from './construct.ts';
import type { Dialect } from './dialect.ts';
import { captionOf, isOff, subcaptionsOf } from './setting.ts';

/** Theorems and their kin, which begin the id of a container: https://quarto.org/docs/authoring/cross-references.html */
const theorems: Readonly<Record<string, string>> = {
  '#thm': 'Theorem',
  '#lem': 'Lemma',
  '#cor': 'Corollary',
  '#prp': 'Proposition',
  '#cnj': 'Conjecture',
  '#def': 'Definition',
  '#exm': 'Example',
  '#alg': 'Algorithm',
  '#rem': 'Remark',
};

/** Quarto, with Pandoc's attributes; what it has from knitr stands there. */
export const quarto: Dialect = {
  name: 'quarto',
  tool: 'Quarto',
  // A chunk (`{python}`) begins as a directive of MyST.
  lines: [/(?:`{3,}|~{3,}|:{3,}[ \t]*)\{[.#]/],
  headerKeys: 'jupyter format editor engine execute csl',
  ignoredKeys: '',
  kernelKeys: [['jupyter'], ['jupyter', 'kernel']],
  containers: [
    ...callouts('callout-note callout-tip callout-important callout-warning callout-caution'),
    ...groups('panel-tabset columns column div content-visible content-hidden hidden light-content dark-content'),
    ...groups(
      'column-margin column-body column-body-outset column-page column-page-inset column-screen column-screen-inset column-screen-inset-shaded',
    ),
    ...groups(
      'column-body-left column-body-right column-body-outset-left column-body-outset-right column-page-left column-page-right column-page-inset-left column-page-inset-right column-screen-left column-screen-right column-screen-inset-left column-screen-inset-right',
    ),
    ...groups('aside'),
    ...namedContainers('#exr', { type: 'exercise', lenient: true }),
    ...namedContainers('#sol', { type: 'solution' }),
    ...statements(Object.keys(theorems).join(' ')),
  ],
  titles: theorems,
  foldedBy: 'collapse=true',
  directives: { cells: '', code: 'ojs dot', text: '', hidden: '', including: '' },
  fences: { outputs: {}, outputWords: '', words: 'numberLines', classes: {} },
  options: {
    output: (value) => (isOff(value) || value === 'hide' ? { flags: ['hide-output'] } : {}),
    'code-fold': (value) => (/^(?:true|hide)$/i.test(value) ? { flags: ['hide-input'] } : {}),
    code_fold: (value) => (/^(?:true|hide)$/i.test(value) ? { flags: ['hide-input'] } : {}),
    'fig-cap': captionOf,
    'tbl-cap': captionOf,
    'lst-cap': captionOf,
    'fig-subcap': subcaptionsOf,
    'tbl-subcap': subcaptionsOf,
    filename: (value) => ({ title: value }),
  },
  pageOptions:
    'exercise* check edit runbutton autorun envir timelimit min-lines max-lines define input persist startover solution-label tbl* lst* layout* code* column* cell* fold numberlines number-source-lines startfrom linkable',
  texts: [
    { what: 'citation', pattern: /(?<!!)\[(?:[^\]\n[]*[\s;])?-?@[A-Za-z][\w:.+/-]*[^\]\n[]*\](?!\(|\[(?!-?@))/ },
    // In a sentence, which the year in a key tells from a name: `@knuth1984`.
    { what: 'citation', pattern: /(?<![\w@/.[;`-]|[;\s]-)@[A-Za-z][A-Za-z_:-]*(?:19|20)\d{2}[a-z]?\w*/ },
    {
      what: 'cross-reference',
      pattern: /(?<![\w@/.])@(?:fig|tbl|eq|sec|lst|thm|lem|cor|prp|cnj|def|exm|exr)-[\w-]+/,
    },
    // In an address, where it is no code of Markdown's.
    { what: 'piece of inline code/pieces of inline code', pattern: /`\{(?:python|r|julia)\} [^`\n]+`/ },
    // https://machow.github.io/quartodoc/get-started/interlinks.html
    { what: 'interlink', pattern: /\[[^\]\n]*\]\(`[^`\n]+`\)/ },
    { what: 'shortcode', pattern: /\{\{<[^<>\n]*>\}\}/ },
    // https://pandoc.org/MANUAL.html#tables
    { what: 'grid table', pattern: /^[ \t>]*\+(?:[-=:]{3,}\+)+[ \t]*(?:\n[ \t>]*[+|].*)+/ },
    { what: 'simple table', pattern: /^[ \t>]*-{2,}(?:[ \t]+-{2,})+[ \t]*(?:\n[ \t>]*[^\s>].*)+/ },
  ],
  marks: undefined,
};
