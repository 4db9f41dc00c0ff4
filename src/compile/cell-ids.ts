import { slugOf } from '../text/slug.ts';

/** Gives out cell ids: unique in the lesson, readable, and independent of what other sections hold. */
export interface CellIds {
  /** A new section begins: ids are made of its heading from here on. */
  section(heading: string): void;
  /** Inside of an exercise its id takes the place of the heading; undefined ends that. */
  exercise(id: string | undefined): void;
  /** The id of the next cell of a role; `given` is the author's own. */
  next(role: string, given?: string): string;
}

/** nbformat 4.5 allows `[a-zA-Z0-9-_]`, 1 to 64 characters. */
const longestId = 64;

/** @param reserved Ids that authors gave; no generated one takes their place. */
export function cellIds(reserved: ReadonlySet<string>): CellIds {
  const taken = new Set<string>();
  const sections = new Map<string, number>();
  let section = 'top';
  let inExercise: string | undefined;
  const used = new Map<string, number>();
  const unique = (base: string): string => {
    for (let ordinal = (used.get(base) ?? 0) + 1; ; ordinal++) {
      const suffix = ordinal === 1 ? '' : `-${ordinal}`;
      const id = base.slice(0, longestId - suffix.length) + suffix;
      if (!taken.has(id) && !reserved.has(id)) {
        taken.add(id);
        used.set(base, ordinal);
        return id;
      }
    }
  };
  return {
    section(heading) {
      const slug = slugOf(heading) ?? 'section';
      const count = (sections.get(slug) ?? 0) + 1;
      sections.set(slug, count);
      section = count === 1 ? slug : `${slug}--${count}`;
    },
    exercise(id) {
      inExercise = id?.slice(0, 44);
    },
    next(role, given) {
      if (given !== undefined && !taken.has(given)) {
        taken.add(given);
        return given;
      }
      const base = inExercise ?? section;
      // A role may be the name of a directive: `prf:theorem`.
      return unique(role === '' ? base : `${base}-${role.replace(/^#/, '').replace(/[^\w-]/g, '-')}`);
    },
  };
}
