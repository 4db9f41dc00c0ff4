import { catalog } from '../diagnostics/catalog.ts';
import { helpOf } from '../diagnostics/rule.ts';
import type { LessonResult } from '../model/result.ts';
import type { CompiledText } from './compile-text.ts';
import { compileText } from './compile-text.ts';
import type { OpenCourse } from './open-course.ts';
import { type Kept, keptAfter, keptOf, rangesIn, type ShownFinding, shownDiagnostic, shownKept } from './shown.ts';

/** All that is shown of one lesson. */
export interface Diagnosed {
  readonly findings: readonly ShownFinding[];
  /** Undefined of a file that is no lesson, or that was not compiled. */
  readonly compiled?: CompiledText;
}

/** What is wrong with the lessons of a course: by the compiler as they are typed, by the last check as long as it holds. */
export interface Diagnoses {
  /** Compiles a lesson's text; undefined where it is none. */
  typed(source: string, text: string): Diagnosed | undefined;
  /** Takes in what a check found; `onDisk` is the text that it read. */
  checked(result: LessonResult, onDisk: string): void;
  /**
   * Compiles a text a few times more, one after the other and while there is nothing else to do: code that has run before is
   * fast, and the first keys shall not wait for it.
   */
  warmUp(source: string, text: string): void;
  /** What was last shown of a lesson. */
  of(source: string): Diagnosed | undefined;
}

/** So often a text is compiled before compiling takes as long as ever after. */
const warm = 6;

export function openDiagnoses(course: OpenCourse): Diagnoses {
  let times = 0;
  const shown = new Map<string, Diagnosed>();
  /** What the last check found, at its place in the text that was last seen. */
  const kept = new Map<string, { readonly text: string; readonly all: readonly Kept[] }>();

  function typed(source: string, text: string): Diagnosed | undefined {
    const now = course.now();
    if (now === undefined || !now.lessons.some((one) => one.source === source)) return undefined;
    const compiled = compileText(text, source, now.course.loaded.config, course.files());
    const rangeOf = rangesIn(text);
    const before = kept.get(source);
    const all = before === undefined ? [] : keptAfter(before.all, before.text, text);
    if (before !== undefined) kept.set(source, { text, all });
    const findings = [
      ...compiled.diagnostics
        .filter(({ file }) => file === source)
        .map((one) => shownDiagnostic(one, one.help ?? helpOf(catalog[one.rule]), rangeOf)),
      ...all.map((one) => shownKept(one, rangeOf)),
    ];
    const diagnosed = { findings, compiled };
    shown.set(source, diagnosed);
    return diagnosed;
  }

  function warmUp(source: string, text: string): void {
    const now = course.now();
    if (now === undefined || times >= warm || shown.get(source)?.compiled?.text !== text) return;
    times += 1;
    compileText(text, source, now.course.loaded.config, course.files());
    setTimeout(() => warmUp(source, text), 1);
  }

  return {
    typed,
    warmUp,
    checked(result, onDisk) {
      const now = course.now();
      if (now === undefined) return;
      const { diagnostics } = compileText(onDisk, result.source, now.course.loaded.config, course.files());
      kept.set(result.source, { text: onDisk, all: keptOf(result, onDisk, diagnostics) });
    },
    of: (source) => shown.get(source),
  };
}
