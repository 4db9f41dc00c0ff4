/**
 * Ctrl-C, a request to terminate, a terminal that was closed: the first asks what runs to stop, so that it can clean up and report what was
 * done; the second ends the process at once, with exit code 130, and so does the time that this may take.
 */
export function catchInterrupts(target: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) target.exit(130);
    controller.abort();
    setTimeout(() => target.exit(130), patience).unref();
  };
  target.on('SIGINT', stop);
  target.on('SIGTERM', stop);
  target.on('SIGHUP', stop);
  return controller.signal;
}

/** Milliseconds: whoever sends a signal gets the process's end within two seconds. */
const patience = 1800;
