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
    setTimeout(() => target.exit(130), patience).unref();
  };
  target.on('SIGINT', stop);
  target.on('SIGTERM', stop);
  target.on('SIGHUP', stop);
  return controller.signal;
}

/** Milliseconds in which signals are one: a person takes longer to press Ctrl-C again. */
const together = 200;

/** Milliseconds that what was done may take to be reported: half a second on an idle machine, more on a busy one. */
const patience = 5000;
