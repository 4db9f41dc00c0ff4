import { expect, test } from 'vitest';
import { compileLesson } from '../../../src/compile/compile-lesson.ts';
import { noFiles } from '../../../src/compile/course-files.ts';
import { defaultConfig } from '../../../src/config/load-config.ts';
import { cellsOf } from './cells.ts';

const there = new Set([
  'source-md/a/img.png',
  'source-md/a/t.csv',
  'other.txt',
  'learners/a.html',
  'learners/c.html',
  'fig/b.png',
]);
const readImage = (path: string) => (there.has(path) ? new Uint8Array([1]) : undefined);
const colab = { github: 'org/repo', branch: 'main', badge: false };

test.each(['relative', 'absolute', 'data'] as const)('with images: %s, files that are not there are said', (images) => {
  const found = (text: string) =>
    cellsOf(text, { images, colab, readImage }).diagnostics.map(({ rule, message, span }) => [
      rule,
      message,
      text.slice(span.start, span.end),
    ]);
  expect(found('![](im.png)\n')).toEqual([['image-missing', 'there is no image source-md/a/im.png', 'im.png']]);
  expect(found('[table](t2.csv)\n')).toEqual([['link-broken', 'there is no file source-md/a/t2.csv', 't2.csv']]);
  expect(found('![](img.png) [table](t.csv) [text](/other.txt)\n')).toEqual([]);
  expect(found('[a folder](data) [a site](https://example.org/x.png) ![](https://example.org/x.png)\n')).toEqual([]);
});

test('a link to a text that no build makes a notebook of leads to that text', () => {
  const textOf = (path: string) =>
    ['learners/glossary.md', 'source-md/c.md', 'extra/d.md'].includes(path) ? '# Part\n' : undefined;
  const bytes = (path: string) => (textOf(path) === undefined ? undefined : new Uint8Array([1]));
  const files = { ...noFiles, lessonText: textOf, bytes };
  const links = (source: string, text: string) => {
    const { notebooks, diagnostics } = compileLesson(text, source, defaultConfig, files);
    return [notebooks[0]?.notebook.cells[0]?.source, diagnostics.map(({ message }) => message)];
  };
  expect(links('source-md/a.md', '[a](../learners/glossary.md#term) [c](c.md#part)\n')).toEqual([
    '[a](../learners/glossary.md#term) [c](c.ipynb#Part)',
    [],
  ]);
  // With the slash that a page's address ends in.
  expect(links('source-md/a.md', '[c](c.md/#part) [d](c.md/)\n')).toEqual(['[c](c.ipynb#Part) [d](c.ipynb)', []]);
  // One that is built by its own name, from outside of the course's lessons.
  expect(links('extra/a.md', '[d](d.md)\n')).toEqual(['[d](d.ipynb)', []]);
});

test('what is not beside a lesson may stand at the root of the course', () => {
  const links = (text: string) => cellsOf(text, { readImage });
  expect(links('[a](learners/a.html) ![](fig/b.png) [c](./learners/c.html)\n')).toEqual({
    cells: ['[a](../../learners/a.html) ![](../../fig/b.png) [c](../../source-md/a/learners/c.html)'],
    diagnostics: [expect.objectContaining({ message: 'there is no file source-md/a/learners/c.html' })],
  });
});

test('the pages that other tools make lead to the lessons and files that they are made of', () => {
  const texts = new Map([
    ['source-md/versions.Rmd', '# Versions\n'],
    ['source-md/b.md', '# B\n\n## Comparaisons, booléens, tests\n\n## Wide & growing\n'],
  ]);
  const files = {
    ...noFiles,
    lessonText: (path: string) => texts.get(path),
    bytes: (path: string) => (texts.has(path) || path === 'source-md/images/x.png' ? new Uint8Array([1]) : undefined),
  };
  const of = (text: string) => {
    const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, files);
    return [notebooks[0]?.notebook.cells[0]?.source, diagnostics.map(({ message, help }) => [message, help])];
  };
  expect(of('[v](versions.html)\n')).toEqual(['[v](versions.ipynb)', []]);
  expect(of('[c](b.md#wide-growing)\n')).toEqual(['[c](b.ipynb#Wide-&-growing)', []]);
  expect(of('[c](#ete-la)\n\n# Été, là\n')[1]).toEqual([]);
  expect(of('Here: <img src="../images/x.png">\n')).toEqual(['Here: <img src="images/x.png">', []]);
});

test('what is wrong with a link is what its help speaks of', () => {
  const helpOf = (text: string) => cellsOf(text, { readImage }).diagnostics[0]?.help;
  expect(helpOf('[a](t2.csv)\n')).toBe('correct the path, which is relative to the lesson, or add the file');
  expect(helpOf('[a](#no)\n')).toMatch(/^correct the anchor, which is the heading/);
  expect(helpOf('[a](www.example.org)\n')).toBe('write `https://` before it');
  expect(helpOf('[a](pythontutor.com/visualize.html)\n')).toBe('write `https://` before it');
  expect(helpOf('[a](pythontutor.com)\n')).toBe('write `https://` before it');
  expect(helpOf('[a]([help@example.org])\n')).toBe('write `mailto:help@example.org`');
  expect(helpOf('[a]((http://www.example.org/x.html))\n')).toBe('take away what stands before `http`');
});

test('a file that is there in other capitals is named', () => {
  const entries = (path: string) => (path === '.' ? ['source-md/'] : path === 'source-md' ? ['a/'] : ['Data.csv']);
  const helpOf = (text: string) => cellsOf(text, { readImage, entries }).diagnostics[0]?.help;
  expect(helpOf('[a](data.csv)\n')).toBe('source-md/a/Data.csv is there: write the path in the same capitals');
  expect(helpOf('![a](data2.png)\n')).toBe('correct the path, which is relative to the lesson, or add the file');
});

test('a file that the code of the lesson writes is not missing, however its name is put together', () => {
  const said = (code: string, shown: string) =>
    compileLesson(
      `# A\n\n${shown}\n\n\`\`\`python\n${code}\n\`\`\`\n`,
      'source-md/a.md',
      defaultConfig,
      noFiles,
    ).diagnostics.map(({ message }) => message);
  expect(said("plt.savefig('plot.png')", '![](plot.png)')).toEqual([]);
  expect(said("name = 'plot.png'\nfig.savefig(name)", '![](./plot.png)')).toEqual([]);
  expect(said("with open('out/a.csv', 'wb') as f:\n    f.write(b'')", '[a](out/a.csv)')).toEqual([]);
  expect(said("for i in range(3):\n    plt.imsave(f'plot{i}.png', rows)", '![](plot2.png)')).toEqual([]);
  expect(said("for i in range(3):\n    plt.savefig(f'out/plot{i}.png')", '![](out/plot2.png)')).toEqual([]);
  expect(said("graph.render('tree', format='svg')", '![](tree.svg)')).toEqual([]);
  expect(said('!dot -Tpng tree.dot -o tree.png', '![](tree.png)')).toEqual([]);
  expect(said("path = os.path.join(folder, 'a.gif')\nmimwrite(path, rows)", '![](out/a.gif)')).toEqual([]);
  expect(said("path = folder / 'a.gif'\nmimwrite(path, rows)", '![](out/a.gif)')).toEqual([]);
  expect(said("path = 'a.gif'\nmimwrite(path, rows)", '![](out/a.gif)')).toHaveLength(1);
  // Another one is, and so is one that the code only reads.
  expect(said("plt.savefig('plot.png')", '![](plots.png)')).toEqual(['there is no image source-md/plots.png']);
  expect(said("rows = plt.imread('cat.png')", '![](cat.png)')).toEqual(['there is no image source-md/cat.png']);
});

test('what the tool that makes the pages fills in or makes is said to be its own', () => {
  const lessonText = (path: string) => (path === 'source-md/b.qmd' ? '# B\n' : undefined);
  const said = (text: string) =>
    compileLesson(text, 'source-md/a.qmd', defaultConfig, { ...noFiles, lessonText }).diagnostics.map(
      ({ rule, message }) => `${rule}: ${message}`,
    );
  expect(said('<img src="{{ static(\'a.png\') }}">\n\n[b]({{static("b.yml")}})\n')).toEqual([
    'construct-shown-as-text: shown as text: 2 substitutions (`{{ static(\'a.png\') }}`, `{{static("b.yml")}}`)',
  ]);
  expect(said('[PDF](./b.pdf)\n')).toEqual([
    'link-broken: the tool that makes the pages makes source-md/b.pdf, and it is not beside the notebook',
  ]);
  expect(said('[PDF](./c.pdf)\n')).toEqual(['link-broken: there is no file source-md/c.pdf']);
});

test('objects of quartodoc are named as what its pages show, and its own pages as what it makes', () => {
  const said = (text: string, settings = '') =>
    compileLesson(
      text,
      'docs/a.qmd',
      { ...defaultConfig, source: 'docs' },
      {
        ...noFiles,
        bytes: (path) => (path === 'docs/_quarto.yml' ? Buffer.from(settings) : undefined),
      },
    ).diagnostics.map(({ rule, message }) => `${rule}: ${message}`);
  expect(said('# A\n\nSee [](`pkg.GT.save`) and [it](`~pkg.GT`).\n')).toEqual([
    "construct-shown-as-text: shown as text: 2 interlinks (`[]('pkg.GT.save')`, `[it]('~pkg.GT')`)",
  ]);
  const link = '# A\n\n[r](reference/index.qmd) [x](reference/pkg.x.html)\n';
  const made = (name: string) =>
    `link-broken: the tool that makes the pages makes docs/reference/${name}, and it is not beside the notebook`;
  expect(said(link, 'quartodoc:\n  package: pkg\n')).toEqual([made('index.qmd'), made('pkg.x.html')]);
  expect(said(link, 'quartodoc:\n  dir: api\n')[0]).toBe('link-broken: there is no file docs/reference/index.qmd');
  expect(said(link)[0]).toBe('link-broken: there is no file docs/reference/index.qmd');
});

test('a page of the Carpentries is beside the others, whatever folder it is made from', () => {
  const there = ['learners/further-reading.md', 'episodes/02-next.md', 'index.md'];
  const lessonText = (path: string) => (there.includes(path) ? '# B\n' : undefined);
  const bytes = (path: string) => (there.includes(path) ? new Uint8Array([1]) : undefined);
  const said = (text: string, source: string) =>
    compileLesson(
      text,
      `${source}/a.md`,
      { ...defaultConfig, source },
      { ...noFiles, lessonText, bytes },
    ).diagnostics.map(({ message }) => message);
  expect(said('[more](further-reading.md) [next](02-next.md)\n', 'episodes')).toEqual([]);
  expect(said('[more](further-reading.html#a) [all](index.html) [no](none.html)\n', 'episodes')).toEqual([
    'there is no file episodes/none.html',
  ]);
  expect(said('[more](further-reading.md)\n', 'lessons')).toEqual(['there is no lesson lessons/further-reading.md']);
});

test('an anchor of Pandoc has nothing before its first letter', () => {
  const read = (text: string) => compileLesson(text, 'source-md/a.qmd', defaultConfig, noFiles);
  const text = '# A\n\n## 8. Memory and copies\n\n## 9 Kopiér dét\n\n[here](#memory-and-copies) [there](#kopiér-dét)\n';
  expect(read(text).diagnostics).toEqual([]);
  expect(read(text).notebooks[0]?.notebook.cells.at(-1)?.source).toContain('[here](#8.-Memory-and-copies)');
});

test('a link to the address that a page gives itself leads to its lesson', () => {
  const texts: Record<string, string> = {
    'source-md/setup.md': '---\ntitle: A\npermalink: /setup-instructions/\n---\n\n## Part one/two\n',
    'source-md/a.md': '---\npermalink: /\n---\n',
  };
  const files = {
    ...noFiles,
    lessonText: (path: string) => texts[path],
    size: (path: string) => (path === '_config.yml' ? 1 : 0),
    entries: (path: string) => (path === 'source-md' ? ['a.md', 'setup.md'] : undefined),
  };
  const text =
    '[a]({{site.baseurl}}/setup-instructions/#part-onetwo) [b](/setup-instructions#Part-one/two) [c](/none.md)\n';
  const { notebooks, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, files);
  expect(notebooks[0]?.notebook.cells[0]?.source).toBe(
    '[a](setup.ipynb#Part-one/two) [b](setup.ipynb#Part-one/two) [c](../none.md)',
  );
  expect(diagnostics.map(({ message }) => message)).toEqual(['there is no file none.md']);
});

test("the addresses and references of Hugo's pages lead to their lessons", () => {
  const texts = new Map([
    ['site/content/loops.md', '# Loops\n\n## While it lasts\n'],
    ['site/content/courses/lists/index.md', '# Lists\n'],
    ['site/content/courses/sets.md', '# Sets\n'],
  ]);
  const shown = ['site/static/img/a.png', 'site/static/files/a.pdf'];
  const entries: Readonly<Record<string, readonly string[]>> = {
    'site/content': ['courses/', 'loops.md'],
    'site/content/courses': ['lists/', 'sets.md'],
    'site/content/courses/lists': ['index.md'],
  };
  const files = {
    ...noFiles,
    lessonText: (path: string) => texts.get(path),
    bytes: (path: string) => (texts.has(path) || shown.includes(path) ? new Uint8Array([1]) : undefined),
    entries: (path: string) => entries[path],
  };
  const config = { ...defaultConfig, source: 'site/content' };
  const of = (text: string) => {
    const { notebooks, diagnostics } = compileLesson(text, 'site/content/courses/a.md', config, files);
    return [notebooks[0]?.notebook.cells[0]?.source, diagnostics.map(({ message }) => message)];
  };
  // https://gohugo.io/functions/urls/ref/: beside the page, from the folder of all pages, by the name alone.
  expect(
    of('[a]({{< ref "sets.md" >}}) [b]({{< relref "loops.md#while-it-lasts" >}}) [c]({{% ref lists %}})\n'),
  ).toEqual(['[a](sets.ipynb) [b](../loops.ipynb#While-it-lasts) [c](lists/index.ipynb)', []]);
  expect(of('[a]({{< ref "/courses/lists" >}}) [b]({{< relref path="/loops" >}}#while-it-lasts)\n')).toEqual([
    '[a](lists/index.ipynb) [b](../loops.ipynb#While-it-lasts)',
    [],
  ]);
  expect(of('[a]({{< ref "tuples.md" >}}) `[a]({{< ref "x" >}})`\n')).toEqual([
    '[a](tuples.md) `[a]({{< ref "x" >}})`',
    ['there is no page tuples.md'],
  ]);
  expect(of('[a](/courses/lists/) [b](/loops/#while-it-lasts) [c](../sets/)\n')).toEqual([
    '[a](lists/index.ipynb) [b](../loops.ipynb#While-it-lasts) [c](sets.ipynb)',
    [],
  ]);
  expect(of('![](/img/a.png) [b](/files/a.pdf) [c](../../files/a.pdf)\n')[1]).toEqual([]);
  // From the address of this page, /courses/a/.
  expect(of('[a](../../loops) [b](../sets)\n')).toEqual(['[a](../loops.ipynb) [b](sets.ipynb)', []]);
  expect(of('[c](../files/a.pdf)\n')[1]).toEqual(['there is no file site/content/files/a.pdf']);
});

test('a label in a page that is no lesson is named with that page', () => {
  const texts = new Map([
    ['source-md/README.md', '(readme)=\n# Start\n'],
    ['source-md/_parts/a.md', '<a id="part"></a>\n'],
    ['source-md/old.rst', '.. _old-page:\n\nOld\n===\n'],
    ['index.md', '# Index {#index}\n'],
  ]);
  const entries: Record<string, readonly string[]> = {
    '.': ['index.md', 'source-md/'],
    'source-md': ['README.md', '_parts/', 'a.md', 'old.rst'],
    'source-md/_parts': ['a.md'],
  };
  const files = {
    ...noFiles,
    entries: (path: string) => entries[path],
    bytes: (path: string) => (texts.has(path) ? new TextEncoder().encode(texts.get(path)) : undefined),
  };
  const found = (label: string) =>
    compileLesson(`# A\n\n[x](#${label})\n`, 'source-md/a.md', defaultConfig, files).diagnostics.map(
      ({ message }) => message,
    );
  const inPage = (label: string, page: string) => [
    `\`#${label}\` is in ${page}, which is no lesson: no notebook has it`,
  ];
  expect(found('readme')).toEqual(inPage('readme', 'source-md/README.md'));
  expect(found('part')).toEqual(inPage('part', 'source-md/_parts/a.md'));
  expect(found('old-page')).toEqual(inPage('old-page', 'source-md/old.rst'));
  expect(found('index')).toEqual(inPage('index', 'index.md'));
  expect(found('old')).toEqual(['the lesson has no heading with the anchor `#old`']);
});

test('an anchor that a template may make is not missed', () => {
  const rules = (text: string) =>
    compileLesson(`# A\n\n[x](#usage)\n\n${text}\n`, 'source-md/a.md', defaultConfig, noFiles).diagnostics.map(
      ({ rule }) => rule,
    );
  for (const text of ["{{ anchor('usage') }}", '{% anchor "usage" %}'])
    expect(rules(text)).toEqual(['construct-shown-as-text']);
  expect(rules("{{ anchor('use') }}")).toEqual(['link-broken', 'construct-shown-as-text']);
});

test('a link to a file that a project makes no page of is said, and no copy of it is made', () => {
  const texts: Readonly<Record<string, string>> = {
    '_quarto.yml': 'project:\n  render: ["*.qmd", "!answers.qmd"]\n',
    'answers.qmd': '# Answers\n',
    'b.qmd': '# B\n',
  };
  const files = {
    ...noFiles,
    lessonText: (path: string) => texts[path],
    bytes: (path: string) => (texts[path] === undefined ? undefined : new TextEncoder().encode(texts[path])),
  };
  const config = { ...defaultConfig, source: '.' };
  const { notebooks, diagnostics } = compileLesson('[a](answers.qmd) [b](b.qmd)\n', 'a.qmd', config, files);
  expect(notebooks[0]?.notebook.cells[0]?.source).toBe('[a](../answers.qmd) [b](b.ipynb)');
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'answers.qmd is no page of the project, and becomes no notebook',
  ]);
});
