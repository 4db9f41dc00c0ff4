// Executes the notebooks through the engine, as `check` does: node bench/execute/ours.mjs PYTHON-FOLDER COURSE-FOLDER [--no-fork]
import { openEngine } from '../../dist/execute/engine.js';
import { environmentIn } from '../../dist/execute/environment.js';
import { notebooks } from './notebooks.mjs';

const [folder, courseDir, ...flags] = process.argv.slice(2);
const engine = await openEngine({
  environment: environmentIn(folder, 'folder'),
  courseDir,
  env: process.env,
  fork: !flags.includes('--no-fork'),
  execute: {
    timeout: 60,
    lessonTimeout: 600,
    jobs: 'auto',
    network: false,
    env: {},
    maxOutput: 10_000_000,
    memory: 'auto',
    fork: true,
  },
});
const results = await Promise.all(
  notebooks().map(({ name, cells }) =>
    engine.execute({
      ...{ id: name, source: `${name}.ipynb`, kernel: 'python3', language: 'python', files: [], network: false },
      ...{ timeout: 60, lessonTimeout: 600 },
      cells: cells.map((source, at) => ({ id: `c${at}`, source, tags: [] })),
    }),
  ),
);
await engine.close();
const bad = results.filter(
  (result) => result.status !== 'completed' || [...result.cells.values()].some((cell) => cell.status !== 'ok'),
);
if (bad.length > 0) throw new Error(`${bad.length} notebooks failed: ${bad[0].id} ${bad[0].reason ?? ''}`);
