import picomatch from 'picomatch';
import type { Config } from '../model/config.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import { type Variant, variantTraits } from '../model/variants.ts';
import { lessonNameOf } from './output-path.ts';

type Settings = Pick<Config, 'source' | 'variants' | 'solutions' | 'instructors'>;

/** The notebooks that a lesson becomes. */
export function variantsOf(source: string, config: Settings): readonly Variant[] {
  const own = isForInstructors(source, config)
    ? config.variants.filter((one) => variantTraits[one].notes)
    : config.variants;
  return own.filter((variant) => !variantTraits[variant].solved || config.solutions !== 'none');
}

/** Whether the course keeps a lesson from students, as a whole: `instructors` names it, or a folder that it is in. */
export function isForInstructors(source: string, config: Pick<Config, 'source' | 'instructors'>): boolean {
  if (config.instructors.length === 0) return false;
  return matcherOf(config.instructors)(lessonNameOf(source, config));
}

/** One entry, the same for all lessons of a course. */
let known: { readonly patterns: readonly string[]; readonly matches: (name: string) => boolean } | undefined;

function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  if (known?.patterns !== patterns) {
    const all = patterns.flatMap((pattern) => {
      const name = pattern.replace(/^\.\//, '').replace(/\/+$/, '').replace(lessonEnding, '');
      return [name, `${name}/**`];
    });
    known = { patterns, matches: picomatch(all) };
  }
  return known.matches;
}
