import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { openEngine } from '../../src/execute/engine.ts';
import type { RunResult } from '../../src/model/result.ts';
import { check } from '../../src/pipeline/check.ts';
import { makeCourse } from './course.ts';
import { limits, testEnvironment } from './engine.ts';

const lesson = (assertions: string) => `# Weak

:::exercise{#clamp}
### Exercise: clamp

Write \`clamp\`.

\`\`\`python starter
def clamp(x, low, high):
    return None
\`\`\`

\`\`\`python solution
def clamp(x, low, high):
    if x < low:
        return low
    if x > high:
        return high
    return x
\`\`\`

\`\`\`python test
${assertions}
\`\`\`
:::
`;

test('tests that let wrong solutions pass are found at the line of the solution; strong ones are not', async () => {
  const course = await makeCourse({
    'source-md/strong.md': lesson('assert [clamp(x, 0, 10) for x in (-5, 0, 5, 10, 15)] == [0, 0, 5, 10, 10]'),
    'source-md/weak.md': lesson('assert clamp(5, 0, 10) == 5\nassert clamp(-5, 0, 10) == 0'),
  });
  const engineDir = mkdtempSync(join(tmpdir(), 'cwtest-'));
  const engine = await openEngine({
    environment: testEnvironment(),
    courseDir: engineDir,
    execute: limits,
    env: process.env,
  });
  try {
    await course.build();
    const loaded = loadConfig(course.dir);
    let result: RunResult | undefined;
    const lessons = [{ source: 'source-md/strong.md' }, { source: 'source-md/weak.md' }];
    for await (const event of check({ dir: course.dir, loaded, version: '0' }, lessons, {
      ...{ environment: () => ({}), network: false, window: 2, mutants: 40 },
      engine: async () => engine,
    })) {
      if (event.type === 'run-ended') result = event.result;
    }
    const [strong, weak] = result?.lessons ?? [];
    // `x < low` and `x <= low` give the same for every x: such a mutant may survive, and no test could notice it.
    expect(strong?.exercises[0]?.mutants?.killed).toBeGreaterThan(3);
    const survivors = weak?.findings.filter(({ rule }) => rule === 'mutant-survives') ?? [];
    // Nothing asks for the upper bound: lines 17 and 18 hold it.
    expect(survivors.map(({ line }) => line)).toEqual(expect.arrayContaining([17, 18]));
    expect(survivors.map(({ line }) => line)).not.toContain(16);
  } finally {
    await engine.close();
    rmSync(engineDir, { recursive: true, force: true });
    course.remove();
  }
});
