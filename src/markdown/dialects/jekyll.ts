import { callouts, groups } from './construct.ts';
import type { Dialect } from './dialect.ts';

/** Sites that Jekyll or Hugo builds: kramdown's attributes, tags of Liquid. Marp and editors' previews have headers like theirs. */
export const jekyll: Dialect = {
  name: 'jekyll',
  tool: 'Jekyll',
  lines: [/\{:[^}\n]*\}[ \t]*$/, /\{%/],
  headerKeys:
    'layout permalink nav_order parent slug draft weight categories learning_goals excerpt updated lastmod last_modified_at pubDate socialImage ogImage og_image published marp export_on_save',
  // https://jekyllrb.com/docs/front-matter/, https://gohugo.io/content-management/front-matter/#fields
  ignoredKeys:
    'layout permalink published category categories excerpt nav_order parent has_children redirect_from slug weight draft aliases lastmod linkTitle publishDate expiryDate translationKey katex',
  kernelKeys: [],
  containers: [...callouts('prerequisites agenda summary keypoint objective'), ...groups('tutorial')],
  titles: {},
  foldedBy: '',
  directives: { cells: '', code: '', text: '', hidden: '', including: '' },
  fences: { outputs: {}, outputWords: '', words: '', classes: {} },
  options: {},
  pageOptions: '',
  texts: [
    { what: 'Liquid tag', pattern: /\{%-?\s*\w[^%\n]*%\}/ },
    { what: 'Liquid value', pattern: /\{\{-?\s*(?:site|page|include|content)\b[^}\n]*\}\}/ },
  ],
  marks: undefined,
};
