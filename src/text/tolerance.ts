/** How far two numbers may be from each other: by a part of the larger one, or by an amount. */
export interface Tolerance {
  readonly tolerance: number;
  readonly absolute?: number;
}

const NUMBER = '(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?';
const WRITTEN = new RegExp(`^(${NUMBER})(?:,abs=(${NUMBER}))?$`);

/** Reads `1e-6`, or `1e-6,abs=1e-12`; undefined for anything else. */
export function parseTolerance(text: string): Tolerance | undefined {
  const [, relative, absolute] = WRITTEN.exec(text) ?? [];
  if (relative === undefined) return undefined;
  return { tolerance: Number(relative), ...(absolute !== undefined && { absolute: Number(absolute) }) };
}
