"""The preprocessor that never ends: it executes runs from one pipe and reports on another, until the first is closed."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import zmq.asyncio
from nbconvert.preprocessors import Preprocessor

from . import facts, processes, shared
from .run import execute_run

JOBS_FD = 3
EVENTS_FD = 4


class Worker(Preprocessor):
    """Executes runs as they come; nbconvert gives it one empty notebook, which it gives back as it is."""

    def preprocess(self, nb, resources):
        shared.become_worker()
        for fd in (JOBS_FD, EVENTS_FD):
            os.set_inheritable(fd, False)
        processes.adopt_orphans()
        asyncio.run(serve(self.config))
        return nb, resources


async def serve(config):
    """One job a line, one run at a time; a line `{"op": "cancel"}` ends the run that is under way, one with `go` continues it."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue = asyncio.Queue()
    state = {"cancel": None, "go": None, "early": False, "closing": False, "closed": False}
    context = zmq.asyncio.Context()
    # libzmq tries again after 100 ms by default: most of the time that a forked kernel takes to be ready.
    context.setsockopt(zmq.RECONNECT_IVL, 5)
    context.setsockopt(zmq.RCVHWM, 0)
    context.setsockopt(zmq.LINGER, 0)

    def received(line):
        if line is None:
            state["closed"] = True
            if state["cancel"] is not None and not state["cancel"].done():
                state["cancel"].set_result("closed")
            lines.put_nowait(None)
            return
        message = json.loads(line)
        if message["op"] == "cancel":
            if state["cancel"] is None:
                # The job before it in the pipe has not begun yet.
                state["early"] = not lines.empty()
            elif not state["cancel"].done():
                state["cancel"].set_result("cancelled")
        elif message["op"] == "go":
            if state["go"] is not None and not state["go"].done():
                state["go"].set_result(message)
        elif message["op"] == "close":
            state["closing"] = True
        else:
            lines.put_nowait(message)

    reader = threading.Thread(target=_read, args=(loop, received, state), daemon=True)
    reader.start()
    emit({"event": "hello", "pid": os.getpid(), **facts.facts()})
    while True:
        job = await lines.get()
        if job is None or state["closed"]:
            break
        state["cancel"], state["go"] = loop.create_future(), loop.create_future()
        if state["early"]:
            state["early"] = False
            state["cancel"].set_result("cancelled")
        try:
            await execute_run(job, emit, context, config, state["cancel"], state["go"])
        finally:
            state["cancel"] = state["go"] = None
    context.destroy(linger=0)
    if state["closing"]:
        os._exit(0)  # nothing is left to do, and taking all modules apart takes longer than one thinks
    reader.join()  # it tidies up, and ends the process


def emit(event):
    """Writes one event as a line of ASCII JSON; blocks while the reader is behind."""
    try:
        text = json.dumps(event, allow_nan=False)
    except ValueError:
        text = json.dumps(_without_nan(event))
    data = memoryview((text + "\n").encode("ascii"))
    while data:
        try:
            data = data[os.write(EVENTS_FD, data) :]
        except BrokenPipeError:
            return  # who listened is gone: the end of the jobs' pipe tells that too


def _without_nan(value):
    """NaN and infinities are no JSON, yet kernels send them: as JavaScript's JSON.stringify does, null."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(item) for item in value]
    return value


def _read(loop, received, state):
    rest = b""
    while True:
        try:
            data = os.read(JOBS_FD, 1 << 16)
        except OSError:
            data = b""
        if not data:
            break
        rest += data
        *complete, rest = rest.split(b"\n")
        for line in complete:
            loop.call_soon_threadsafe(received, line)
    try:
        loop.call_soon_threadsafe(received, None)
    except RuntimeError:
        return  # the loop is closed already
    if not state["closing"]:
        _outlived()
    time.sleep(5)
    os._exit(1)


def _outlived():
    """The process that gave the runs is gone without saying so: nobody else will tidy up."""
    session = os.environ["COURSEWRIGHT_SESSION"]
    time.sleep(0.5)
    gateway = sys.modules.get(__package__ + ".gateway")
    if gateway is not None:
        gateway.delete_open_kernels()
    processes.end_marked("COURSEWRIGHT_RUN=" + session + "/", prefix=True)
    processes.end_children()  # marked or not
    shutil.rmtree(os.environ["COURSEWRIGHT_FOLDER"], ignore_errors=True)
    os._exit(1)
