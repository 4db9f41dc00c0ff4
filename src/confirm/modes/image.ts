import { PNG } from 'pngjs';

/** How alike two images are: the share of pixels that differ in the piece of 48 × 48 where most do; 0 to 1. */
export type ImageDifference =
  | { readonly type: 'share'; readonly share: number }
  | { readonly type: 'size'; readonly expected: string; readonly actual: string }
  | { readonly type: 'unreadable'; readonly which: 'expected' | 'actual' };

/**
 * The share that may differ unless a fence says otherwise. Of twelve figures drawn by Matplotlib 3.8 and 3.11 and
 * pandas 2 and 3, the same ones differ by up to 0.015, ones with swapped axis labels by at least 0.018, with a line
 * left out by 0.023, with another colour by 0.028.
 */
export const DEFAULT_IMAGE_TOLERANCE = 0.0165;

/** Side of the piece in which differing pixels are counted: about a word of text. */
const WINDOW = 48;
/** How far a shape may move, in pixels: renderers round and hint differently. */
const REACH = 2;
/** How much a colour channel may differ, of 255. */
const SHADE = 20;
/** How much larger an image may be than the other, in pixels: tight bounding boxes follow the text's size. */
const GROWTH = 8;

/**
 * Compares two PNG images as a person sees them. A pixel is the same when its colour lies in the range of the colours
 * around that place in the other image, and the other way round; so anti-aliasing and a shift of a pixel or two make no
 * difference, and a missing line or another letter does. Counting in small pieces keeps a small change visible in a
 * large picture.
 */
export function imageDifference(expected: Uint8Array, actual: Uint8Array): ImageDifference {
  const wanted = decode(expected);
  const given = decode(actual);
  if (wanted === undefined) return { type: 'unreadable', which: 'expected' };
  if (given === undefined) return { type: 'unreadable', which: 'actual' };
  const [right, down] = [given.width - wanted.width, given.height - wanted.height];
  if (Math.abs(right) > GROWTH || Math.abs(down) > GROWTH) {
    return { type: 'size', expected: sizeOf(wanted), actual: sizeOf(given) };
  }
  let share = 1;
  for (let y = Math.min(0, down); y <= Math.max(0, down); y += 1) {
    for (let x = Math.min(0, right); x <= Math.max(0, right); x += 1) {
      share = Math.min(share, worstShare(differing(wanted, given, x, y), wanted.width, wanted.height));
    }
  }
  return { type: 'share', share };
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel on white. */
  readonly colors: Uint8Array;
}

function decode(bytes: Uint8Array): Picture | undefined {
  try {
    const { width, height, data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const colors = new Uint8Array(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      const alpha = (data[pixel * 4 + 3] ?? 255) / 255;
      for (let channel = 0; channel < 3; channel += 1) {
        colors[pixel * 3 + channel] = Math.round((data[pixel * 4 + channel] ?? 255) * alpha + 255 * (1 - alpha));
      }
    }
    return { width, height, colors };
  } catch {
    return undefined;
  }
}

/** Marks the pixels of `wanted` that differ, where `given` lies (`right`, `down`) off. */
function differing(wanted: Picture, given: Picture, right: number, down: number): Uint8Array {
  const marks = new Uint8Array(wanted.width * wanted.height);
  for (let y = 0; y < wanted.height; y += 1) {
    for (let x = 0; x < wanted.width; x += 1) {
      const same = stands(wanted, x, y, given, x + right, y + down) && stands(given, x + right, y + down, wanted, x, y);
      if (!same) marks[y * wanted.width + x] = 1;
    }
  }
  return marks;
}

/** Whether the colour at (x, y) is among the colours around (otherX, otherY) of the other picture. */
function stands(one: Picture, x: number, y: number, other: Picture, otherX: number, otherY: number): boolean {
  for (let channel = 0; channel < 3; channel += 1) {
    const value = colorAt(one, x, y, channel);
    if (Math.abs(value - colorAt(other, otherX, otherY, channel)) <= SHADE) continue;
    let low = 255;
    let high = 0;
    for (let j = -REACH; j <= REACH; j += 1) {
      for (let i = -REACH; i <= REACH; i += 1) {
        const near = colorAt(other, otherX + i, otherY + j, channel);
        if (near < low) low = near;
        if (near > high) high = near;
      }
    }
    if (value < low - SHADE || value > high + SHADE) return false;
  }
  return true;
}

/** Outside of a picture all is white. */
function colorAt({ width, height, colors }: Picture, x: number, y: number, channel: number): number {
  return x < 0 || y < 0 || x >= width || y >= height ? 255 : (colors[(y * width + x) * 3 + channel] ?? 255);
}

/** The largest share of marks in any window, by sums over rectangles from the corner. */
function worstShare(marks: Uint8Array, width: number, height: number): number {
  const across = Math.min(WINDOW, width);
  const along = Math.min(WINDOW, height);
  const sums = new Int32Array((width + 1) * (height + 1));
  const sum = (x: number, y: number) => sums[y * (width + 1) + x] ?? 0;
  let most = 0;
  for (let y = 1; y <= height; y += 1) {
    for (let x = 1; x <= width; x += 1) {
      const here = (marks[(y - 1) * width + x - 1] ?? 0) + sum(x - 1, y) + sum(x, y - 1) - sum(x - 1, y - 1);
      sums[y * (width + 1) + x] = here;
      if (x < across || y < along) continue;
      const inside = here - sum(x - across, y) - sum(x, y - along) + sum(x - across, y - along);
      if (inside > most) most = inside;
    }
  }
  return most / (across * along);
}

function sizeOf({ width, height }: Picture): string {
  return `${width} × ${height}`;
}
