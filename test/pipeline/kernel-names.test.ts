import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

/** The kernel and language of a lesson, and what its cells hold. */
function kernelOf(text: string, kernel = 'python3') {
  const compiled = compileLesson(text, 'source-md/a.md', { ...defaultConfig, kernel }, noFiles);
  return [compiled.kernel, compiled.lesson.language, compiled.cells.filter(({ type }) => type === 'code').length];
}

const python = '```python\nprint(1)\n```\n';

test.each([
  ['no name', '', 'python3', ['python3', 'python', 1]],
  ['the name of an environment', '---\nkernel: my-env\n---\n', 'python3', ['my-env', 'python', 1]],
  [
    'one in a MyST header',
    '---\nkernelspec: {name: conda-env-x-py}\n---\n',
    'python3',
    ['conda-env-x-py', 'python', 1],
  ],
  ['the name of an environment for the course', '', 'my-env', ['my-env', 'python', 1]],
  ['the name of another language', '---\nkernel: ir\n---\n', 'python3', ['ir', 'r', 0]],
])('a Python lesson with %s', (_, header, kernel, expected) => {
  expect(kernelOf(`${header}${python}`, kernel)).toEqual(expected);
});

const script = '```js\nmodule.exports = { a: 1 };\n```\n';

test.each([
  ['alone', script, 'python3', ['python3', 'python', 0]],
  ['of the course', script, 'jslab', ['jslab', 'javascript', 1]],
  ['that the header names', `---\nkernel: jslab\n---\n${script}`, 'python3', ['jslab', 'javascript', 1]],
  ['with an output', `${script}\n\`\`\`output\n1\n\`\`\`\n`, 'python3', ['jslab', 'javascript', 1]],
  ['with a flag', script.replace('js', 'js setup'), 'python3', ['jslab', 'javascript', 1]],
])('a script %s is the code of a lesson where something says that it runs', (_, text, kernel, expected) => {
  expect(kernelOf(text, kernel)).toEqual(expected);
});
