import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { isAlive } from './is-alive.ts';
import { type Write, writeAll } from './write-all.ts';

export interface Writing {
  /** What the message calls the file; its path where nothing is said. */
  readonly name?: string;
  readonly help?: string;
  /** Nothing is known to be there: no mode and owner are to be kept, and no power cut can take an old file away. */
  readonly isNew?: boolean;
  /** Tests give one that fails. */
  readonly write?: Write;
}

/**
 * Puts a file in place of another, whole or not at all: the new one is written beside it, compared by its size and
 * forced to the disk before it takes the name. Whatever fails on the way, the old file stands, and nothing is left
 * beside it. Mode and owner are the old file's; symbolic links are followed and stay. Folders that are missing are made.
 * What is no file but a device or a pipe is written to.
 * @throws OperatorError that names the file and the cause.
 */
export function replaceFile(path: string, content: string | Uint8Array, writing: Writing = {}): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  try {
    const old = writing.isNew === true ? undefined : factsOf(path);
    if (old !== undefined && !old.isFile() && !old.isDirectory()) writeInto(path, bytes, writing);
    else replace(old === undefined ? path : realpathSync(path), bytes, old, writing);
  } catch (cause) {
    throw unwritable(writing.name ?? path, cause, writing.help);
  }
}

/**
 * Adds to the end of a file, all of it or nothing.
 * @throws OperatorError as `replaceFile` does.
 */
export function appendWhole(path: string, content: string, writing: Writing = {}): void {
  const bytes = Buffer.from(content);
  try {
    const descriptor = openSync(path, 'a');
    try {
      const before = fstatSync(descriptor).size;
      try {
        writeAll(descriptor, bytes, writing.write);
        if (fstatSync(descriptor).size < before + bytes.length) throw new Error(short);
      } catch (error) {
        ftruncateSync(descriptor, before);
        throw error;
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw unwritable(writing.name ?? path, cause, writing.help);
  }
}

/** The error that a file cannot be written, in words where its cause is known. */
export function unwritable(name: string, cause: unknown, help?: string): OperatorError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const why = words[code ?? ''] ?? code ?? (cause instanceof Error ? cause.message : String(cause));
  return new OperatorError(`${name} cannot be written: ${why}`, { ...(help === undefined ? {} : { help }), cause });
}

const words: Readonly<Record<string, string>> = {
  EACCES: 'its folder may not be written to',
  EPERM: 'its folder may not be written to',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder cannot be made',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it would be larger than a file may be here',
  EIO: 'the disk failed',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EISDIR: 'there is a folder of that name',
};

const short = 'the disk kept only a part of it';

function factsOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function writeInto(path: string, bytes: Uint8Array, writing: Writing): void {
  const descriptor = openSync(path, 'w');
  try {
    writeAll(descriptor, bytes, writing.write);
  } finally {
    closeSync(descriptor);
  }
}

function replace(path: string, bytes: Uint8Array, old: Stats | undefined, writing: Writing): void {
  const { draft, descriptor } = openDraft(dirname(path), old?.mode);
  try {
    try {
      writeAll(descriptor, bytes, writing.write);
      if (fstatSync(descriptor).size !== bytes.length) throw new Error(short);
      if (old !== undefined) keepOwner(descriptor, old);
      // What a power cut takes of a new file the next command makes again.
      if (writing.isNew !== true) fsyncSync(descriptor);
    } finally {
      // Some file systems say only here that there was no room.
      closeSync(descriptor);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

let drafts = 0;

/** Folders that this process has written into. */
const known = new Set<string>();
/** Milliseconds after which a draft is nobody's whose process is not here: it may be in another container. */
const abandoned = 10_000;

/** Removes drafts of processes that were killed while they wrote. */
function removeAbandoned(folder: string): void {
  known.add(folder);
  for (const name of namesIn(folder)) {
    const pid = Number(/^\.coursewright-(\d+)-\d+-\d+$/.exec(name)?.[1]);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    const draft = join(folder, name);
    const facts = statSync(draft, { throwIfNoEntry: false });
    if (facts?.isFile() === true && Date.now() - facts.mtimeMs > abandoned) rmSync(draft, { force: true });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it is not there yet
  }
}

/** Its name is short whatever the file's is, and no link that somebody put there is followed. */
function openDraft(folder: string, mode = 0o666): { draft: string; descriptor: number } {
  if (!known.has(folder)) removeAbandoned(folder);
  for (let made = false; ; ) {
    drafts += 1;
    const draft = join(folder, `.coursewright-${process.pid}-${threadId}-${drafts}`);
    try {
      return { draft, descriptor: openSync(draft, 'wx', mode & 0o777) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // Left by a process that was killed, of the same number.
      if (code === 'EEXIST') continue;
      // Most often the folder is there: to ask for it each time would take a fifth of the writing.
      if (code !== 'ENOENT' || made) throw error;
      mkdirSync(folder, { recursive: true });
      made = true;
    }
  }
}

/** Only root gives files away, and not all file systems know modes: the file is then ours, with the mode it was made with. */
function keepOwner(descriptor: number, { mode, uid, gid }: Stats): void {
  for (const keep of [() => fchownSync(descriptor, uid, gid), () => fchmodSync(descriptor, mode & 0o7777)]) {
    try {
      keep();
    } catch {
      // as said above
    }
  }
}
