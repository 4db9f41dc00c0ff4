import { mergedOf, wordsOf } from './dialects/dialects.ts';
import type { Setting } from './dialects/setting.ts';

const options = mergedOf((dialect) => dialect.options);

const ofPages = new RegExp(
  `^(?:${wordsOf((dialect) => dialect.pageOptions)
    .map((word) => word.replace('*', '(?:[-_.].*)?'))
    .join('|')})$`,
  'i',
);

/**
 * What an option of a cell means, as other tools have them (`eval: false`, `echo=FALSE`, `active="py"`). Of those that
 * only a page has, it is nothing; undefined of those that nobody here can read.
 */
export function settingOf(key: string, value: string): Setting | undefined {
  const read = options.get(key.toLowerCase());
  if (read !== undefined) return read(value);
  return ofPages.test(key) ? {} : undefined;
}
