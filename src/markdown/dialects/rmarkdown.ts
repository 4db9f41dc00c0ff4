import { raisesTag } from '../../model/cell-tags.ts';
import { callouts } from './construct.ts';
import type { Dialect } from './dialect.ts';
import { captionOf, isOff, whenOff, whenOn } from './setting.ts';

const hideInput = whenOff({ flags: ['hide-input'] });

/** R Markdown: chunks of knitr, whose options Quarto has too. https://yihui.org/knitr/options/ */
export const rmarkdown: Dialect = {
  name: 'rmarkdown',
  tool: 'R Markdown',
  // A chunk (`{r}`) begins as a directive of MyST.
  lines: [],
  headerKeys: 'output knitr vignette',
  ignoredKeys: '',
  kernelKeys: [],
  containers: callouts('rmdnote rmdtip rmdwarning rmdimportant rmdcaution'),
  titles: { rmdnote: 'Note', rmdtip: 'Tip', rmdwarning: 'Warning', rmdimportant: 'Important', rmdcaution: 'Caution' },
  foldedBy: '',
  directives: {
    cells: '',
    code: 'sql c cpp java go ruby perl php lua scala kotlin swift haskell octave matlab fortran text console stan sas stata rcpp html css',
    text: '',
    hidden: '',
    including: '',
  },
  fences: { outputs: {}, outputWords: '', words: 'exec eval', classes: {} },
  options: {
    'fig.cap': captionOf,
    eval: whenOff({ flags: ['skip'] }),
    error: whenOn({ tags: [raisesTag] }),
    // `fenced` is Quarto's.
    echo: (value) => (value === 'fenced' ? {} : hideInput(value)),
    include: whenOff({ flags: ['hide-input', 'hide-output'] }),
    results: (value) => (isOff(value) || value === 'hide' ? { flags: ['hide-output'] } : {}),
  },
  pageOptions: [
    'fig* out* dev* dpi* cap* cache* output* results* ref* render* comment* prompt* strip* size* background* opts*',
    'animation* ffmpeg* label message warning collapse highlight indent tidy freeze purl autodep dependson engine child',
    'split file',
  ].join(' '),
  texts: [{ what: 'cross-reference', pattern: /\\@ref\(#?[\w:-]+\)/ }],
  marks: undefined,
};
