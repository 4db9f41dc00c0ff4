import { posix } from 'node:path';
import picomatch from 'picomatch';
import type { PlannedRun } from '../compile/plan.ts';
import { namedFiles } from '../languages/named-files.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { Code } from '../model/lesson.ts';

/** The file that a cell asks for and that is not there, where that may be why it puts out less than the lesson says. */
export type MissingFile = (code: Code, expected: string, produced: string) => string | undefined;

/** Code that asks whether files are there, or which; where they are not, nothing is raised. */
const asks = /\b(?:exists|lexists|is_?file|is_?dir|i?glob|rglob|walk)\s*\(/;
/** Code that may make files. */
const makes =
  /\b(?:open\s*\(.*["'][wax]b?\+?["']|(?:to|write|save|dump|copy|rename|move|touch|mkdir|makedirs|extract|connect|urlretrieve|symlink)\w*\s*\()|^\s*(?:!|%%(?:writefile|bash|sh|script)\b)|>\s*["']?[\w.]/m;

/** Tells which files the cells of a lesson ask for that are not there when it runs. */
export function missingIn({ cells }: CompiledLesson, runs: readonly PlannedRun[]): MissingFile {
  const codes = cells.flatMap((cell) => (cell.type === 'code' ? [cell.code] : []));
  const files = runs.find(({ purpose }) => purpose.type === 'solved')?.run.files ?? [];
  return missingFiles(
    codes,
    files.map(({ path }) => path),
  );
}

/** The same for cells that run where these files are. */
export function missingFiles(codes: readonly Code[], given: readonly string[]): MissingFile {
  const makers = codes.map(({ source }) => withoutQuestions(source.text)).filter((text) => makes.test(text));
  const there = [...new Set(given.flatMap(withFolders))];
  return (code, expected, produced) => {
    const text = code.source.text;
    if (!asks.test(text) || !isLess(expected, produced)) return undefined;
    return namedFiles(text, code.language)
      .filter(({ name, type }) => type === 'path' && /[./]/.test(name) && /^[^/*\s]\S*$/.test(name))
      .map(({ name }) => posix.normalize(name).replace(/\/$/, ''))
      .find((name) => !isThere(name) && !makers.some((one) => one.includes(posix.basename(name))));
  };

  /** What is below a folder that is given as a whole may be there. */
  function isThere(name: string): boolean {
    const matches = /[*?[]/.test(name) ? picomatch(name) : undefined;
    if (matches !== undefined) return there.some((path) => matches(path));
    return there.includes(name) || given.some((path) => name.startsWith(`${posix.normalize(path)}/`));
  }
}

/** Code without the lines that only ask whether a file is there: who makes one names it elsewhere, too. */
function withoutQuestions(code: string): string {
  return code
    .split('\n')
    .filter((line) => !asks.test(line) || makes.test(line))
    .join('\n');
}

/** Whether an output says more often than the lesson that something is not there, or has fewer lines. */
function isLess(expected: string, produced: string): boolean {
  const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const lines = (text: string) => count(text, /^.*\S/gm);
  return (
    lines(produced) < lines(expected) ||
    [
      /\bFalse\b/g,
      /\[\]|\{\}|\bset\(\)|\b0\b/g,
      /\b(?:missing|not (?:found|there|exist)|no such|does(?: not|n't) exist)\b/gi,
    ].some((pattern) => count(produced, pattern) > count(expected, pattern))
  );
}

function withFolders(path: string): readonly string[] {
  const parts = posix.normalize(path).split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
