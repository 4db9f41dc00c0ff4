import type { Dialect } from './dialect.ts';
import { listOf } from './setting.ts';

/** Jupytext's Markdown, and the metadata of Jupyter's cells that it writes into it. */
export const jupytext: Dialect = {
  name: 'jupytext',
  tool: 'Jupytext and Jupyter Book',
  lines: [],
  headerKeys: 'jupyter jupytext kernelspec file_format',
  ignoredKeys: 'jupytext file_format language_info orphan',
  kernelKeys: [['jupyter', 'kernelspec', 'name']],
  containers: [],
  titles: {},
  foldedBy: '',
  directives: { cells: '', code: '', text: '', hidden: '', including: '' },
  fences: {
    outputs: {},
    outputWords: '',
    words: 'noeval',
    classes: { noeval: { flags: ['display'] } },
  },
  options: {
    // What is not active in notebooks is a raw cell there.
    active: (value) => (listOf(value).includes('ipynb') ? {} : { flags: ['display'] }),
  },
  pageOptions:
    'slideshow* jupyter* id magic_args editable deletable cellview scrolled trusted incorrectly_encoded_metadata region_name export tangle exports session',
  texts: [],
  marks: undefined,
};
