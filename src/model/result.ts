import type { RuleId } from '../diagnostics/catalog.ts';
import type { Severity } from '../diagnostics/rule.ts';
import type { CellStatus } from './run.ts';
import type { Variant } from './variants.ts';

/** What a command found: what every reporter reads and what `--json` prints (`schemas/result.schema.json`). */
export interface RunResult {
  readonly coursewright: string;
  readonly schemaVersion: 1;
  readonly command: string;
  readonly exitCode: number;
  readonly durationMs: number;
  readonly environment: Environment;
  readonly summary: Summary;
  readonly lessons: readonly LessonResult[];
  /** Why the work could not be finished (exit code 2): lessons that were not reached are `skipped`, with nothing in them. */
  readonly error?: Failure;
  /** Findings that belong to no lesson: the configuration's. */
  readonly findings?: readonly Finding[];
  /** Of `validate`, whose JSON has them in place of `lessons`. */
  readonly files?: readonly FileResult[];
  /** Of a run with `--shard`. */
  readonly shard?: ShardResult;
  /** Of a run with `--baseline`: what is not among the findings because it is known. */
  readonly baseline?: BaselineResult;
}

/** What a baseline kept from being reported. */
export interface BaselineResult {
  /** The file, as it was named. */
  readonly file: string;
  /** Whether this run made the file, where it was not there. */
  readonly recorded?: boolean;
  /** How many errors and warnings are known. */
  readonly known: number;
  /** What is in the baseline and came up no more in the lessons that were checked. */
  readonly gone: readonly KnownFinding[];
}

/** A finding as a baseline has it. */
export interface KnownFinding {
  readonly file: string;
  readonly rule: string;
  /** Of the line that it stands at, without blanks around it. */
  readonly text: string;
  /** How many there are. */
  readonly count: number;
}

/** Which part of a whole this is, and what `merge` needs to put the whole together. */
export interface ShardResult {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  /** The lessons of all shards, in course order. */
  readonly sources: readonly string[];
  /** Those of this shard. */
  readonly own?: readonly string[];
  /** What is to be said where no shard executed anything, as far as this one is concerned. */
  readonly ifNothing?: readonly Finding[];
  /** What everything was when the shard began: shards of different states prove nothing together. */
  readonly state?: StateResult;
  /** Digest of what was found: a result that was changed since says nothing about lessons. */
  readonly seal?: string;
}

/** What the lessons of all shards are made of and run with. Digests are of contents. */
export interface StateResult {
  /** The commit that is checked out, where there is one. */
  readonly commit?: string;
  /** Digest of what differs from that commit in the course's folder. */
  readonly changes?: string;
  /** Digests of lessons, of the files that they use and of their notebooks, by path; null for what is not there. */
  readonly files: Readonly<Record<string, string | null>>;
  /** Digests of the configuration's values and of the command's options, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** What lessons run with: versions by name, of Python and its packages among them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Digest of Coursewright itself. */
  readonly tool: string;
}

/** What `--json` prints: exactly one of these, whatever happens. */
export type ResultDocument = LessonsDocument | FilesDocument | ChecksDocument | FailureResult;

/** Of every command that works on lessons. */
export type LessonsDocument = Omit<RunResult, 'files'>;

/** Of `validate`. */
export type FilesDocument = Omit<RunResult, 'lessons' | 'files' | 'shard'> & { readonly files: readonly FileResult[] };

/** Of `setup` and `doctor`. */
export interface ChecksDocument {
  readonly coursewright: string;
  readonly schemaVersion: 1;
  readonly command: string;
  readonly exitCode: number;
  readonly durationMs: number;
  readonly environment: Environment;
  /** Of `setup`: what it did to the Python environment. */
  readonly change?: 'none' | 'created' | 'updated' | 'repaired';
  readonly checks: readonly CheckResult[];
}

/** One thing that work on lessons needs. */
export interface CheckResult {
  /** `Node`, `Python`, `Jupyter`, … */
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or what is missing. */
  readonly text: string;
  /** The exact command or step that fixes it. */
  readonly help?: string;
}

/** A notebook that `validate` judged. */
export interface FileResult {
  /** As the user named it; `-` is standard input. */
  readonly path: string;
  readonly valid: boolean;
  /** `4.5`, or null where the file does not say it. */
  readonly nbformat: string | null;
  readonly findings: readonly Finding[];
  /** Of `--fix`: what was fixed; of `--dry-run`: what would be. The findings are those of the file as it is now. */
  readonly fixed?: readonly FixResult[];
  /** Of `--fix --dry-run`: the change as a unified diff. */
  readonly diff?: string;
  /** Of `--fix` on standard input: the whole fixed notebook. */
  readonly content?: string;
}

/** How many findings of a rule were fixed. */
export interface FixResult {
  readonly rule: RuleId;
  readonly count: number;
}

/** What `--json` prints in place of a result when the work could not be done (exit code 2) or was interrupted (130). */
export interface FailureResult {
  readonly coursewright: string;
  readonly schemaVersion: 1;
  /** Null where the command line names none. */
  readonly command: string | null;
  readonly exitCode: number;
  readonly error: Failure;
}

export interface Failure {
  /** One sentence. */
  readonly message: string;
  /** The exact command or step that fixes it. */
  readonly help?: string;
  /** Of a configuration with errors: each at its line. */
  readonly findings?: readonly Finding[];
  /** Of a bug in Coursewright only: where it happened. */
  readonly stack?: string;
}

export interface Environment {
  readonly node: string;
  readonly python?: string;
  readonly nbconvert?: string;
  /** Kernelspec name → `ipykernel 7.3`. */
  readonly kernels?: Readonly<Record<string, string>>;
}

export interface Summary {
  readonly lessons: number;
  readonly notebooks: number;
  readonly cells: number;
  readonly executed: number;
  readonly cached: number;
  readonly outputsConfirmed: number;
  readonly outputsMismatched: number;
  readonly exercises: number;
  readonly exercisesProven: number;
  readonly errors: number;
  readonly warnings: number;
  readonly skipped: number;
}

export interface LessonResult {
  readonly source: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** For how long at least one of its runs was under way; 0 when all came from the cache. */
  readonly durationMs: number;
  readonly cached: boolean;
  /** Why it was executed although it had been before: `cell 3 changed`, `numpy 2.3.1 → 2.4.0`. */
  readonly executedBecause?: readonly string[];
  readonly notebooks: readonly NotebookResult[];
  readonly cells: readonly CellResult[];
  readonly outputs: readonly OutputResult[];
  readonly exercises: readonly ExerciseResult[];
  readonly findings: readonly Finding[];
}

export interface NotebookResult {
  readonly path: string;
  readonly variant: Variant;
  readonly drift: 'none' | 'missing' | 'stale' | 'hand-edited' | 'not-checked';
}

export interface CellResult {
  readonly id: string;
  readonly line: number;
  readonly endLine: number;
  readonly status: CellStatus | 'skipped';
  readonly durationMs: number;
  readonly reason: string | null;
}

export type Verdict = 'confirmed' | 'mismatch' | 'skipped' | 'not-run';

export interface OutputResult {
  readonly line: number;
  readonly cell: string;
  readonly mode: readonly string[];
  readonly verdict: Verdict;
  readonly reason?: string;
}

export interface ExerciseResult {
  readonly id: string;
  readonly line: number;
  /** What it counts: its own points, or those of its tests together; absent where the lesson gives none. */
  readonly points?: number;
  readonly solutions: 'pass' | 'fail' | 'none' | 'not-run';
  readonly starter: 'fails' | 'passes' | 'none' | 'not-run';
  readonly student: 'runs' | 'breaks' | 'not-run';
  /** Indexes into the lesson's findings. */
  readonly leaks: readonly number[];
  /** With `--mutate`: how many wrong solutions the tests noticed, and how many they let pass. */
  readonly mutants?: { readonly killed: number; readonly survived: number; readonly notRun: number };
}

/** A diagnostic at its place in the file, as programs read it. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly cell?: string;
  /** Of a notebook: the number of that cell, from 1. */
  readonly cellNumber?: number;
  /** JSON path in a notebook: `/cells/3/outputs/0`. */
  readonly path?: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Of an output that differs: the kind of difference, where it is known; as the output's `reason`. */
  readonly cause?: string;
  readonly help?: string;
  readonly related?: readonly { message: string; file: string; line: number; column: number }[];
  /** A change of the file that does what the help says; absent where that takes an author. */
  readonly fix?: FindingFix;
  /** What `coursewright update` does about it, where the help says so: `adds` with `--add`. */
  readonly update?: 'rewrites' | 'adds';
}

/** Parts of a finding's file, and what is to stand in their place. */
interface FindingFix {
  /** What it does, as an instruction. */
  readonly title: string;
  readonly edits: readonly {
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
    readonly text: string;
  }[];
}
