import { PNG } from 'pngjs';

/** The colours of an image on white. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel. */
  readonly colors: Float32Array;
}

/** A picture prepared for comparing: its colours, and around each pixel the lowest and the highest of each channel. */
export interface Shades {
  readonly width: number;
  readonly height: number;
  readonly colors: Float32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** Reads a PNG; undefined where the bytes are none. */
export function decodePng(bytes: Uint8Array): Picture | undefined {
  try {
    const { width, height, data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const colors = new Float32Array(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      const alpha = (data[pixel * 4 + 3] ?? 255) / 255;
      for (let channel = 0; channel < 3; channel += 1) {
        colors[pixel * 3 + channel] = (data[pixel * 4 + channel] ?? 255) * alpha + 255 * (1 - alpha);
      }
    }
    return { width, height, colors };
  } catch {
    return undefined;
  }
}

/** The picture on a white canvas, its upper left corner at (x, y). */
export function placePicture(picture: Picture, width: number, height: number, x: number, y: number): Picture {
  const colors = new Float32Array(width * height * 3).fill(255);
  for (let row = 0; row < picture.height; row += 1) {
    const from = row * picture.width * 3;
    colors.set(picture.colors.subarray(from, from + picture.width * 3), ((row + y) * width + x) * 3);
  }
  return { width, height, colors };
}

/** Softens the picture, so that anti-aliasing counts less, and finds the range of colours around each pixel. */
export function shadesOf({ width, height, colors }: Picture): Shades {
  const across = 3;
  const down = width * 3;
  const soft = blended(blended(colors, across, mean), down, mean);
  const low = blended(blended(soft, across, Math.min), down, Math.min);
  const high = blended(blended(soft, across, Math.max), down, Math.max);
  return { width, height, colors: soft, low, high };
}

/** Of each value and its neighbours on both sides along one axis. */
function blended(
  values: Float32Array,
  step: number,
  blend: (before: number, here: number, after: number) => number,
): Float32Array {
  const result = values.slice();
  for (let at = step; at < values.length - step; at += 1) {
    result[at] = blend(values[at - step] ?? 0, values[at] ?? 0, values[at + step] ?? 0);
  }
  return result;
}

function mean(before: number, here: number, after: number): number {
  return (before + 2 * here + after) / 4;
}
