import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import { leftOf, runOf, stdoutOf, withEngine } from './engine.ts';

const printed = async (engine: { execute(run: Run): Promise<unknown> }, run: Run) => {
  const executed = (await engine.execute(run)) as Awaited<
    ReturnType<import('../../src/model/run.ts').Engine['execute']>
  >;
  return [executed.status, stdoutOf(executed.cells.get('c0')?.outputs ?? [])];
};

/** Kills what the engine of this process has started. */
function killAll(): void {
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'latin1');
      if (environment.includes(`COURSEWRIGHT_SESSION=cw-${process.pid}-`)) process.kill(Number(name), 'SIGKILL');
    } catch {
      // gone, or somebody else's
    }
  }
}

test('an engine that is lent serves one command after the other, whatever became of the one before', async () => {
  await withEngine(async (engine) => {
    const first = new AbortController();
    const lent = await engine.lend(first.signal);
    const slow = lent?.execute(runOf('slow', ['import time; time.sleep(60)']), {
      started: () => setTimeout(() => first.abort(), 100),
    });
    expect((await slow)?.status).toBe('interrupted');
    await lent?.close();

    const second = await engine.lend(new AbortController().signal);
    if (second === undefined) throw new Error('nothing has changed, and the engine is lent no more');
    expect(await printed(second, runOf('a', ['print("a")']))).toEqual(['completed', 'a\n']);
    await second.close();
    await expect(second.execute(runOf('b', ['1']))).rejects.toThrow('the engine is closed');

    // Before a command has the engine, and after it was looked at whether its processes are still there.
    killAll();
    const third = await engine.lend(undefined);
    killAll();
    if (third === undefined) throw new Error('the engine is lent no more');
    expect(await printed(third, runOf('c', ['print("c")']))).toEqual(['completed', 'c\n']);
    for (const name of ['d', 'e', 'f']) {
      killAll();
      expect(await printed(third, runOf(name, [`print("${name}")`]))).toEqual(['completed', `${name}\n`]);
    }
  });
  expect(leftOf()).toEqual([]);
});

/** The number of the run in which a cell is executed: those that are begun ahead have numbers of their own. */
const number = 'import os; print(int(os.environ["COURSEWRIGHT_RUN"].split("/")[1]) > 1_000_000)';

/** Whether the last cell of each run was executed by a kernel that waited for it, after it was edited twice. */
async function areAhead(before: Readonly<Record<string, string>>): Promise<unknown> {
  return withEngine(
    async (engine) => {
      const edit = async (value: number) => {
        const lent = await engine.lend(undefined);
        if (lent === undefined) throw new Error('nothing has changed, and the engine is lent no more');
        const runs = Object.entries(before).map(async ([name, first]) => {
          const cells = [`import time; time.sleep(0.4); ${first}`, `${number}; ${value}`];
          const { cells: ran } = await lent.execute(runOf(name, cells));
          return [name, stdoutOf(ran.get('c1')?.outputs ?? [])] as const;
        });
        const all = Object.fromEntries(await Promise.all(runs));
        await lent.close();
        return all;
      };
      await edit(1);
      await edit(2);
      await sleep(4000);
      return edit(3);
    },
    { ahead: true },
  );
}

test('the cells before an edit are run ahead of the next one, where a kernel can wait there', async () => {
  const ahead = await areAhead({
    waits: 'open("a.txt", "w").write("a")',
    asks: 'then = time.time()',
    task: 'import asyncio; task = asyncio.create_task(asyncio.sleep(60))',
  });
  expect(ahead).toEqual({ waits: 'True\n', asks: 'False\n', task: 'False\n' });
  expect(leftOf()).toEqual([]);
});
