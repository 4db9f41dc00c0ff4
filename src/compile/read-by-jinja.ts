import { posix } from 'node:path';
import { isMapping, mappingOf } from '../yaml/mapping.ts';
import type { CourseFiles } from './course-files.ts';

/** Whether MkDocs' plugin for macros reads a lesson: its comments matter to no other. https://mkdocs-macros-plugin.readthedocs.io */
export function readByJinja(text: string, source: string, files: Pick<CourseFiles, 'bytes'>): boolean {
  if (!text.includes('{#')) return false;
  for (let folder = posix.dirname(source); ; folder = posix.dirname(folder)) {
    for (const name of ['mkdocs.yml', 'mkdocs.yaml']) {
      const settings = files.bytes(posix.join(folder, name));
      if (settings !== undefined) return rendersMacros(mappingOf(new TextDecoder().decode(settings)).plugins, text);
    }
    if (folder === '.') return false;
  }
}

function rendersMacros(plugins: unknown, text: string): boolean {
  const listed = Array.isArray(plugins) ? plugins : isMapping(plugins) ? [plugins] : [];
  const options = listed.flatMap((one: unknown): unknown[] => {
    if (typeof one === 'string') return macroPlugins.includes(one) ? [{}] : [];
    return isMapping(one) ? macroPlugins.flatMap((name) => (name in one ? [one[name] ?? {}] : [])) : [];
  });
  const [found] = options;
  if (!isMapping(found) || 'j2_comment_start_string' in found) return false;
  const header = mappingOf(/^---[ \t]*\n([\s\S]*?)\n---[ \t]*(?:\n|$)/.exec(text)?.[1] ?? '');
  if (header.ignore_macros === true || header.render_macros === false) return false;
  return found.render_by_default !== false || header.render_macros === true;
}

const macroPlugins = ['macros', 'pyodide_macros'];
