/** The tools whose cells have options of their own, where other fences have words after their language. */
export type CellTool = 'myst' | 'quarto' | 'knitr';

/** What a help tells to say of a cell. */
type CellWord = 'raises' | 'skip' | 'display' | 'network' | 'test';

/** What each tool reads for it, and where, and what it opens an exercise with: a test reads all of them back. */
const tools: Readonly<
  Record<CellTool, { readonly at: string; readonly exercise: string } & Readonly<Record<CellWord, string>>>
> = {
  myst: {
    at: 'at the head of the cell',
    exercise: ':::{exercise}',
    raises: ':tags: [raises-exception]',
    skip: ':tags: [skip-execution]',
    display: ':tags: [skip-execution]',
    network: ':tags: [network]',
    test: ':tags: [test]',
  },
  quarto: {
    at: 'at the head of the cell',
    exercise: '::: {#exr-NAME}',
    raises: '#| error: true',
    skip: '#| eval: false',
    display: '#| eval: false',
    network: '#| tags: [network]',
    test: '#| tags: [test]',
  },
  knitr: {
    at: 'in the header of the chunk',
    exercise: '::: {.exercise}',
    raises: 'error=TRUE',
    skip: 'eval=FALSE',
    display: 'eval=FALSE',
    network: 'tags="network"',
    test: 'tags="test"',
  },
};

/** A cell, as far as it says which words it takes. */
export interface Spoken {
  readonly tool?: CellTool;
}

/** What says it at the cell, in the words of the tool that it is written for: `skip`, `#| eval: false`. */
export function wordAt({ tool }: Spoken, word: CellWord): string {
  return tool === undefined ? word : tools[tool][word];
}

/**
 * The advice to say it there, as a clause: "write `skip` on the fence", "write `eval=FALSE` in the header of the chunk".
 * @param fence What the fence is called, where the cell is one without options of its own.
 * @param own What is written on such a fence.
 */
export function writeAt(cell: Spoken, word: CellWord, fence = 'the fence', own: string = word): string {
  return cell.tool === undefined
    ? `write \`${own}\` on ${fence}`
    : `write \`${wordAt(cell, word)}\` ${tools[cell.tool].at}`;
}

/** What an exercise begins with in lessons of a tool. */
export function exerciseOf(tool: CellTool | undefined): string {
  return tool === undefined ? ':::exercise' : tools[tool].exercise;
}

/** The advice to keep the cell from being run. */
export function skipAt(cell: Spoken): string {
  return cell.tool === undefined ? 'mark the fence with `skip`' : writeAt(cell, 'skip');
}

/** The advice to let it take longer. */
export function allowTimeAt({ tool }: Spoken): string {
  return `allow more with ${tool === undefined ? '`timeout=SECONDS` on the fence' : '`timeout: SECONDS` in the front matter'}`;
}
