import { readdirSync, readFileSync } from 'node:fs';

/**
 * Process ids of this machine whose environment has a variable that starts with `marker` (end it with `\0` for the whole
 * of one; Linux; elsewhere there is no
 * way to look without starting a program, and the list is empty). Other users' processes are never listed.
 */
function markedProcesses(marker: string): readonly number[] {
  if (!/^COURSEWRIGHT_(RUN|SESSION)=cw-\d+-\w{6}(\/\d*)?\0?$/.test(marker)) {
    throw new Error(`no marker of a session: ${JSON.stringify(marker)}`);
  }
  if (process.platform !== 'linux') return [];
  const found: number[] = [];
  const wanted = Buffer.from(`\0${marker}`);
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      const environment = Buffer.concat([Buffer.from('\0'), readFileSync(`/proc/${name}/environ`)]);
      if (environment.includes(wanted)) found.push(pid);
    } catch {
      // it ended meanwhile, or is another user's
    }
  }
  return found;
}

/** Kills every process that `markedProcesses` names until there is none: one may fork while it is being killed. */
export function killMarked(marker: string): void {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const pids = markedProcesses(marker);
    if (pids.length === 0) return;
    if (attempt > 0) for (const pid of pids) send(pid, 'SIGSTOP');
    for (const pid of pids) send(pid, 'SIGKILL');
  }
}

/** Sends a signal to a process, or with a negative id to a group; one that is gone already is no error. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone already
  }
}
