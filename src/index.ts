/**
 * Coursewright as a library: the stages of the way from Markdown to a proven notebook, each usable alone.
 *
 * @packageDocumentation
 */

export type { Cell, CodeCell, MarkdownCell } from './compile/cell.ts';
export { type PlannedRun, planRuns } from './compile/plan.ts';
export type { Config } from './config/config.ts';
export { discoverLessons } from './config/discover.ts';
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
export type { Block, Code, Exercise, Lesson, Prose } from './lesson/lesson.ts';
export { readLesson } from './markdown/read-lesson.ts';
export type { Compiled, Origin, Variant } from './notebook/notebook.ts';
export type { Engine, Executed, Run } from './notebook/run.ts';
export { serializeNotebook } from './notebook/serialize.ts';
export { type ValidateOptions, type Validation, validateNotebook } from './notebook/validate.ts';
export { build } from './pipeline/build.ts';
export { check } from './pipeline/check.ts';
export { type CompiledLesson, type CourseFiles, compileLesson, noFiles } from './pipeline/compile-lesson.ts';
export type { Course } from './pipeline/course.ts';
export type { PipelineEvent } from './pipeline/event.ts';
export { update } from './pipeline/update.ts';
export type {
  FilesDocument,
  Finding,
  LessonResult,
  LessonsDocument,
  ResultDocument,
  RunResult,
} from './result/result.ts';
export type { MappedText } from './text/mapped-text.ts';
export type { Span } from './text/span.ts';
