import { posix } from 'node:path';
import { type DiagnosticDetails, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../model/lesson.ts';
import type { Bundle, CellOutputs } from './cell-outputs.ts';
import type { ConfirmContext } from './confirm-context.ts';
import type { ExpectedText } from './expected-outputs.ts';
import { DEFAULT_IMAGE_TOLERANCE, imageDifference } from './modes/image.ts';
import { firstLine } from './places.ts';
import type { Raised } from './raised.ts';
import { updateAdvice, updateFirst } from './update-advice.ts';
import { type OutputVerdict, verdict } from './verdict.ts';

/** Judges a fence with the mode `image`: the cell shows one and, where a file is named, the same one. */
export function confirmImage(
  code: Code,
  expected: ExpectedText,
  produced: CellOutputs,
  context: ConfirmContext,
  unexpected?: Raised,
): OutputVerdict {
  const { file, text, cell } = context;
  const { image: path, tolerance = DEFAULT_IMAGE_TOLERANCE } = expected.match;
  const place = firstLine(expected.fences[0]?.span ?? code.span, text);
  const shown = shownImages(produced.bundles);
  const update = updateAdvice(code.span, context);
  const fails = (
    rule: 'output-mismatch' | 'expected-invalid',
    message: string,
    advised: Pick<DiagnosticDetails, 'help' | 'advice'>,
  ) =>
    verdict(expected, 'mismatch', { reason: 'image' }, [diagnostic(rule, message, file, place, { cell, ...advised })]);
  if (shown.length === 0) {
    if (unexpected !== undefined) return verdict(expected, 'mismatch', { reason: 'cell-raised' });
    return fails('output-mismatch', 'the cell shows no image', {
      help: 'show a figure in the cell, or take the fence away',
    });
  }
  if (path === undefined) return verdict(expected, 'confirmed');
  const image = context.image?.(imagePath(file, path));
  if (image === undefined) return fails('expected-invalid', `there is no image file \`${path}\``, updateFirst(update));
  let nearest = 1;
  let size = '';
  for (const actual of shown) {
    const difference = imageDifference(image, actual);
    if (difference.type === 'unreadable') {
      if (difference.which === 'expected')
        return fails('expected-invalid', `\`${path}\` is not a PNG image`, updateFirst(update));
    } else if (difference.type === 'size') size ||= `, ${difference.actual} in place of ${difference.expected} pixels`;
    else if (difference.share <= tolerance) return verdict(expected, 'confirmed');
    else nearest = Math.min(nearest, difference.share);
  }
  const share = (value: number) => `${Number((value * 100).toPrecision(3))} %`;
  const amount = nearest < 1 ? `: ${share(nearest)} of the part that differs most, ${share(tolerance)} may` : size;
  const wider =
    nearest < 2 * DEFAULT_IMAGE_TOLERANCE
      ? `, or write \`tolerance=${Math.ceil(nearest * 1000) / 1000}\` on the fence`
      : '';
  return fails('output-mismatch', `the image differs from \`${path}\`${amount}`, updateFirst(update, wider));
}

/** The path of an image that a lesson names, relative to the course as the lesson's own. */
export function imagePath(lesson: string, path: string): string {
  return posix.normalize(posix.join(posix.dirname(lesson), path));
}

/** The PNG images that a cell showed, in order. */
export function shownImages(bundles: readonly Bundle[]): Uint8Array[] {
  return bundles.flatMap((bundle) => {
    const data = bundle['image/png'];
    return typeof data === 'string' ? [new Uint8Array(Buffer.from(data, 'base64'))] : [];
  });
}
