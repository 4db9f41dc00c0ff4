import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { serializeNotebook } from '../../src/notebook/serialize.ts';
import { courseFiles } from '../../src/pipeline/course-files.ts';
import { lineIndex } from '../../src/text/span.ts';

const courses = fileURLToPath(new URL('fixtures/', import.meta.url));

/**
 * Small courses in the words of other tools: lessons, both of their notebooks, and what is said of them. Between them
 * they hold every construct that is understood, shown as Markdown, or named.
 */
test.each(readdirSync(courses))('%s', async (course) => {
  const dir = join(courses, course);
  const { config } = loadConfig(dir, 'coursewright.yaml');
  const files = courseFiles(dir, config.output);
  const lessons = readdirSync(join(dir, config.source)).filter((name) => /^[a-z].*\.(?:md|qmd|Rmd|mdx)$/.test(name));
  const said: string[] = [];
  for (const name of lessons) {
    const source = `${config.source}/${name}`;
    const { notebooks, diagnostics } = compileLesson(files.lessonText(source) ?? '', source, config, files);
    for (const { path, notebook } of notebooks)
      await expect.soft(serializeNotebook(notebook)).toMatchFileSnapshot(join(dir, path));
    for (const { rule, file, span, severity, message } of diagnostics) {
      const { line, column } = lineIndex(files.lessonText(file) ?? '').point(span.start);
      said.push(`${file}:${line}:${column} ${severity} ${rule}: ${message}\n`);
    }
  }
  await expect.soft(said.join('')).toMatchFileSnapshot(join(dir, 'findings.txt'));
});
