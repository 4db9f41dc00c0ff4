/**
 * What to do where a cell needs something of the machine that is not there: a screen, a browser, a program, a key, or
 * a folder to write into.
 * @param real The exception as `Name: message`.
 * @param otherwise What to do where the cell is to raise all the same, as a clause.
 */
export function missingMeans(real: string, otherwise: string): string | undefined {
  const found = lacks.map(({ said, help }) => [said.exec(real), help] as const).find(([match]) => match !== null);
  if (found === undefined) return undefined;
  const [match, help] = found;
  return `${help(match?.slice(1).find((part) => part !== undefined) ?? '')}, or ${otherwise}`;
}

const lacks: readonly { readonly said: RegExp; readonly help: (name: string) => string }[] = [
  {
    // Tk, pygame, pyglet and Qt.
    said: /^TclError: (?:no display name|couldn't connect to display)|^error: No available video device|^NoSuchDisplayException\b|\bcould not connect to display\b|^DisplayNameError\b/,
    help: () => 'the cell opens a window, and lessons run without a screen: write `skip` on its fence',
  },
  {
    said: /^Error: could not locate runnable browser/,
    help: () => 'the cell opens a web browser, and lessons run without one: write `skip` on its fence',
  },
  {
    // Matplotlib and Graphviz.
    said: /^RuntimeError: Requested MovieWriter \((\w+)\) not available|^ExecutableNotFound: failed to execute (?:\w*Path\()?'([\w-]+)'/,
    help: (name) =>
      `the cell calls the program \`${name}\`, which is not there: install it where the course runs, write \`skip\` on its fence`,
  },
  {
    said: /^(?!KeyError)[\s\S]*?\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:API_KEY|TOKEN|SECRET))\b/,
    help: (name) => `the cell needs \`${name}\`, and lessons see no key of yours: write \`skip\` on its fence`,
  },
  {
    // What pandas raises.
    said: /^OSError: Cannot save file into a non-existent directory: '([^']+)'/,
    help: (name) => `there is no folder \`${name}\` to write into: make it first (\`os.makedirs\`)`,
  },
];
