"""A forked kernel and the process that watches over it.

A forked kernel K has a supervisor S of its own, also forked: `server → S → K`. S is the one that orphans of K come to
(Linux), so that ending a run ends every process of it, whatever it did to its environment or its session. S talks to
the worker over the connection: `{"pid"}`, then `{"exit"}` when K ended, then `{"gone"}` when all is. It ends K when the
worker says so or goes away.
"""

from __future__ import annotations

import io
import json
import os
import random
import select
import signal
import sys
import time
import traceback

from . import limits, processes


def supervise(connection, request):
    supervisor = os.getpid()
    wakeup, wake = os.pipe()
    os.set_blocking(wakeup, False)
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    kernel = os.fork()
    if kernel == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for fd in (wakeup, wake):
            os.close(fd)
        connection.close()
        _become_kernel(request, supervisor)
    send(connection, {"pid": kernel})
    ended = False
    while not ended:
        readable, _, _ = select.select([connection, wakeup], [], [])
        if wakeup in readable:
            drain(wakeup)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            if pid == kernel:
                ended = True
                send(connection, {"exit": code_of(status)})
        if connection in readable:
            break
    if not ended:
        processes.kill_group(kernel)
    processes.end_children()
    if not ended:
        send(connection, {"exit": -signal.SIGKILL})
    send(connection, {"gone": True})


def _become_kernel(request, supervisor):
    try:
        os.setsid()
        processes.die_with_parent()
        limits.apply(request["limits"])
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.close(null)
        stdin = io.FileIO(0, closefd=False)
        stdin.name = "<stdin>"
        sys.stdin = io.TextIOWrapper(io.BufferedReader(stdin), encoding="utf-8")
        sys.stdin.mode = "r"
        os.environ.clear()
        os.environ.update(request["env"])
        os.environ["JPY_PARENT_PID"] = str(supervisor)
        time.tzset()
        os.chdir(request["cwd"])
        random.seed()
        if "numpy.random" in sys.modules:
            sys.modules["numpy.random"].seed()
        for name in [name for name in sys.modules if name.startswith("coursewright_worker")]:
            del sys.modules[name]
        import ipykernel_launcher

        sys.argv = [ipykernel_launcher.__file__, "-f", request["connection"]]
        from ipykernel import kernelapp

        # Lessons look at sys.argv: what a plain kernel does not have must not stand there.
        kernelapp.launch_new_instance(argv=[*sys.argv[1:], "--IPKernelApp.parent_handle=%d" % supervisor])
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def drain(fd):
    try:
        while os.read(fd, 4096):
            pass
    except BlockingIOError:
        pass


def send(connection, message):
    try:
        connection.sendall(json.dumps(message).encode() + b"\n")
    except OSError:
        pass


def code_of(status):
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
