import { expect, test } from 'vitest';
import { keptOutputs } from '../../src/confirm/kept-outputs.ts';
import type { IOutput } from '../../src/model/notebook.ts';

const names = ['addresses', 'tmp-paths', 'durations'];

function kept(outputs: readonly IOutput[], expected: readonly string[] = [], cell = 'a'): IOutput[] {
  return keptOutputs({ status: 'ok', outputs, durationMs: 1 }, { sanitize: names, cell, expected });
}

const out = (text: string): IOutput => ({ output_type: 'stream', name: 'stdout', text });
const err = (text: string): IOutput => ({ output_type: 'stream', name: 'stderr', text });
const html = (text: string): IOutput => ({ output_type: 'display_data', data: { 'text/html': text }, metadata: {} });

test('each stream is one text up to the next result, however the kernel cut it', () => {
  const result: IOutput = {
    output_type: 'execute_result',
    execution_count: 7,
    data: { 'text/plain': '3' },
    metadata: {},
  };
  expect(kept([out('a'), err('x\n'), out('b\n'), result, out('c\n')])).toEqual([
    { output_type: 'stream', name: 'stdout', text: 'ab\n' },
    { output_type: 'stream', name: 'stderr', text: 'x\n' },
    { output_type: 'execute_result', execution_count: null, data: { 'text/plain': '3' }, metadata: {} },
    { output_type: 'stream', name: 'stdout', text: 'c\n' },
  ]);
});

test('a text is as a terminal leaves it, with marks for what is never the same twice', () => {
  expect(kept([out('0%\r100%\n\u001b[31m<A at 0x7f12ab34cd56>\u001b[0m /tmp/x1 in 0.31 s')])).toEqual([
    { output_type: 'stream', name: 'stdout', text: '100%\n<A at <address>> <tmp> in <duration>\n' },
  ]);
  expect(kept([err('/tmp/ipykernel_12/345.py:1: UserWarning: x\n')])).toEqual([
    { output_type: 'stream', name: 'stderr', text: '<cell>:1: UserWarning: x\n' },
  ]);
});

test('what differs from the lesson by such things alone stands as the lesson has it', () => {
  const [one] = kept([out('it falls for 3.5 s\n')], ['it falls for 3.4 s']);
  expect(one?.text).toBe('it falls for 3.4 s\n');
  const [other] = kept([out('it falls for 3.5 s\n')], ['it rises for 3.4 s']);
  expect(other?.text).toBe('it falls for <duration>\n');
});

test('a traceback names no run', () => {
  const raised: IOutput = {
    output_type: 'error',
    ename: 'ValueError',
    evalue: 'bad <A at 0x7f12ab34cd56>',
    traceback: [
      '\u001b[31mValueError\u001b[0m',
      'Cell In[12], line 3\n----> 3 f()',
      'File /opt/lib/python3.11/json/decoder.py:3',
    ],
  };
  expect(kept([raised])).toEqual([
    {
      output_type: 'error',
      ename: 'ValueError',
      evalue: 'bad <A at <address>>',
      traceback: ['ValueError', '<cell>, line 3', '----> 3 f()', 'File json/decoder.py:3'],
    },
  ]);
});

test('ids that are drawn at random are made of the cell, wherever the markup uses them', () => {
  const styled = (id: string) =>
    html(`<style>#T_${id}_row1 {x}</style><table id="T_${id}"><td id="T_${id}_row1">T_shirt</td>`);
  const div = (id: string) => html(`<div id='${id}'></div><script>draw("${id}")</script>`);
  const svg = (id: string) => html(`<path id="m${id}"/><use href="#m${id}"/>`);
  for (const [make, first, second] of [
    [styled, '1a2b3', '9f8e7'],
    [div, '0b7c1de2-8f7a-4a3e-9b1d-2c3d4e5f6a7b', '5d41402a-bc4b-2a76-b971-9d911017c592'],
    [div, '5d41402abc4b2a76b9719d911017c592', '0cc175b9c0f1b6a831c399e269772661'],
    [svg, '0123456789', 'fedcba9876'],
  ] as const) {
    expect(kept([make(first)])).toEqual(kept([make(second)]));
    expect(kept([make(first)])).not.toEqual(kept([make(first)], [], 'b'));
    const text = JSON.stringify(kept([make(first)])).replaceAll('\\"', '"');
    expect(text).not.toContain(first);
    const [id = ''] = /(?<=id=["'])[^"']+/.exec(text) ?? [];
    expect(text.split(id).length).toBeGreaterThan(2);
  }
});

test('what is no id stays: digests, colours, lengths of time, pictures', () => {
  const text = '<td>5d41402abc4b2a76b9719d911017c592</td><a style="transition: 0.3s; x: 0xffffff">/tmp</a>';
  expect(kept([html(text)])).toEqual([html(text)]);
  const picture: IOutput = {
    output_type: 'display_data',
    data: { 'image/png': 'iVBOR\n' },
    metadata: { 'image/png': { width: 3 } },
  };
  expect(kept([picture])).toEqual([picture]);
});

test('the view of a widget, which nothing can show without its kernel, is left out', () => {
  const view = { 'application/vnd.jupyter.widget-view+json': { model_id: '1' } };
  const both: IOutput = { output_type: 'display_data', data: { ...view, 'text/plain': 'IntSlider()' }, metadata: {} };
  expect(kept([both, { output_type: 'display_data', data: view, metadata: {} }])).toEqual([
    { output_type: 'display_data', data: { 'text/plain': 'IntSlider()' }, metadata: {} },
  ]);
});
