/** Where code asks what stands in its own working folder: `os.listdir()`, `Path(".").glob("*")`, `!ls`. */
export interface Listing {
  readonly start: number;
  readonly end: number;
}

const here = String.raw`(?:r?["']\.?/?["']|os\.curdir|os\.getcwd\(\)|(?:pathlib\.)?Path(?:\.cwd)?\(\s*(?:r?["']\.?/?["'])?\s*\))`;
const asked = '(?:iterdir|glob|rglob|walk)';
const python = [
  String.raw`\b(?:listdir|scandir|f?walk)\s*\(\s*(?:\)|(?:(?:path|top)\s*=\s*)?(?:NAME)\s*[,)])`,
  String.raw`(?:NAME)\s*\.\s*${asked}\s*\(`,
  String.raw`\bi?glob\s*\(\s*r?["'](?:\./)?(?:\*\*/)?(?:\*|\*\.\*|\*\*)["']`,
];

/**
 * A function that finds where a cell's code lists the folder that it runs in.
 *
 * @param all The Python code of all cells, one of which may give that folder to a variable.
 */
export function listingFinder(all: string): (code: string, language: string) => Listing[] {
  const given = new RegExp(String.raw`(?<![\w.])([^\W\d]\w*)\s*=\s*${here}`, 'gu');
  const names = new Set([...all.matchAll(given)].map(([, name = '']) => name));
  const name = [here, ...[...names].map((one) => String.raw`(?<![\w.])${one}\b`)].join('|');
  const patterns = python.map((pattern) => new RegExp(pattern.replace('NAME', name), 'g'));
  return (code, language) => {
    if (language === 'r') return matchesOf(code, /\b(?:list\.files|dir)\(\s*(?:\)|(?:path\s*=\s*)?["']\.\/?["'])/g);
    if (language === 'julia') return matchesOf(code, /\breaddir\(\s*\)/g);
    if (language === 'python' && !/^\s*%%(?:bash|sh|script)\b/.test(code)) {
      const found = maybeListing.test(code) ? patterns.flatMap((pattern) => matchesOf(code, pattern)) : [];
      return [...found, ...(/[!%]/.test(code) ? shellListings(code, /^.*?[!%]+/) : [])];
    }
    return /^(?:python|bash|sh|shell|zsh)$/.test(language) ? shellListings(code, /^/) : [];
  };
}

const maybeListing = /listdir|scandir|walk|iterdir|glob/;

function matchesOf(code: string, pattern: RegExp): Listing[] {
  return [...code.matchAll(pattern)].map(({ index, 0: text }) => ({ start: index, end: index + text.length }));
}

/** Lines of a shell in which a command lists the folder that it is in, or is given all that stands there. */
function shellListings(code: string, opening: RegExp): Listing[] {
  const found: Listing[] = [];
  let start = 0;
  for (const line of code.split('\n')) {
    const at = start;
    start += line.length + 1;
    const opened = opening.exec(line)?.[0];
    if (opened === undefined || (opened !== '' && !/^\s*(?:[\w, ]+=\s*)?[!%]+$/.test(opened))) continue;
    const isListed = line
      .slice(opened.length)
      .split(/\|\||&&|[;|]/)
      .some((command) => {
        const [name = '', ...words] = command.trim().split(/\s+/);
        if (words.some((word) => /^(?:\.\/)?\*$/.test(word))) return /^(?!rm$|git$)[a-z]+$/.test(name);
        if (words.some((word) => /^\.\/?$/.test(word))) return /^(?:ls|dir|tree|find|du|ll|grep|zip|tar)$/.test(name);
        const places = name === 'find' ? words.slice(0, 1) : words;
        return /^(?:ls|dir|tree|find|du|ll)$/.test(name) && places.every((word) => word.startsWith('-'));
      });
    if (isListed) found.push({ start: at, end: at + line.length });
  }
  return found;
}
