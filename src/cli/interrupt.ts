/**
 * Ctrl-C, a request to terminate, a terminal that was closed: the first asks what runs to stop, so that it can clean up and report what was
 * done; the second ends the process at once, with exit code 130, and so does the time that this may take. What comes
 * together is one: `timeout` signals the process and its group, npm passes on the Ctrl-C that its child has had too.
 */
export function catchInterrupts(target: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  let stopped: number | undefined;
  const stop = () => {
    if (stopped !== undefined) {
      if (performance.now() - stopped > together) target.exit(130);
      return;
    }
    stopped = performance.now();
    controller.abort();
    let left = patience;
    const counting = setInterval(() => {
      left -= 1;
      if (left === 0) target.exit(130);
    }, tick);
    counting.unref();
  };
  target.on('SIGINT', stop);
  target.on('SIGTERM', stop);
  target.on('SIGHUP', stop);
  return controller.signal;
}

/** Milliseconds in which signals are one: a person takes longer to press Ctrl-C again. */
const together = 200;

/** Milliseconds. */
const tick = 100;

/**
 * Ticks that what was done may take to be reported: half a second on an idle machine. Where a machine is busy, the ticks
 * are as late as all else, so that five seconds become as many as it needs.
 */
const patience = 50;
