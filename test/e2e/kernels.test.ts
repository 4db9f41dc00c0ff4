import { expect, test } from 'vitest';
import { runOf, stdoutOf, withEngine } from './engine.ts';

test('a Bash kernel runs the same way: state, errors, folder', async () => {
  const run = runOf('bash', ['X=4; echo "X is $X"', 'echo $((X + 1)); ls', 'false', 'echo on'], {
    ...{ kernel: 'bash', language: 'bash' },
  });
  const executed = await withEngine((engine) => engine.execute(run));
  expect(executed).toMatchObject({ status: 'completed', kernel: { language: 'bash' } });
  expect([...executed.cells.values()].map((cell) => [cell.status, stdoutOf(cell.outputs)])).toEqual([
    ['ok', 'X is 4\n'],
    ['ok', '5\n'],
    ['error', ''],
    ['ok', 'on\n'],
  ]);
});
