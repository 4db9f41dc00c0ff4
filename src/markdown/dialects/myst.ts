import { callouts, fieldNames, foldedCallouts, groups, namedContainers, statements, wordsIn } from './construct.ts';
import type { Dialect } from './dialect.ts';
import { captionOf, listOf } from './setting.ts';

/** Of sphinx-proof, with the title of one that has none of its own. */
const proofs: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...['proof', 'theorem', 'axiom', 'lemma', 'definition', 'criterion', 'remark', 'conjecture', 'corollary'],
    ...['algorithm', 'example', 'property', 'observation', 'proposition', 'assumption'],
  ].map((name) => [`prf:${name}`, `${name[0]?.toUpperCase()}${name.slice(1)}`]),
);

/** Quotations: block quotes without a title. */
const quotations = 'epigraph pull-quote highlights blockquote';

/** MyST, Jupyter Book and Sphinx: directives in braces, marks on lines of their own. */
export const myst: Dialect = {
  name: 'myst',
  tool: 'MyST',
  lines: [/(?:`{3,}|~{3,}|:{3,}[ \t]*)\{[A-Za-z]/, /\+{3}[ \t]*$/, /\([\w:-]+\)=[ \t]*$/],
  headerKeys: 'short_title site',
  // https://mystmd.org/guide/frontmatter
  ignoredKeys: [
    'subtitle short_title description label name author authors reviewers editors contributors affiliations date',
    'license copyright keywords subject thumbnail thumbnailOptimized thumbnail_optimized banner bannerOptimized',
    'banner_optimized doi arxiv pmid pmcid open_access venue biblio volume issue first_page last_page funding github',
    'binder source edit_url source_url numbering math abbreviations bibliography exports downloads parts abstract',
    'acknowledgments options site settings enumerator content_includes_title skip_execution social bluesky mastodon',
    'linkedin twitter youtube',
  ].join(' '),
  kernelKeys: [['kernelspec', 'name']],
  containers: [
    ...namedContainers('exercise-start', { type: 'gate', of: 'exercise', edge: 'start' }),
    ...namedContainers('exercise-end', { type: 'gate', of: 'exercise', edge: 'end' }),
    ...namedContainers('solution-start', { type: 'gate', of: 'solution', edge: 'start' }),
    ...namedContainers('solution-end', { type: 'gate', of: 'solution', edge: 'end' }),
    ...callouts('admonition attention error seealso todo topic sidebar margin versionadded versionchanged deprecated'),
    ...foldedCallouts('dropdown toggle'),
    ...groups('tab-set'),
    ...groups('tab-item card', 'name'),
    ...groups('grid grid-item grid-item-card glue:figure figure-md only'),
    // Of sphinx-design: https://sphinx-design.readthedocs.io/en/latest/badges_buttons.html
    ...groups('button-link', 'link'),
    ...groups('button-ref', 'name'),
    // Of sphinx-lesson, which CodeRefinery's lessons are written for.
    ...namedContainers('instructor-note', { type: 'callout', kind: 'instructor', folded: false }),
    ...callouts('type-along demo'),
    ...statements(Object.keys(proofs).join(' ')),
    ...groups('figure', 'image'),
    ...groups('table', 'name'),
    ...groups('glossary'),
    ...callouts(quotations),
  ],
  titles: { seealso: 'See also', ...proofs, ...Object.fromEntries(wordsIn(quotations).map((name) => [name, ''])) },
  foldedBy: '.dropdown',
  directives: {
    cells: 'code-cell',
    code: 'code-block code sourcecode jupyter-execute jupyter-input parsed-literal mermaid',
    text: 'index term topic rubric glossary figure image table list-table math raw include literalinclude',
    hidden: 'index toctree tableofcontents contents raw-cell',
    including:
      'literalinclude include image code code-block math table list-table csv-table bibliography toctree tableofcontents embed iframe raw mermaid video youtube glue glue:math glue:text glue:md',
  },
  fences: {
    outputs: { 'code-cell-output': 'output' },
    outputWords: '',
    words: 'linenos',
    classes: {},
  },
  options: {
    tags: (value) => ({ tags: listOf(value) }),
    tag: (value) => ({ tags: listOf(value) }),
    caption: captionOf,
  },
  pageOptions:
    'alt align width height name class* caption* linenos lineno-start lineno-match emphasize-lines number-lines linenumbers mystnb dedent force',
  texts: [
    // One that stands in a list or quote from which it is not taken.
    { what: 'container', pattern: /^[ \t>]*:{3,}[ \t]*[{\w][^\n]*/ },
    { what: 'field', pattern: new RegExp(`^[ \\t>]*:(?:${fieldNames}):[ \\t][^\\n]*`) },
    { what: 'role without an end/roles without an end', pattern: /(?<![\w\\])\{[a-z][\w:.+-]*\}`[^`\n]{0,30}/ },
    { what: 'substitution', pattern: /\{\{[ \t]*(?!(?:site|page|include|content)\b)[\w"'][^{}\n]*\}\}/ },
  ],
  marks: {
    // Chunks of Quarto and R Markdown are none of its directives.
    within:
      /(?:`{3,}|:{3,}[ \t]*)\{(?!(?:python|r|julia|bash|sh|sql)\})[a-z][\w:-]*\}|\([\w:.+/ -]+\)=[ \t]*$|format_name:[ \t]*myst[ \t]*$/,
    // A block break (`+++`), a target (`(label)=`) or a comment (`% …`, `%…`).
    mark: /\+{3}(?:[ \t][^\n]*)?|\([^()\n]+\)=|%[^\n]*/,
  },
};
