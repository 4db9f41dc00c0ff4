import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const managed = fileURLToPath(new URL('../.coursewright/venv/bin/python', import.meta.url));

/**
 * The Python with Jupyter that tests compare with: `COURSEWRIGHT_TEST_PYTHON`, or else the project's managed
 * environment. A test that needs it fails where there is none; it is never skipped.
 */
export function testPython(): string {
  const python = process.env.COURSEWRIGHT_TEST_PYTHON ?? managed;
  if (!existsSync(python)) {
    throw new Error(
      `These tests compare with real Python, and there is none at ${python}: run \`coursewright setup\`, or set COURSEWRIGHT_TEST_PYTHON to a Python that has nbformat.`,
    );
  }
  return python;
}

/** Runs a Python program once, with `input` on its standard input; gives what it printed. Rejects when it fails. */
export function runPython(program: string, input: string | Buffer, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(testPython(), ['-X', 'utf8', '-W', 'ignore', '-c', program, ...args]);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString('utf8'));
      else reject(new Error(`Python ended with ${code}:\n${Buffer.concat(err).toString('utf8')}`));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
