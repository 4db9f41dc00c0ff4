/**
 * Where in a file a text that a finding calls `expected` stands: the number (from 1) of its first line, or undefined.
 * The text lost its container's indentation and its trailing blanks on the way, so lines are compared by their ends.
 * Of several places the one nearest to `line` wins, before all one that `line` lies in.
 */
export function locate(lines: readonly string[], text: readonly string[], line: number): number | undefined {
  if (text.length === 0 || text.every((part) => part.trim() === '')) return undefined;
  const window = 500;
  let best: { first: number; distance: number } | undefined;
  const last = Math.min(lines.length - text.length, line + window);
  for (let first = Math.max(0, line - text.length - window); first <= last; first++) {
    if (!text.every((part, index) => standsAt(lines[first + index], part))) continue;
    const from = first + 1;
    const to = first + text.length;
    const distance = line < from ? from - line : line > to ? line - to : 0;
    if (best === undefined || distance < best.distance) best = { first: from, distance };
  }
  return best?.first;
}

function standsAt(line: string | undefined, part: string): boolean {
  if (line === undefined) return false;
  const whole = line.trimEnd();
  const own = part.trimEnd();
  return whole.endsWith(own) && /^[\s>]*$/.test(whole.slice(0, whole.length - own.length));
}
