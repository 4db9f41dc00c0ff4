import { callouts, foldedCallouts, groups, namedContainers } from './construct.ts';
import type { Dialect } from './dialect.ts';

/** The Carpentries Workbench: https://carpentries.github.io/sandpaper-docs/component-guide.html */
export const carpentries: Dialect = {
  name: 'carpentries',
  tool: 'The Carpentries',
  lines: [/:{3,}[ \t]+(?:challenge|questions|objectives|keypoints|prereq|callout|testimonial)\b/],
  headerKeys: 'teaching questions objectives',
  ignoredKeys: 'teaching exercises break questions objectives keypoints',
  kernelKeys: [],
  containers: [
    ...namedContainers('challenge', { type: 'exercise', lenient: true }),
    ...callouts('callout objectives questions keypoints prereq checklist discussion testimonial instructor'),
    ...foldedCallouts('spoiler'),
    // Of Sphinx's tabs, where a name stands behind it, too.
    ...groups('tab group-tab', 'name'),
  ],
  titles: { keypoints: 'Key points', prereq: 'Prerequisites' },
  foldedBy: '',
  directives: { cells: '', code: '', text: '', hidden: '', including: '' },
  fences: { outputs: {}, outputWords: '', words: '', classes: {} },
  options: {},
  pageOptions: '',
  texts: [],
  marks: undefined,
};
