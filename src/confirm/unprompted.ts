import { parsePython } from '../languages/python/parse.ts';
import type { Code } from '../model/lesson.ts';

/** Statements that no value and no line of output looks like. */
const STATEMENT =
  /^(?:import[ \t]+\w|from[ \t]+[\w.]+[ \t]+import[ \t]|(?:async[ \t]+)?def[ \t]+\w+\(|class[ \t]+\w+.*:|(?:for|while|with|if|try)\b.*:[ \t]*$|@\w|del[ \t]+\w|print\((?!\.\.\.\))|assert[ \t])/;

/** A name that is given a value, or a call of one: `y = 6`, `area(2)`. */
const OF_NAME = /^([A-Za-z_]\w*)(?:(?:\[[^\]\n]*\]|\.\w+)*[ \t]*[-+*/]?=(?!=)[ \t]*\S|(?:\.\w+)*\(.*\)[ \t]*$)/;

/**
 * The line in an output of a session that is a statement whose prompt the author forgot; undefined where none surely is one:
 * a call must be of a name that the lesson binds, and nothing like the line may be printed.
 * @param lesson The lesson's whole text.
 */
export function unprompted({ source }: Code, shown: string, actual: string, lesson: string): string | undefined {
  // What help shows is full of code.
  if (/\bhelp\(/.test(source.text)) return undefined;
  const printed = actual.split('\n');
  return shown.split('\n').find((line) => {
    if (line.trim() === '' || printed.some((one) => one.trim() === line.trim())) return false;
    if (!parsePython(line.endsWith(':') ? `${line}\n    pass` : line).valid) return false;
    if (STATEMENT.test(line)) return true;
    const [whole, name = ''] = OF_NAME.exec(line) ?? [];
    if (whole === undefined || printed.some((one) => one.startsWith(name))) return false;
    // What a statement prints may look so: `x = 5`.
    if (/=(?!=)/.test(whole) && !whole.endsWith(')')) return !/\b(?:print|write)\b|[fF]["']/.test(source.text);
    return isBound(name, lesson) && !/^[A-Z]/.test(name);
  });
}

function isBound(name: string, lesson: string): boolean {
  return new RegExp(
    `^[ \\t]*(?:(?:>>>|\\.\\.\\.)[ \\t])?[ \\t]*(?:(?:def|class)[ \\t]+${name}\\b|${name}[ \\t]*=(?!=)|(?:import|from)[ \\t].*\\b${name}\\b)`,
    'm',
  ).test(lesson);
}
