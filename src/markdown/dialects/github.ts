import { fieldNames, foldedCallouts } from './construct.ts';
import type { Dialect } from './dialect.ts';

/** Code hosts, whose pages fold text away with `<details>`. */
export const github: Dialect = {
  name: 'github',
  tool: 'GitHub',
  lines: [],
  headerKeys: '',
  ignoredKeys: '',
  kernelKeys: [],
  containers: foldedCallouts('details'),
  titles: {},
  foldedBy: '',
  directives: { cells: '', code: '', text: '', hidden: '', including: '' },
  fences: { outputs: {}, outputWords: '', words: 'diff ini', classes: {} },
  options: {},
  pageOptions: '',
  texts: [
    {
      what: 'emoji shortcode',
      pattern: new RegExp(
        `(?<![\\w:/.\`-]):(?!(?:material|fontawesome|octicons|simple)-|(?:${fieldNames}):\\s)[a-z][a-z\\d_+-]*[a-z\\d]:(?![\\w:\`])`,
      ),
    },
  ],
  marks: undefined,
};
