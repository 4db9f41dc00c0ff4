import { writeSync } from 'node:fs';

/** Writes some bytes, or a part of them, to a descriptor and says how many. */
export type Write = (descriptor: number, bytes: Uint8Array) => number;

/** Writes all bytes: a single write may take a part, and says so by its number alone. */
export function writeAll(descriptor: number, bytes: Uint8Array, write: Write = writeSync): void {
  for (let done = 0; done < bytes.length; ) {
    const written = write(descriptor, bytes.subarray(done));
    if (written === 0) throw new Error('the disk took only a part of it');
    done += written;
  }
}
