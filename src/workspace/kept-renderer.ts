import type { Renderer } from '../execute/renderer.ts';
import type { Course } from '../pipeline/course.ts';

/** The process that shows notebooks, kept as long as the settings of Python stay the same. */
export interface KeptRenderer {
  /** @throws OperatorError where there is no Jupyter */
  for(course: Course): Promise<Renderer>;
  close(): Promise<void>;
}

/** Starts nothing yet. */
export function keepRenderer(env: NodeJS.ProcessEnv): KeptRenderer {
  let current: { readonly settings: string; readonly opening: Promise<Renderer> } | undefined;
  let isClosed = false;

  async function open({ dir, loaded }: Course): Promise<Renderer> {
    const { findEnvironment } = await import('../execute/environment.ts');
    const { openRenderer } = await import('../execute/renderer.ts');
    const { python, execute } = loaded.config;
    // Packages that lessons need are not needed to show them.
    const environment = await findEnvironment(python, dir, env, []);
    if (isClosed) throw new Error('it is closed');
    return openRenderer({ environment, courseDir: dir, execute, env });
  }

  async function end(): Promise<void> {
    const opened = await current?.opening.catch(() => undefined);
    await opened?.close();
  }

  return {
    async for(course) {
      const settings = JSON.stringify([course.dir, course.loaded.config.python]);
      const before = current;
      if (before?.settings === settings) {
        const opened = await before.opening.catch(() => undefined);
        if (opened?.isOpen() === true) return opened;
      }
      // Somebody else may have opened another one meanwhile.
      if (current !== undefined && current !== before) return current.opening;
      if (before?.settings !== settings) void end();
      const opening = open(course);
      current = { settings, opening };
      return opening;
    },
    async close() {
      isClosed = true;
      await end();
    },
  };
}
