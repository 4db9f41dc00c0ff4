/**
 * A path as one word of a command line that can be pasted into a POSIX shell: in quotes where it has blanks, quotes, `$`,
 * `<` and the like, and with `./` before a dash, which would make it an option.
 */
export function shellWord(path: string): string {
  const word = path.startsWith('-') ? `./${path}` : path;
  return /^[\p{L}\p{N}_@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
