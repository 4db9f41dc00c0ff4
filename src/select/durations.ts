import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Seconds that lessons took when they were last executed, all their runs together, by source. */
export type Durations = ReadonlyMap<string, number>;

/** What earlier checks of a course remembered; nothing where there is nothing, or it is damaged. */
export function readDurations(courseDir: string): Durations {
  try {
    const kept: unknown = JSON.parse(readFileSync(fileOf(courseDir), 'utf8'));
    const seconds = kept !== null && typeof kept === 'object' && 'seconds' in kept ? kept.seconds : undefined;
    if (seconds === null || typeof seconds !== 'object') return new Map();
    return new Map(Object.entries(seconds).filter((entry): entry is [string, number] => isDuration(entry[1])));
  } catch {
    return new Map();
  }
}

/**
 * Remembers how long lessons took, beside what is remembered of the others. A folder that cannot be written to is no
 * failure: the next run is only less well balanced.
 */
export async function rememberDurations(courseDir: string, measured: Durations): Promise<void> {
  if (measured.size === 0) return;
  const all = new Map([...readDurations(courseDir), ...measured]);
  const there = [...all].filter(([source]) => measured.has(source) || existsSync(join(courseDir, source)));
  const rounded = there.map(([source, seconds]) => [source, Math.round(seconds * 1000) / 1000] as const);
  const seconds = Object.fromEntries(rounded.sort(([a], [b]) => (a < b ? -1 : 1)));
  const file = fileOf(courseDir);
  try {
    const { replaceFile } = await import('../files/replace-file.ts');
    replaceFile(file, `${JSON.stringify({ seconds }, null, 2)}\n`);
  } catch {
    // as said above
  }
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function fileOf(courseDir: string): string {
  return join(courseDir, '.coursewright', 'cache', 'durations.json');
}
