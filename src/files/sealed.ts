import { hash } from 'node:crypto';

/**
 * A value as one line of a cache's file: its JSON after a digest of it and of the place that it is kept for. What was cut,
 * edited, copied from elsewhere or written by another program does not open again.
 */
export function sealed(place: string, value: unknown): string {
  const json = JSON.stringify(value).replace(/[\u0080-\uffff]/g, escapeUnit);
  return `${sealOf(place, json)} ${json}`;
}

/** The value in a line, if it is one that was sealed for this place and has the form that `isValid` asks for. */
export function opened<T>(place: string, line: string, isValid: (value: unknown) => value is T): T | undefined {
  const json = line.slice(sealLength + 1);
  if (line[sealLength] !== ' ' || line.slice(0, sealLength) !== sealOf(place, json)) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isValid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** In ASCII, which is read and parsed in half the time. */
function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const sealLength = 22;

function sealOf(place: string, json: string): string {
  return hash('sha256', `${place} ${json}`, 'base64url').slice(0, sealLength);
}

/** Whether a value is an object and no list, each of whose values is as asked for. */
export function isRecordOf<T>(
  value: unknown,
  isValid: (value: unknown) => value is T,
): value is Readonly<Record<string, T>> {
  return isObject(value) && Object.values(value).every(isValid);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
