import { callouts, namedContainers } from './construct.ts';
import type { Dialect } from './dialect.ts';

/** Our own words. */
export const native: Dialect = {
  name: 'native',
  tool: 'Coursewright',
  lines: [],
  headerKeys: '',
  ignoredKeys: '',
  kernelKeys: [],
  containers: [
    ...namedContainers('exercise', { type: 'exercise', lenient: false }),
    ...namedContainers('solution answer', { type: 'solution' }),
    ...namedContainers('hint', { type: 'hint' }),
    ...callouts('note tip important warning caution info danger'),
  ],
  titles: {},
  foldedBy: '',
  directives: { cells: '', code: '', text: '', hidden: '', including: '' },
  fences: {
    outputs: {
      output: 'output',
      stdout: 'output',
      error: 'error',
      traceback: 'error',
      pytb: 'error',
      stderr: 'stderr',
    },
    outputWords: '',
    words: '',
    classes: {},
  },
  options: {},
  pageOptions: '',
  texts: [],
  marks: undefined,
};
