"""Lessons on a real Dask cluster while its machines fail: is the result that of one machine?

    python3 bench/cluster-faults.py KIND MOMENTS --python VENV/bin/python

VENV has what lessons need and `distributed`. KIND is what fails, at random moments of checks of the same course:

    kill       all processes of a worker are killed, in any order
    stop       all processes of a worker are stopped for longer than the scheduler waits for it
    cut        the network of a worker is cut for longer than that (needs root: each worker has a network of its own)
    blink      the network of a worker is cut for a moment
    scheduler  the scheduler is killed, and started again
    client     the command is killed, and started again
    both       the command and the scheduler are killed, and started again

What ends is started again, as a supervisor would. After each check: its JSON is that of one machine, but for durations
and what came from the cache; no process of a lesson and no folder of a run is left on any worker, nor what the command
started here.
"""

import argparse
import contextlib
import glob
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TTL_SECONDS = 8
# In what time all that nobody asks for any more must be gone.
GONE_SECONDS = 40
NETWORK = "10.213.0"
FENCE = "```"


def main():
    options = arguments()
    random.seed(options.seed)
    with contextlib.ExitStack() as stack:
        place = tempfile.mkdtemp(prefix="cwf", dir="/tmp")
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        course = Course(place, options)
        cluster = stack.enter_context(Cluster(place, options))
        wanted = course.run([]).result()
        moments = wrong = checks = 0
        while moments < options.moments:
            checks += 1
            run = course.run(["--on", cluster.address])
            done = []
            while True:
                pause = time.monotonic() + random.uniform(*options.pause)
                while time.monotonic() < pause and run.is_alive():
                    time.sleep(0.05)
                if not run.is_alive() or moments + len(done) >= options.moments and options.kind not in ("client", "both"):
                    break
                if len(done) >= options.faults:
                    break
                done.append(cluster.fail(options.kind, run))
                if options.kind in ("client", "both"):
                    run = course.run(["--on", cluster.address], again=True)
            moments += len(done)
            problems = course.differences(run.result(options.limit), wanted)
            cluster.heal()
            problems += cluster.left(run)
            wrong += bool(problems)
            print("%s: check %d, %d s, %s: %s" % (options.kind, checks, run.seconds, ", ".join(done), problems or "equal"), flush=True)
            if problems:
                run.keep("%s-%d" % (options.kind, checks))
        print("%s: %d moments in %d checks, %d wrong (seed %d)" % (options.kind, moments, checks, wrong, options.seed))
    sys.exit(wrong > 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["kill", "stop", "cut", "blink", "scheduler", "client", "both"])
    parser.add_argument("moments", type=int)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--main", default=os.path.join(ROOT, "dist", "cli", "main.js"), help="the command line to test")
    parser.add_argument("--lessons", type=int, default=40)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--faults", type=int, default=8, help="at most so many in one check")
    parser.add_argument("--pause", type=float, nargs=2, default=[1, 6], help="seconds between them")
    parser.add_argument("--limit", type=int, default=900, help="seconds that a check may take")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    return parser.parse_args()


class Course:
    """Lessons that pass, that do not, that end their kernel, and one that eats all memory that it may."""

    def __init__(self, place, options):
        self.options, self.folder = options, os.path.join(place, "course")
        os.makedirs(os.path.join(self.folder, "source-md"))
        environment = os.path.dirname(os.path.dirname(options.python))
        settings = "python: { environment: %s }\nexecute: { memory: 300MB }\n" % environment
        self._write("coursewright.yaml", settings)
        self._write("source-md/data.csv", "a,b\n" + "1,2\n" * 2000)
        for number in range(options.lessons - 2):
            self._write("source-md/l%02d.md" % number, self._lesson(number))
        self._write("source-md/exits.md", "# Exits\n\n" + cell("print(1)", 1) + cell("import os, time\ntime.sleep(1)\nos._exit(3)"))
        eats = 'kept = []\nwhile True:\n    kept.append(b"x" * 10**7)\n    __import__("time").sleep(0.01)'
        self._write("source-md/eats.md", "# Eats\n\n" + cell("print(1)", 1) + cell(eats))
        subprocess.run(["node", options.main, "build"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _lesson(self, n):
        text = "# Lesson %d\n\n" % n + cell("x = %d\nprint(x * 2)" % n, 2 * n + (n % 7 == 0))
        text += cell("import time\ntime.sleep(%.1f)\nprint(open('data.csv').read().count('1,2') + %d)" % (0.2 + n % 5 / 2, n), 2000 + n)
        if n % 4 == 0:
            text += ":::exercise{#ex%d}\n### Exercise: double\n\n" % n
            text += FENCE + "python starter\ndef d(x):\n    ...\n" + FENCE + "\n\n"
            text += FENCE + "python solution\ndef d(x):\n    return 2 * x\n" + FENCE + "\n\n"
            text += FENCE + "python test\nassert d(2) == 4\n" + FENCE + "\n:::\n"
        return text

    def _write(self, path, text):
        with open(os.path.join(self.folder, path), "w") as file:
            file.write(text)

    def run(self, more, again=False):
        if not again:
            shutil.rmtree(os.path.join(self.folder, ".coursewright"), ignore_errors=True)
        return Run(["node", self.options.main, "check", "--json", *more], self.folder)

    def differences(self, told, wanted):
        if told is None:
            return ["no document"]
        if told.get("error"):
            return [told["error"]["message"]]
        here, there = compared(wanted), compared(told)
        lessons = {one["source"]: one for one in there["lessons"]}
        wrong = [one["source"] for one in here["lessons"] if lessons.get(one["source"]) != one]
        return wrong or ([] if here == there else ["the rest of the document"])


def cell(code, output=None):
    text = FENCE + "python\n" + code + "\n" + FENCE + "\n\n"
    return text if output is None else text + FENCE + "output\n%s\n" % output + FENCE + "\n\n"


def compared(value):
    """A document without what may differ."""
    if isinstance(value, dict):
        left_out = ("durationMs", "executedBecause", "cached", "executed")
        return {key: compared(item) for key, item in value.items() if key not in left_out}
    return [compared(item) for item in value] if isinstance(value, list) else value


class Run:
    """One command that is under way."""

    def __init__(self, command, folder):
        self.began, self.seconds = time.monotonic(), 0
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=self.errors, text=True, start_new_session=True
        )
        self.output = None
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        self.output = self.process.stdout.read()

    def is_alive(self):
        return self.process.poll() is None

    def kill(self):
        """Kills the command alone: all that it started has to end by itself."""
        self.started = [(pid, start_of(pid)) for pid in tree(self.process.pid) if pid != self.process.pid]
        self.process.kill()
        self.process.wait()

    def result(self, limit=None):
        try:
            self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return None
        self.seconds = time.monotonic() - self.began
        self.reader.join()
        try:
            return json.loads(self.output)
        except ValueError:
            return None

    def keep(self, name):
        """Writes what it said beside the script's other output, to look at."""
        self.errors.seek(0)
        with open("bad-%s.json" % name, "w") as file:
            file.write(self.output or "")
        with open("bad-%s.txt" % name, "w") as file:
            file.write(self.errors.read())


class Cluster:
    """A scheduler and workers, each with a session, a folder for temporary files and, where it is to be cut, a network."""

    def __init__(self, place, options):
        self.place, self.options, self.is_over = place, options, False
        self.has_networks = options.kind in ("cut", "blink")
        self.host = NETWORK + ".1" if self.has_networks else "127.0.0.1"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = "tcp://%s:%d" % (self.host, self.port)
        self.dask = [options.python, "-m", "dask"]
        self.workers, self.failing, self.killed = {}, {}, []
        self.log = open(os.path.join(place, "cluster.log"), "a")

    def __enter__(self):
        if self.has_networks:
            network("link", "add", "cwf", "type", "bridge")
            network("addr", "add", NETWORK + ".1/24", "dev", "cwf")
            network("link", "set", "cwf", "up")
        self.scheduler = self._start_scheduler()
        for number in range(self.options.workers):
            if self.has_networks:
                self._add_network(number)
            os.makedirs(os.path.join(self.place, "n%d" % number))
            threading.Thread(target=self._supervise, args=(number,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        for pid in [self.scheduler.pid, *(worker.pid for worker in self.workers.values())]:
            send(tree(pid), signal.SIGKILL)
        time.sleep(1)
        for pid in self._processes():
            send([pid], signal.SIGKILL)
        if self.has_networks:
            for number in range(self.options.workers):
                network("netns", "del", "cwf%d" % number)
            network("link", "del", "cwf")

    def _start_scheduler(self):
        command = [*self.dask, "scheduler", "--host", self.host, "--port", str(self.port), "--no-dashboard"]
        return self._start(command, {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "%d s" % TTL_SECONDS})

    def _start(self, command, env):
        return subprocess.Popen(
            command, env={**os.environ, **env}, stdout=self.log, stderr=self.log, start_new_session=True, cwd=self.place
        )

    def _supervise(self, number):
        within = ["ip", "netns", "exec", "cwf%d" % number] if self.has_networks else []
        own = os.path.join(self.place, "n%d" % number)
        command = [*within, *self.dask, "worker", self.address, "--nthreads", "1", "--no-dashboard", "--death-timeout", "60"]
        while not self.is_over:
            self.workers[number] = self._start([*command, "--local-directory", own], {"TMPDIR": own})
            self.workers[number].wait()
            time.sleep(0.5)

    def _add_network(self, number):
        name, link = "cwf%d" % number, "cwfl%d" % number
        network("netns", "add", name)
        network("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name)
        network("link", "set", link, "master", "cwf", "up")
        for words in (["addr", "add", "%s.%d/24" % (NETWORK, 10 + number), "dev", "eth0"], ["link", "set", "eth0", "up"], ["link", "set", "lo", "up"]):
            network("-n", name, *words)

    # Faults

    def fail(self, kind, run):
        """Makes something fail now. What is to last longer is healed later."""
        if kind in ("client", "both"):
            if kind == "both":
                self._restart_scheduler(0)
            run.kill()
            self.killed += run.started
            return kind
        if kind == "scheduler":
            self._restart_scheduler(random.uniform(0.3, 3))
            return kind
        while not (free := [number for number in self.workers if number not in self.failing]):
            time.sleep(0.05)
        number = random.choice(free)
        if kind == "kill":
            victims = tree(self.workers[number].pid)
            random.shuffle(victims)
            send(victims, signal.SIGKILL)
        else:
            seconds = random.uniform(0.5, 3) if kind == "blink" else random.uniform(2 * TTL_SECONDS + 1, 2 * TTL_SECONDS + 6)
            self.failing[number] = threading.Thread(target=self._fail_for, args=(kind, number, seconds))
            self.failing[number].start()
        return "%s %d" % (kind, number)

    def _fail_for(self, kind, number, seconds):
        if kind == "stop":
            victims = tree(self.workers[number].pid)
            send(victims, signal.SIGSTOP)
            time.sleep(seconds)
            send(victims, signal.SIGCONT)
        else:
            network("link", "set", "cwfl%d" % number, "down")
            time.sleep(seconds)
            network("link", "set", "cwfl%d" % number, "up")
        self.failing.pop(number, None)

    def _restart_scheduler(self, seconds):
        send(tree(self.scheduler.pid), signal.SIGKILL)
        self.scheduler.wait()
        time.sleep(seconds)
        self.scheduler = self._start_scheduler()

    def heal(self):
        for thread in list(self.failing.values()):
            thread.join()

    # What is left

    def left(self, run):
        """What nobody asks for any more and is still there: sentences."""
        end = time.monotonic() + GONE_SECONDS
        while True:
            found = self._left()
            if not found or time.monotonic() > end:
                return found
            time.sleep(0.5)

    def _left(self):
        # Another process may have got the number of one that ended.
        left = [pid for pid, start in self.killed if is_alive(pid) and start_of(pid) == start]
        found = ["%d, started by a command that was killed: %s" % (pid, line_of(pid)) for pid in left]
        for number in range(self.options.workers):
            for path in glob.glob(os.path.join(self.place, "n%d" % number, "**", "cw-*"), recursive=True):
                if not is_alive(int(os.path.basename(path).split("-")[1])):
                    found.append("a folder of a worker that ended: " + path)
                found += ["a folder of a run: " + one for one in glob.glob(path + "/r*")]
        for pid in self._processes():
            run = variable(pid, "COURSEWRIGHT_RUN")
            owner = run or variable(pid, "COURSEWRIGHT_SESSION")
            if owner is None:
                continue
            # A forked kernel has the variables of what it was forked from, and the folder of its run.
            is_of_run = run is not None or re.search(r"/cw-[^/]+/r\d+/", folder_of(pid))
            if is_of_run or not is_alive(int(owner.split("-")[1])):
                found.append("a process of %s: %d %s" % (owner, pid, line_of(pid)))
        return found

    def _processes(self):
        """All on the workers: what was started there has a folder of a worker among its variables."""
        return [pid for pid in pids() if os.path.join(self.place, "n").encode() in environment(pid)]


def network(*words):
    subprocess.run(["ip", *words], check=False)


def pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def tree(root):
    """A process and all that descend from it."""
    parents = {}
    for pid in pids():
        with contextlib.suppress(OSError):
            with open("/proc/%d/stat" % pid) as file:
                parents.setdefault(int(file.read().rpartition(")")[2].split()[1]), []).append(pid)
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def send(processes, number):
    for pid in processes:
        with contextlib.suppress(OSError):
            os.kill(pid, number)


def start_of(pid):
    """When a process began, in ticks since the machine did; None where there is none."""
    with contextlib.suppress(OSError), open("/proc/%d/stat" % pid) as file:
        return file.read().rpartition(")")[2].split()[19]


def is_alive(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def environment(pid):
    try:
        with open("/proc/%d/environ" % pid, "rb") as file:
            return file.read()
    except OSError:
        return b""


def variable(pid, name):
    start = name.encode() + b"="
    found = [one[len(start) :] for one in environment(pid).split(b"\0") if one.startswith(start)]
    return found[0].decode() if found else None


def folder_of(pid):
    with contextlib.suppress(OSError):
        return os.readlink("/proc/%d/cwd" % pid)
    return ""


def line_of(pid):
    with contextlib.suppress(OSError):
        with open("/proc/%d/cmdline" % pid) as file:
            return file.read().replace("\0", " ")[:120]
    return ""


if __name__ == "__main__":
    main()
