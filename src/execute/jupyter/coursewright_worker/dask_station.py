"""Where runs are executed on a Dask worker: by `jupyter nbconvert` with our configuration, as on the client's machine.

A process of nbconvert and a fork server are kept from one run to the next. Both end when this process does, however that
happens, and take along what they started.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from . import processes
from .remote import file_state

# Seconds beyond its own limits after which a process that says nothing is taken for dead, and to end what is cancelled.
GRACE_SECONDS = 90
CANCEL_SECONDS = 5
LOOK_SECONDS = 0.3
PULSE_SECONDS = 15
BRANCH_SECONDS = 30
MOST_BRANCHES = 5
MOST_NAMED = 100
NAME = re.compile(r"cw-(\d+)-\w{6}$")


class Station:
    """One for each Dask worker process; its threads share it."""

    def __init__(self, worker, package):
        self.worker, self.package = worker, package
        self.lock = threading.Lock()
        self.idle, self.forks, self.count = [], {}, 0
        # The worker's own folder is removed by whichever starts next where this one was, if it cannot do so itself. Paths of
        # sockets are limited to about 100 bytes.
        parent = worker.local_directory
        if len(parent) > 60:
            parent = tempfile.gettempdir() if len(tempfile.gettempdir()) <= 60 else "/tmp"
            _remove_abandoned(parent)
        self.name = "cw-%d-%s" % (os.getpid(), secrets.token_hex(3))
        self.folder = os.path.join(parent, self.name)
        self.tmp, self.seed = os.path.join(self.folder, "w"), os.path.join(self.folder, "seed.ipynb")
        os.makedirs(self.tmp, mode=0o700)
        for name in ("jupyter", "matplotlib"):
            os.makedirs(os.path.join(self.folder, name))
        with open(self.seed, "w") as file:
            file.write('{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":4}')
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        threading.Thread(target=self._pulse, daemon=True).start()

    def execute(self, job, store, attempt):
        """What a task gives: `done` with the events as lines; `killed`, the same, where others may have ended the kernel; `lost`
        where nbconvert's process ended; or `cancelled`."""
        key = self.worker.get_current_task()
        with self.lock:
            self.count += 1
            number = self.count
        folder = os.path.join(self.folder, "r%d" % number)
        given = _unpack(job, store, folder)
        try:
            message = self._message(job, folder, number)
            base = {**self._machine(job), **job["cluster"]["base"]}
            preload = job["cluster"]["preload"]
            if preload is not None:
                message["fork"] = self._fork(base, preload)
            with self.lock:
                process = self.idle.pop() if self.idle else Nbconvert(self, base)
            result = process.execute(message, lambda: self._is_wanted(key), self._teller(job, attempt))
            if "lines" not in result:
                process.kill()
                processes.end_marked("COURSEWRIGHT_RUN=" + message["marker"])
                return result
            with self.lock:
                self.idle.append(process)
            return {**result, "written": _written(message["cwd"], folder, given, job["cluster"]["home"])}
        finally:
            _remove(folder)

    def _is_wanted(self, key):
        """Whether the scheduler still asks for this task, and this worker works."""
        task = self.worker.state.tasks.get(key)
        return task is not None and task.state in ("executing", "long-running") and self.worker.status.name in (
            "running",
            "paused",
        )

    def _teller(self, job, attempt):
        def tell(done):
            here = {"worker": self.name, "address": self.worker.address}
            self.worker.log_event(job["topic"], {"job": job["job"], "attempt": attempt, "done": done, **here})

        return tell

    def _message(self, job, folder, number):
        """The job as nbconvert gets it: with folders, a marker and variables of this machine."""

        def here(text):
            return text.replace(job["folder"], folder)

        marker = "%s/%d" % (self.name, number)
        env = {**self._machine(job), **{name: here(value) for name, value in job["env"].items()}, "COURSEWRIGHT_RUN": marker}
        limits = {**job["limits"], "memory": _memory(self.worker, job["limits"]["memory"])}
        own = {"folder": folder, "cwd": here(job["cwd"]), "env": env, "marker": marker, "limits": limits}
        left_out = ("files", "folders", "cluster", "topic", "op")
        return {"op": "run", **{name: value for name, value in job.items() if name not in left_out}, **own}

    def _machine(self, job):
        seen = {name: os.environ[name] for name in job["cluster"]["seen"] if name in os.environ}
        scripts = os.path.dirname(sys.executable)
        path = seen.get("PATH", "").split(os.pathsep)
        if path[0] != scripts:
            seen["PATH"] = os.pathsep.join([scripts, *path])
        threads = os.environ.get("OMP_NUM_THREADS", "1")  # what Dask gives each worker
        return {
            **seen,
            **{name: threads for name in job["cluster"]["threads"]},
            **job["cluster"]["fixed"],
            "JUPYTER_CONFIG_DIR": os.path.join(self.folder, "jupyter"),
            "MPLCONFIGDIR": os.path.join(self.folder, "matplotlib"),
        }

    def environment(self, base):
        """Variables of our own processes here."""
        return {
            **base,
            "COURSEWRIGHT_SESSION": self.name,
            "COURSEWRIGHT_FOLDER": self.folder,
            "TMPDIR": self.tmp,
            "IPYTHONDIR": self.tmp,
            "JUPYTER_RUNTIME_DIR": self.tmp,
            "JUPYTER_PLATFORM_DIRS": "1",
        }

    def _fork(self, base, modules):
        """The socket of a process that forks kernels which have these modules; None where there is none."""
        if not processes.LINUX:
            return None
        with self.lock:
            key = json.dumps(base, sort_keys=True)
            if key not in self.forks:
                self.forks[key] = ForkServers(self, base, len(self.forks))
            return self.forks[key].socket(modules)

    def no_forks(self):
        for servers in self.forks.values():
            servers.given_up = True

    def _pulse(self):
        while True:
            time.sleep(PULSE_SECONDS)
            try:
                os.utime(self.folder)
            except OSError:
                return


class Nbconvert:
    """A process of nbconvert that executes one run at a time."""

    def __init__(self, station, base):
        self.station = station
        command = [sys.executable, "-m", "nbconvert", "--config=" + os.path.join(station.package, "nbconvert_config.py")]
        command += ["--to=notebook", "--output=" + os.path.join(station.folder, "out"), station.seed]
        # Jobs come on descriptor 3, events go to 4: what a lesson prints goes elsewhere.
        script = 'exec 3<&0 4>&1 0</dev/null 1>/dev/null; exec "$@"'
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", script, "sh", *command],
            env=station.environment(base),
            cwd=station.tmp,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.rest, self.said = b"", b""
        threading.Thread(target=self._listen, daemon=True).start()

    def execute(self, message, is_wanted, tell):
        lines, done = [], 0
        tell(0)
        if not self._send(message):
            return self._broken()
        limit = time.monotonic() + message["lessonTimeout"] + GRACE_SECONDS
        ends = None
        while True:
            now = time.monotonic()
            if ends is None and not is_wanted():
                ends = now + CANCEL_SECONDS
                self._send({"op": "cancel"})
            if ends is not None and now > ends:
                return {"kind": "cancelled"}
            if now > limit:
                return {"kind": "lost", "why": "nothing came back within %d s" % (message["lessonTimeout"] + GRACE_SECONDS)}
            if not select.select([self.process.stdout], [], [], LOOK_SECONDS)[0]:
                continue
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            if not data:
                return self._broken()
            self.rest += data
            if b"\n" not in data:
                continue
            *complete, self.rest = self.rest.split(b"\n")
            for line in complete:
                event = line[:40]
                if event.startswith(b'{"event": "hello"'):
                    continue
                if event.startswith(b'{"event": "again"'):
                    continue
                if event.startswith(b'{"event": "unforked"'):
                    self.station.no_forks()
                    continue
                lines.append(line.decode("ascii"))
                if event.startswith(b'{"event": "cell"') and b'"status": "kernel-died"' not in line[:300]:
                    done += 1
                    tell(done)
                if event.startswith(b'{"event": "ended"'):
                    return {"kind": "cancelled"} if ends is not None else _told(lines, done)

    def kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except OSError:
            pass
        self.process.wait()

    def _send(self, message):
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
            return True
        except OSError:
            return False

    def _broken(self):
        time.sleep(0.1)
        last = self.said.decode("utf-8", "replace").strip().split("\n")[-1].strip()
        return {"kind": "lost", "why": "the process that executes the lesson ended: " + (last or "it said nothing")}

    def _listen(self):
        while True:
            data = self.process.stderr.read1(1 << 14)
            if not data:
                return
            self.said = (self.said + data)[-(1 << 14) :]


class ForkServers:
    """A fork server and its branches, each with more modules than those before it (`forkserver.py`)."""

    def __init__(self, station, base, number):
        self.given_up = False
        self.paths = os.path.join(station.folder, "f%d-" % number)
        self.known = [(frozenset(), self.paths + "0")]
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(station.package, "forkserver.py"), self.known[0][1]],
            env={**base, "COURSEWRIGHT_SESSION": station.name},
            cwd=station.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if not self.process.stdout.read(1):  # it says that it is ready, or ends
            self.given_up = True

    def socket(self, modules):
        if self.given_up or self.process.poll() is not None:
            return None
        wanted = frozenset(modules)
        for known, path in self.known:
            if wanted <= known:
                return path
        last, path = self.known[-1]
        if len(self.known) > MOST_BRANCHES:
            return path
        branch = self.paths + str(len(self.known))
        if not _answers(path, {"branch": branch, "modules": sorted(wanted - last)}):
            return path
        self.known.append((last | wanted, branch))
        return branch


def _answers(path, request):
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(BRANCH_SECONDS)
            connection.connect(path)
            connection.sendall(json.dumps(request).encode() + b"\n")
            return bool(connection.recv(1))
    except OSError:
        return False


def _unpack(job, store, folder):
    """Makes the run's folders and files as they are on the client's machine. Gives the state of its files."""
    for name in job["folders"]:
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    given = {}
    for name, digest, mode in job["files"]:
        path = os.path.join(folder, name)
        shutil.copyfile(os.path.join(store, digest), path)
        os.chmod(path, mode)
        given[path] = file_state(path)
    return given


def _written(cwd, folder, given, has_home):
    """As `run-folder.ts` tells it: what was left in the run's folders, and what was changed there."""
    root, left = os.path.join(folder, "work"), []
    for name in sorted(os.listdir(folder)):
        if not re.match(r"(?:work|tmp|ipython|home|k-\d+|kernel.*\.json)$", name):
            left.append("../" + name)
    if not os.path.islink(root):
        for parent, folders, files in os.walk(root):
            folders[:] = [name for name in folders if name not in ("__pycache__", ".ipynb_checkpoints")]
            if not folders and not files and parent not in (root, cwd):
                left.append(os.path.relpath(parent, cwd) + "/")
            links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
            left += [
                os.path.relpath(path, cwd)
                for path in (os.path.join(parent, name) for name in [*files, *links])
                if path not in given
            ]
            if len(left) >= MOST_NAMED:
                break
    changed = [os.path.relpath(path, cwd) for path, before in given.items() if file_state(path) != before and path.startswith(root)]
    home = os.path.join(folder, "home")
    outside = [
        "~/" + name
        for name in (os.listdir(home) if has_home and os.path.isdir(home) else [])
        if not re.match(r"\.(?:cache|config|local|ipython|jupyter|rustup)$", name)
    ]
    return {"left": sorted(left)[:MOST_NAMED], "changed": sorted(changed)[:MOST_NAMED], "outside": sorted(outside)}


def _told(lines, done):
    """What came of a run that ended. A kernel that others may have ended says nothing of its lesson."""
    ended = json.loads(lines[-1])
    if not ended.get("killed") or ended["status"] == "completed":
        return {"kind": "done", "lines": lines}
    return {"kind": "killed", "done": done, "lines": lines}


def _memory(worker, wanted):
    """Bytes that a run may use: what the course says, or half of the machine's (or the container's); no more than its worker
    was given by `--memory-limit`."""
    from dask.system import CPU_COUNT
    from distributed.system import MEMORY_LIMIT

    threads = worker.state.nthreads
    given = worker.memory_manager.memory_limit
    # Without the option Dask shares the machine between as many workers as fit, whether or not they are there.
    if not given or given == int(MEMORY_LIMIT * min(1, threads / CPU_COUNT)):
        return wanted or MEMORY_LIMIT // 2
    return min(wanted or given, given // threads)


def _remove(folder):
    shutil.rmtree(folder, ignore_errors=True)
    if os.path.lexists(folder):  # a lesson may have taken its permissions, or nested it too deep
        for command in (["chmod", "-R", "u+rwx", folder], ["rm", "-rf", "--", folder]):
            subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _remove_abandoned(parent):
    """Removes what is left of processes that were killed together with all of theirs (`session.ts`)."""
    for name in os.listdir(parent):
        found = NAME.match(name)
        try:
            if found and time.time() - os.stat(os.path.join(parent, name)).st_mtime > 8 * PULSE_SECONDS:
                os.kill(int(found.group(1)), 0)
        except ProcessLookupError:
            processes.end_marked("COURSEWRIGHT_RUN=" + name + "/", prefix=True)
            processes.end_marked("COURSEWRIGHT_SESSION=" + name)
            _remove(os.path.join(parent, name))
        except OSError:
            pass
