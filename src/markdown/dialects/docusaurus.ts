import { groups } from './construct.ts';
import type { Dialect } from './dialect.ts';

/** Docusaurus, VitePress and other sites of components. */
export const docusaurus: Dialect = {
  name: 'docusaurus',
  tool: 'Docusaurus',
  lines: [],
  headerKeys: 'sidebar_position sidebar_label slug',
  ignoredKeys: '',
  kernelKeys: [],
  containers: groups('tabs'),
  titles: {},
  foldedBy: '',
  directives: { cells: '', code: '', text: '', hidden: '', including: '' },
  fences: {
    outputs: {},
    outputWords: '',
    words: '\\d lineNumbers showLineNumbers copy editable live wrap nowrap',
    classes: {},
  },
  options: {},
  pageOptions: 'showlinenumbers copy',
  texts: [
    { what: 'statement of MDX/statements of MDX', pattern: /^(?:import|export)\s[^\n]*\sfrom\s+['"][^'"\n]*['"]/ },
  ],
  marks: undefined,
};
