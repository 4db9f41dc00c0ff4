import { isNumber, isObject, isRecordOf, isString } from '../files/sealed.ts';
import type { Executed, ExecutedCell } from '../model/run.ts';
import type { KeyParts } from './cache-key.ts';

/** A result that is kept, and what it was found to depend on. */
export interface Entry {
  readonly packages: Readonly<Record<string, string>>;
  readonly helpers: Readonly<Record<string, string>>;
  /** Modules that it looked for and that were not there. */
  readonly absent: readonly string[];
  /** One for each cell of the run; null for one that was not reached. */
  readonly cells: readonly (ExecutedCell | null)[];
  readonly rest: Omit<Executed, 'cells' | 'id' | 'cached'>;
}

/** What is known of a run's last execution, whatever its result. */
export interface Last {
  readonly parts?: KeyParts;
  readonly seconds: number;
}

/** Whether what stands in a cache's file is a result. */
export function isEntry(value: unknown): value is Entry {
  if (!isObject(value)) return false;
  const { packages, helpers, absent, cells, rest } = value;
  return (
    isRecordOf(packages, isString) &&
    isRecordOf(helpers, isString) &&
    isListOfStrings(absent) &&
    Array.isArray(cells) &&
    cells.every((cell) => cell === null || isCell(cell)) &&
    isObject(rest) &&
    rest.status === 'completed' &&
    isNumber(rest.durationMs) &&
    (rest.kernel === undefined || isRecordOf(rest.kernel, isString)) &&
    (rest.written === undefined || isRecordOf(rest.written, isListOfStrings))
  );
}

export function isLast(value: unknown): value is Last {
  if (!isObject(value)) return false;
  const { parts, seconds } = value;
  const isPart = (part: unknown) => isRecordOf(part, isString);
  return isNumber(seconds) && (parts === undefined || (isObject(parts) && Object.values(parts).every(isPart)));
}

function isCell(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { status, outputs, error, durationMs, truncatedAt, failedCommands = [], late = false, pending = false } = value;
  return (
    (status === 'ok' || status === 'error') &&
    Array.isArray(outputs) &&
    outputs.every((output) => isObject(output) && isString(output.output_type)) &&
    (error === undefined ||
      (isObject(error) && isString(error.name) && isString(error.value) && isListOfStrings(error.traceback))) &&
    isNumber(durationMs) &&
    typeof late === 'boolean' &&
    typeof pending === 'boolean' &&
    Array.isArray(failedCommands) &&
    failedCommands.every((one) => isObject(one) && isString(one.command) && isNumber(one.code) && isNumber(one.line)) &&
    (truncatedAt === undefined || isNumber(truncatedAt))
  );
}

function isListOfStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isString);
}
