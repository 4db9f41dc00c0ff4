import { fstatSync } from 'node:fs';
import { unwritable } from '../files/replace-file.ts';
import { writeAll } from '../files/write-all.ts';

type Standard = NodeJS.WriteStream & { readonly fd: number };

/**
 * Standard output or standard error. Node writes once to those that are files, and takes no notice of how much was
 * written: what is printed into a file here is there to its last byte, or the command fails.
 * @throws OperatorError on writing, where it cannot.
 */
export function standardStream(stream: Standard, name: string): Standard {
  if (stream.isTTY === true || !isFile(stream.fd)) return stream;
  stream.write = (content: Uint8Array | string, ...rest: unknown[]) => {
    try {
      writeAll(stream.fd, typeof content === 'string' ? Buffer.from(content) : content);
    } catch (cause) {
      throw unwritable(name, cause);
    }
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  };
  return stream;
}

function isFile(descriptor: number): boolean {
  try {
    const facts = fstatSync(descriptor);
    return facts.isFile() || facts.isCharacterDevice();
  } catch {
    return false;
  }
}
