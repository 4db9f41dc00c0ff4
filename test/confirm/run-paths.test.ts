import { dirname } from 'node:path/posix';
import { expect, test } from 'vitest';
import { confirmCell } from '../../src/confirm/confirm-cell.ts';
import { updateLesson } from '../../src/confirm/update.ts';
import type { ExecutedCell } from '../../src/model/run.ts';
import { codesOf, lessonOf, raise, ran, result } from './lesson-of.ts';

/** A folder of a run, as engines name them; `place` is the lesson's, the user's or the one for temporary files. */
const ofRun = (place: string) => ['', 'temporary', 'cw-12-a1b2c3', 'r1', place].join('/');
const onGateway = ['', 'temporary', 'coursewright-ab_12cd3', 'work'].join('/');

const lesson = (fence: string, declared: string) =>
  `\`\`\`python\nf()\n\`\`\`\n\n\`\`\`${fence}\n${declared}\n\`\`\`\n`;

function judge(fence: string, declared: string, executed: ExecutedCell) {
  const read = lessonOf(lesson(fence, declared));
  const codes = codesOf(read);
  const { outputs, diagnostics } = confirmCell(codes[0] as (typeof codes)[0], executed, {
    ...{ file: read.source, text: read.text, cell: 'c' },
  });
  const updated = updateLesson(read, [{ code: codes[0] as (typeof codes)[0], executed }], {});
  return { verdict: outputs[0]?.verdict, help: diagnostics[0]?.help, updated, text: read.text };
}

test.each([
  ['the working folder', '/home/me/course', `${ofRun('work')}\n`],
  ['of another system', 'C:\\Users\\me\\course', `${ofRun('work')}\n`],
  ['with blanks', '/Users/me/My course', `${ofRun('work')}\n`],
  ['below home', '~/course/a.txt', `${ofRun('work')}/a.txt\n`],
  ['a file', "'/home/me/course/data/x.csv'", result(`'${ofRun('work')}/data/x.csv'`)],
  ['a file of another system', "'C:\\\\course\\\\data\\\\x.csv'", result(`'${ofRun('work')}/data/x.csv'`)],
  ['a path object', "WindowsPath('C:/course/a')", result(`PosixPath('${ofRun('work')}/a')`)],
  ['the home folder', 'home: /home/me', `home: ${ofRun('home')}\n`],
  ['the folder of temporary files', '/tmp', `${ofRun('tmp')}\n`],
  ['a temporary folder', '/var/folders/x1/tmpk2j3l4/a.db', `${ofRun('tmp')}/tmpab12cd34/a.db\n`],
  ['an address of a file', 'file:///home/me/a.html', `file://${ofRun('work')}/a.html\n`],
  ['a folder above, of which only the number counts', '/home/me/b', `${ofRun('work')}/folder/folder/b\n`],
  ['several in a line', '/a/x.txt -> /b/y.txt', `${ofRun('work')}/x.txt -> ${onGateway}/y.txt\n`],
  ['on a gateway', '/home/me/course', `${onGateway}\n`],
  ['the folder above', "'/home/me'", result(`'${dirname(ofRun('work'))}'`)],
  ['the folder above, on a gateway', '/home/me', `${dirname(onGateway)}\n`],
])('a path into the folders of a run is whatever the author has from the root on: %s', (_, declared, printed) => {
  const { verdict, updated, text } = judge('output', declared, ran(printed));
  expect(verdict).toBe('confirmed');
  expect(updated.text).toBe(text);
});

test.each([
  ['the part of the lesson', '/home/me/course/data/y.csv', `${ofRun('work')}/data/x.csv\n`],
  ['what is no absolute path', 'course', `${ofRun('work')}\n`],
  ['what stands around it', 'in /home/me/course', `${ofRun('work')}\n`],
  ['with `exact`, the folder', '/home/me/course', `${ofRun('work')}\n`],
])('it is compared in %s, and an update leaves it to the author', (what, declared, printed) => {
  const { verdict, help, updated, text } = judge(
    what.includes('exact') ? 'output exact' : 'output',
    declared,
    ran(printed),
  );
  expect(verdict).toBe('mismatch');
  expect(help).toMatch(/^write the whole path as your machine shows it/);
  expect(updated.text).toBe(text);
  expect(updated.kept.map(({ reason }) => reason)).toEqual([
    'the output names a folder of this run, which is another one each time',
  ]);
});

test('other lines are updated around the path of the author', () => {
  const { updated } = judge('output', 'one\n/home/me/a.txt', ran(`two\n${ofRun('work')}/a.txt\n`));
  expect(updated.text).toBe(lesson('output', 'two\n/home/me/a.txt'));
});

test('so are paths in messages of errors', () => {
  const message = (path: string) => `[Errno 2] No such file or directory: '${path}'`;
  const raised = ran(raise('FileNotFoundError', message(`${ofRun('work')}/a.txt`)));
  expect(judge('error', `FileNotFoundError: ${message('/home/me/a.txt')}`, raised).verdict).toBe('confirmed');
  expect(judge('error', `FileNotFoundError: ${message('/home/me/b.txt')}`, raised).verdict).toBe('mismatch');
});

test('an output of which a folder of the run is only a part is not to be written as this machine shows it', () => {
  const { help } = judge('output', '{one}\n{two}', ran(`{three: '${ofRun('work')}'}\n`));
  expect(help).toMatch(/^write `ignore` on the fence/);
});

test('a line of many thousand characters, of all kinds, is compared too', () => {
  const rest = `{'__name__': '__main__', '_ih': ['', 'a + b * (c) \\n']}, `.repeat(4000);
  const printed = `${rest}${ofRun('work')}/a.txt\n`;
  expect(judge('output', `${rest}/home/me/a.txt`, ran(printed)).verdict).toBe('confirmed');
  expect(judge('output', `${rest}/home/me/b.txt`, ran(printed)).verdict).toBe('mismatch');
});
