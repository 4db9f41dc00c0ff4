"""One run: a kernel from its start to its end, every cell with its true reply."""

from __future__ import annotations

import ast
import asyncio
import json
import os
import re
import signal
import time

from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import from_dict

from . import forked, kernels, memory, processes
from .outputs import Outputs

STARTUP_SECONDS = 60
# How long a kernel may take to end a cell after it was interrupted, before it is killed.
GRACE_SECONDS = 3
# How long nothing may come between a cell's reply and the end of its output, in either order (nbclient's iopub_timeout).
IDLE_SECONDS = 4
# How long after its last cell a kernel is listened to whose output may follow a cell's end.
LATE_SECONDS = 0.2
# How long a kernel is listened to after its last cell while the lesson's tasks, threads or timers are under way.
PENDING_SECONDS = 2
# Whether IPython shows values as Python's own prompt does: of each statement, also inside of loops, and by `repr`. There, a
# name of a magic is a name: `more@ = 1` opens no file.
AT_PROMPT = """(lambda shell: shell and (
    setattr(shell, "ast_node_interactivity", %r),
    setattr(shell.display_formatter.formatters["text/plain"], "pprint", %r),
    setattr(shell, "automagic", %r),
))(__import__("IPython").get_ipython())"""
STARTS = re.compile(
    r"\b(?:create_task|ensure_future|TaskGroup|call_later|call_soon|call_at|start_soon|run_coroutine_threadsafe"
    r"|run_in_executor|to_thread|submit|Thread|Timer|Executor|start)\s*\("
)
# How often a run is begun whose kernel ends or is lost, before nothing is expected of its machine any more.
MOST_ATTEMPTS = 20
# How a kernel ends that others ended (SIGKILL, SIGTERM, SIGHUP), or that nobody knows more of.
FROM_OUTSIDE = (-9, -15, -1, None)
# What a further run could not let differ, and why.
SAME = "__import__('json').dumps(getattr(__import__('ipykernel'), '_coursewright_same', None))"
PENDING = "__import__('json').dumps(__import__('ipykernel')._coursewright_pending())"
UNDER_WAY = "__import__('json').dumps(__import__('ipykernel')._coursewright_pending(False))"
# One expression, so that no name is left in the kernel: top-level modules with their files, files of modules outside of
# Python's own, of the files that were opened outside of it those that were read and those that were written and are there,
# modules that were looked for in vain, failed commands, and whether all that was noted.
LOADED = """(lambda sys, json, os: (lambda kernel, own: (lambda noted: json.dumps([
    {name: str(getattr(module, "__file__", None) or (list(getattr(module, "__path__", None) or []) + [""])[0])
     for name, module in list(sys.modules.items())
     if "." not in name and name not in getattr(sys, "stdlib_module_names", ())},
    sorted({file for file in [getattr(module, "__file__", None) for module in list(sys.modules.values())]
            if isinstance(file, str) and not file.startswith(own)}),
    sorted(path for path, writes in noted if not writes and (path[-1] == os.sep or not os.path.isdir(path))),
    sorted(path for path, writes in noted if writes and os.path.lexists(path)),
    sorted(name for name in getattr(kernel, "_coursewright_sought", ()) if name not in sys.modules),
    getattr(kernel, "_coursewright_commands", []),
    len(getattr(kernel, "_coursewright_files", {})) < 5000,
]))([(path, writes) for path, writes in list(getattr(kernel, "_coursewright_files", {}).items())
     if not path.startswith(own + ("/proc/", "/sys/", "/dev/", "/etc/", "/usr/", "/lib", "/bin/", "/sbin/")) and "/__pycache__/" not in path])
)(sys.modules.get("ipykernel"), (sys.prefix + os.sep, sys.base_prefix + os.sep))
)(__import__("sys"), __import__("json"), __import__("os"))"""


async def execute_run(job, emit, context, config, cancel, go):
    """Executes a job's cells and emits `started`, a `cell` for each that ran, and `ended`. Never raises.

    `cancel` is a future that ends the run; `go` one that gives the cells of a run that was begun ahead.
    """
    started = time.monotonic()
    number = job["job"]
    run, attempts = None, 0
    while True:
        run = _kind_of(job)(job, emit, context, config, cancel, run)
        run.go = go
        end = await _attempt(run)
        attempts += 1
        if not await run.begins_anew(end) or cancel.done() or job.get("ahead"):
            break
        if attempts == MOST_ATTEMPTS:
            end = _unusable("the kernels of a run ended or were lost %d times" % attempts)
            break
        await _stopped(run, end)
        emit({"event": "again", "job": number})
    await _stopped(run, end)
    changed = [
        {"cell": job["cells"][i]["id"], "outputs": run.outputs.of(i), "late": i in run.outputs.late}
        for i in sorted(run.outputs.rewritten)
    ]
    if run.pending:
        end["pending"] = [job["cells"][i]["id"] for i in run.pending]
    if run.was_killed:
        end["killed"] = True
    if run.losses is not None:
        end["losses"] = run.losses.since(**job["gateway"]["losses"])
    emit({"event": "ended", "job": number, "ms": _ms(started), "kernel": run.info, "changed": changed, **end})


async def _attempt(run):
    """What a run ends with; never raises."""
    try:
        return await run.execute()
    except Unusable as problem:
        return {"status": "unusable", "reason": str(problem), "help": problem.help}
    except kernels.KernelMissing as problem:
        return {"status": "kernel-missing", "reason": str(problem)}
    except kernels.StartFailed as problem:
        return {"status": "failed", "reason": str(problem)}
    except Exception as problem:  # whatever it is: the next run must get its turn
        return {"status": "failed", "reason": "%s: %s" % (type(problem).__name__, problem)}


def _unusable(reason):
    help = "look whether the gateway ends kernels, or what stands before it (a proxy, a load balancer) connections"
    return {"status": "unusable", "reason": reason, "help": help}


async def _stopped(run, end):
    try:
        await run.stop()
    except Exception as problem:
        end.setdefault("reason", "%s: %s" % (type(problem).__name__, problem))


def _place_of(path, known):
    """Where a name stands, whatever it leads to: a link that a lesson puts into its folder is its own."""
    folder, name = os.path.split(path)
    return os.path.join(_real(folder, known), name)


def _real(folder, known):
    """`os.path.realpath` that looks at each folder once: a lesson may nest thousands of them."""
    unknown = []
    while folder not in known and folder != os.path.dirname(folder):
        unknown.append(folder)
        folder = os.path.dirname(folder)
    real = known.get(folder, folder)
    for one in reversed(unknown):
        real = os.path.realpath(one) if os.path.islink(one) else os.path.join(real, os.path.basename(one))
        known[one] = real
    return real


def _kind_of(job):
    if not job.get("gateway"):
        return KernelRun
    from .remote_run import RemoteRun  # what it needs takes time to import

    return RemoteRun


class FolderGone(Exception):
    """Another lesson removed the run's folder before the kernel was ready: its sockets cannot be reached any more."""


class Unusable(Exception):
    """Nothing at all can be executed: `help` says how to fix that."""

    def __init__(self, message, help):
        super().__init__(message)
        self.help = help


class KernelRun:
    """The state of one run."""

    # Where others may end its kernel: how often that was so.
    losses = None

    def __init__(self, job, emit, context, config, cancel, before=None):
        """`before` is the last attempt at the same run."""
        self.job, self.emit, self.context, self.config, self.cancel = job, emit, context, config, cancel
        self.go = None
        self.deadline = None
        self.kernel = None
        self.connection_file = None
        self.client = None
        self.info = None
        self.pumps = []
        self.too_large = False
        self.was_killed = False
        # Cells whose tasks, threads or timers were still under way when the kernel was listened to no longer.
        self.pending = []
        # How many cells were begun, the last of them when, and whether one of them told the kernel to exit.
        self.reached, self.since = 0, 0
        self.asked_to_exit = False
        self.at_prompt = False
        self.messages = asyncio.Event()
        self.received = 0
        self.replies = {}
        cells = [_notebook_cell(cell) for cell in job["cells"]]
        notebook = from_dict({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells})
        # nbconvert's own preprocessor turns messages into outputs; a notebook's kernel name never reaches it.
        self.executor = ExecutePreprocessor(config=config)
        self.executor.nb = notebook
        self.executor.reset_execution_trackers()
        self.executor.record_timing = False
        self.outputs = Outputs(self.executor, job["maxOutput"])

    async def begins_anew(self, end):
        """Whether what ended the run is none of the lesson's doing, so that it is tried again."""
        return False

    async def execute(self):
        """Starts the kernel and executes all cells; a cell that raises does not end the run."""
        await self._start()
        same = await self._told(SAME) if self.job.get("other") else None
        if same:
            return {"status": "failed", "reason": "a further run cannot be made to differ from the first (%s)" % same}
        self.emit({"event": "started", "job": self.job["job"], "pid": self.kernel.pid})
        self.deadline = time.monotonic() + self.job["lessonTimeout"]
        late = None
        async for index, cell in self._cells():
            if self.cancel.done():
                return {"status": "interrupted"}
            begun = self.since = time.monotonic()
            self.reached = index + 1
            if self.asked_to_exit and cell["source"].strip():
                # It ends sooner or later; a cell that is quick enough must not pass.
                status, reply, reason = "kernel-died", None, "the kernel was told by an earlier cell to exit, and ended"
            else:
                status, reply, reason = await self._cell(index, cell)
            self.asked_to_exit = self.asked_to_exit or _asks_to_exit(reply)
            event = {"event": "cell", "job": self.job["job"], "cell": cell["id"], "status": status, "ms": _ms(begun)}
            if reply is not None and reply.get("status") == "error":
                event["error"] = _error_of(reply)
            if status == "timeout":
                event["reason"] = reason
            if index in self.outputs.cut:
                event["truncatedAt"] = self.job["maxOutput"]
            event["outputs"] = self.outputs.of(index)
            self.emit(event)
            lost = self._lost(index)
            if lost:
                return {"status": "failed", "reason": lost}
            if status == "timeout":
                late = late or reason
                # A kernel that answered to the interrupt goes on, and so does its lesson.
                if reply is None or self.job.get("endsAtTimeout") or time.monotonic() > self.deadline:
                    return {"status": "timeout", "reason": late}
            if status == "kernel-died":
                return {"status": "memory-exceeded" if self.too_large else "kernel-died", "reason": reason}
            if status == "not-run":
                return {"status": "interrupted"}
        if self.cancel.done() or self.job.get("ahead"):
            return {"status": "interrupted"}
        if self.outputs.lags:
            await asyncio.sleep(LATE_SECONDS)
        else:
            await self._pending_end()
        end = {"status": "completed"} if late is None else {"status": "timeout", "reason": late}
        return {**end, **await self._afterwards()}

    async def _cells(self):
        """The cells by their place: of a run that was begun ahead the first ones, then the others when they are told."""
        index = 0
        while True:
            while index < len(self.job["cells"]):
                yield index, self.job["cells"][index]
                index += 1
            if not self.job.get("ahead") or not await self._told_to_go():
                return

    async def _told_to_go(self):
        """Waits at a cell. False where the run ends there."""
        begun = time.monotonic()
        told = await self._afterwards()
        self.emit({"event": "waiting", "job": self.job["job"], "busy": await self._cannot_wait(), **told})
        self.pumps.pop().cancel()
        await self._first(self.go, self.kernel.exited, self.cancel, seconds=None)
        self.pumps.append(asyncio.ensure_future(self._watch_memory()))
        self.deadline += time.monotonic() - begun
        if not self.go.done() or self.kernel.exited.done() or self.cancel.done():
            return False
        self.job["ahead"] = None
        self.job["cells"] = self.go.result()["cells"]
        known = self.executor.nb.cells
        known += [from_dict(_notebook_cell(cell)) for cell in self.job["cells"][len(known) :]]
        self.outputs.cells_came()
        return True

    async def _cannot_wait(self):
        """Why a pause between two cells could be seen, or costs too much; None where it is as if there were none."""
        if await self._told(UNDER_WAY) != []:
            return "something is under way"
        if processes.descendants(self.kernel.pid):
            return "it has started processes"
        if any(device.startswith(("/dev/nvidia", "/dev/dri", "/dev/kfd")) for device in processes.open_files(self.kernel.pid)):
            return "it has a device of the machine"
        if memory.used(self.kernel.pid) > self.job["ahead"]["memory"]:
            return "it needs much memory"
        return None

    async def _pending_end(self):
        """Waits a while for what the lesson left under way, and for all that it puts out: that belongs to its cells."""
        self.outputs.is_over = True
        end = min(time.monotonic() + PENDING_SECONDS, self.deadline)
        while not self.kernel.exited.done() and not self.cancel.done():
            # Where it replies, the kernel sends what it has kept back.
            pending = await self._told(PENDING)
            if pending and time.monotonic() > end:
                self.pending = sorted({self._starter_of(*one) for one in pending})
            if not pending or time.monotonic() > end:
                break
            await asyncio.sleep(0.05)

    def _starter_of(self, request, name):
        """The cell that started a task, thread or timer; where that is not noted, the last one that looks like it."""
        index = self.outputs.cell_of(request) if request else None
        if index is not None:
            return index
        sources = [cell["source"] for cell in self.job["cells"]]
        starts = [i for i, source in enumerate(sources) if STARTS.search(source)]
        names = [i for i in starts if name and re.search(r"\b%s\b" % re.escape(name), sources[i])]
        return (names or starts or [len(sources) - 1])[-1]

    def _lost(self, index):
        """Why a cell's outputs are not all that the kernel sent; None where they are."""

    async def _afterwards(self):
        """What the lesson imported from packages, and from files elsewhere: its result holds for these only."""
        if self.info["implementation"] != "ipython" or self.kernel.exited.done():
            return {}
        told = await self._told(LOADED)
        if told is None:  # a lesson that broke its shell: its result is not kept
            return {}
        modules, files, read, written, absent, commands, complete = told
        files, read, written = self._outside(files, read, written)
        other = {"outside": written, "commands": self._commands(commands)}
        if not complete:
            return other
        return {"modules": modules, "helpers": sorted({*files, *read}), "absent": absent, **other}

    def _outside(self, *lists):
        """Of each list of paths, those that lie outside of what a run may write to, and of what libraries keep for all runs."""
        env = self.job["env"]
        caches = [env.get(name) for name in ("MPLCONFIGDIR", "JUPYTER_CONFIG_DIR")]
        own = (self.job["folder"], *(folder for folder in caches if folder))
        ours = [os.path.realpath(folder) + os.sep for folder in own]
        known = {}
        # A library that makes its own folder writes that one, too.
        places = [[(path, os.path.join(_place_of(path, known), "")) for path in paths] for paths in lists]
        return [[path for path, place in pairs if not any(map(place.startswith, ours))] for pairs in places]

    def _commands(self, noted):
        """Shell commands that failed, each with its cell."""
        cells = [(self.outputs.cell_of(request), rest) for request, *rest in noted]
        return [
            {"cell": self.job["cells"][index]["id"], "command": command, "code": code, "line": line}
            for index, (command, code, line) in cells
            if index is not None
        ]

    async def _start(self):
        spec = kernels.kernel_spec(self.job["kernel"])
        for attempt in (1, 2, 3, 4):
            manager = kernels.connect(self.job["kernel"], spec, self.job["folder"], self.context, self.config)
            self.connection_file = manager.connection_file
            self.kernel = await self._launch(spec, manager)
            self._listen(kernels.client_of(manager, self.context))
            try:
                return await self._ready()
            except kernels.StartFailed:
                if isinstance(self.kernel, forked.ForkedKernel):
                    await self.stop()
                    self._without_forks()
                    continue
                # Ports are chosen before the kernel binds them: another process may have taken one meanwhile.
                taken = b"in use" in self.kernel.stderr
                await self.stop()
                manager.cleanup_connection_file()
                if not taken or attempt == 4:
                    raise

    def _listen(self, client):
        self.client = client
        client.start_channels(stdin=False, hb=False, control=False)
        client.allow_stdin = False
        self.executor.kc = client
        self.pumps = [asyncio.ensure_future(go()) for go in (self._pump_shell, self._pump_iopub, self._watch_memory)]

    async def _evaluate(self, expression, seconds):
        """What a Python kernel replies to an expression; None where it does not. No name is left there, no output."""
        request = self.client.execute(
            "", silent=True, store_history=False, allow_stdin=False, user_expressions={"value": expression}
        )
        reply, idle = self._expect(request), self.outputs.end_of(request)
        await self._first(reply, self.kernel.exited, self.cancel, seconds=seconds)
        if reply.done():
            await self._first(idle, self.kernel.exited, self.cancel, seconds=IDLE_SECONDS)
        return reply.result().get("user_expressions", {}).get("value") if reply.done() else None

    async def _told(self, expression, seconds=5):
        """The value of an expression that gives JSON; None where it gives none."""
        try:
            return json.loads(ast.literal_eval((await self._evaluate(expression, seconds))["data"]["text/plain"]))
        except Exception:
            return None

    async def _launch(self, spec, manager):
        env = kernels.environment_of(spec, self.job["env"])
        cwd, limit = self.job["cwd"], self.job["limits"]
        if forked.can_fork(spec, self.job.get("fork")):
            try:
                return await forked.ForkedKernel.start(self.job["fork"], env, cwd, limit, manager.connection_file)
            except kernels.Refused:
                pass
            except kernels.StartFailed:
                self._without_forks()
        try:
            return kernels.SpawnedKernel(kernels.command_of(spec, manager), env, cwd, limit)
        except OSError as problem:
            message = "the kernel's command %r cannot be started: %s" % (spec.argv[0], problem)
            raise kernels.StartFailed(message) from None

    def _without_forks(self):
        """A kernel that could not be forked is started the plain way; the engine is told, and forks no more."""
        self.job["fork"] = None
        self.emit({"event": "unforked", "job": self.job["job"]})

    async def _ready(self):
        """Waits until the kernel answers and its output arrives."""
        end = time.monotonic() + STARTUP_SECONDS
        while True:
            if self.connection_file is not None and not os.path.exists(self.connection_file):
                raise FolderGone("the folder of the run was removed")
            reply = self._expect(self.client.kernel_info())
            await self._first(reply, self.kernel.exited, self.cancel, seconds=2)
            if reply.done():
                try:
                    await asyncio.wait_for(self.messages.wait(), 0.1)
                except asyncio.TimeoutError:
                    continue
                info = reply.result()
                language = info.get("language_info", {})
                self.outputs.lags = info.get("implementation") != "ipython"
                self.info = {
                    "implementation": str(info.get("implementation", "")),
                    "version": str(info.get("implementation_version", "")),
                    "language": str(language.get("name", "")),
                    "languageVersion": str(language.get("version", "")),
                }
                return
            if self.kernel.exited.done():
                await asyncio.sleep(0.05)
                raise kernels.StartFailed(
                    "the kernel ended while it was starting (%s)%s"
                    % (ending(self.kernel.exited.result()), _last_line(self.kernel.stderr))
                )
            if self.cancel.done():
                return
            if time.monotonic() > end:
                raise kernels.StartFailed("the kernel did not answer within %d seconds" % STARTUP_SECONDS)

    async def _cell(self, index, cell):
        """Returns the cell's status, its reply's content or None, and why the run cannot go on."""
        if not cell["source"].strip():
            return "ok", None, None
        limit = min(cell.get("timeout") or self.job["timeout"], self.deadline - time.monotonic())
        whole = limit < (cell.get("timeout") or self.job["timeout"])
        await self._at_prompt(cell.get("atPrompt", False))
        request = self.client.execute(cell["source"], store_history=True, allow_stdin=False, stop_on_error=False)
        reply = self._expect(request)
        idle = self.outputs.open(index, request)
        end = time.monotonic() + max(limit, 0)
        await self._first(reply, idle, self.kernel.exited, self.cancel, seconds=max(limit, 0))
        if idle.done() and not reply.done():
            await self._first(reply, self.kernel.exited, self.cancel, seconds=min(IDLE_SECONDS, end - time.monotonic()))
        if not reply.done() and self.kernel.exited.done():
            await self._first(reply, idle, seconds=0.3)
        if reply.done():
            content = reply.result()
            if not await self._settled(idle, end):
                return "kernel-died", content, "the kernel stopped sending output"
            return ("ok" if content.get("status") == "ok" else "error"), content, None
        if self.too_large:
            return "kernel-died", None, "the cell needed more than %s of memory" % memory.size(self.job["limits"]["memory"])
        if self.kernel.exited.done():
            return "kernel-died", None, "the kernel " + ending(self.kernel.exited.result())
        if self.cancel.done():
            return "not-run", None, None
        if idle.done() and time.monotonic() < end:
            return "kernel-died", None, "the kernel stopped replying"
        reason = (
            "the lesson took longer than %s s" % _number(self.job["lessonTimeout"])
            if whole
            else "the cell took longer than %s s" % _number(limit)
        )
        await self._interrupt()
        await self._first(reply, self.kernel.exited, seconds=0.1)
        # A loop that waits does not see that its task was cancelled until something wakes it.
        self.client.kernel_info()
        await self._first(reply, self.kernel.exited, seconds=GRACE_SECONDS)
        if reply.done():
            await self._first(idle, self.kernel.exited, seconds=GRACE_SECONDS)
        return "timeout", reply.result() if reply.done() and idle.done() else None, reason

    async def _at_prompt(self, wanted):
        """Makes the kernel show values as Python's prompt does, or as IPython does, where that is not so already."""
        if wanted != self.at_prompt and self.info["implementation"] == "ipython":
            await self._evaluate(AT_PROMPT % (("all", False, False) if wanted else ("last_expr", True, True)), IDLE_SECONDS)
            self.at_prompt = wanted

    async def _settled(self, idle, end):
        """Waits for the end of a cell's output while some comes. False where it never came, so that some may be lost."""
        received = None
        while not idle.done() and not self.kernel.exited.done() and received != self.received:
            if received is not None and time.monotonic() > end:
                break
            received = self.received
            await self._first(idle, self.kernel.exited, seconds=IDLE_SECONDS)
        if not idle.done() and self.kernel.exited.done():
            await self._first(idle, seconds=0.3)
        return idle.done() or self.kernel.exited.done()

    async def _interrupt(self):
        self.kernel.interrupt()

    async def _first(self, *futures, seconds):
        """Waits for the first of the futures, at most so long; cancels none."""
        await asyncio.wait(futures, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    def _expect(self, request):
        self.replies[request] = asyncio.get_running_loop().create_future()
        return self.replies[request]

    async def _watch_memory(self):
        await memory.exceeded(memory.parent_of(self.kernel.pid), self.job["limits"]["memory"])
        self.too_large = True
        self.kernel.kill()

    async def _pump_shell(self):
        while True:
            message = await self.client.shell_channel.get_msg(timeout=None)
            expected = self.replies.pop(message["parent_header"].get("msg_id"), None)
            if expected is not None and not expected.done():
                expected.set_result(message["content"])

    async def _pump_iopub(self):
        while True:
            message = await self.client.iopub_channel.get_msg(timeout=None)
            self.messages.set()
            self.outputs.take(message)
            self.received += 1
            if self.received % 20 == 0:
                await asyncio.sleep(0)  # messages that are there already do not let timers run

    async def stop(self):
        """Ends the kernel and whatever it started, and waits until all of it is gone."""
        if self.kernel is None:
            return
        for pump in self.pumps:
            pump.cancel()
        await asyncio.gather(*self.pumps, return_exceptions=True)
        exited = self.kernel.exited
        self.was_killed = exited.done() and exited.result() in FROM_OUTSIDE and not self.too_large
        await self._end_kernel()
        await self._first(self.kernel.exited, seconds=5)
        self.kernel.close()
        self.client.stop_channels()
        self.kernel, self.pumps = None, []

    async def _end_kernel(self):
        ended = isinstance(self.kernel, forked.ForkedKernel) and await self.kernel.end() and processes.LINUX
        if not ended:
            processes.end_run("COURSEWRIGHT_RUN=" + self.job["marker"], self.kernel.pid)


def _notebook_cell(cell):
    metadata = {"tags": cell["tags"]}
    return {"cell_type": "code", "metadata": metadata, "source": cell["source"], "outputs": [], "execution_count": None}


def ending(code):
    """How a process ended, in words."""
    if isinstance(code, str):
        return code
    if code is None:
        return "ended"
    if code < 0:
        try:
            return "was ended by %s" % signal.Signals(-code).name
        except ValueError:
            return "was ended by signal %d" % -code
    return "ended with exit code %d" % code


def _asks_to_exit(reply):
    """Whether the cell had `exit()` or `quit()`: IPython asks its frontend to end the kernel."""
    return any(one.get("source") == "ask_exit" and not one.get("keepkernel") for one in (reply or {}).get("payload") or [])


def _error_of(reply):
    return {
        "name": str(reply.get("ename", "")),
        "value": str(reply.get("evalue", ""))[:100_000],
        "traceback": [str(line)[:100_000] for line in reply.get("traceback") or []][:1000],
    }


def _last_line(stderr):
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    return ": " + lines[-1].strip()[:500] if lines else ""


def _number(seconds):
    return ("%.1f" % seconds).rstrip("0").rstrip(".")


def _ms(since):
    return round((time.monotonic() - since) * 1000, 1)
