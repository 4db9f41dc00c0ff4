import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

const text = `# A

{# Old:

\`\`\`python
open("data/secret.csv")
\`\`\`

![plan](data/plan.png)
#}
Text {# not this #}here.

\`\`\`python
x = {# one #} 1
\`\`\`

{% raw %}
A set is \`{# a #}\`.
{% endraw %}
`;

/** The cells, and the files beside the notebook. */
function read(settings: string | undefined, lesson = text) {
  const course: Readonly<Record<string, string>> = {
    'docs/data/secret.csv': '1',
    'docs/data/plan.png': '2',
    ...(settings === undefined ? {} : { 'mkdocs.yml': settings }),
  };
  const { notebooks, diagnostics } = compileLesson(
    lesson,
    'docs/a.md',
    { ...defaultConfig, source: 'docs' },
    {
      ...noFiles,
      bytes: (path) => (path in course ? Buffer.from(course[path] ?? '') : undefined),
      entries: (path) => (path === 'docs' ? ['data/'] : path === 'docs/data' ? ['plan.png', 'secret.csv'] : undefined),
    },
  );
  const student = notebooks.find(({ variant }) => variant === 'student');
  return {
    cells: (student?.notebook.cells ?? []).map(({ source }) => String(source)),
    files: (student?.files ?? []).map(({ path }) => path),
    rules: diagnostics.map(({ rule }) => rule),
  };
}

const macros = 'site_name: A\ntheme:\n  icon: !!python/name:material.x\nplugins:\n  - search\n  - macros\n';

test.each([
  macros,
  'plugins:\n  - macros:\n      module_name: main\n',
  'plugins:\n  macros: {}\n',
  'plugins:\n  - pyodide_macros\n',
])("what stands in a comment of Jinja is in no notebook where MkDocs' macros read it: %j", (settings) => {
  const { cells, files } = read(settings);
  expect(cells).toEqual(['# A\n\n\nText here.', 'x =  1', 'A set is `{# a #}`.']);
  expect(files).toEqual([]);
});

test.each([
  undefined,
  'plugins:\n  - search\n',
  'plugins:\n  - macros:\n      j2_comment_start_string: "[#"\n',
  'plugins:\n  - macros:\n      render_by_default: false\n',
])('elsewhere nothing else reads it: %j', (settings) => {
  expect(read(settings).cells).toContain('open("data/secret.csv")');
  expect(read(settings).files).toContain('data/secret.csv');
});

test('a page says for itself whether macros read it, and an id is no comment', () => {
  expect(read(macros, `---\nrender_macros: false\n---\n${text}`).files).toContain('data/secret.csv');
  const asked = read(
    'plugins:\n  - macros:\n      render_by_default: false\n',
    `---\nrender_macros: true\n---\n${text}`,
  );
  expect(asked.files).toEqual([]);
  expect(read(macros, '# A {#a}\n\n## B {#b}\n\nText.\n').cells.join('\n')).toContain('Text.');
});

test.each([
  '{{ correction(True, \n"\n??? success \\"Réponse\\"\n\n    zebra\n"\n)}}',
  '{{\ncorrection(\nTrue,\n"\nzebra\n"\n)\n}}',
  "{{ correction(False, '\nzebra\n') }}",
  '    \n{{ correction(True, """zebra""") }}',
  '??? success "Correction"\n    {{ correction(True,\n    "\n    ```python\n    zebra = 1\n    ```\n    "\n    ) }}',
  '- Item\n\n    {{ correction(True, "zebra") }}',
  '=== "Question"\n    Add.\n\n    {{ correction(True, "\n    zebra\n\n    - so\n    ")}}',
])('an answer that is given to a macro is a solution: %j', (part) => {
  for (const settings of [undefined, macros]) {
    const lesson = `# A\n\nWhat is it?\n\n${part}\n\nMore.\n`;
    const { cells, rules } = read(settings, lesson);
    expect(rules).toEqual([]);
    expect(cells.join('\n')).not.toContain('zebra');
    expect(cells.join('\n')).toContain('More.');
    const { notebooks } = compileLesson(lesson, 'source-md/a.md', defaultConfig, noFiles);
    const instructor = notebooks.find(({ variant }) => variant === 'instructor')?.text;
    expect(instructor).toContain('zebra');
    expect(instructor).not.toContain('correction(');
  }
});

test('a block of a template that is called a solution is one, with what is nested in it', () => {
  const lesson = `# A\n\nCount.\n{% filter solution %}\n\`\`\`python\nzebra = 1\n\`\`\`\n{% filter upper %}\n\nzebra\n\n{% endfilter %}\n{% endfilter %}\nMore.\n`;
  const { cells, rules } = read(undefined, lesson);
  expect(cells.join('\n')).not.toContain('zebra');
  expect(cells.join('\n')).toContain('More.');
  expect(rules).not.toContain('secret-stays-text');
  // Nobody knows where it ends.
  expect(read(undefined, '# A\n\n{% filter solution %}\nzebra\n').rules).toContain('secret-stays-text');
});

test('one that nobody can take apart is an error', () => {
  for (const part of ['See {{ correction(True, "zebra") }} here.', '{{ correction(True, "zebra" + more) }}'])
    expect(read(undefined, `# A\n\n${part}\n`).rules).toContain('secret-stays-text');
});
