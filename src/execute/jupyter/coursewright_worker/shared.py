"""Several workers from one start of nbconvert: forks of a process that has imported everything and executed nothing."""

import os
import sys
import threading

VARIABLE = "COURSEWRIGHT_WORKERS"
# Of the first worker; those of the others follow. In each they become JOBS_FD, EVENTS_FD and stderr of worker.py.
FIRST_FD = 3
PIPES = 3


def become_worker():
    """Returns in each worker that is asked for; of several, the process that was started waits until they have ended."""
    count = int(os.environ.pop(VARIABLE, "1"))
    if count == 1:
        return
    # What other threads hold would be held for ever in a fork: then each worker is started anew.
    anew = threading.active_count() != 1
    for number in range(count):
        if os.fork() == 0:
            try:
                os.setsid()
                _take_pipes(number, count)
                if anew:
                    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
            except BaseException:
                os._exit(1)
            return
    os.closerange(FIRST_FD, FIRST_FD + PIPES * count)
    for _ in range(count):
        os.wait()
    os._exit(0)


def _take_pipes(number, count):
    jobs, events, stderr = range(FIRST_FD + PIPES * number, FIRST_FD + PIPES * (number + 1))
    os.dup2(stderr, 2)
    # In this order: no pipe of this worker is overwritten before it was taken.
    os.dup2(jobs, FIRST_FD)
    os.dup2(events, FIRST_FD + 1)
    os.closerange(FIRST_FD + 2, FIRST_FD + PIPES * count)
