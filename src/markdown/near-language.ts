import leven from 'leven';
import { kernelLanguage, languageEntry } from '../languages/kernels.ts';

/** Languages of their own that are a letter or two away from one with a kernel. */
const others = new Set(['java', 'rst', 'dash', 'matplotlib', 'postscript', 'livescript', 'coffeescript']);

/**
 * The name of the lesson's language that somebody misspelt who wrote `name`: one letter off in a short name, two in a
 * long one. The first letter is right or has changed places with the second: Cython and Jython are no slips. A version
 * behind a name (`python3.11`) is one too, but for that of another Python.
 */
export function nearLanguage(name: string, language: string): string | undefined {
  const word = name.toLowerCase();
  if (kernelLanguage(word) !== undefined || others.has(word) || /2[\d.]*$/.test(word)) return undefined;
  const versionless = word.replace(/[-_]?[\d.]+$/, '');
  const names = languageEntry(language)?.fences ?? [language];
  return names.find((candidate) => {
    if (candidate.length < 4) return false;
    if (versionless === candidate) return true;
    const begins = versionless[0] === candidate[0] || versionless[1] === candidate[0];
    return begins && leven(versionless, candidate) <= (candidate.length < 6 ? 1 : 2);
  });
}
