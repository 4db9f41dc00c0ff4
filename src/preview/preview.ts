import { extname } from 'node:path';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Failure } from '../model/result.ts';
import { takeTurns } from '../workspace/turns.ts';
import { watchFiles } from '../workspace/watched-files.ts';
import { openWorkspace, type WorkspaceOptions } from '../workspace/workspace.ts';
import { viewCourse } from './course-view.ts';
import { imageTypes, servePages } from './server.ts';

export interface PreviewOptions extends WorkspaceOptions {
  /** The course's folder. */
  readonly dir: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly failureOf: (error: unknown) => Failure;
}

/** A course that pages show, until it is closed. */
export interface Preview {
  /** Where its page is. Who knows it may look and update. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Opens a course for pages: files → turns of the workspace, which build and check → the view → pages; and from a page's
 * button → an update of the workspace → a file, which is the next change.
 *
 * @throws OperatorError where the port is taken
 */
export async function openPreview(options: PreviewOptions): Promise<Preview> {
  const { dir, port, failureOf } = options;
  const closing = new AbortController();
  const workspace = openWorkspace({
    ...options,
    async look() {
      try {
        const now = await options.look();
        view.looked(now);
        return now;
      } catch (error) {
        view.notFound(error);
        throw error;
      }
    },
  });
  const view = viewCourse({ workspace, failureOf });
  const turns = takeTurns(workspace, view.audience);
  const server = await servePages({ view, dir, port, signal: closing.signal });
  const stopWatching = await watchFiles(dir, {
    changed(paths) {
      if ([...paths].some((path) => extname(path).toLowerCase() in imageTypes)) view.imagesChanged();
      turns.changed(paths);
    },
    gone: () =>
      view.failed(new OperatorError(`${dir} is gone`, { help: 'the preview goes on when it is there again' })),
    back: () => turns.again(),
    failed: (error) => view.failed(error),
  });
  turns.again();
  return {
    url: server.url,
    async close() {
      closing.abort();
      await Promise.all([server.close(), stopWatching(), turns.close()]);
      await workspace.close();
    },
  };
}
