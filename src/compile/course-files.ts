/** What a lesson's notebooks need of other files of the course; paths are relative to its folder. */
export interface CourseFiles {
  /** The text of another lesson, undefined where the path is none. */
  readonly lessonText: (path: string) => string | undefined;
  readonly bytes: (path: string) => Uint8Array | undefined;
  /** Digest of a file's content; of one that is not there, that of nothing. */
  readonly digest: (path: string) => string;
  /** Bytes of a file; 0 where there is none. */
  readonly size: (path: string) => number;
  /** What stands in a folder (`.` is the course's own), folders with `/` at their end; undefined where there is none. */
  readonly entries: (path: string) => readonly string[] | undefined;
}

/** Of a lesson that stands alone. */
export const noFiles: CourseFiles = {
  lessonText: () => undefined,
  bytes: () => undefined,
  digest: () => '',
  size: () => 0,
  entries: () => undefined,
};
