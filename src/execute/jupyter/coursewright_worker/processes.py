"""Finding and ending every process that a run started, also those that left their session or were orphaned.

On Linux through /proc; elsewhere through psutil, which ipykernel brings along.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import time

MARKER = re.compile(r"COURSEWRIGHT_(RUN|SESSION)=cw-\d+-\w{6}(/\d*)?$")
LINUX = sys.platform.startswith("linux")


def adopt_orphans():
    """Makes orphaned descendants children of this process instead of init's (Linux; elsewhere nothing happens)."""
    _prctl(36, 1)  # PR_SET_CHILD_SUBREAPER


def die_with_parent():
    """In a child: ask for SIGKILL when the thread that started it ends (Linux; elsewhere nothing happens)."""
    _prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def end_run(marker, pid, spare=()):
    """Ends the kernel `pid`, all its descendants, this process's orphans and all that carry the marker.

    `spare` are children of this process to leave alone. Returns when none is left.
    """
    wanted = _checked(marker)
    kill_group(pid)
    return _end_all(lambda table: _of_run(table, wanted, pid, set(spare)))


def end_children():
    """Ends this process's children and all their descendants, and nothing else."""
    if not LINUX:
        _end_all(lambda table: _of_run(table, None, None, set()))
        return
    # No list of processes is exact while they fork. That there are no more children is: who adopts orphans has in the
    # end all descendants as children.
    for attempt in range(2000):
        children = children_of(os.getpid())
        for number in (signal.SIGSTOP, signal.SIGKILL) if attempt else (signal.SIGKILL,):
            for pid in children:
                _signal(pid, number)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.0005 if attempt < 100 else 0.005)


def end_orphans(known):
    """Kills this process's children but those that it knows; what these leave comes to it next."""
    for pid in set(children_of(os.getpid())) - known:
        _signal(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def end_marked(marker, prefix=False):
    """Ends every process with the marker in its environment, but not this one."""
    wanted = _checked(marker)
    return _end_all(lambda table: {entry for entry in table if _is_marked(entry, wanted, prefix)})


def descendants(root):
    """Process ids of all that descend from `root`, without it; read from few files, so that it may be asked often."""
    found, queue = [], [root]
    while queue:
        children = children_of(queue.pop())
        found += children
        queue += children
    return found


def children_of(pid):
    """Children of a process, of whichever of its threads."""
    try:
        children = []
        for thread in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/children" % (pid, thread)) as file:
                children += [int(child) for child in file.read().split()]
        return children
    except OSError:  # it ended meanwhile, or this system has no such files
        return [] if LINUX and not os.path.exists("/proc/%d" % pid) else _children_in_table(pid)


def open_files(pid):
    """What a process has open, by path (Linux; elsewhere nothing is told)."""
    folder = "/proc/%d/fd" % pid
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    found = []
    for name in names:
        try:
            found.append(os.readlink(os.path.join(folder, name)))
        except OSError:  # it was closed meanwhile
            pass
    return found


def _children_in_table(pid):
    return [child for child, parent in _table().items() if parent == pid]


def _checked(marker):
    """A marker that names one session; anything less would name processes that are not ours."""
    if not MARKER.match(marker):
        raise ValueError("no marker of a session: %r" % marker)
    return marker.encode()


def _end_all(find):
    """Stops and kills what `find` names until it names nothing: a process may fork while it is being killed."""
    ended = set()
    for attempt in range(200):
        victims = find(_table())
        victims -= {0, 1, os.getpid(), os.getppid()}
        if not victims:
            return ended
        if attempt > 0:
            for pid in victims:
                _signal(pid, getattr(signal, "SIGSTOP", signal.SIGTERM))
        for pid in victims:
            _signal(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        ended |= victims
        for pid in victims:
            _reap(pid)
        if attempt > 0:
            time.sleep(min(0.002 * attempt, 0.05))
    return ended


def _of_run(table, marker, kernel, spare):
    children = {}
    for pid, parent in table.items():
        children.setdefault(parent, []).append(pid)
    found = {pid for pid in children.get(os.getpid(), []) if pid not in spare}
    queue = list(found | ({kernel} if kernel in table else set()))
    found.update(queue)
    while queue:
        for pid in children.get(queue.pop(), []):
            if pid not in found and pid not in spare:
                found.add(pid)
                queue.append(pid)
    if marker is not None:
        found.update(pid for pid in table if pid not in spare and _is_marked(pid, marker, False))
    return found


def _table():
    """Parents by process id, without zombies that are not ours to reap."""
    if not LINUX:
        return _psutil_table()
    table = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % name, "rb") as file:
                stat = file.read()
        except OSError:
            continue
        fields = stat[stat.rfind(b")") + 2 :].split()
        pid, state, parent = int(name), fields[0], int(fields[1])
        if state == b"Z":
            if parent == os.getpid():
                _reap(pid)
            continue
        table[pid] = parent
    return table


def _psutil_table():
    import psutil

    return {
        process.pid: process.info["ppid"]
        for process in psutil.process_iter(["ppid", "status"])
        if process.info["status"] != psutil.STATUS_ZOMBIE
    }


def _is_marked(pid, marker, prefix):
    try:
        if LINUX:
            with open("/proc/%d/environ" % pid, "rb") as file:
                variables = file.read().split(b"\0")
        else:
            import psutil

            variables = [("%s=%s" % item).encode() for item in psutil.Process(pid).environ().items()]
    except Exception:
        return False
    return any(variable == marker or (prefix and variable.startswith(marker)) for variable in variables)


def kill_group(pid):
    if pid <= 1:
        raise ValueError("no process of ours: %r" % pid)
    try:
        os.killpg(pid, signal.SIGKILL)
    except (AttributeError, OSError):
        _signal(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _signal(pid, number):
    try:
        os.kill(pid, number)
    except OSError:
        pass


def _reap(pid):
    try:
        os.waitpid(pid, getattr(os, "WNOHANG", 0))
    except (OSError, ValueError):
        pass


def _prctl(option, value):
    if LINUX:
        try:
            _libc().prctl(option, value, 0, 0, 0)
        except Exception:
            pass


_loaded = []


def _libc():
    if not _loaded:
        import ctypes

        _loaded.append(ctypes.CDLL(None, use_errno=True))
    return _loaded[0]
