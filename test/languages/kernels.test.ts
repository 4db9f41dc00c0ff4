import { expect, test } from 'vitest';
import {
  kernelLanguage,
  kernelLanguages,
  kernelName,
  kernelOf,
  languageOfKernel,
  runMagic,
} from '../../src/languages/kernels.ts';

test('no two languages share a fence name or a kernelspec', () => {
  const fences = kernelLanguages.flatMap((one) => one.fences);
  const specs = kernelLanguages.flatMap((one) => one.kernelspecs.map((spec) => spec.name));
  expect(new Set(fences).size).toBe(fences.length);
  expect(new Set(specs).size).toBe(specs.length);
});

test.each([
  ['python', 'python'],
  ['Python', 'python'],
  ['py', 'python'],
  ['pycon', 'python'],
  ['R', 'r'],
  ['ts', 'typescript'],
  ['c++', 'cpp'],
  ['text', undefined],
  ['', undefined],
  ['constructor', undefined],
])('the fence %s means %s', (fence, language) => {
  expect(kernelLanguage(fence)).toBe(language);
});

test.each([
  ['python3', 'python'],
  ['python', 'python'],
  ['python3.12', 'python'],
  ['ir', 'r'],
  ['julia-1.10', 'julia'],
  ['xcpp17', 'cpp'],
  ['deno', 'typescript'],
  ['bash', 'bash'],
  ['lean4', 'lean'],
])('the kernelspec %s runs %s', (name, language) => {
  expect(languageOfKernel(name)).toBe(language);
});

test('every language leads to its first kernelspec and back', () => {
  for (const { language } of kernelLanguages) expect(languageOfKernel(kernelName(language))).toBe(language);
});

test("a notebook says of Python's kernel what ipykernel says, but no version", () => {
  expect(kernelOf('python', 'python3')).toEqual({
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
    language_info: {
      codemirror_mode: { name: 'ipython', version: 3 },
      file_extension: '.py',
      mimetype: 'text/x-python',
      name: 'python',
      nbconvert_exporter: 'python',
      pygments_lexer: 'ipython3',
    },
  });
});

test('a kernelspec that the table does not have keeps its name', () => {
  expect(kernelOf('julia', 'julia-1.10').kernelspec).toEqual({
    display_name: 'Julia 1.10',
    language: 'julia',
    name: 'julia-1.10',
  });
  expect(kernelOf('python', 'my-env').kernelspec).toEqual({
    display_name: 'my-env',
    language: 'python',
    name: 'my-env',
  });
  expect(kernelOf('lean', 'lean4').language_info).toEqual({ name: 'lean' });
});

test('another language runs in a Python cell by a magic, and in no other kernel', () => {
  expect(runMagic('python', 'bash')).toBe('%%bash');
  expect(runMagic('python', 'JS')).toBe('%%javascript');
  expect(runMagic('python', 'rust')).toBeUndefined();
  expect(runMagic('python', 'toString')).toBeUndefined();
  expect(runMagic('r', 'bash')).toBeUndefined();
});
