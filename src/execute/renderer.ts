import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Config } from '../model/config.ts';
import type { NotebookStyles, RenderedCell } from '../model/rendered.ts';
import { jupyterFolder } from './environment.ts';
import { kernelEnvironment } from './kernel-environment.ts';
import { send } from './processes.ts';
import type { PythonEnvironment } from './python-environment.ts';
import { workFolder } from './work-folder.ts';

/** An nbconvert process that makes HTML of cells (`jupyter/coursewright_worker/render.py`). It runs no code of lessons. */
export interface Renderer {
  /**
   * The cells of a notebook's text.
   * @throws OperatorError where nbconvert cannot read it, has ended or takes too long
   */
  cells(notebook: string): Promise<readonly RenderedCell[]>;
  styles(): Promise<NotebookStyles>;
  /** Whether it can be asked again. */
  isOpen(): boolean;
  close(): Promise<void>;
}

export interface RendererOptions {
  readonly environment: PythonEnvironment;
  readonly courseDir: string;
  readonly execute: Config['execute'];
  readonly env: NodeJS.ProcessEnv;
}

/** Seconds for one answer; the first one includes the start of Python. */
const patience = 60;
const stderrKept = 4096;

/** Starts the process. Nothing of it outlives this one: it ends when its input does. */
export async function openRenderer({ environment, courseDir, execute, env }: RendererOptions): Promise<Renderer> {
  const caches = join(await workFolder(courseDir), 'cache');
  await mkdir(caches, { recursive: true });
  const [program = '', ...args] = environment.nbconvert;
  const child = execa(program, [...args, `--config=${join(jupyterFolder, 'render_config.py')}`], {
    cwd: caches,
    env: {
      ...(environment.kind === 'path' ? env : {}),
      ...kernelEnvironment(environment, env, execute, { caches, jobs: 1 }),
      // As other processes of ours have it, by which they are found.
      COURSEWRIGHT_SESSION: `cw-${process.pid}-render`,
      IPYTHONDIR: caches,
      JUPYTER_RUNTIME_DIR: caches,
      JUPYTER_PLATFORM_DIRS: '1',
    },
    extendEnv: false,
    buffer: false,
    reject: false,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    // Its own group: a Ctrl-C on the terminal is ours to handle.
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    said = (said + more).slice(-stderrKept);
  });
  child.stdin.on('error', () => {
    // It ended while we wrote, which `ended` tells.
  });
  let hasEnded = false;
  /** Those who wait for an answer, in the order of their requests. */
  const waiting: { readonly answer: (line: string) => void; readonly fail: (error: Error) => void }[] = [];
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => waiting.shift()?.answer(line));
  const ended = child.then(() => {
    hasEnded = true;
    const last = said.trim().split('\n').at(-1) ?? '';
    const error = new OperatorError(`nbconvert ended while it made a page${last === '' ? '' : `: ${last}`}`, {
      help: 'coursewright doctor',
    });
    for (const { fail } of waiting.splice(0)) fail(error);
  });
  const kill = () => child.pid !== undefined && send(-child.pid, 'SIGKILL');
  process.on('exit', kill);

  async function ask<T>(request: object): Promise<T> {
    if (hasEnded) throw new OperatorError('nbconvert has ended', { help: 'coursewright doctor' });
    const timer = setTimeout(kill, patience * 1000);
    try {
      const line = await new Promise<string>((answer, fail) => {
        waiting.push({ answer, fail });
        child.stdin.write(`${JSON.stringify(request)}\n`);
      });
      const answer = JSON.parse(line) as T | { readonly error: string };
      if (typeof answer === 'object' && answer !== null && 'error' in answer)
        throw new OperatorError(`nbconvert cannot show the notebook: ${answer.error}`);
      return answer as T;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    cells: async (notebook) => (await ask<{ cells: RenderedCell[] }>({ op: 'cells', notebook })).cells,
    styles: () => ask<NotebookStyles>({ op: 'styles' }),
    isOpen: () => !hasEnded,
    async close() {
      child.stdin.end();
      const timer = setTimeout(kill, 1000);
      await ended;
      clearTimeout(timer);
      process.off('exit', kill);
    },
  };
}
