import { isAboutPython2 } from '../languages/python/python2.ts';
import { writeAt } from '../model/cell-words.ts';
import type { Code, Expected } from '../model/lesson.ts';
import { mayRaiseByTag } from '../model/may-raise.ts';
import { fenceEdits } from './fence-text.ts';
import { unprompted } from './unprompted.ts';

/** Why no update writes over what a lesson says a cell puts out, and what its author does in its place. */
export interface LeftToAuthor {
  /** In words for `left as it is: …`. */
  readonly reason: string;
  readonly help: string;
}

/**
 * What only the author can put right of an output that differs: findings say it in place of an update, and an update leaves it.
 * @param shown What stands in the lesson.
 * @param lesson The lesson's whole text.
 */
export function leftToAuthor(
  code: Code,
  fences: readonly Expected[],
  shown: string,
  actual: string,
  lesson: string,
): LeftToAuthor | undefined {
  if (code.language !== 'python') return undefined;
  if (isAboutPython2(lesson.slice(0, code.span.start))) {
    return {
      reason: 'its section is about Python 2, which does not run here',
      help: `the section is about Python 2, which does not run here: ${writeAt(code, 'display')}`,
    };
  }
  const isSession = code.run.atPrompt === true;
  const line = isSession ? unprompted(code, shown, actual, lesson) : undefined;
  if (line !== undefined) {
    return {
      reason: `\`${line}\` looks like code without its prompt`,
      help: `\`${line}\` looks like code without its prompt: write \`>>> \` before it`,
    };
  }
  if (listsWorkingFolder(code.source.text) && !/\bchdir\(|^\s*%?cd\b/m.test(lesson)) {
    const word = isSession ? 'write `...` in place of its output' : 'write `ignore` on the output';
    return {
      reason: 'it lists the folder that it runs in, which holds other files elsewhere',
      help: `the folder that a cell runs in holds other files on each machine: ${word}, or list a folder of the course`,
    };
  }
  if (actual.trim() === '' && shown.trim() !== '' && isOfExercise(code) && onlyBinds(code.source.text)) {
    return {
      reason: 'students are to write what prints it',
      help: 'where students are to write what prints that, mark the output `ignore`; otherwise correct the code',
    };
  }
  if (fences.every((fence) => fenceEdits(lesson, fence, actual) !== undefined)) return undefined;
  const reason = 'the new output cannot be written there';
  return actual.trim() === ''
    ? { reason, help: 'correct the code, or take away what stands below it: the statement shows nothing' }
    : { reason, help: 'correct the code, or write below it by hand what it shows' };
}

/** Whether a cell stands in what an exercise asks: such cells may raise. */
function isOfExercise(code: Code): boolean {
  return code.role === 'demo' && mayRaiseByTag(code);
}

/** Whether code shows nothing of itself: it prints nothing, and ends with an assignment, a definition or an import. */
function onlyBinds(code: string): boolean {
  const last = code.split('\n').findLast((line) => /^[^\s)\]}#]/.test(line)) ?? '';
  return (
    !/\bprint\s*\(/.test(code) &&
    /^(?:[\w.[\]'", *()]+?(?::[^=]+)?=(?!=)|(?:async +)?def\b|class\b|import\b|from\b)/.test(last)
  );
}

/** Whether code lists all that stands in the folder that it runs in. */
function listsWorkingFolder(code: string): boolean {
  return LISTS.test(code);
}

const HERE = String.raw`\(\s*(?:["']\.[/\\]?["']|os\.getcwd\(\)|os\.curdir|Path\.cwd\(\))?\s*\)`;
const LISTS = new RegExp(
  [
    String.raw`\b(?:listdir|scandir|walk)${HERE}`,
    String.raw`\bPath(?:${HERE}|\.cwd\(\))\.(?:iterdir\(|r?glob\(\s*["']\*+["'])`,
    String.raw`\bi?glob\(\s*r?["']\*["']\s*[,)]`,
    String.raw`^[ \t]*[!%]?(?:ls|dir)(?:[ \t]+-\w+)*[ \t]*$`,
  ].join('|'),
  'm',
);
