import { join } from 'node:path';
import {
  type CodeAction,
  CodeActionKind,
  type Connection,
  MessageType,
  type Range,
  ShowMessageNotification,
  type TextDocuments,
  type TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isFixedByBuild } from '../diagnostics/catalog.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { isProven } from '../model/exercise.ts';
import type { ExerciseResult, Finding, LessonResult } from '../model/result.ts';
import { takeTurns } from '../workspace/turns.ts';
import { updateFence } from '../workspace/update-fence.ts';
import type { CompiledText } from './compile-text.ts';
import { type Diagnosed, openDiagnoses } from './diagnose.ts';
import { pathOf, uriOf } from './documents.ts';
import { differenceOf } from './moved.ts';
import { type OpenCourse, openCourse, textOnDisk } from './open-course.ts';
import { rangesIn, type ShownFinding, shownAt } from './shown.ts';

/** What an editor gets of one course. */
export interface CourseServer {
  readonly course: OpenCourse;
  /** Settles when the course was looked at for the first time. */
  readonly ready: Promise<void>;
  /** A document changed: what the compiler says of it is shown. */
  typed(document: TextDocument): void;
  /** Files were saved, made or removed; `checks`: the lessons that they touch are built and checked. */
  saved(paths: readonly string[], checks: boolean): Promise<void>;
  /** A lesson's text, compiled; undefined where it is no lesson. */
  compiled(source: string, text: string): CompiledText | undefined;
  /** What fixes the findings at a place. */
  actions(document: TextDocument, range: Range): CodeAction[];
  /** Checks a lesson up to a line (from 1), and says what came of an exercise. */
  checkPart(document: TextDocument, line: number | undefined, exercise: string | undefined): Promise<void>;
  /** Writes what really ran into the fence at a line (from 1), or into all of the document. */
  update(document: TextDocument, line: number | undefined): Promise<void>;
  close(): Promise<void>;
}

export interface CourseServerOptions {
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
}

/** Milliseconds after the last key: what is typed at once is compiled once. */
const pause = 5;

export function serveCourse({ dir, env, version, connection, documents }: CourseServerOptions): CourseServer {
  const textOf = (path: string) => documents.get(uriOf(path))?.getText();
  const course = openCourse({ dir, env, version, textOf });
  const diagnoses = openDiagnoses(course);
  let ofConfig: { readonly file: string; readonly findings: readonly Finding[] } = { file: '', findings: [] };
  const waiting = new Map<string, NodeJS.Timeout>();
  const closing = new AbortController();
  const turns = takeTurns(course.workspace, {
    async check(events) {
      for await (const event of events) if (event.type === 'lesson-ended') take(event.result);
    },
    failed,
  });

  /** A message without buttons: nothing waits for an answer. */
  function tell(type: MessageType, message: string): void {
    void connection.sendNotification(ShowMessageNotification.type, { type, message });
  }

  function failed(error: unknown): void {
    const help = error instanceof OperatorError && error.help !== undefined ? ` (${error.help})` : '';
    tell(MessageType.Error, `${error instanceof Error ? error.message : String(error)}${help}`);
  }

  /** What a check found. What a build fixes is nothing to say while it was not asked for. */
  function take(result: LessonResult): void {
    const path = join(dir, result.source);
    const onDisk = textOnDisk(path);
    if (onDisk === undefined) return;
    const findings = result.findings.filter(({ rule }) => !isFixedByBuild(rule));
    diagnoses.checked({ ...result, findings }, onDisk);
    show(result.source, textOf(path) ?? onDisk);
  }

  function show(source: string, text: string): void {
    const diagnosed = diagnoses.typed(source, text);
    const uri = uriOf(join(dir, source));
    publish(uri, diagnosed?.findings ?? []);
  }

  /** What is shown of a text; it is compiled where it is not the last one that was. */
  function current(source: string, text: string): Diagnosed | undefined {
    const known = diagnoses.of(source);
    return known?.compiled?.text === text ? known : diagnoses.typed(source, text);
  }

  function publish(uri: string, findings: readonly ShownFinding[]): void {
    const version = documents.get(uri)?.version;
    const diagnostics = findings.map(({ shown }) => shown);
    void connection.sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
  }

  async function refresh(): Promise<void> {
    const file = course.now()?.course.loaded.file ?? 'coursewright.yaml';
    publishConfig(file, await course.refresh());
  }

  function publishConfig(file: string, findings: readonly Finding[]): void {
    ofConfig = { file, findings };
    const diagnostics = findings.map((finding) => shownAt(finding, rangeOfFinding(finding)));
    void connection.sendDiagnostics({ uri: uriOf(join(dir, file)), diagnostics });
  }

  /** Fixes of the configuration as it was saved last. */
  function configActions(uri: string, range: Range): CodeAction[] {
    return ofConfig.findings.flatMap(({ fix, line, endLine }) => {
      if (fix === undefined || line - 1 > range.end.line || endLine - 1 < range.start.line) return [];
      const edits = fix.edits.map((edit): TextEdit => ({ range: rangeOfFinding(edit), newText: edit.text }));
      return [{ title: fix.title, kind: CodeActionKind.QuickFix, edit: { changes: { [uri]: edits } } }];
    });
  }

  function showAll(): void {
    for (const document of documents.all()) {
      const path = pathOf(document.uri);
      if (path?.startsWith(join(dir, '/')) === true) show(course.nameOf(path), document.getText());
    }
  }

  /** Whether the disk has what the editor shows: only that can be run. */
  function isSaved(document: TextDocument): boolean {
    const path = pathOf(document.uri);
    if (path !== undefined && textOnDisk(path) === document.getText()) return true;
    tell(MessageType.Warning, 'save the lesson first: what is saved is what is run');
    return false;
  }

  return {
    course,
    ready: refresh().catch(failed),
    typed(document) {
      clearTimeout(waiting.get(document.uri));
      const later = setTimeout(() => {
        waiting.delete(document.uri);
        const path = pathOf(document.uri);
        if (path === undefined) return;
        show(course.nameOf(path), document.getText());
        setTimeout(() => diagnoses.warmUp(course.nameOf(path), document.getText()), 1);
      }, pause);
      waiting.set(document.uri, later);
    },
    async saved(paths, checks) {
      await refresh();
      showAll();
      if (checks) turns.changed(paths.map((path) => course.nameOf(path)));
    },
    compiled(source, text) {
      return current(source, text)?.compiled;
    },
    actions(document, range) {
      const path = pathOf(document.uri);
      if (path === undefined) return [];
      const source = course.nameOf(path);
      if (source === ofConfig.file) return configActions(document.uri, range);
      const text = document.getText();
      const rangeOf = rangesIn(text);
      const found = (current(source, text)?.findings ?? []).filter(({ shown }) => overlaps(shown.range, range));
      return found.flatMap(({ shown, canUpdate, fix }): CodeAction[] => [
        ...(fix === undefined
          ? []
          : [
              {
                title: fix.title,
                kind: CodeActionKind.QuickFix,
                diagnostics: [shown],
                edit: {
                  changes: {
                    [document.uri]: fix.edits.map(
                      (edit): TextEdit => ({ range: rangeOf(edit.span), newText: edit.text }),
                    ),
                  },
                },
              },
            ]),
        ...(canUpdate
          ? [
              {
                title: 'write the real output',
                kind: CodeActionKind.QuickFix,
                diagnostics: [shown],
                command: {
                  title: 'write the real output',
                  command: 'coursewright.update',
                  arguments: [document.uri, shown.range.start.line + 1],
                },
              },
            ]
          : []),
      ]);
    },
    async checkPart(document, line, exercise) {
      const path = pathOf(document.uri);
      if (path === undefined || !isSaved(document)) return;
      try {
        const source = course.nameOf(path);
        const selected = line === undefined ? { source } : { source, line };
        const now = await course.workspace.present();
        for await (const event of course.workspace.check(now, [selected], closing.signal)) {
          if (event.type !== 'lesson-ended') continue;
          take(event.result);
          const proof = event.result.exercises.find(({ id }) => id === exercise);
          tell(MessageType.Info, proof === undefined ? verdictOf(event.result) : proofOf(proof));
        }
      } catch (error) {
        failed(error);
      }
    },
    async update(document, line) {
      const path = pathOf(document.uri);
      if (path === undefined || !isSaved(document)) return;
      try {
        const now = await course.workspace.present();
        const options = { dryRun: true, signal: closing.signal };
        const { before, after, reason } = await updateFence(course.workspace, now, course.nameOf(path), line, options);
        if (reason !== undefined || before !== document.getText()) {
          tell(MessageType.Info, reason ?? 'there is nothing to write');
          return;
        }
        const { start, end, newEnd } = differenceOf(before, after);
        const edit = { range: rangesIn(before)({ start, end }), newText: after.slice(start, newEnd) };
        await connection.workspace.applyEdit({ changes: { [document.uri]: [edit] } });
      } catch (error) {
        failed(error);
      }
    },
    async close() {
      for (const timer of waiting.values()) clearTimeout(timer);
      closing.abort();
      await turns.close();
      await course.workspace.close();
    },
  };
}

function rangeOfFinding(place: Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn'>): Range {
  return {
    start: { line: place.line - 1, character: place.column - 1 },
    end: { line: place.endLine - 1, character: place.endColumn - 1 },
  };
}

function overlaps(one: Range, other: Range): boolean {
  return before(one.start, other.end) && before(other.start, one.end);
}

function before(one: Range['start'], other: Range['start']): boolean {
  return one.line < other.line || (one.line === other.line && one.character <= other.character);
}

function verdictOf({ findings, status }: LessonResult): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return status === 'passed' ? 'nothing is wrong' : `${errors} ${errors === 1 ? 'error' : 'errors'}`;
}

/** What a check says of an exercise, in one line. */
function proofOf(exercise: ExerciseResult): string {
  const { id, solutions, starter, student } = exercise;
  if (isProven(exercise))
    return `exercise ${id} is proven: its solution passes the tests, and what students get does not`;
  const said = {
    pass: 'its solution passes the tests',
    fail: 'its solution fails the tests',
    none: 'it has no tests that a solution passes',
    'not-run': 'its tests were not run',
  };
  return `exercise ${id} is not proven: ${said[solutions]}; the starter ${starter}, the student notebook ${student}`;
}
