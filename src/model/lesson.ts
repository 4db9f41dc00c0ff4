import type { MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { RunMode } from './cell-flags.ts';
import type { CellTool } from './cell-words.ts';
import type { MatchMode } from './match-modes.ts';

/** What the author wrote, understood. Dialects end here: nothing after reading knows that they exist. */
export interface Lesson {
  /** Path relative to the course's folder, POSIX separators: `source-md/a/b.md`. */
  readonly source: string;
  /** The whole file as read (BOM dropped, line ends kept). Every span points into it. */
  readonly text: string;
  readonly meta: LessonMeta;
  /** Kernel language of the code cells, as fences name it: `python`. */
  readonly language: string;
  readonly blocks: readonly Block[];
  /** Link reference and footnote definitions of the whole file, by normalised label; the first of a label wins. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** What cross-references may name, by its label. */
  readonly targets: ReadonlyMap<string, Target>;
}

/** A block with a label. */
export interface Target {
  readonly kind: 'section' | 'equation' | 'figure' | 'table' | 'listing' | 'block';
  /** Where the block begins in the file. */
  readonly at: number;
  /** Which of its kind it is, from 1: not of sections and blocks. */
  readonly number?: number;
  /** Title of a section, caption of a figure, as Markdown. */
  readonly title?: string;
}

/** The lesson's front matter, checked, with its defaults. */
export interface LessonMeta {
  readonly title?: string;
  /** Kernelspec name; without it the course's kernel for the language. */
  readonly kernel?: string;
  /** pip requirements of this lesson. */
  readonly requires: readonly string[];
  /** Seconds a cell may run. */
  readonly timeout?: number;
  /** What the machine must have, where runs are given to a cluster. */
  readonly needs?: 'gpu';
  /** A lesson file whose code runs before this one's. */
  readonly setup?: string;
  /** An earlier lesson whose code runs first. */
  readonly continues?: string;
  /** Data files that the lesson reads, relative to the lesson. */
  readonly files: readonly string[];
  readonly tags: readonly string[];
  /** `keep` turns the asyncio rewrite off. */
  readonly async: 'rewrite' | 'keep';
}

export type Block = Prose | Code | Callout | Exercise;

/** Consecutive Markdown blocks that no construct of ours consumes. */
export interface Prose {
  readonly type: 'prose';
  readonly span: Span;
  /** The Markdown, without the indentation or prefix of a container around it. */
  readonly text: MappedText;
  /** The blocks in `text`, in order, by offsets into it. */
  readonly nodes: readonly ProseNode[];
}

export interface ProseNode {
  /** The mdast node type: `heading`, `paragraph`, `list`, `html`, `code`, `table`, … */
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Of a heading: 1 to 6. */
  readonly depth?: number;
}

/** A link reference definition (`[label]: url`) or a footnote definition (`[^label]: text`). */
export interface Definition {
  readonly type: 'link' | 'footnote';
  readonly label: string;
  readonly span: Span;
  /** The definition's Markdown, whole. */
  readonly text: MappedText;
}

export type Role = 'demo' | 'setup' | 'starter' | 'solution' | 'test';

/** A fence in the lesson's kernel language: a code cell. */
export interface Code {
  readonly type: 'code';
  /** The whole fence. */
  readonly span: Span;
  readonly language: string;
  /** The cell's source, `\n` line ends, without a final one; already rewritten for the notebook. */
  readonly source: MappedText;
  readonly role: Role;
  /** `setup hidden`: folded away, before all other cells. `test hidden`: instructor and graders only. */
  readonly hidden: boolean;
  readonly id?: string;
  readonly title?: string;
  /** What stands below the figure or table that the cell makes. */
  readonly caption?: string;
  readonly tags: readonly string[];
  readonly points?: number;
  /** The tool whose options say what the cell is: findings speak in its words. */
  readonly tool?: CellTool;
  readonly run: RunRule;
  readonly expected: readonly Expected[];
  /** A fence directly after it that may show what it prints, and that nothing says to be its output. */
  readonly unbound?: Unbound;
}

/** A fence of text or of a shell that stands where an output stands. */
export interface Unbound {
  readonly span: Span;
  /** As `confirm.outputFences` names it. */
  readonly language: string;
  readonly text: MappedText;
}

export interface RunRule {
  /** `skip` is never executed by verification, `network` only with `--network`, `blank` (`____`) not until filled in. */
  readonly mode: RunMode;
  /** The exception type that the cell must raise; `''` means any. */
  readonly raises?: string;
  /** Seconds. */
  readonly timeout?: number;
  /** Run as Python's own prompt runs it: each statement's value is shown, by `repr`. Of sessions with `>>>`. */
  readonly atPrompt?: true;
}

/** What a cell must produce: the fence after it. */
export interface Expected {
  /** The whole fence. */
  readonly span: Span;
  readonly stream: 'output' | 'error' | 'stderr';
  readonly text: MappedText;
  readonly match: Match;
}

export interface Match {
  /** Without any: exact after the documented normalisation. */
  readonly modes: readonly MatchMode[];
  /** Relative tolerance of numbers, or of images the share of pixels that may differ in any piece of 48 × 48. */
  readonly tolerance?: number;
  /** Absolute tolerance of numbers: what differs by no more is equal too. */
  readonly absolute?: number;
  /** The image file to compare with, relative to the lesson. */
  readonly image?: string;
  /** The text stands in a session at the prompt, where comments are its author's words. */
  readonly session?: true;
}

/** A note, tip, objectives, … container, or a solution without an exercise. */
export interface Callout {
  readonly type: 'callout';
  readonly span: Span;
  /** The vocabulary's own name: `note`, `tip`, `callout`, `objectives`, … */
  readonly kind: string;
  readonly title?: string;
  /** Folded away until the reader opens it. */
  readonly folded: boolean;
  readonly blocks: readonly Block[];
}

export interface Exercise {
  readonly type: 'exercise';
  readonly span: Span;
  readonly id: string;
  readonly title?: string;
  readonly points?: number;
  readonly parts: readonly Part[];
}

export type Part = Prose | Code | Callout | Hint | Solution;

export interface Hint {
  readonly type: 'hint';
  readonly span: Span;
  readonly title?: string;
  readonly blocks: readonly Block[];
}

/** One way to solve the exercise: a `solution` fence alone, or a container with prose and cells. */
export interface Solution {
  readonly type: 'solution';
  readonly span: Span;
  readonly title?: string;
  readonly blocks: readonly Block[];
}
