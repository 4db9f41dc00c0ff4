"""Gives runs to the workers of a Dask cluster, and their events back: JSON documents on lines, as `worker.py` has them.

One run is one task, tried again on another worker for all that machines do. What a lesson did is told by the worker's own
nbconvert; a lesson is blamed for lost workers only where the same cell was under way on `MOST_FAULTS` of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import json
import logging
import os
import random
import secrets
import socket
import sys
import threading
import time
import zipfile
from concurrent.futures import CancelledError

from . import facts

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MOST_FAULTS = 3
# How often a run is given to a worker without an end, before nothing is expected of the cluster any more.
MOST_ATTEMPTS = 40
# The same error of Python so often in a row is nothing that passes.
MOST_ERRORS = 4
# Files that are smaller are sent along, whether or not a worker has them.
SMALL_BYTES = 2048
LOOK_SECONDS = 1
CONNECT_SECONDS = 10
# Answers of the scheduler that did not come, one after another, before it is connected to anew.
MOST_SILENT = 2
PROBE_SECONDS = 20
WAITS_SECONDS = 15
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 5


class Unusable(Exception):
    """Nothing can be executed: `help` says how to fix that."""

    def __init__(self, message, help):
        super().__init__(message)
        self.help = help


def main():
    try:
        import distributed  # noqa: F401
    except ImportError:
        message = "the Python environment has no `distributed`, which gives lessons to many machines"
        help = "coursewright setup --on CLUSTER, or in an environment of your own: %s -m pip install distributed" % sys.executable
        emit({"event": "unusable", "reason": message, "help": help})
        return
    logging.disable(logging.CRITICAL)
    try:
        asyncio.run(Bridge().serve())
    finally:
        sys.stdout.flush()
        os._exit(0)  # nothing is left to do


def emit(event):
    _write(json.dumps(event))


class ByValue:
    """A function that is sent as what it is: neither scheduler nor workers have our modules."""

    def __init__(self, function):
        import cloudpickle

        self.function, self.__name__ = function, function.__name__
        self.load, self.data = cloudpickle.loads, cloudpickle.dumps(function)

    def __call__(self, *arguments):
        return self.function(*arguments)

    def __reduce__(self):
        return self.load, (self.data,)


class Under:
    """A run that is under way."""

    def __init__(self, job):
        self.job, self.number = job, job["job"]
        self.future, self.is_cancelled, self.is_over = None, False, False
        # Cells done when the worker of an attempt was last heard of, and of those workers that were lost.
        self.attempt, self.reached, self.faults = "", {}, []
        self.pinned = None
        self.blobs, self.embedded = {}, set()
        self.no_gpu_since = None


class Bridge:
    def __init__(self):
        self.runs, self.foreign, self.known = {}, {}, set()
        self.client = self.cluster = None
        self.session = secrets.token_hex(8)
        self.topic = "coursewright-" + self.session
        self.size, self.alive, self.gpus = None, {}, False
        self.none_since = time.monotonic()
        self.is_over = False

    async def serve(self):
        import cloudpickle

        from . import dask_task

        cloudpickle.register_pickle_by_value(dask_task)
        self.perform, self.described = ByValue(dask_task.perform), ByValue(dask_task.described)
        loop = asyncio.get_running_loop()
        self.lock, lines = asyncio.Lock(), asyncio.Queue()
        threading.Thread(target=_read, args=(loop, lines), daemon=True).start()
        emit({"event": "hello", "pid": os.getpid(), **facts.facts()})
        opening = await lines.get()
        self.address, self.wait = opening["cluster"], opening["wait"]
        self.expected = dask_task.environment()
        package = _package()
        self.package, self.blobs = _digest(package), {_digest(package): package}
        looking = asyncio.ensure_future(self._look())
        while True:
            message = await lines.get()
            if message is None or message["op"] == "close":
                break
            if message["op"] == "run":
                under = self.runs[message["job"]] = Under(message)
                asyncio.ensure_future(self._run(under))
            elif message["op"] == "cancel":
                await self._cancel(self.runs.get(message["job"]))
        self.is_over = True
        looking.cancel()
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._close(), 5)

    # Runs

    async def _run(self, under):
        try:
            await self._until_done(under)
        except Unusable as problem:
            emit({"event": "unusable", "reason": str(problem), "help": problem.help})
        except Exception as problem:
            reason = "the cluster cannot be used: %s: %s" % (type(problem).__name__, problem)
            emit({"event": "unusable", "reason": reason, "help": "look at the logs of its scheduler and workers"})
        finally:
            self.runs.pop(under.number, None)

    async def _until_done(self, under):
        job, under.blobs = _packed(under.job, self.topic)
        problems = []
        for _ in range(MOST_ATTEMPTS):
            client = await self._connected()
            if under.is_over:
                return
            result = await self._attempt(client, under, job)
            if under.is_over:
                return
            kind = result["kind"]
            if kind == "done":
                self._forward(under, result)
                return
            if kind == "missing":
                under.embedded.update(result["missing"])
                continue
            if kind == "refused":
                self._refuse(result["address"], result)
                continue
            if kind == "broken":
                under.faults.append(under.reached.get(under.attempt, 0))
                problems.append(result["why"])
            elif kind == "lost":
                problems.append(result["why"])
                if result.get("is_error") and problems[-MOST_ERRORS:] == [result["why"]] * MOST_ERRORS:
                    break
                if under.attempt in under.reached:
                    under.faults.append(under.reached[under.attempt])
            if under.faults and under.faults.count(under.faults[-1]) >= MOST_FAULTS:
                self._accuse(under, under.faults[-1])
                return
            emit({"event": "waits", "job": under.number})
            await asyncio.sleep(min(FIRST_PAUSE * 2 ** min(len(problems), 4), LONGEST_PAUSE) * random.uniform(0.7, 1.3))
        raise Unusable(
            "the cluster does not execute a run: %s" % (problems[-1] if problems else "it says no reason"),
            "look at the logs of its scheduler and workers",
        )

    async def _attempt(self, client, under, job):
        """One task for a run, until it ends in whatever way."""
        from distributed import KilledWorker

        under.attempt = secrets.token_hex(6)
        key = "coursewright-%s-%d-%s" % (self.session, under.number, under.attempt)
        there = {**self.blobs, **under.blobs}
        blobs = {digest: there[digest] for digest in there if digest in under.embedded or len(there[digest]) <= SMALL_BYTES}
        # Without foreign workers any will do, also one that comes later.
        under.pinned = [address for address in self.alive if address not in self.foreign] if self.foreign else None
        if under.pinned == []:
            under.pinned = None
        needs = {name.upper(): 1 for name in job["cluster"]["needs"]}
        try:
            under.future = client.submit(
                self.perform, self.package, blobs, self.expected, job, under.attempt,
                key=key, pure=False, workers=under.pinned, resources=needs or None, priority=-under.number,
            )  # fmt: skip
            if under.is_cancelled:
                await self._cancel(under)
            result = asyncio.ensure_future(_result_of(under.future))
            await asyncio.wait([result, self.dropped], return_when=asyncio.FIRST_COMPLETED)
            if result.done():
                return result.result()
            result.cancel()
            return {"kind": "lost", "why": "the connection to the scheduler was lost"}
        except (CancelledError, asyncio.CancelledError):
            return {"kind": "lost", "why": "the connection to the scheduler was lost"}
        except KilledWorker as problem:
            return {"kind": "lost", "why": "the worker ended: %s" % problem.last_worker.address}
        except (OSError, asyncio.TimeoutError) as problem:
            return {"kind": "lost", "why": "%s: %s" % (type(problem).__name__, problem)}
        except Exception as problem:
            return {"kind": "lost", "is_error": True, "why": "%s: %s" % (type(problem).__name__, problem)}
        finally:
            under.future = None

    def _heard(self, event):
        """What a worker tells of a run: `distributed` gives it as (time, event)."""
        told = event[1]
        under = self.runs.get(told["job"])
        if under is None or under.is_over or told["attempt"] != under.attempt:
            return
        place = (told["attempt"], told["worker"])
        before = under.reached.get("place")
        if before is not None and before != place and before[0] == place[0]:
            # Dask itself has given the task to another worker: the one before is gone.
            under.faults.append(under.reached.get(under.attempt, 0))
            if under.faults.count(under.faults[-1]) >= MOST_FAULTS:
                self._accuse(under, under.faults[-1])
                if under.future is not None:
                    asyncio.ensure_future(under.future.cancel())
                return
        under.reached["place"] = place
        under.reached[under.attempt] = told["done"]
        emit({"event": "waits", "job": under.number})
        if told["done"] == 0:
            emit({"event": "started", "job": under.number, "pid": 0})

    def _accuse(self, under, at):
        cells = under.job["cells"]
        reason = "%d workers of the cluster ended, one after another," % MOST_FAULTS
        if at < len(cells):
            emit({"event": "cell", "job": under.number, "cell": cells[at]["id"], "status": "kernel-died", "ms": 0, "outputs": []})
        if at < len(cells):
            self._ended(under, status="kernel-died", reason=reason)
        else:
            self._ended(under, status="failed", reason=reason + " when all of its cells were done")

    def _forward(self, under, result):
        """A result's events, with the paths of this machine in place of the worker's."""
        if under.is_over:
            return
        under.is_over = True
        *lines, last = result["lines"]
        for line in lines:
            _write(line)
        ended = json.loads(last)
        ended["written"] = result["written"]
        if result["host"] != socket.gethostname() or result["prefixes"] != [sys.prefix, sys.base_prefix]:
            ended = _moved(ended, result["prefixes"])
        emit(ended)

    def _ended(self, under, **what):
        if not under.is_over:
            under.is_over = True
            emit({"event": "ended", "job": under.number, "ms": 0, "kernel": None, "changed": [], **what})

    async def _cancel(self, under):
        if under is None:
            return
        under.is_cancelled = True
        self._ended(under, status="interrupted")
        if under.future is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(under.future.cancel(force=True), 3)

    # The cluster

    async def _connected(self):
        """A client that is connected, waited for as long as may be. Raises `Unusable` where that lasts."""
        async with self.lock:
            if self.client is not None and self.client.status == "running":
                return self.client
            began, pause = time.monotonic(), FIRST_PAUSE
            while True:
                await self._drop_client()
                try:
                    self.client = await self._connect()
                    self.none_since = time.monotonic()
                    return self.client
                except (OSError, asyncio.TimeoutError) as problem:
                    if time.monotonic() - began > self.wait:
                        raise Unusable(
                            "the Dask scheduler at %s does not answer: %s" % (self.address, problem),
                            "start it, or correct its address",
                        ) from None
                    for number in list(self.runs):
                        emit({"event": "waits", "job": number})
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)

    async def _connect(self):
        from distributed import Client

        address = self.address
        if address.startswith("local:"):
            address = (await self._local(int(address[6:]))).scheduler_address
        client = Client(address, asynchronous=True, timeout=CONNECT_SECONDS, set_as_default=False)
        self.dropped = asyncio.get_running_loop().create_future()
        try:
            await client
            client.subscribe_topic(self.topic, self._heard)
        except ValueError as problem:
            raise Unusable("%r is no address of a Dask scheduler: %s" % (address, problem), "--on tcp://HOST:8786") from None
        return client

    async def _local(self, count):
        from distributed import LocalCluster

        if self.cluster is None:
            self.cluster = await LocalCluster(
                n_workers=count, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", asynchronous=True
            )
        return self.cluster

    async def _drop_client(self):
        client, self.client = self.client, None
        if client is not None:
            self.dropped.set_result(None)
            with contextlib.suppress(BaseException):
                await asyncio.wait_for(client._close(fast=True), 3)

    async def _look(self):
        """Follows which workers there are: how many runs they take, and whether what waits can still be executed."""
        silent = 0
        while True:
            try:
                client = await self._connected()
                told = await asyncio.wait_for(client.scheduler.identity(), CONNECT_SECONDS)
                silent = 0
                await self._follow(client, told["workers"])
            except Unusable as problem:
                emit({"event": "unusable", "reason": str(problem), "help": problem.help})
                return
            except Exception:
                silent += 1
            if silent >= MOST_SILENT:
                # Nothing comes back, and nothing says that the connection is gone: it is made anew.
                silent = 0
                async with self.lock:
                    await self._drop_client()
            await asyncio.sleep(LOOK_SECONDS)

    async def _follow(self, client, workers):
        self.alive = workers
        for address in set(workers) - self.known:
            asyncio.ensure_future(self._probe(client, address))
        self.known = set(workers)
        usable = {address: one for address, one in workers.items() if address not in self.foreign}
        now = time.monotonic()
        if usable:
            self.none_since = now
        elif workers and len(self.foreign) >= len(workers):
            raise Unusable(
                "no worker of the cluster has the environment of this course: "
                + "; ".join(self.foreign[address] for address in workers),
                "install the same versions there",
            )
        elif now - self.none_since > self.wait:
            raise Unusable("the Dask scheduler at %s has no worker" % self.address, "start one: dask worker ADDRESS")
        size = sum(one["nthreads"] for one in usable.values())
        if size != self.size and size > 0:
            self.size = size
            emit({"event": "size", "threads": size})
        has_gpu = any(one.get("resources", {}).get("GPU") for one in usable.values())
        for under in list(self.runs.values()):
            emit({"event": "waits", "job": under.number})
            if under.pinned is not None and under.future is not None and not set(under.pinned) & set(usable):
                asyncio.ensure_future(under.future.cancel(force=True))
            if "gpu" in under.job["cluster"]["needs"] and usable and not has_gpu:
                under.no_gpu_since = under.no_gpu_since or now
                if now - under.no_gpu_since > min(self.wait, 10):
                    self._ended(under, status="failed", reason="it needs a GPU, and no worker of the cluster has one (`dask worker --resources GPU=1`)")
                    if under.future is not None:
                        asyncio.ensure_future(under.future.cancel(force=True))
            else:
                under.no_gpu_since = None

    async def _probe(self, client, address):
        """Asks a new worker for its environment."""
        with contextlib.suppress(Exception):
            answers = await asyncio.wait_for(client.run(self.described, self.expected, workers=[address]), PROBE_SECONDS)
            about = answers[address]
            if about["differences"]:
                self._refuse(address, about)

    def _refuse(self, address, about):
        if address in self.foreign:
            return
        shown = about["differences"][:5]
        more = len(about["differences"]) - len(shown)
        text = "%s at %s (%s%s)" % (about["host"], address, ", ".join(shown), " and %d more" % more if more > 0 else "")
        self.foreign[address] = text
        emit({"event": "note", "text": "a worker is not used, as its environment is another one: " + text})

    async def _close(self):
        for under in list(self.runs.values()):
            under.is_over = True
            if under.future is not None:
                with contextlib.suppress(Exception):
                    await asyncio.wait_for(under.future.cancel(force=True), 1)
        await self._drop_client()
        if self.cluster is not None:
            await self.cluster.close(timeout=3)


async def _result_of(future):
    return await future


def _digest(data):
    return hashlib.sha256(data).hexdigest()


def _packed(job, topic):
    """A job with the files of its folder by digest, and what they hold."""
    files, folders, blobs = [], [], {}
    for parent, names, leaves in os.walk(job["folder"]):
        folders += [os.path.relpath(os.path.join(parent, name), job["folder"]) for name in names]
        for name in leaves:
            path = os.path.join(parent, name)
            with open(path, "rb") as file:
                data = file.read()
            blobs[_digest(data)] = data
            files.append((os.path.relpath(path, job["folder"]), _digest(data), os.stat(path).st_mode & 0o777))
    return {**job, "files": files, "folders": folders, "topic": topic}, blobs


def _package():
    """Our Python files, the same bytes each time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for parent, folders, names in sorted(os.walk(HERE)):
            folders[:] = [name for name in folders if name != "__pycache__"]
            for name in sorted(names):
                path = os.path.join(parent, name)
                with open(path, "rb") as file:
                    archive.writestr(zipfile.ZipInfo(os.path.relpath(path, HERE)), file.read(), zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _moved(ended, prefixes):
    """Paths of the worker's environment as they are here. What it read elsewhere is not known here: nothing is kept then."""
    pairs = [(there + os.sep, here + os.sep) for there, here in zip(prefixes, [sys.prefix, sys.base_prefix])]

    def moved(path):
        for there, here in pairs:
            if path.startswith(there):
                return here + path[len(there) :]
        return None

    helpers = [moved(path) for path in ended.get("helpers", [])]
    if None in helpers:
        return {name: value for name, value in ended.items() if name not in ("modules", "helpers", "absent")}
    if "modules" in ended:
        ended["modules"] = {name: moved(path) or path for name, path in ended["modules"].items()}
        ended["helpers"] = helpers
    return ended


def _write(line):
    data = memoryview((line + "\n").encode("ascii"))
    while data:
        try:
            data = data[os.write(1, data) :]
        except OSError:
            return


def _read(loop, lines):
    for line in sys.stdin.buffer:
        loop.call_soon_threadsafe(lines.put_nowait, json.loads(line))
    loop.call_soon_threadsafe(lines.put_nowait, None)
    time.sleep(10)
    os._exit(1)
