import type { ImportedLesson } from './imported-lesson.ts';

/** What a link may lead to: the other originals that become lessons at the same time, and the files that are there. */
export interface LinkTargets {
  /** The lesson that a path of the original's folder becomes; undefined for any other file. */
  readonly lesson: (path: string) => Pick<ImportedLesson, 'anchors'> | undefined;
  /** Whether a file stands there. */
  readonly exists: (path: string) => boolean;
}

const link = /\]\((#?[^()\s#]*)(#[^()\s]*)?((?:\s+"(?:[^"\\]|\\.)*")?\))/g;

/**
 * Links as the lesson has to have them: to other originals, as links to their lessons; to headings, by the anchors that
 * lessons have; to what is not there, as links to where the page came from, if it says that.
 */
export function withLessonLinks(lesson: ImportedLesson, targets: LinkTargets): string {
  return lesson.text.replace(link, (whole, path: string, hash: string | undefined, end: string) => {
    if (/^(?:[a-z][\w+.-]*:|\/\/)/i.test(path)) return whole;
    if (path.startsWith('#')) return `](#${anchorOf(lesson, path.slice(1))}${end}`;
    if (path === '') return hash === undefined ? whole : `](#${anchorOf(lesson, hash.slice(1))}${end}`;
    const decoded = plain(path);
    const other = targets.lesson(decoded);
    const fragment = hash?.slice(1) ?? '';
    if (other !== undefined) {
      const anchor = fragment === '' ? '' : `#${anchorOf(other, fragment)}`;
      return `](${path.replace(/\.\w+$/, '.md')}${anchor}${end}`;
    }
    // Another page belongs to its site, also where it was saved too.
    const isPage = /(?:\.x?html?|\/)$/i.test(decoded);
    if (lesson.address === undefined || (!isPage && targets.exists(decoded))) return whole;
    return `](${new URL(path + (hash ?? ''), lesson.address).href}${end}`;
  });
}

function anchorOf({ anchors }: Pick<ImportedLesson, 'anchors'>, id: string): string {
  return anchors?.get(plain(id)) ?? id;
}

/** Without the escapes of addresses. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that stands for itself.
    return text;
  }
}
