import type { Rules } from '../rule.ts';

export const proseRules = {
  'link-broken': {
    severity: 'warning',
    what: 'A link leads to a lesson, to a heading of a lesson, or to a file that does not exist.',
    why: 'In the notebook the link goes nowhere: students click and nothing happens.',
    fix: 'Correct the path, which is relative to the lesson, or the anchor, which is the heading in lower case with hyphens for blanks.',
    bad: {
      kind: 'lesson',
      text: '# Loops\n\nSee [above](#what-a-lop-is).\n\n## What a loop is\n\nIt repeats.\n',
      at: '3:13',
    },
    good: { kind: 'lesson', text: '# Loops\n\nSee [below](#what-a-loop-is).\n\n## What a loop is\n\nIt repeats.\n' },
  },
  'image-missing': {
    severity: 'warning',
    what: 'The file of an image is not there.',
    why: 'The notebook shows a broken image.',
    fix: 'Correct the path, which is relative to the lesson, or add the file.',
  },
  'construct-shown-as-text': {
    severity: 'info',
    ofCourse: true,
    what: 'The text has words that only another tool understands: references and citations, shortcodes, components, conditions, directives that are not read here. They are counted, once a lesson, and once a course where many lessons have them.',
    why: 'A page shows something else in their place, and the notebook shows them as they are written.',
    fix: 'Write them in plain Markdown where readers of the notebook need them; where they do not matter, set `rules: { construct-shown-as-text: off }`.',
    bad: { kind: 'lesson', text: '# Loops\n\nSee {ref}`above` and {ref}`below`.\n', at: '3:5' },
    good: { kind: 'lesson', text: '# Loops\n\nSee [above](#loops); it is x{sub}`2`.\n' },
  },
  'include-missing': {
    severity: 'error',
    what: 'A lesson includes a file that is not there.',
    why: 'What the file holds is a part of the lesson, and the notebooks have the directive in its place.',
    fix: 'Correct the path, which is relative to the lesson, or add the file.',
    bad: { kind: 'lesson', text: '# Loops\n\n```{include} parts/none.md\n```\n', at: '3:1' },
    good: { kind: 'lesson', text: '# Loops\n\nText.\n' },
  },
  'framework-left-out': {
    severity: 'info',
    what: "A lesson has parts for several frameworks (`{#if fw === 'pt'}`) or formats (Quarto's `when-format=\"pdf\"`) under conditions, and the notebooks are for one of them. The parts that they do not have are counted, once a lesson.",
    why: 'A page lets its reader switch between frameworks. A notebook has one, so that it runs from top to bottom; of formats it has the parts for HTML.',
    fix: 'Name the framework in the configuration, `framework: tf`. Without that, it is the first that the lesson names. Take the condition of a format away where the notebooks must have the part.',
    bad: {
      kind: 'lesson',
      text: "# Tensors\n\n{#if fw === 'pt'}\nIn PyTorch.\n{:else}\nIn TensorFlow.\n{/if}\n",
      at: '5:1',
    },
    good: { kind: 'lesson', text: '# Tensors\n\nIn PyTorch.\n' },
  },
  'prose-dense': {
    severity: 'warning',
    what: 'A paragraph, heading or table cell has more than 2,000 brackets, asterisks, underscores, backticks and tildes.',
    why: 'Parsing it would take more than a moment, so it goes into the notebook as it is: links to lessons, references, footnotes and dollar amounts in it are not written for a notebook.',
    fix: 'Divide it with blank lines, or put what is no prose into a code fence.',
  },
} as const satisfies Rules;
