import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { CourseFiles } from '../compile/course-files.ts';
import { loadConfig } from '../config/load-config.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Finding } from '../model/result.ts';
import { courseFiles } from '../pipeline/course-files.ts';
import { findingsOf } from '../pipeline/findings.ts';
import { discoverLessons } from '../select/discover.ts';
import { openWorkspace, type Present, type Workspace } from '../workspace/workspace.ts';

/** A course that a document of the editor belongs to. */
export interface OpenCourse {
  /** Absolute path of its folder. */
  readonly dir: string;
  readonly workspace: Workspace;
  /** The course as it was when it was last looked at; undefined where it cannot be read. */
  readonly now: () => Present | undefined;
  /** Looks at it again: after files changed. Gives what is wrong with its configuration. */
  readonly refresh: () => Promise<readonly Finding[]>;
  /** Its files, with the text that editors have of those that are open. */
  readonly files: () => CourseFiles;
  /** A path relative to its folder, with `/`. */
  readonly nameOf: (path: string) => string;
}

export interface OpenCourseOptions {
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
  /** The text of an open document, by absolute path. */
  readonly textOf: (path: string) => string | undefined;
}

export function openCourse({ dir, env, version, textOf }: OpenCourseOptions): OpenCourse {
  let present: Present | undefined;
  const look = async (): Promise<Present> => {
    const loaded = loadConfig(dir);
    const findings = findingsOf(loaded.diagnostics, loaded.config, () => loaded.text);
    if (findings.some(({ severity }) => severity === 'error')) {
      throw new OperatorError(`${loaded.file ?? 'the configuration'} has errors`, { help: 'coursewright doctor' });
    }
    const { lessons, withoutNotebook } = discoverLessons(dir, loaded);
    return {
      course: { dir, loaded, version },
      lessons: lessons.filter(({ source }) => !withoutNotebook.includes(source)),
      findings,
    };
  };
  const workspace = openWorkspace({ env, cache: true, fork: true, look });
  return {
    dir,
    workspace,
    now: () => present,
    async refresh() {
      try {
        present = await workspace.present();
        return present.findings;
      } catch {
        // A folder without lessons is no course: of a document in it there is nothing to say.
        const loaded = loadConfig(dir);
        return findingsOf(loaded.diagnostics, loaded.config, () => loaded.text);
      }
    },
    files() {
      const files = courseFiles(dir, present?.course.loaded.config.output ?? '');
      const open = (path: string) => textOf(join(dir, path));
      return {
        ...files,
        lessonText: (path) => open(path) ?? files.lessonText(path),
        bytes(path) {
          const text = open(path);
          return text === undefined ? files.bytes(path) : Buffer.from(text);
        },
      };
    },
    nameOf: (path) => relative(dir, path).split(sep).join('/'),
  };
}

/** The text of a file on disk, without a byte order mark; undefined where it cannot be read. */
export function textOnDisk(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
}
