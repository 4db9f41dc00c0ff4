import { type Spoken, writeAt } from '../model/cell-words.ts';

/**
 * What to do where a cell needs something of the machine that is not there: a screen, a browser, a program, a key, or
 * a folder to write into.
 * @param real The exception as `Name: message`.
 * @param otherwise What to do where the cell is to raise all the same, as a clause.
 * @param cell The cell that raised.
 */
export function missingMeans(real: string, otherwise: string, cell: Spoken = {}): string | undefined {
  const found = lacks.map(({ said, help }) => [said.exec(real), help] as const).find(([match]) => match !== null);
  if (found === undefined) return undefined;
  const [match, help] = found;
  const name = match?.slice(1).find((part) => part !== undefined) ?? '';
  return `${help(name, writeAt(cell, 'skip', 'its fence'))}, or ${otherwise}`;
}

const lacks: readonly { readonly said: RegExp; readonly help: (name: string, skip: string) => string }[] = [
  {
    // Tk, pygame, pyglet and Qt.
    said: /^TclError: (?:no display name|couldn't connect to display)|^error: No available video device|^NoSuchDisplayException\b|\bcould not connect to display\b|^DisplayNameError\b/,
    help: (_, skip) => `the cell opens a window, and lessons run without a screen: ${skip}`,
  },
  {
    said: /^Error: could not locate runnable browser/,
    help: (_, skip) => `the cell opens a web browser, and lessons run without one: ${skip}`,
  },
  {
    // Matplotlib and Graphviz.
    said: /^RuntimeError: Requested MovieWriter \((\w+)\) not available|^ExecutableNotFound: failed to execute (?:\w*Path\()?'([\w-]+)'/,
    help: (name, skip) =>
      `the cell calls the program \`${name}\`, which is not there: install it where the course runs, ${skip}`,
  },
  {
    said: /^(?!KeyError)[\s\S]*?\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:API_KEY|TOKEN|SECRET))\b/,
    help: (name, skip) => `the cell needs \`${name}\`, and lessons see no key of yours: ${skip}`,
  },
  {
    // Libraries of clouds and of those that sell answers.
    said: /\bresolve authentication method\b|\bfind kaggle\.json\b|\b(?:API[ _-]?key|api_key|access token|credentials?)\b[^\n]*\b(?:must be set|not (?:set|found|provided|configured)|(?:is|are|was|were) (?:not|missing|required))\b|\b(?:missing|no|set|unable to locate|could not (?:find|automatically determine)) (?:[\w-]+ ){0,3}(?:API[ _-]?key|api_key|access token|credentials?)\b/i,
    help: (_, skip) => `the cell needs a key, and lessons see none of yours: ${skip}`,
  },
  {
    // What pandas raises.
    said: /^OSError: Cannot save file into a non-existent directory: '([^']+)'/,
    help: (name) => `there is no folder \`${name}\` to write into: make it first (\`os.makedirs\`)`,
  },
];
