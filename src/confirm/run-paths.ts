/**
 * A path that leads into the folders of a run, up to where the lesson's own part begins. What a lesson gets of folders
 * above its own only for their number is no part of it, nor is the name of a temporary folder.
 */
const OF_RUN =
  /(?:(?<![A-Za-z])[A-Za-z]:)?[/\\][^\s'"`<>()[\]{},;:=]*?(?:[/\\]cw-\d+-\w{6}[/\\]+\w+|[/\\]coursewright-\w{8})[/\\]+(?:work|home|tmp|ipython)\b(?:[/\\]+(?:folder|tmp\w{6,})\b)*/g;

/** Whether a text names a folder of the run: it is another one in each run, and nobody else's. */
export function namesRun(text: string): boolean {
  return text.search(OF_RUN) !== -1;
}

/** A path without the folder of the run that it leads through: what is left is relative to the lesson's. */
export function withoutRun(path: string): string {
  return namesRun(path) ? path.replace(OF_RUN, '').replace(/^[/\\]+/, '') : path;
}

/**
 * What a cell produced, with each line that names a folder of the run as the author has it, where the author's has an
 * absolute path in its place and all else is the same: the path of `course/x.txt` for that of `work/x.txt`.
 */
export function withAuthorsFolders(produced: string, expected: string): string {
  if (!namesRun(produced)) return produced;
  const lines = expected.split('\n');
  return produced
    .split('\n')
    .map((line) => {
      if (!namesRun(line)) return line;
      const form = formOf(line);
      return lines.find((one) => form.test(one)) ?? line;
    })
    .join('\n');
}

/** What an author may have in the place of a line: an absolute path, or one from the home folder, for each of the run's. */
function formOf(line: string): RegExp {
  const rest = line.trim().split(OF_RUN).map(literal);
  return new RegExp(`^\\s*${rest.join('(?:~|(?:[A-Za-z]:)?[/\\\\])[^\'"`<>\\n]*')}\\s*$`, 'u');
}

/** The text between paths: blanks may be others, and so may what only tells systems apart. */
function literal(text: string): string {
  return text
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replace(/(?:\\\\|\\\/)+/g, '[/\\\\]+')
    .replace(/\s+/g, '\\s+')
    .replace(/\b(?:Posix|Windows)Path\b/g, '(?:Posix|Windows)Path');
}
