import { snippetPatterns } from '../spellings/snippets.ts';
import { callouts, foldedCallouts } from './construct.ts';
import type { Dialect } from './dialect.ts';

/** MkDocs with its extensions, and Material for MkDocs. */
export const mkdocs: Dialect = {
  name: 'mkdocs',
  tool: 'MkDocs',
  lines: [/(?:!!!|\?{3}\+?)[ \t]+[a-z]/, /===[!+]?[ \t]+"/, /(?:`{3,}|~{3,})[^\n]*[ \t]exec="/],
  headerKeys: 'icon hide template',
  ignoredKeys: '',
  kernelKeys: [],
  containers: [...callouts('question example quote success failure bug abstract'), ...foldedCallouts('collapse')],
  titles: {},
  foldedBy: '',
  directives: { cells: '', code: '', text: '', hidden: '', including: '' },
  fences: { outputs: {}, outputWords: '', words: 'linenums highlight', classes: {} },
  options: {},
  pageOptions: 'hl_lines linenums',
  texts: [
    {
      what: 'block of MkDocs/blocks of MkDocs',
      pattern: /^[ \t]*(?:(?:===\+?|!!!|\?\?\?\+?)[ \t]+["\w]|\/{3,}[ \t]*\w).*$/,
    },
    { what: 'snippet', pattern: snippetPatterns.inText },
    { what: 'comment of Jinja/comments of Jinja', pattern: /\{#(?=\s)[^\n]*/ },
    { what: 'icon', pattern: /(?<![\w:]):(?:material|fontawesome|octicons|simple)-[\w-]+:(?:\{[^}\n]*\})?/ },
    {
      what: 'object of mkdocstrings/objects of mkdocstrings',
      pattern: /(?<=^\\):::[ \t]*(?:\{[{%].*[%}]\}[\w.-]*|[\w.-]+)[ \t]*$/,
    },
    { what: 'abbreviation', pattern: /^\*\[[^\]\n]+\]:[ \t].*$/ },
  ],
  marks: undefined,
};
