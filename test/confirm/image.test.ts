import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { describe, expect, test } from 'vitest';
import { confirmCell } from '../../src/confirm/confirm-cell.ts';
import { DEFAULT_IMAGE_TOLERANCE, imageDifference } from '../../src/confirm/modes/image.ts';
import { updateLesson } from '../../src/confirm/update.ts';
import { codesOf, lessonOf, placeOf, raise, ran, result } from './lesson-of.ts';

const figure = (name: string) => new Uint8Array(readFileSync(new URL(`fixtures/images/${name}.png`, import.meta.url)));
const share = (one: string, other: string) => {
  const difference = imageDifference(figure(one), figure(other));
  return difference.type === 'share' ? difference.share : 1;
};

describe.each(['line', 'bar', 'text'])('%s', (name) => {
  test('the same figure of Matplotlib 3.8 and 3.11 is the same', () => {
    expect(share(`${name}.old`, `${name}.same`)).toBeLessThanOrEqual(DEFAULT_IMAGE_TOLERANCE);
    expect(share(`${name}.same`, `${name}.old`)).toBeLessThanOrEqual(DEFAULT_IMAGE_TOLERANCE);
    expect(share(`${name}.same`, `${name}.same`)).toBe(0);
  });

  test.each(['color', 'noline', 'labels'])('another %s is not, in either version', (variant) => {
    expect(share(`${name}.old`, `${name}.${variant}`)).toBeGreaterThan(DEFAULT_IMAGE_TOLERANCE);
    expect(share(`${name}.${variant}`, `${name}.same`)).toBeGreaterThan(DEFAULT_IMAGE_TOLERANCE);
  });
});

test('images of other sizes are different, and what is no image says so', () => {
  const large = PNG.sync.write(new PNG({ width: 100, height: 50 }));
  const small = PNG.sync.write(new PNG({ width: 80, height: 50 }));
  expect(imageDifference(large, small)).toEqual({ type: 'size', expected: '100 × 50', actual: '80 × 50' });
  expect(imageDifference(new Uint8Array([1, 2]), small)).toEqual({ type: 'unreadable', which: 'expected' });
  expect(imageDifference(small, small.subarray(0, 40))).toEqual({ type: 'unreadable', which: 'actual' });
});

describe('a fence', () => {
  const lesson = (fence: string) => lessonOf(`\`\`\`python\nplt.show()\n\`\`\`\n\n\`\`\`${fence}\n\`\`\`\n`);
  const shows = (name: string) => ({
    output_type: 'display_data' as const,
    data: { 'image/png': Buffer.from(figure(name)).toString('base64'), 'text/plain': '<Figure size 640x480>' },
    metadata: {},
  });
  const image = (path: string) => (path === 'fig/line.png' ? figure('line.old') : undefined);

  function confirm(fence: string, executed = ran(shows('line.same'))) {
    const one = lesson(fence);
    const [code] = codesOf(one);
    if (code === undefined) throw new Error('no cell');
    const { outputs, diagnostics } = confirmCell(code, executed, {
      file: 'lesson.md',
      text: one.text,
      cell: 'c',
      image,
    });
    const findings = diagnostics.map(({ rule, span, message }) => `${rule} ${placeOf(one, span)} ${message}`);
    return { verdicts: outputs.map(({ verdict }) => verdict), findings, help: diagnostics[0]?.help };
  }

  test('with a file wants that image', () => {
    expect(confirm('output image=fig/line.png')).toMatchObject({ verdicts: ['confirmed'], findings: [] });
    const { findings, help } = confirm('output image=fig/line.png', ran(shows('line.labels')));
    expect(findings[0]).toMatch(
      /^output-mismatch 5:1-5:\d+ the image differs from `fig\/line.png`: [\d.]+ % of the part/,
    );
    expect(help).toMatch(/^coursewright update lesson.md:1, or write `tolerance=0\.0\d+` on the fence$/);
  });

  test('takes the tolerance that it names', () => {
    expect(confirm('output image=fig/line.png tolerance=0', ran(shows('line.same'))).verdicts).toEqual(['mismatch']);
    expect(confirm('output image=fig/line.png tolerance=0.5', ran(shows('line.noline'))).verdicts).toEqual([
      'confirmed',
    ]);
  });

  test('without a file wants any image', () => {
    expect(confirm('output image').verdicts).toEqual(['confirmed']);
    expect(confirm('output image', ran('text\n')).findings).toEqual([
      'output-mismatch 5:1-5:16 the cell shows no image',
    ]);
    expect(confirm('output image', ran(raise('ValueError', 'x'))).findings).toEqual([
      'cell-raised 2:1-2:11 the cell raised ValueError: x',
    ]);
  });

  test('with a file that is not there says so, and an update writes it', () => {
    const fence = 'output image=fig/other.png';
    expect(confirm(fence).findings[0]).toContain('expected-invalid 5:1-5:30 there is no image file `fig/other.png`');
    const one = lesson(fence);
    const cells = codesOf(one).map((code) => ({ code, executed: ran(shows('line.same')) }));
    const { text, images } = updateLesson(one, cells, { image });
    expect(text).toBe(one.text);
    expect(images).toEqual([{ path: 'fig/other.png', bytes: figure('line.same') }]);
    expect(updateLesson(one, cells, { image: () => figure('line.same') }).images).toEqual([]);
  });
});

describe('other forms of a result', () => {
  const confirm = (fence: string, ...outputs: Parameters<typeof ran>) => {
    const one = lessonOf(`\`\`\`python\nx\n\`\`\`\n\n\`\`\`output\n${fence}\n\`\`\`\n`);
    const [code] = codesOf(one);
    if (code === undefined) throw new Error('no cell');
    return confirmCell(code, ran(...outputs), { file: 'lesson.md', text: one.text, cell: 'c' }).outputs[0]?.verdict;
  };

  test('HTML is equal as a tree', () => {
    const table = result('   a\n0  1', {
      'text/html': '<div>\n<table border="1" class="dataframe">\n  <tr><td>1</td></tr></table></div>',
    });
    const html =
      '<div><table class="dataframe" border="1">\n<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n</table></div>';
    expect(confirm(html, table)).toBe('confirmed');
    expect(confirm(html.replace('1</td>', '2</td>'), table)).toBe('mismatch');
    expect(confirm(html.replace('dataframe', 'other'), table)).toBe('mismatch');
    expect(confirm('   a\n0  1', table)).toBe('confirmed');
    expect(confirm(`before\n${html}`, 'before\n', table)).toBe('confirmed');
  });

  test('LaTeX is equal without what sets it apart, Markdown and JSON as they are', () => {
    const formula = result('sqrt(x)', { 'text/latex': '$\\displaystyle \\sqrt{x}$' });
    expect(confirm('$$\\sqrt{x}$$', formula)).toBe('confirmed');
    expect(confirm('\\sqrt{x}', formula)).toBe('confirmed');
    expect(confirm('\\sqrt{y}', formula)).toBe('mismatch');
    const markdown = result('<IPython.core.display.Markdown object>', { 'text/markdown': '**a**' });
    expect(confirm('**a**', markdown)).toBe('confirmed');
    expect(confirm('**b**', markdown)).toBe('mismatch');
  });
});
