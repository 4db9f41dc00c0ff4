"""Kernels forked from one process that has imported everything already: ready in a tenth of the time.

What makes a fork as good as a new process: MPLBACKEND is set before matplotlib is imported and pyplot never is; there is one Python thread; random generators are seeded anew; sys.path, sys.argv,
folder, environment and streams are those of `python -m ipykernel_launcher`.

A forked kernel K has a supervisor S of its own, also forked: `server → S → K`. S is the one that orphans of K come to
(Linux), so that ending a run ends every process of it, whatever it did to its environment or its session. S talks to
the worker over the connection: `{"pid"}`, then `{"exit"}` when K ended, then `{"gone"}` when all is. It ends K when the
worker says so or goes away.
"""

from __future__ import annotations

import builtins
import importlib
import json
import os
import random
import select
import signal
import socket
import sys
import threading
import time
import traceback
import types

from . import limits, processes

# What a kernel imports on its way to the first prompt.
KERNEL_MODULES = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.iostream", "ipykernel.displayhook",
    "IPython.core.completer", "IPython.core.magics", "IPython.extensions.storemagic",
    "IPython.core.debugger", "IPython.core.logger", "IPython.core.oinspect", "IPython.core.completerlib",
    "ipykernel.debugger", "zmq.asyncio", "jupyter_client.session", "tornado.platform.asyncio", "tornado.queues",
    "sqlite3", "asyncio", "uuid", "faulthandler", "unicodedata", "stringprep", "encodings.idna", "pydoc",
)  # fmt: skip

# They bind themselves to the shell at their import; a kernel forked after that shows no figure.
SHELL_BOUND = ("matplotlib.pyplot", "matplotlib_inline.backend_inline")

SELF_TEST_SECONDS = 15


def main(path, preload):
    processes.adopt_orphans()
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    # pandas asks at its import whether it writes to a terminal, and then cuts wide tables: it shall find a kernel.
    builtins.get_ipython = lambda: types.SimpleNamespace(kernel=None)
    for name in (*KERNEL_MODULES, *preload):
        try:
            importlib.import_module(name)
        except BaseException:  # a package may do anything at its import; kernels will meet it themselves
            pass
    del builtins.get_ipython
    import gc

    gc.collect()
    gc.freeze()
    for name in SHELL_BOUND:
        if name in sys.modules:
            sys.exit("cannot fork: something imports " + name)
    if threading.active_count() != 1:
        sys.exit("cannot fork: %r" % threading.enumerate())
    _self_test()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(64)
    wakeup, wake = os.pipe()
    for fd in (wakeup, wake):
        os.set_blocking(fd, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    _serve(listener, wakeup, wake)


def _serve(listener, wakeup, wake):
    supervisors = set()
    while True:
        readable, _, _ = select.select([listener, wakeup, 0], [], [])
        if wakeup in readable:
            _drain(wakeup)
            _reap(supervisors)
        if 0 in readable and not os.read(0, 4096):
            break
        if listener in readable:
            connection, _ = listener.accept()
            pid = os.fork()
            if pid == 0:
                _become_supervisor(connection, (listener.fileno(), wakeup, wake))
            supervisors.add(pid)
            connection.close()
    processes.end_children()


def _reap(supervisors):
    """Forgets supervisors that ended; ends what one that was killed left to us."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            break
        supervisors.discard(pid)
    for pid in _children() - supervisors:
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass


def _become_supervisor(connection, inherited):
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for fd in inherited:
            os.close(fd)
        processes.die_with_parent()
        processes.adopt_orphans()
        os.setsid()
        with connection.makefile("rb") as lines:
            request = json.loads(lines.readline())
        _supervise(connection, request)
        status = 0
    except BaseException:
        pass
    finally:
        os._exit(status)


def _supervise(connection, request):
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
    _send(connection, {"pid": kernel})
    ended = False
    while not ended:
        readable, _, _ = select.select([connection, wakeup], [], [])
        _drain(wakeup) if wakeup in readable else None
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            if pid == kernel:
                ended = True
                _send(connection, {"exit": _code(status)})
        if connection in readable:
            break
    if not ended:
        processes.kill_group(kernel)
    _end_children()
    if not ended:
        _send(connection, {"exit": -signal.SIGKILL})
    _send(connection, {"gone": True})


def _end_children():
    """Ends all children, and theirs as they come to us, until there is none."""
    for attempt in range(2000):
        children = _children()
        for number in (signal.SIGSTOP, signal.SIGKILL) if attempt else (signal.SIGKILL,):
            for pid in children:
                try:
                    os.kill(pid, number)
                except OSError:
                    pass
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.0005 if attempt < 100 else 0.005)


def _become_kernel(request, supervisor):
    try:
        os.setsid()
        processes.die_with_parent()
        limits.apply(request["limits"])
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.close(null)
        sys.stdin = open(0, closefd=False)
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
        sys.argv.append("--IPKernelApp.parent_handle=%d" % supervisor)
        from ipykernel import kernelapp

        kernelapp.launch_new_instance()
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _self_test():
    """A fork must be able to do what a kernel does first: sockets, an event loop, a thread. Ends the process if not."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            import asyncio

            import zmq

            context = zmq.Context()
            context.socket(zmq.PUB).bind_to_random_port("tcp://127.0.0.1")
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()
            asyncio.run(asyncio.sleep(0))
            context.destroy(linger=0)
            code = 0
        finally:
            os._exit(code)
    end = time.monotonic() + SELF_TEST_SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            if status == 0:
                return
            sys.exit("the self-test of a forked process failed (%d)" % _code(status))
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    sys.exit("the self-test of a forked process did not end")


def _children():
    me = os.getpid()
    try:
        with open("/proc/%d/task/%d/children" % (me, me)) as file:
            return {int(pid) for pid in file.read().split()}
    except OSError:
        return {pid for pid, parent in processes._table().items() if parent == me}


def _drain(fd):
    try:
        while os.read(fd, 4096):
            pass
    except BlockingIOError:
        pass


def _send(connection, message):
    try:
        connection.sendall(json.dumps(message).encode() + b"\n")
    except OSError:
        pass


def _code(status):
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
