"""Kernels forked from processes that have imported everything already: ready in a tenth of the time.

The first server has imported what every kernel imports. A *branch* is a fork of a server that imports packages beside
that and then serves, too: kernels that need no package, or need them later, do not wait for it, and nothing is
imported twice. A connection asks for one thing, in one line of JSON: a kernel (`supervisor.py`), or a branch.

What makes a fork as good as a new process: MPLBACKEND is set before matplotlib is imported and pyplot never is; there is
one Python thread; random generators are seeded anew; sys.path, sys.argv, folder, environment and streams are those of
`python -m ipykernel_launcher`; a kernel whose folder holds a module or settings of its own in place of what was
imported is refused.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import threading
import time
import types

from . import processes, supervisor

# What a kernel imports on its way to the first prompt.
KERNEL_MODULES = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.iostream", "ipykernel.displayhook",
    "IPython.core.completer", "IPython.core.magics", "IPython.extensions.storemagic",
    "IPython.core.debugger", "IPython.core.logger", "IPython.core.oinspect", "IPython.core.completerlib",
    "ipykernel.debugger", "zmq.asyncio", "jupyter_client.session", "tornado.platform.asyncio", "tornado.queues",
    "sqlite3", "asyncio", "uuid", "faulthandler", "unicodedata", "stringprep", "encodings.idna", "pydoc", "psutil",
)  # fmt: skip

# They bind themselves to the shell at their import; a kernel forked after that shows no figure.
SHELL_BOUND = ("matplotlib.pyplot", "matplotlib_inline.backend_inline")

SELF_TEST_SECONDS = 15


class CannotFork(Exception):
    """Kernels forked from this process would not be as good as new ones."""


def main(path):
    processes.adopt_orphans()
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    try:
        _import(KERNEL_MODULES)
        listener = _listen(path)
    except CannotFork as problem:
        sys.exit("cannot fork: %s" % problem)
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    _serve(listener, frozenset(), watched=0)


def _import(modules):
    """Imports modules, and leaves the process fit to be forked. Raises CannotFork where it is not."""
    gc.disable()
    # pandas asks at its import whether it writes to a terminal, and then cuts wide tables: it shall find a kernel.
    builtins.get_ipython = lambda: types.SimpleNamespace(kernel=None)
    for name in modules:
        try:
            importlib.import_module(name)
        except BaseException:  # a package may do anything at its import; kernels will meet it themselves
            pass
    del builtins.get_ipython
    # Objects that no collection looks at are not written to: their memory stays shared.
    gc.freeze()
    gc.enable()
    for name in SHELL_BOUND:
        if name in sys.modules:
            raise CannotFork("something imports " + name)
    if threading.active_count() != 1:
        raise CannotFork("%r run" % threading.enumerate())
    _self_test()


def _listen(path):
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(64)
    return listener


def _serve(listener, packages, watched=None):
    """Answers connections until `watched` is closed; without it, until this process is ended.

    `packages` are the names that have been imported beside what every kernel imports.
    """
    wakeup, wake = os.pipe()
    for fd in (wakeup, wake):
        os.set_blocking(fd, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    waiting = [listener, wakeup] + ([] if watched is None else [watched])
    known = set()
    while True:
        readable, _, _ = select.select(waiting, [], [])
        if wakeup in readable:
            supervisor.drain(wakeup)
            _reap(known)
        if watched in readable and not os.read(watched, 4096):
            break
        if listener in readable:
            connection, _ = listener.accept()
            pid = os.fork()
            if pid == 0:
                _answer(connection, (listener, wakeup, wake), packages)
            known.add(pid)
            connection.close()
    processes.end_children()


def _reap(known):
    """Forgets children that ended; ends what one that was killed left to us."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            break
        known.discard(pid)
    processes.end_orphans(known)


def _answer(connection, inherited, packages):
    """In a child of its own: what the connection asks for. Never returns."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        listener, *pipes = inherited
        listener.close()
        for fd in pipes:
            os.close(fd)
        processes.die_with_parent()
        processes.adopt_orphans()
        os.setsid()
        with connection.makefile("rb") as lines:
            request = json.loads(lines.readline())
        if "branch" in request:
            _become_branch(connection, request, packages)
        own = _replaced(request["cwd"], packages)
        if own is None:
            supervisor.supervise(connection, request)
        else:
            supervisor.send(connection, {"refused": own})
        status = 0
    except BaseException:
        pass
    finally:
        os._exit(status)


def _become_branch(connection, request, packages):
    before = _top_level()
    _import(request["modules"])
    listener = _listen(request["branch"])
    supervisor.send(connection, {"ready": True})
    connection.close()
    _serve(listener, packages | (_top_level() - before))


def _top_level():
    return {name.partition(".")[0] for name in sys.modules}


def _replaced(folder, packages):
    """What a new process would find in its folder in place of something that has been imported; None where nothing."""
    try:
        names = os.listdir(folder)
    except OSError:
        return None
    for name in names:
        if name == "matplotlibrc" and "matplotlib" in packages:
            return name
        module = name.partition(".")[0]
        is_module = name.endswith((".py", ".so", ".pyc")) or os.path.isfile(os.path.join(folder, name, "__init__.py"))
        if is_module and module in packages:
            return name
    return None


def _self_test():
    """A fork must be able to do what a kernel does first: sockets, an event loop, a thread."""
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
            raise CannotFork("the self-test of a forked process failed (%d)" % supervisor.code_of(status))
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    raise CannotFork("the self-test of a forked process did not end")
