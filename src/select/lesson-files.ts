import { posix, resolve } from 'node:path';
import { filesBelow } from '../files/files-below.ts';
import { isOwn } from '../files/own-files.ts';
import { lessonEnding } from '../model/lesson-names.ts';

/** The lessons in a folder, relative to the course's folder, in no special order. See `discoverLessons` for the rule. */
export function lessonsBelow(courseDir: string, folder: string): string[] {
  const before = folder === '.' ? '' : posix.join(folder, '/');
  return filesBelow(resolve(courseDir, folder), isLesson, isEntered).map((path) => before + path);
}

/** Whether lessons are looked for in a folder of that name. */
export function isEntered(name: string): boolean {
  return !name.startsWith('_') && isOwn(name);
}

/** Whether a file is a lesson, by its name. */
export function isLesson(name: string): boolean {
  return !name.startsWith('_') && lessonEnding.test(name) && !hostFiles.test(name) && !projectFiles.test(name);
}

/** Compares by code point, which JavaScript's own order, by UTF-16 unit, does not: it puts U+FB01 after U+1F600. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Surrogates stand for what is above all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x3000 : unit;
}

/** Files that code hosts know by name: they are about the course, not of it. */
const hostFiles =
  /^(?:readme|licen[cs]e|contributing|code[_-]of[_-]conduct|changelog|security|support|governance)\.md$/i;

/** Files about a program, which its makers write in capitals. */
const projectFiles = /^(?:NEWS|CHANGES|HISTORY|AUTHORS|CONTRIBUTORS|ROADMAP|TODO|RELEASING)\.md$/;
