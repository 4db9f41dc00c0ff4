import { parse } from 'yaml';
import { printedBy } from '../confirm/printed.ts';
import { exerciseId, type Group, type Part } from './group.ts';
import type { NotebookCell } from './notebook-cell.ts';

/**
 * Otter Assign's notebooks: raw cells with comments say what the cells between them are, and comments in code what
 * students get in its place. Source: https://otter-grader.readthedocs.io/en/latest/otter_assign/notebook_format.html
 */
export function isOtter(cells: readonly NotebookCell[]): boolean {
  return cells.some((cell) => markerOf(cell)?.name === 'QUESTION' || isEarly(cell));
}

interface Marker {
  readonly edge: 'BEGIN' | 'END';
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export function otterGroups(cells: readonly NotebookCell[]): Group[] {
  if (cells.some(isEarly)) return earlyGroups(cells);
  const groups: Group[] = [];
  let question: { settings: Marker['settings']; parts: Part[] } | undefined;
  let within = '';
  for (const cell of cells) {
    const marker = markerOf(cell);
    if (marker === undefined) {
      if (question === undefined) groups.push(cell);
      else for (const part of partsOf(cell, within)) question.parts.push(part);
    } else if (marker.name !== 'QUESTION') {
      within = marker.edge === 'BEGIN' ? marker.name : '';
    } else if (marker.edge === 'BEGIN') {
      question = { settings: marker.settings, parts: [] };
    } else if (question !== undefined) {
      const { name, points } = question.settings;
      groups.push({
        type: 'exercise',
        id: exerciseId(String(name ?? 'exercise')),
        parts: question.parts,
        ...(typeof points === 'number' ? { points } : {}),
      });
      question = undefined;
    }
  }
  // Without an end, it is no question.
  for (const { cell } of question?.parts ?? []) groups.push(cell);
  return groups;
}

function markerOf({ type, source }: NotebookCell): Marker | undefined {
  if (type !== 'raw') return undefined;
  const [, edge, name = '', rest = ''] = /^#\s*(BEGIN|END)\s+([A-Z]+)\s*(?:\n([\s\S]*))?$/.exec(source.trim()) ?? [];
  if (edge !== 'BEGIN' && edge !== 'END') return undefined;
  return { edge, name, settings: settingsIn(rest) };
}

/** Before version 4, the text of a question had its settings in a fence, and comments said which cells were tests. */
const earlySettings = /\n*^`{3,}[^\n]*\nBEGIN QUESTION\n([\s\S]*?)^`{3,}[ \t]*$/m;
const earlyMark = /^##\s*(solution|(?:hidden )?tests?)\s*##[^\n]*\n?/i;

function isEarly({ type, source }: NotebookCell): boolean {
  return type === 'text' && earlySettings.test(source);
}

/** A question is its text and all code, tests and marked solutions that follow it. */
function earlyGroups(cells: readonly NotebookCell[]): Group[] {
  const groups: Group[] = [];
  let parts: Part[] | undefined;
  for (const cell of cells) {
    const [line = '', mark] = earlyMark.exec(cell.source) ?? [];
    if (isEarly(cell)) {
      const { name, points } = settingsIn(earlySettings.exec(cell.source)?.[1] ?? '');
      parts = [{ role: 'text', cell: { ...cell, source: cell.source.replace(earlySettings, '').trimEnd() } }];
      const id = exerciseId(String(name ?? 'exercise'));
      groups.push({ type: 'exercise', id, parts, ...(typeof points === 'number' ? { points } : {}) });
    } else if (parts === undefined || (cell.type !== 'code' && mark === undefined)) {
      parts = undefined;
      groups.push(cell);
    } else {
      const own = { ...cell, source: cell.source.slice(line.length) };
      const isTest = mark !== undefined && !/^solution$/i.test(mark);
      const found = isTest ? [testOf(own, /hidden/i.test(mark))] : partsOf(own, 'SOLUTION');
      for (const part of found) parts.push(part);
    }
  }
  return groups;
}

function settingsIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function partsOf(cell: NotebookCell, within: string): Part[] {
  if (within === 'TESTS') return cell.type === 'code' ? [testOf(cell)] : [{ role: 'text', cell }];
  if (within === 'PROMPT') return [{ role: cell.type === 'code' ? 'starter' : 'text', cell }];
  if (within !== 'SOLUTION') return [{ role: cell.type === 'code' ? 'demo' : 'text', cell }];
  if (cell.type !== 'code') return [{ role: 'solution', cell }];
  const [starter, source] = [starterOf(cell.source), solutionOf(cell.source)];
  const solution: Part = { role: 'solution', cell: { ...cell, source } };
  return starter === source
    ? [solution]
    : [{ role: 'starter', cell: { ...cell, source: starter, outputs: [] } }, solution];
}

const config = /^(?:"""|''')?\s*#\s*BEGIN TEST CONFIG[^\n]*\n([\s\S]*?)^(?:"""|''')?\s*#\s*END TEST CONFIG[^\n]*\n?/m;

/** A test. One that Otter judges by its saved output asserts what it says. */
function testOf(cell: NotebookCell, hidden = false): Part {
  const settings = settingsIn((config.exec(cell.source)?.[1] ?? '').replace(/^#\s?/gm, ''));
  const isHidden = hidden || settings.hidden === true || /^#\s*HIDDEN\b/.test(cell.source);
  const source = cell.source
    .replace(config, '')
    .replace(/^#\s*HIDDEN[^\n]*\n?/, '')
    .trim();
  const { points } = settings;
  return {
    role: isHidden ? 'hidden-test' : 'test',
    cell: { ...cell, source: asserting(source, printedBy(cell.outputs).output), outputs: [] },
    ...(typeof points === 'number' ? { points } : {}),
  };
}

/** Code whose last line is an expression with a saved value, asserting that value. */
function asserting(source: string, output: string): string {
  const lines = source.split('\n');
  const last = lines.at(-1) ?? '';
  if (
    output === '' ||
    output.includes('\n') ||
    !/^[^\s#@]/.test(last) ||
    /^(?:assert|print|import|from)\b|^[\w, .[\]]+\s*=[^=]/.test(last)
  )
    return source;
  const asserted = output === 'True' ? `assert ${last}` : `assert repr(${last}) == ${JSON.stringify(output)}`;
  return [...lines.slice(0, -1), asserted].join('\n');
}

const mark = /[ \t]*#[ \t]*SOLUTION(?:[ \t]+NO[ \t]+PROMPT)?[ \t]*$/;

/** What students get: `x = ...` for `x = 5 # SOLUTION`, `...` for a region. */
function starterOf(source: string): string {
  const lines: string[] = [];
  let region = false;
  let prompt = false;
  for (const line of source.split('\n')) {
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    if (/#\s*BEGIN PROMPT\b/.test(line)) prompt = true;
    else if (/#\s*END PROMPT\b/.test(line)) prompt = false;
    else if (prompt) lines.push(line);
    else if (/#\s*BEGIN SOLUTION\b/.test(line)) {
      region = true;
      if (!/NO PROMPT/.test(line)) lines.push(`${indent}...`);
    } else if (/#\s*END SOLUTION\b/.test(line)) region = false;
    else if (region || /#\s*SOLUTION\s+NO\s+PROMPT/.test(line)) continue;
    else if (mark.test(line)) lines.push(promptFor(line.replace(mark, ''), indent));
    else lines.push(line);
  }
  return lines.join('\n').trim();
}

function promptFor(line: string, indent: string): string {
  const [, target] = /^(\s*[\w.[\], '"]+?\s*(?:<-|=(?!=)))/.exec(line) ?? [];
  return target === undefined ? `${indent}...` : `${target} ...`;
}

/** The code without what is there for Otter alone. */
function solutionOf(source: string): string {
  return source
    .replace(/^[^\n]*#\s*BEGIN PROMPT[\s\S]*?#\s*END PROMPT[^\n]*\n?/gm, '')
    .split('\n')
    .filter((line) => !/#\s*(?:BEGIN|END) SOLUTION\b/.test(line))
    .map((line) => line.replace(mark, ''))
    .join('\n')
    .trim();
}
