#!/usr/bin/env node
import { commands } from './commands.ts';
import { Interrupted } from './errors.ts';
import { catchInterrupts } from './interrupt.ts';
import { type Io, withDoor } from './io.ts';
import { expectOpenFiles } from './open-files.ts';
import { commandNamed, runProgram } from './program.ts';
import { standardStream } from './standard-stream.ts';

const { argv, env } = process;
const io: Io = {
  // Opened by who reads it: that loads much.
  get stdin() {
    return process.stdin;
  },
  stdout: withDoor(standardStream(process.stdout, 'standard output')),
  stderr: withDoor(standardStream(process.stderr, 'standard error')),
  env,
  cwd: process.cwd(),
};

// A reader that goes away (`coursewright check | head`, a closed terminal) is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

void main();

async function main(): Promise<void> {
  const signal = catchInterrupts(process);
  const words = argv.slice(2);
  try {
    expectOpenFiles();
    const exitCode = await runProgram(commands, words, io, signal);
    process.exitCode = signal.aborted ? 130 : exitCode;
  } catch (error) {
    const exitCode = signal.aborted ? 130 : 2;
    const json =
      words.includes('--json') ||
      words.some(
        (word, at) =>
          /^(--reporter=|-r)?json$/.test(word) && (word !== 'json' || /^(-r|--reporter)$/.test(words[at - 1] ?? '')),
      );
    const { printFailure } = await import('./print-failure.ts');
    try {
      printFailure(
        signal.aborted ? new Interrupted() : error,
        { command: commandNamed(commands, words), exitCode, json, ...colorFlag(words) },
        io,
      );
    } catch {
      // There is no room to say it either: the exit code remains.
    }
    process.exitCode = exitCode;
  }

  // What is left is to take the heap apart, which takes longer than some commands do.
  if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit();
}

function colorFlag(given: readonly string[]): { color?: boolean } {
  if (given.includes('--no-color')) return { color: false };
  return given.includes('--color') ? { color: true } : {};
}
