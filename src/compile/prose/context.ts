import type { Config } from '../../model/config.ts';
import type { Definition, Target } from '../../model/lesson.ts';
import type { CourseFiles } from '../course-files.ts';

/** What the prose of one notebook is compiled with. Paths are relative to the course's folder, with POSIX separators. */
export interface ProseContext {
  /** The lesson's file: `source-md/a/b.md`. */
  readonly source: string;
  /** The notebook that the cell goes to: `notebooks/a/b.ipynb`. */
  readonly notebook: string;
  /** `Lesson.definitions`. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** What `numberFootnotes(lesson.text)` gives. */
  readonly footnotes: ReadonlyMap<string, number>;
  /** What `lessonAnchors(lesson)` gives. */
  readonly anchors: Anchors;
  /** Whether comments in HTML, which no page shows, are in the notebook: authors write them for each other. */
  readonly comments: boolean;
  /** Whether each pair of dollars in the lesson is mathematics (`usesDollarMath`). */
  readonly dollarMath: boolean;
  readonly images: Config['images'];
  readonly colab: Config['colab'];
  /** The notebook (of this variant) that a lesson's path becomes; undefined for any other path. */
  readonly lesson: (path: string) => LessonTarget | undefined;
  /** Paths without ending of the pages of a name, in any folder of the lessons. */
  readonly named: (name: string) => readonly string[];
  /** Whether a file has a lesson's name, and the project around the lessons makes no page of it. */
  readonly isLeftOut: (path: string) => boolean;
  /** Whether a file is a part of lessons that has solutions in it, and this is no notebook with all of them. */
  readonly tells: (path: string) => boolean;
  /** Whether a template in the lesson speaks of an anchor, as `{{ anchor('usage') }}` does: it may make it. */
  readonly isMade: (anchor: string) => boolean;
  /** The block with a label in another lesson. */
  readonly elsewhere: (label: string) => Elsewhere | undefined;
  /** The page with a label that is no lesson, so that no notebook has the label. */
  readonly pageWith: (label: string) => string | undefined;
  /** The folder of the lessons. A link to a `.md` file in it that is no lesson is broken. */
  readonly folder: string;
  /** Where a copy of a file stands for this notebook; undefined where there is no such file, or no copy can be made. */
  readonly copy: (path: string) => string | undefined;
  /** The bytes of an image, or of a file that is linked to; undefined when there is no such file. */
  readonly readImage: (path: string) => Uint8Array | undefined;
  /** What stands in a folder, as `CourseFiles` has it. */
  readonly entries: CourseFiles['entries'];
  /** Whether the lesson's own code may make a file that is not there. */
  readonly isWritten: (path: string) => boolean;
}

/** Where links to a lesson go. */
export interface LessonTarget {
  readonly notebook: string;
  readonly anchors: Anchors;
  /** The lesson is for instructors only, and this is the students' notebook. */
  readonly isKept: boolean;
}

export interface Anchors {
  /** Fragment on the page (GitHub's slug of a heading, or an `id` in HTML) → fragment in the notebook. */
  readonly fragments: ReadonlyMap<string, string>;
  /** Headings that need an anchor of their own: offset of the heading in the lesson → id. */
  readonly marks: ReadonlyMap<number, string>;
  /** Blocks with a label; `fragments` has their labels, too. */
  readonly targets: ReadonlyMap<string, Target>;
  /** The lesson's title, as Markdown. */
  readonly title?: string;
}

/** A block with a label in some lesson of the course. */
export interface Elsewhere {
  /** Path of the lesson. */
  readonly path: string;
  readonly target: Target;
}
