import { readFrontMatter } from '../config/front-matter.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { discoverLessons } from '../select/discover.ts';
import type { Course } from './course.ts';
import { readSource } from './read-source.ts';

/** The pip requirements of a course: its configuration's and its lessons' (or those of `sources`), each once, in that order. */
export async function requirementsOf(
  course: Course,
  sources: readonly string[] = sourcesOf(course),
): Promise<readonly string[]> {
  const { python, execute } = course.loaded.config;
  const all = new Set(python.requirements);
  // Dask, which gives lessons to the workers of a cluster.
  if (execute.cluster !== undefined) all.add('distributed');
  for (const source of sources) {
    const { text = '' } = await readSource(course.dir, source);
    const yaml = /^---\r?\n([\s\S]*?\n)---\s*$/m.exec(text);
    if (yaml?.index !== 0) continue;
    const { meta } = readFrontMatter(yaml[1] ?? '', source, 0, () => undefined, 'keep');
    for (const requirement of meta.requires) all.add(requirement);
  }
  return [...all];
}

/** A course that has no lesson yet still needs what its configuration names. */
function sourcesOf(course: Course): readonly string[] {
  try {
    return discoverLessons(course.dir, course.loaded).lessons.map(({ source }) => source);
  } catch (error) {
    if (error instanceof OperatorError) return [];
    throw error;
  }
}
