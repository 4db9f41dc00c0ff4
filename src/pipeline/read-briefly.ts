import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** A file's bytes, there until the next file is read. */
export function readBriefly(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, shared, length, shared.length - length, null);
      if (read === 0) break;
      length += read;
    }
    return length < shared.length ? shared.subarray(0, length) : readFileSync(file);
  } finally {
    closeSync(descriptor);
  }
}

/** The same by as few calls as can be; undefined where they are many. `flags` say how the file is opened. */
export function readAtOnce(file: string, flags: number): Buffer | undefined {
  const descriptor = openSync(file, flags);
  try {
    const length = readSync(descriptor, shared, 0, shared.length, null);
    return length < shared.length ? shared.subarray(0, length) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** What files are read into, one after the other: memory that was in use before is quicker than new memory. */
const shared = Buffer.allocUnsafeSlow(1 << 20);
