/** Names that keep their capital at the start of a sentence. */
const names = /^(?:Colab|Git|IPython|JSON|Julia|Jupyter(?:Lab)?|Node|Python|UTF-8|YAML)\b/;

/**
 * What is not in the one voice of messages and help (docs/development.md, "The voice of messages"); empty where all is.
 * Whether it is good English nobody can test: read it aloud.
 */
export function faultsOfVoice(text: string): readonly string[] {
  const faults: string[] = [];
  if (/^\p{Lu}\p{Ll}*[ ,:;]/u.test(text) && !names.test(text)) faults.push('begins with a capital');
  if (/(?<!…|\.)\.$/.test(text)) faults.push('ends with a full stop');
  if (/\n|\s$|^\s/.test(text)) faults.push('has blanks or line ends where none belong');
  if (/\b(?:mend|shall|whilst|amongst|thereof)\b/.test(text)) faults.push('has a word that nobody says');
  return faults.map((fault) => `${fault}: ${text}`);
}
