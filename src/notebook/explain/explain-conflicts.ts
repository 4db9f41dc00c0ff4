import { mostMistakes } from '../judge.ts';
import type { Problem } from '../problem.ts';

/** The markers that git leaves where two sides changed the same lines: one problem for each conflict. */
export function explainConflicts(bytes: Buffer): Problem[] {
  const problems: Problem[] = [];
  for (let at = lineWith(bytes, '<<<<<<< ', 0); at >= 0 && problems.length < mostMistakes; ) {
    const close = lineWith(bytes, '>>>>>>>', at);
    const conflict = bytes.subarray(at, close < 0 ? bytes.length : close);
    const middle = lineWith(conflict, '=======', 0);
    const base = lineWith(conflict, '|||||||', 0);
    const markers = base >= 0 && base < middle ? '"<<<<<<<", "|||||||", "=======" and ">>>>>>>"' : usualMarkers;
    problems.push({
      rule: 'notebook-merge-conflict',
      message: `a merge conflict begins here and is not resolved (${sideName(bytes, at)}${close < 0 ? '' : ` against ${sideName(bytes, close)}`})`,
      start: at,
      end: lineEnd(bytes, at),
      help: `keep one side: delete the ${middle < 0 ? 'marker' : `markers ${markers}`} and the lines of the other side, or run \`git checkout --ours FILE\` or \`--theirs\``,
      expected: 'JSON',
      actual: '<<<<<<<',
    });
    // What begins before this one is closed belongs to it.
    at = close < 0 ? -1 : lineWith(bytes, '<<<<<<< ', close);
  }
  return problems;
}

const usualMarkers = '"<<<<<<<", "=======" and ">>>>>>>"';

/** A marker that was forgotten when the others of its conflict were removed; undefined where `at` is in no such line. */
export function explainLeftMarker(bytes: Buffer, at: number): Problem | undefined {
  const start = bytes.lastIndexOf(0x0a, Math.max(at - 1, 0)) + 1;
  const end = lineEnd(bytes, start);
  const line = bytes.toString('utf8', start, Math.min(end, start + 80));
  const marker = /^(?:<{7}|\|{7}|={7}|>{7})(?= |$)/.exec(line)?.[0];
  if (marker === undefined) return undefined;
  return {
    rule: 'notebook-merge-conflict',
    message: `a marker of a merge conflict was left here: ${line.trim()}`,
    start,
    end,
    help: 'delete this line, and see whether the lines around it are those of one side only',
    expected: 'JSON',
    actual: marker,
  };
}

function lineWith(bytes: Buffer, marker: string, from: number): number {
  let at = bytes.indexOf(marker, from);
  while (at > 0 && bytes[at - 1] !== 0x0a) at = bytes.indexOf(marker, at + 1);
  return at;
}

function sideName(bytes: Buffer, at: number): string {
  const name = bytes.toString('utf8', at + 7, Math.min(lineEnd(bytes, at), at + 60)).trim();
  return name === '' ? 'one side' : name;
}

function lineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(0x0a, from);
  return end < 0 ? bytes.length : bytes[end - 1] === 0x0d ? end - 1 : end;
}
