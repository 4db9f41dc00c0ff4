import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadConfig } from '../../src/config/load-config.ts';
import type { PipelineEvent } from '../../src/model/event.ts';
import type { RunResult } from '../../src/model/result.ts';
import type { Engine } from '../../src/model/run.ts';
import { build } from '../../src/pipeline/build/build.ts';
import { check } from '../../src/pipeline/check.ts';
import { discoverSelected } from '../../src/select/discover.ts';

/** A course in a temporary folder. */
export interface TestCourse {
  readonly dir: string;
  write(path: string, text: string): Promise<void>;
  /** The engine is needed where notebooks carry the outputs of the real run. */
  build(engine?: Engine): Promise<RunResult>;
  check(engine: Engine, ...paths: string[]): Promise<RunResult>;
  remove(): void;
}

/** Makes a course of files (path → text), `source-md/lesson.md` among them. */
export async function makeCourse(files: Readonly<Record<string, string>>): Promise<TestCourse> {
  const dir = mkdtempSync(join(tmpdir(), 'coursewright-test-'));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  };
  for (const [path, text] of Object.entries(files)) await write(path, text);
  const selected = async (paths: readonly string[] = []) => {
    const loaded = loadConfig(dir);
    const { lessons } = await discoverSelected(dir, loaded, paths);
    return { course: { dir, loaded, version: '0.0.0' }, lessons };
  };
  return {
    dir,
    write,
    async build(engine) {
      const { course, lessons } = await selected();
      const execute = engine && { engine: async () => engine, environment: () => ({}), window: 4 };
      return resultOf(build(course, lessons, execute === undefined ? {} : { execute }));
    },
    async check(engine, ...paths) {
      const { course, lessons } = await selected(paths);
      const options = { engine: async () => engine, environment: () => ({}), network: false, window: 4 };
      return resultOf(check(course, lessons, options));
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

async function resultOf(events: AsyncIterable<PipelineEvent>): Promise<RunResult> {
  let result: RunResult | undefined;
  for await (const event of events) if (event.type === 'run-ended') result = event.result;
  if (result === undefined) throw new Error('the run has no end');
  return result;
}
