"""Workers from one start of nbconvert: forks of a process that has imported everything and executed nothing.

That process then waits. What a worker leaves behind that was killed comes to it (Linux), and is ended.
"""

import os
import sys
import threading

from . import processes

VARIABLE = "COURSEWRIGHT_WORKERS"
# Of the first worker; those of the others follow. In each they become JOBS_FD, EVENTS_FD and stderr of worker.py.
FIRST_FD = 3
PIPES = 3


def become_worker():
    """Returns in each worker that is asked for; the process that was started waits until they have ended."""
    count = int(os.environ.pop(VARIABLE, "0"))
    if count == 0:  # started anew, see below
        return
    if not processes.LINUX:  # there is one, then
        _take_pipes(0, count)
        return
    processes.adopt_orphans()
    # What other threads hold would be held for ever in a fork: then each worker is started anew.
    anew = threading.active_count() != 1
    workers = set()
    for number in range(count):
        pid = os.fork()
        workers.add(pid)
        if pid == 0:
            try:
                os.setsid()
                _take_pipes(number, count)
                if anew:
                    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
            except BaseException:
                os._exit(1)
            return
    # All that is said from now on is said by a worker, on a pipe of its own.
    os.closerange(FIRST_FD, FIRST_FD + PIPES * count)
    os.dup2(0, 2)
    while workers:
        workers.discard(os.wait()[0])
        processes.end_orphans(workers)
    processes.end_children()
    os._exit(0)


def _take_pipes(number, count):
    jobs, events, stderr = range(FIRST_FD + PIPES * number, FIRST_FD + PIPES * (number + 1))
    os.dup2(stderr, 2)
    # In this order: no pipe of this worker is overwritten before it was taken.
    os.dup2(jobs, FIRST_FD)
    os.dup2(events, FIRST_FD + 1)
    os.closerange(FIRST_FD + 2, FIRST_FD + PIPES * count)
