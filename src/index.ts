/**
 * Coursewright as a library: the stages of the way from Markdown to a proven notebook, each usable alone.
 *
 * @packageDocumentation
 */

export { compileLesson } from './compile/compile-lesson.ts';
export { type CourseFiles, noFiles } from './compile/course-files.ts';
export { type PlannedRun, planRuns } from './compile/plan.ts';
export { findCourse } from './config/find-course.ts';
export { defaultConfig, type LoadedConfig, loadConfig } from './config/load-config.ts';
export { confirmCell } from './confirm/confirm-cell.ts';
export { driftOf } from './confirm/drift.ts';
export { updateLesson } from './confirm/update.ts';
export { catalog, type RuleId, ruleOf } from './diagnostics/catalog.ts';
export type { Diagnostic } from './diagnostics/diagnostic.ts';
export { OperatorError } from './diagnostics/operator-error.ts';
export type { Rule, Severity } from './diagnostics/rule.ts';
export { openEngine } from './execute/engine.ts';
export { findEnvironment } from './execute/environment.ts';
export { setupEnvironment } from './execute/setup.ts';
export { readLesson } from './markdown/read-lesson.ts';
export type { Cell, CodeCell, MarkdownCell } from './model/cell.ts';
export type { CompiledLesson } from './model/compiled-lesson.ts';
export type { Config } from './model/config.ts';
export type { PipelineEvent } from './model/event.ts';
export type { Block, Code, Exercise, Lesson, Prose } from './model/lesson.ts';
export type { Compiled, Origin } from './model/notebook.ts';
export type {
  FilesDocument,
  Finding,
  LessonResult,
  LessonsDocument,
  ResultDocument,
  RunResult,
} from './model/result.ts';
export type { Engine, Executed, Run } from './model/run.ts';
export type { Variant } from './model/variants.ts';
export { serializeNotebook } from './notebook/serialize.ts';
export { type ValidateOptions, type Validation, validateNotebook } from './notebook/validate.ts';
export { build } from './pipeline/build/build.ts';
export { check } from './pipeline/check.ts';
export type { Course } from './pipeline/course.ts';
export { update } from './pipeline/update.ts';
export { discoverLessons } from './select/discover.ts';
export type { MappedText } from './text/mapped-text.ts';
export type { Span } from './text/span.ts';
