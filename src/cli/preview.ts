import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workFolder } from '../execute/work-folder.ts';
import { openPreview } from '../preview/preview.ts';
import type { Invocation } from './command.ts';
import { openCourse } from './course.ts';
import { openPage } from './open-page.ts';
import { failureOf } from './print-failure.ts';
import { select } from './selection.ts';

/** `preview`: shows a course on a page, until it is asked to end. */
export async function previewCourse(invocation: Invocation): Promise<number> {
  const { io, options, signal } = invocation;
  // A configuration that is broken from the beginning has no folder of lessons that could be watched for its repair.
  const { dir } = openCourse(io, options);
  const { cache = true, fork = true, port = 0 } = options;
  const preview = await openPreview({
    ...{ env: io.env, cache, fork, dir, port },
    look: () => select(invocation),
    failureOf: (error) => failureOf(error, io.env),
  });
  let opened: string | undefined;
  try {
    io.stdout.write(`${preview.url}\n`);
    if (options.open === true) {
      opened = await redirectTo(preview.url, dir);
      openPage(opened);
    }
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return 0;
  } finally {
    if (opened !== undefined) rmSync(opened, { force: true });
    await preview.close();
  }
}

/** A file that leads to the page: everybody on this machine can read the arguments of a program, but not this. */
async function redirectTo(url: string, dir: string): Promise<string> {
  const file = join(await workFolder(dir), 'preview.html');
  rmSync(file, { force: true });
  writeFileSync(file, `<!doctype html>\n<meta http-equiv="refresh" content="0; url=${url}">\n`, { mode: 0o600 });
  return file;
}
