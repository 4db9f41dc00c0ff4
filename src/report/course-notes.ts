import { catalog } from '../diagnostics/catalog.ts';
import type { Rule } from '../diagnostics/rule.ts';
import type { Finding, LessonResult } from '../model/result.ts';

/** As many lessons of a course say each for itself what they have. */
const FEW = 3;

/**
 * Notes by which a lesson is counted say something about the course where many lessons have them: they are said once, at
 * the first of them, with how many more lessons there are.
 */
export function toldOfCourse(lessons: readonly LessonResult[]): readonly LessonResult[] {
  const notes = new Map<string, Finding[]>();
  for (const { findings } of lessons) {
    for (const finding of findings) {
      if (!isOfCourse(finding)) continue;
      const own = notes.get(finding.rule) ?? [];
      own.push(finding);
      notes.set(finding.rule, own);
    }
  }
  const told = new Map<Finding, Finding | undefined>();
  for (const found of notes.values()) {
    const [first, ...others] = found;
    if (first === undefined || found.length <= FEW) continue;
    for (const one of others) told.set(one, undefined);
    const last = others.at(-1) ?? first;
    told.set(first, {
      ...first,
      message: `${first.message}; and the like in ${others.length} more lessons`,
      related: [{ message: 'the last of them', file: last.file, line: last.line, column: last.column }],
    });
  }
  if (told.size === 0) return lessons;
  return lessons.map((lesson) => (lesson.findings.some((one) => told.has(one)) ? withNotes(lesson, told) : lesson));
}

function isOfCourse({ rule, severity }: Finding): boolean {
  const entry: Rule = catalog[rule];
  return entry.ofCourse === true && severity === 'info';
}

/** The lesson with some of its findings changed or left out; its exercises name their leaks by their places among them. */
function withNotes(lesson: LessonResult, told: ReadonlyMap<Finding, Finding | undefined>): LessonResult {
  const kept = lesson.findings.filter((one) => !told.has(one) || told.get(one) !== undefined);
  const placeOf = (leak: number) => kept.indexOf(lesson.findings[leak] as Finding);
  return {
    ...lesson,
    findings: kept.map((one) => told.get(one) ?? one),
    exercises: lesson.exercises.map((one) => ({ ...one, leaks: one.leaks.map(placeOf) })),
  };
}
