import { readFileSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Finding } from '../../model/result.ts';
import { standardInput } from './notebook-paths.ts';

/** Larger files are refused: their offsets would not fit, and no Jupyter opens them. */
const largest = 1024 ** 3;

/** A notebook's bytes, or why there are none. */
export type Content = { readonly content: Buffer } | { readonly finding: Finding };

/** Reads a notebook without ever waiting for what is not a file: a pipe, a device, a folder. */
export function readNotebook(cwd: string, path: string): Content {
  const file = isAbsolute(path) ? path : resolve(cwd, path);
  try {
    const stats = statSync(file);
    const why = unreadable(stats);
    if (why !== undefined) return { finding: finding(path, why.message, why.help) };
    return { content: readFileSync(file) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return {
      finding: finding(
        path,
        ...(reasons[code] ?? [`the file cannot be read (${code || error})`, 'check that it can be opened']),
      ),
    };
  }
}

/** Reads all of standard input. */
export async function readStandardInput(stdin: Readable): Promise<Content> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stdin) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    size += bytes.length;
    if (size > largest) return { finding: finding(standardInput, ...tooLarge) };
    parts.push(bytes);
  }
  return { content: Buffer.concat(parts) };
}

const tooLarge = ['the file is larger than 1 GB', 'clear its outputs: no Jupyter opens such a notebook'] as const;

const reasons: Readonly<Record<string, readonly [message: string, help: string]>> = {
  ENOENT: ['the file is gone, or a symbolic link leads nowhere', 'check the name, or what the link points to'],
  ELOOP: ['the symbolic link leads back to itself', 'replace the link by the file'],
  EACCES: ['the file may not be read', 'give yourself the right to read it: chmod u+r FILE'],
  EPERM: ['the file may not be read', 'give yourself the right to read it'],
  EISDIR: ['this is a folder, not a file', 'name a notebook in it'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'check the path'],
  ENAMETOOLONG: ['the name is longer than the system allows', 'check the path'],
  EMFILE: ['too many files are open', 'raise the limit: ulimit -n'],
  EIO: ['the disk reports an error', 'check the disk'],
};

function unreadable(stats: Stats): { message: string; help: string } | undefined {
  if (stats.isDirectory()) return { message: 'this is a folder, not a file', help: 'name a notebook in it' };
  if (stats.isFIFO())
    return {
      message: 'this is a named pipe, not a file',
      help: 'read it from standard input: coursewright validate - < PIPE',
    };
  if (!stats.isFile())
    return { message: 'this is a device or socket, not a file', help: 'read it from standard input, as -' };
  return stats.size > largest ? { message: tooLarge[0], help: tooLarge[1] } : undefined;
}

function finding(file: string, message: string, help: string): Finding {
  return {
    rule: 'notebook-unreadable',
    severity: 'error',
    message,
    file,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
    help,
  };
}
