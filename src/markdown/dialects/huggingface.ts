import type { Dialect } from './dialect.ts';

/** Hugging Face's courses: components in tags, blocks in braces. */
export const huggingface: Dialect = {
  name: 'huggingface',
  tool: 'Hugging Face',
  lines: [
    /\{#if[ \t]/,
    /<(?:CourseFloatingBanner|FrameworkSwitchCourse|Tip|Youtube|Question)\b/,
    /\[\[open-in-colab\]\]/,
  ],
  headerKeys: '',
  ignoredKeys: '',
  kernelKeys: [],
  containers: [],
  titles: {},
  foldedBy: '',
  directives: { cells: '', code: '', text: '', hidden: '', including: '' },
  fences: { outputs: { out: 'output' }, outputWords: 'out output', words: '', classes: {} },
  options: {},
  pageOptions: '',
  texts: [
    { what: 'condition', pattern: /\{[#:/](?:if|else)\b[^}\n]*\}/ },
    { what: 'reference to documentation/references to documentation', pattern: /^\[\[autodoc\]\][^\n]*/ },
    { what: 'component', pattern: /<[A-Z][a-z]\w*(?=[\s/>])/ },
  ],
  marks: undefined,
};
