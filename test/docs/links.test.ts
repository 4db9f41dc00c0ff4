import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

const documents = globSync(['README.md', 'docs/**/*.md', 'schemas/**/*.md']).sort();

/** A document without its code, which may show links of other documents. */
function prose(document: string): string {
  return readFileSync(document, 'utf8')
    .replace(/^(`{3,})[\s\S]*?^\1`*$/gm, '')
    .replace(/(`+)(?!`).*?[^`]\1(?!`)/g, (code) => (/^`[^`|]*`$/.test(code) ? code.replace(/[[\]()]/g, '') : ''));
}

function anchorsOf(document: string): Set<string> {
  const slugger = new GithubSlugger();
  const headings = readFileSync(document, 'utf8')
    .replace(/^(`{3,})[\s\S]*?^\1`*$/gm, '')
    .matchAll(/^#{1,6} (.*)$/gm);
  return new Set([...headings].map(([, text = '']) => slugger.slug(text.replace(/`/g, ''))));
}

test('there are documents', () => {
  expect(documents).toContain('docs/cli.md');
});

test.each(documents)('the links of %s lead somewhere', (document) => {
  for (const [link, target = ''] of prose(document).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? document : posix.join(posix.dirname(document), path);
    expect(existsSync(file), `${link} in ${document}`).toBe(true);
    if (anchor !== undefined && file.endsWith('.md'))
      expect(anchorsOf(file), `${link} in ${document}`).toContain(anchor);
  }
});

test.each(documents)('the files of the code that %s names are there', (document) => {
  for (const [, path = ''] of prose(document).matchAll(/`((?:src|test|schemas|bench|docs)\/[\w./-]+)`/g)) {
    expect(existsSync(path), `${path} in ${document}`).toBe(true);
  }
});

test('the source files that documents name are there', () => {
  const sources = globSync(['src/**/*.ts', 'test/**/*.ts', '*.ts']);
  const missing = globSync(['docs/**/*.md', '*.md']).flatMap((document) =>
    [...readFileSync(document, 'utf8').matchAll(/`((?:[\w.-]+\/)*[\w.-]+\.ts)`/g)]
      .map(([, path = '']) => path)
      .filter((path) => !sources.some((source) => source === path || source.endsWith(`/${path}`)))
      .map((path) => `${document}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test('the hooks for pre-commit run the package of this version', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const named = readFileSync('.pre-commit-hooks.yaml', 'utf8').matchAll(/coursewright@(\S+)/g);
  expect([...named].map(([, one]) => one)).toEqual([version, version]);
});
