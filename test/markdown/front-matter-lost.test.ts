import { describe, expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';

function read(text: string) {
  const { lesson, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  return {
    title: lesson.meta.title,
    found: diagnostics.map(({ rule, span }) => `${rule} ${span.start}-${span.end}`),
  };
}

describe('front matter that is none is an error', () => {
  test.each([
    ['never closed', '---\ntitle: A\nrequires: [x]\n\n# A\n', '0-3'],
    ['never closed, to the end of the file', '---\ntitle: A\n', '0-3'],
    ['ended by dots', '---\ntitle: A\n...\n\n# A\n', '13-16'],
    ['a line before it', '\n---\ntitle: A\n---\n\n# A\n', '1-4'],
    ['four hyphens', '----\ntitle: A\n----\n\n# A\n', '0-4'],
    ['closed by four hyphens', '---\ntitle: A\n----\n\n# A\n', '13-17'],
    ['with CRLF', '---\r\ntitle: A\r\n\r\n# A\r\n', '0-3'],
  ])('%s', (_, text, place) => {
    expect(read(text)).toEqual({ title: undefined, found: [`front-matter-unread ${place}`] });
  });
});

describe('and what is front matter, or no header at all, is none', () => {
  test.each([
    ['a blank after the closing line', '---\ntitle: A\n--- \n\n# A\n', 'A'],
    ['a tab after both lines', '---\t\ntitle: A\n---\t\n\n# A\n', 'A'],
    ['a rule and text', '---\n\nText: more of it.\n', undefined],
    ['a rule and a list', '---\n- a\n- b\n\n# A\n', undefined],
    ['a rule, and a sentence with a colon', '---\nNote: this is text.\n\n# A\n', undefined],
    ['an empty one', '---\n---\n\n# A\n', undefined],
  ])('%s', (_, text, title) => {
    expect(read(text)).toEqual({ title, found: [] });
  });
});

test('front matter in TOML, as Hugo has it, is read, and what is wrong in it is found where it stands', () => {
  const toml = (text: string) => {
    const { lesson, diagnostics } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
    const { title, tags, timeout } = lesson.meta;
    return [
      { title, tags, timeout },
      diagnostics.map(({ rule, message, span }) => [rule, message, text.slice(span.start, span.end)]),
    ];
  };
  expect(toml('+++\ntitle = "A"\ntags = [\n  "x",\n  "y",\n]\ntimeout = 30\n+++\n\nText.\n')).toEqual([
    { title: 'A', tags: ['x', 'y'], timeout: 30 },
    [],
  ]);
  expect(toml('+++\r\n# A page.\r\ntitle = "A"\r\n+++\r\n\r\nText.\r\n')[1]).toEqual([]);
  expect(toml('+++\ntitle = "A"\ntimout = 3\n[menu.main]\nname = "A"\n+++\n\nText.\n')[1]).toEqual([
    ['unknown-key', 'the key `timout` has no effect', 'timout'],
    ['unknown-key', 'the key `menu` has no effect', 'menu'],
  ]);
  expect(toml('+++\ntitle = "A"\ntimeout = "soon"\n+++\n\nText.\n')[1]).toMatchObject([
    [expect.any(String), expect.any(String), expect.stringContaining('"soon"')],
  ]);
  // Breaks between cells of MyST hold no keys.
  expect(toml('+++\n# A\n+++\n\nText.\n')).toEqual([{ title: undefined, tags: [], timeout: undefined }, []]);
});
