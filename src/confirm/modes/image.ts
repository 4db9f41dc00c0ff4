import { decodePng, type Picture, placePicture, type Shades, shadesOf } from './picture.ts';

/** How much two images differ in the piece of 16 × 16 pixels where they differ most: 0 (not at all) to 1 (wholly). */
export type ImageDifference =
  | { readonly type: 'share'; readonly share: number }
  | { readonly type: 'size'; readonly expected: string; readonly actual: string }
  | { readonly type: 'unreadable'; readonly which: 'expected' | 'actual' };

/**
 * What may differ unless a fence says otherwise. Of 50 figures drawn by Matplotlib 3.8 and 3.11, the same ones differ by up
 * to 0.020, ones with labels swapped by at least 0.030, with a line left out by 0.037, with another colour by 0.13. Not so
 * in 3D, where versions draw other ticks, nor where a label is one letter.
 */
export const DEFAULT_IMAGE_TOLERANCE = 0.025;

/** Side of a piece: about two letters. */
const PIECE = 16;
/** Pixels from one piece to the next. */
const STEP = 4;
/** How far a piece may have moved as a whole, in pixels: versions space letters differently. */
const SHIFT = 3;
/** How much a colour channel may differ from what is around that place, of 255. */
const SHADE = 20;
/** By how much more a pixel differs wholly. */
const WHOLLY = 100;
/** How much larger an image may be than the other, in pixels: tight bounding boxes follow the text's size. */
const GROWTH = 8;
/** Around both pictures, so that a moved piece never leaves the canvas. */
const MARGIN = PIECE + SHIFT;

/**
 * Compares two PNG images as a person sees them, piece by piece. Each piece of one is looked for around its place in the
 * other; what is left of a difference when it is found counts. There a pixel is the same when its colour lies in the
 * range of the colours next to that place, in both directions. So text that is set a little wider makes no difference,
 * nor does anti-aliasing, while a missing line, another colour or another word does. Small pieces keep a small change
 * visible in a large picture.
 */
export function imageDifference(expected: Uint8Array, actual: Uint8Array): ImageDifference {
  const wanted = decodePng(expected);
  const given = decodePng(actual);
  if (wanted === undefined) return { type: 'unreadable', which: 'expected' };
  if (given === undefined) return { type: 'unreadable', which: 'actual' };
  const right = given.width - wanted.width;
  const down = given.height - wanted.height;
  if (Math.abs(right) > GROWTH || Math.abs(down) > GROWTH) {
    return { type: 'size', expected: sizeOf(wanted), actual: sizeOf(given) };
  }
  const width = Math.max(wanted.width, given.width) + 2 * MARGIN + Math.abs(right);
  const height = Math.max(wanted.height, given.height) + 2 * MARGIN + Math.abs(down);
  const corner = { x: MARGIN + Math.max(right, 0), y: MARGIN + Math.max(down, 0) };
  const one = placePicture(wanted, width, height, corner.x, corner.y);
  let nearest: Picture | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let y = Math.min(0, -down); y <= Math.max(0, -down); y += 1) {
    for (let x = Math.min(0, -right); x <= Math.max(0, -right); x += 1) {
      const other = placePicture(given, width, height, corner.x + x, corner.y + y);
      const sum = distance(one, other);
      if (sum >= least) continue;
      least = sum;
      nearest = other;
    }
  }
  if (nearest === undefined || least === 0) return { type: 'share', share: 0 };
  const [a, b] = [shadesOf(one), shadesOf(nearest)];
  return { type: 'share', share: worst(b, a, worst(a, b, 0)) };
}

/** How far two pictures are from each other as a whole. */
function distance(one: Picture, other: Picture): number {
  let sum = 0;
  for (let at = 0; at < one.colors.length; at += 1) sum += Math.abs((one.colors[at] ?? 0) - (other.colors[at] ?? 0));
  return sum;
}

/** The difference of the piece of `one` that is least like anything near its place in `other`, if more than `known`. */
function worst(one: Shades, other: Shades, known: number): number {
  const pieces: { x: number; y: number; here: number }[] = [];
  for (let y = SHIFT; y + PIECE + SHIFT <= one.height; y += STEP) {
    for (let x = SHIFT; x + PIECE + SHIFT <= one.width; x += STEP) {
      const here = pieceDifference(one, other, x, y, 0, 0, Number.POSITIVE_INFINITY);
      if (here > known) pieces.push({ x, y, here });
    }
  }
  // The most different first: what they leave is soon more than what the others have.
  pieces.sort((a, b) => b.here - a.here);
  let most = known;
  for (const { x, y, here } of pieces) {
    if (here <= most) break;
    most = Math.max(most, moved(one, other, x, y, here, most));
  }
  return most;
}

/** The least difference of a piece over all places that it may have moved to; no lower than `enough` need be found. */
function moved(one: Shades, other: Shades, x: number, y: number, here: number, enough: number): number {
  let least = here;
  for (let reach = 1; reach <= SHIFT && least > enough; reach += 1) {
    for (let down = -reach; down <= reach; down += 1) {
      for (let right = -reach; right <= reach; right += 1) {
        if (Math.max(Math.abs(down), Math.abs(right)) !== reach) continue;
        least = Math.min(least, pieceDifference(one, other, x, y, right, down, least));
      }
    }
  }
  return least;
}

/** How much a piece differs from the one that lies (`right`, `down`) off in the other picture, at least `limit` if more. */
function pieceDifference(
  one: Shades,
  other: Shades,
  x: number,
  y: number,
  right: number,
  down: number,
  limit: number,
): number {
  const { width, colors, low, high } = one;
  const away = (down * width + right) * 3;
  const most = limit * PIECE * PIECE;
  let sum = 0;
  for (let row = y; row < y + PIECE; row += 1) {
    const start = (row * width + x) * 3;
    for (let at = start; at < start + PIECE * 3; at += 3) {
      let pixel = 0;
      for (let channel = at; channel < at + 3; channel += 1) {
        const mine = colors[channel] ?? 0;
        const theirs = other.colors[channel + away] ?? 0;
        if (Math.abs(mine - theirs) <= SHADE) continue;
        const out = Math.max(
          (other.low[channel + away] ?? 0) - mine,
          mine - (other.high[channel + away] ?? 0),
          (low[channel] ?? 0) - theirs,
          theirs - (high[channel] ?? 0),
        );
        if (out - SHADE > pixel) pixel = out - SHADE;
      }
      sum += Math.min(pixel / WHOLLY, 1);
    }
    if (sum >= most) break;
  }
  return sum / (PIECE * PIECE);
}

function sizeOf({ width, height }: Picture): string {
  return `${width} × ${height}`;
}
