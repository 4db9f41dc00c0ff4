import { includes } from '../markdown/spellings/includes.ts';

/**
 * The texts that a lesson includes, for whoever looks for words in all that it holds.
 * @param source The lesson's path, relative to the course's folder.
 * @param read The text of a file of the course.
 */
export function includedTexts(
  text: string,
  source: string,
  read: (path: string) => string | undefined,
): readonly string[] {
  return includes(text, source, read).edits.map((edit) => edit.text);
}
