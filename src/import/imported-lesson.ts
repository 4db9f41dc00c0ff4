/** A file of another kind, as a lesson. */
export interface ImportedLesson {
  /** The lesson's Markdown. */
  readonly text: string;
  /** What belongs beside it (attachments, pictures), by the path from the lesson's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What the lesson does not have of the original: each a phrase, such as "`slideshow` of 12 cells". */
  readonly leftOut: readonly string[];
  /** Of a page: its address, which relative links are from. */
  readonly address?: string;
  /** Of a page: the anchors that it has, and those of the headings in the lesson that they lead to. */
  readonly anchors?: ReadonlyMap<string, string>;
  /** Of an original that is made of cells: what the instructors' notebook of the lesson must have again. */
  readonly cells?: readonly OriginalCell[];
}

/** A cell of the original, or what its exercise makes of it. */
export type OriginalCell =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string; readonly output: string };

/** A reader of one kind of file. `name` is the lesson's name without ending: the files beside it are called after it. */
export type Reader = (content: Uint8Array, name: string, path: string) => ImportedLesson | Unreadable;

/** Why a file cannot be imported, as a phrase after its name, and what to do. */
interface Unreadable {
  readonly unreadable: string;
  readonly help: string;
}
