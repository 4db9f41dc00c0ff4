import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { appendWhole, replaceFile } from '../../src/files/replace-file.ts';

const root = mkdtempSync(join(tmpdir(), 'replace-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let file = '';
let folders = 0;
beforeEach(() => {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  file = join(folder, 'lesson.md');
});

const here = () => readdirSync(join(file, '..'));
const read = () => readFileSync(file, 'utf8');

/** A disk that has room for so many bytes, takes a part of what does not fit, and no more after it. */
function diskOf(room: number, most = Number.POSITIVE_INFINITY) {
  let free = room;
  return (descriptor: number, bytes: Uint8Array) => {
    if (free === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const written = writeSync(descriptor, bytes.subarray(0, Math.min(free, most)));
    free -= written;
    return written;
  };
}

test('what the system takes in parts is there to its last byte', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(bytes, bytes, fc.integer({ min: 1, max: 70 }), fc.boolean(), (old, content, part, isNew) => {
      if (isNew) rmSync(file, { force: true });
      else writeFileSync(file, old);
      replaceFile(file, content, { write: diskOf(content.length, part), isNew });
      expect(readFileSync(file)).toEqual(Buffer.from(content));
      expect(here()).toEqual(['lesson.md']);
    }),
  );
});

test('a disk that is full at any byte leaves the old file, and nothing beside it', () => {
  const content = 'new and longer '.repeat(8);
  writeFileSync(file, 'old');
  for (let room = 0; room < content.length; room += 1) {
    expect(() => replaceFile(file, content, { write: diskOf(room), name: 'lesson.md' })).toThrow(
      'lesson.md cannot be written: the disk is full',
    );
    expect([read(), here()]).toEqual(['old', ['lesson.md']]);
    expect(() => replaceFile(`${file}.new`, content, { write: diskOf(room), isNew: true })).toThrow('full');
    expect(here()).toEqual(['lesson.md']);
    expect(() => appendWhole(file, content, { write: diskOf(room) })).toThrow('full');
    expect(read()).toBe('old');
  }
  appendWhole(file, content, { write: diskOf(content.length, 7) });
  expect(read()).toBe(`old${content}`);
});

test('a disk that says it took everything and did not', () => {
  writeFileSync(file, 'old');
  expect(() => replaceFile(file, 'new content', { write: (_, bytes) => bytes.length })).toThrow('only a part');
  expect(() => replaceFile(file, 'new content', { write: () => 0 })).toThrow('only a part');
  expect([read(), here()]).toEqual(['old', ['lesson.md']]);
});

test('mode and links stay, folders that are missing are made, however long the name is', () => {
  writeFileSync(file, 'old');
  chmodSync(file, 0o640);
  const link = join(file, '../link.md');
  symlinkSync('lesson.md', link);
  replaceFile(link, 'new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect([read(), (statSync(file).mode & 0o777).toString(8)]).toEqual(['new', '640']);
  const deep = join(file, '../a/b', `${'n'.repeat(252)}.md`);
  replaceFile(deep, 'deep');
  expect(readFileSync(deep, 'utf8')).toBe('deep');
});

test('a draft that a killed process left is neither taken nor in the way', () => {
  writeFileSync(file, 'old');
  replaceFile(file, 'first');
  // The numbers that come next: as if another process of our id had been killed with them.
  for (const entry of Array.from({ length: 500 }, (_, at) => `.coursewright-${process.pid}-0-${at}`))
    writeFileSync(join(file, '..', entry), 'left');
  replaceFile(file, 'second');
  expect(read()).toBe('second');
});

test('drafts of processes that are gone are removed with the next write to their folder, unless they are new', () => {
  const folder = join(file, '../killed');
  mkdirSync(folder);
  const { pid = 0 } = spawnSync(process.execPath, ['--version']);
  const names = [`.coursewright-${pid}-0-1`, `.coursewright-${pid}-0-2`, `.coursewright-${process.pid}-7-1`];
  for (const name of names) writeFileSync(join(folder, name), 'left');
  for (const name of names.slice(1)) utimesSync(join(folder, name), 1, 1);
  replaceFile(join(folder, 'a.md'), 'new');
  expect(readdirSync(folder).sort()).toEqual([names[0], names[2], 'a.md'].sort());
});

test('a pipe is written to and stays one', async () => {
  execFileSync('mkfifo', [file]);
  const reader = spawn('cat', [file]);
  const got = new Promise<string>((resolve) => {
    let text = '';
    reader.stdout.on('data', (data: Buffer) => {
      text += data.toString();
    });
    reader.on('close', () => resolve(text));
  });
  // Opening waits for the reader.
  replaceFile(file, 'x'.repeat(10_000));
  expect(await got).toBe('x'.repeat(10_000));
  expect(statSync(file).isFIFO()).toBe(true);
});

test.each([
  ['a folder', () => mkdirSync(file), 'there is a folder of that name'],
  ['below a file', () => writeFileSync(join(file, '..', 'x'), ''), 'a part of its path is a file'],
])('%s is no place for a file', (_, prepare, why) => {
  prepare();
  const path = why.includes('part') ? join(file, '../x/y.md') : file;
  expect(() => replaceFile(path, 'new')).toThrow(why);
});
