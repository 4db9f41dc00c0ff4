import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import { foldersOfSource } from './source-folders.ts';

/** What a file imports: a file of ours by its path, a package by its name, a module of Node by its own. */
const importsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:^|\s)(?:from|import)\s*\(?\s*'([\w@./:-]+)'/gm)].map(
    ([, specifier = '']) => (specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier),
  );

const files = globSync('src/**/*.ts');
const imported = new Map(files.map((file) => [file, importsOf(file)]));
const folderOf = (file: string) => file.split('/')[1] ?? '';

test.each(foldersOfSource().map((folder) => [folder.name, folder] as const))(
  'src/%s imports what its README says, and nothing else',
  (name, { imports, packages, node }) => {
    const used = { imports: new Set<string>(), packages: new Set<string>(), node: new Set<string>() };
    for (const [file, targets] of imported) {
      if (folderOf(file) !== name) continue;
      for (const target of targets) {
        if (target.startsWith('node:')) used.node.add(target.slice('node:'.length));
        else if (!imported.has(target)) used.packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target);
        else if (folderOf(target) !== name) used.imports.add(folderOf(target));
      }
    }
    const sorted = {
      imports: [...used.imports].sort(),
      packages: [...used.packages].sort(),
      node: [...used.node].sort(),
    };
    expect(sorted).toEqual({ imports, packages, node });
  },
);

test('every folder of src/ has a README', () => {
  const folders = new Set(files.map(folderOf).filter((name) => !name.endsWith('.ts')));
  expect(foldersOfSource().map(({ name }) => name)).toEqual([...folders].sort());
});

test('no folder imports itself through others', () => {
  expect(circleIn(new Map(foldersOfSource().map(({ name, imports }) => [name, imports])))).toBeUndefined();
});

test('no file imports itself through others, not even a type', () => {
  expect(circleIn(imported)).toBeUndefined();
});

/** The nodes of one circle, undefined where there is none. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(node)) return path.slice(path.indexOf(node));
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next, [...path, node]);
      if (circle !== undefined) return circle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = visit(node, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
