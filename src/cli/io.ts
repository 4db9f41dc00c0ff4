import type { Readable } from 'node:stream';
import { harmless } from '../report/printable.ts';

/** What the command line may touch of the process; given by `main`, so that nothing below reads globals. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export type Stream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** The stream behind the door, for what moves the cursor and sees to its texts itself. */
  readonly behind?: NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };
};

/**
 * The one door of what is printed: text goes out without anything that steers a terminal, whatever lesson, output or file
 * name it is of. Bytes go out as they are: they are a file's.
 */
export function withDoor<S extends Stream & { write: unknown }>(stream: S): Stream {
  const write = stream.write.bind(stream) as (content: string | Uint8Array, ...rest: unknown[]) => boolean;
  const door = (content: string | Uint8Array, ...rest: unknown[]) =>
    write(typeof content === 'string' ? harmless(content) : content, ...rest);
  // Whatever else is asked of a stream its own object answers.
  return new Proxy(stream, {
    get(target, name) {
      if (name === 'write') return door;
      if (name === 'behind') return target;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/**
 * Whether a stream gets colours: the flag decides, then FORCE_COLOR, NO_COLOR (no-color.org: any value but the empty
 * one), TERM=dumb, and last whether it is a terminal.
 */
export function wantsColor(stream: Stream, env: Io['env'], flag?: boolean): boolean {
  if (flag !== undefined) return flag;
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if ((env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return false;
  return stream.isTTY === true;
}

/** Whether lines on a stream may be redrawn: on a terminal that knows how, and not in CI, whose logs keep every line. */
export function canRedraw(stream: Stream, env: Io['env']): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb' && !isCi(env);
}

/** Whether this is a CI service, as those say themselves; `false`, `0` and nothing are how people unset it. */
export function isCi(env: Io['env']): boolean {
  return !['', 'false', '0'].includes(env.CI ?? '');
}

/** Columns for text on a stream: the terminal's; elsewhere lines are as long as they are. */
export function widthOf(stream: Stream): number {
  return stream.isTTY === true ? Math.max(stream.columns ?? 80, 40) : Number.POSITIVE_INFINITY;
}
