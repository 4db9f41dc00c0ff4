import { scanPython } from './scan.ts';

/** Where the first blank to fill in stands (`____`, three underscores or more and nothing else), outside of strings and comments. */
export function blankAt(text: string): { readonly start: number; readonly end: number } | undefined {
  if (!text.includes('___')) return undefined;
  return scanPython(text).find((token) => token.type === 'name' && /^_{3,}$/.test(text.slice(token.start, token.end)));
}

/** Whether a cell cannot run until somebody fills in its blanks. */
export function hasBlanks(text: string): boolean {
  return blankAt(text) !== undefined;
}
