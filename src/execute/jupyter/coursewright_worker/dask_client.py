"""Gives runs to the workers of a Dask cluster, and their events back: JSON documents on lines, as `worker.py` has them.

One run is one task, tried again on another worker for all that machines do. What a lesson did is told by the worker's own
nbconvert. A lesson is blamed for workers that were lost only where the same cell was under way on several of them, and
chance would not have it so (`losses.py`).
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
from .losses import Losses

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# So often others may have ended the kernel at the same cell, while its worker lived to tell, before it is the cell's doing.
MOST_KILLED = 3
# How often the cluster answers for a run without executing it, before nothing is expected of it any more.
MOST_ATTEMPTS = 40
# The same error of Python so often in a row is nothing that passes.
MOST_ERRORS = 4
# Files that are smaller are sent along, whether or not a worker has them.
SMALL_BYTES = 2048
LOOK_SECONDS = 1
# How long a worker may not be there that has what a lesson needs.
UNMET_SECONDS = 10
# At the end: to tell the cluster, and until this process ends whatever is under way.
CLOSE_SECONDS, LAST_SECONDS = 3, 5
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
        cluster = json.loads(sys.stdin.readline())["cluster"]
        help = "coursewright setup --on %s, or in an environment of your own: %s -m pip install distributed"
        emit({"event": "unusable", "reason": message, "help": help % (cluster, sys.executable)})
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
        self.attempt, self.pinned, self.asked = "", None, {}
        # The worker that executes it, since when, how many cells it has done, and since when that is so; those before it.
        self.worker, self.address, self.begun, self.done, self.since, self.past = None, "", 0, 0, 0, set()
        # Seconds for which each cell had been under way when its worker was lost; at which cells others may have ended its kernel.
        self.lost, self.killed = {}, []
        self.blobs, self.embedded = {}, set()
        self.unmet_since = time.monotonic()


class Bridge:
    def __init__(self):
        self.runs, self.foreign, self.known, self.losses = {}, {}, set(), Losses()
        self.client = self.cluster = None
        self.session = secrets.token_hex(8)
        self.topic = "coursewright-" + self.session
        self.size, self.alive, self.scheduler = None, {}, None
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
            await asyncio.wait_for(self._close(), CLOSE_SECONDS)

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
        problems, attempts, pauses = [], 0, 0
        while attempts < MOST_ATTEMPTS:
            client = await self._connected()
            if under.is_over:
                return
            result = await self._attempt(client, under, job)
            if under.is_over:
                return
            kind, now = result["kind"], time.monotonic()
            attempts += kind != "unreached" or client.status == "running"
            if kind == "done":
                self._forward(under, result)
                return
            if kind == "missing":
                under.embedded.update(result["missing"])
                continue
            if kind == "refused":
                self._refuse(result["address"], result)
                continue
            if "why" in result:
                problems.append(result["why"])
            if kind == "error" and problems[-MOST_ERRORS:] == [result["why"]] * MOST_ERRORS:
                break
            if kind == "killed":
                under.killed.append(result["done"])
                if under.killed.count(result["done"]) == MOST_KILLED:
                    self._forward(under, result)
                    return
            if kind == "lost" and under.worker is not None:
                if self._is_over_with(under, now):
                    return
            elif under.worker is not None:
                self.losses.left(under, now)
            emit({"event": "alive", "job": under.number})
            pauses = 0 if kind in ("lost", "killed") else pauses + 1
            await asyncio.sleep(min(FIRST_PAUSE * 2 ** min(pauses, 4), LONGEST_PAUSE) * random.uniform(0.7, 1.3))
        raise Unusable(
            "the cluster does not execute a run: %s" % (problems[-1] if problems else "it says no reason"),
            "look at the logs of its scheduler and workers",
        )

    async def _attempt(self, client, under, job):
        """One task for a run, until it ends: what it gives, or `unreached`, `lost` or `error`."""
        from distributed import KilledWorker

        under.attempt, under.past = secrets.token_hex(6), set()
        key = "coursewright-%s-%d-%s" % (self.session, under.number, under.attempt)
        there = {**self.blobs, **under.blobs}
        blobs = {digest: there[digest] for digest in there if digest in under.embedded or len(there[digest]) <= SMALL_BYTES}
        # Without foreign workers any will do, also one that comes later.
        under.pinned = [address for address in self.alive if address not in self.foreign] if self.foreign else None
        if under.pinned == []:
            under.pinned = None
        under.asked = self._resources(job)
        needs = {name or need: 1 for need, name in under.asked.items()}
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
            return {"kind": "unreached", "why": "the connection to the scheduler was lost"}
        except (CancelledError, asyncio.CancelledError):
            return {"kind": "unreached", "why": "the connection to the scheduler was lost"}
        except KilledWorker as problem:
            return {"kind": "lost", "why": "the worker ended: %s" % problem.last_worker.address}
        except Exception as problem:
            # Of the task, or of the way to it.
            kind = "error" if under.future is not None and under.future.status == "error" else "unreached"
            return {"kind": kind, "why": "%s: %s" % (type(problem).__name__, problem)}
        finally:
            under.future = None

    def _resources(self, job):
        """What a job needs, by the name that workers have for it (`GPU` for `gpu`), or None where no worker has it."""
        if self.address.startswith("local:"):  # they have what this machine has
            return {}
        usable = [one for address, one in self.alive.items() if address not in self.foreign]
        names = {name.lower(): name for one in usable for name in one.get("resources", {})}
        return {need: names.get(need) for need in job["cluster"]["needs"]}

    def _heard(self, event):
        """What a worker tells of a run: `distributed` gives it as (time, event)."""
        told = event[1]
        under = self.runs.get(told["job"])
        if under is None or under.is_over or told["attempt"] != under.attempt or told["worker"] in under.past:
            return
        now = time.monotonic()
        if under.worker != told["worker"]:
            # Dask itself may have given the task to another worker: the one before is gone.
            if under.worker is not None and self._is_over_with(under, now):
                return
            under.worker, under.address, under.begun = told["worker"], told["address"], now
        under.done, under.since = told["done"], now
        emit({"event": "alive", "job": under.number})
        if told["done"] == 0:
            emit({"event": "started", "job": under.number, "pid": 0})

    def _is_over_with(self, under, now):
        """Notes that the worker of a run is lost. Whether the lesson is to blame, and its run has ended with that."""
        self.losses.note(under, now)
        if not self.losses.is_blamed(under, self.runs.values(), now):
            return False
        self._accuse(under)
        self._forget(under)
        return True

    def _accuse(self, under):
        """Blames a lesson for what became of its workers."""
        cells, count = under.job["cells"], len(under.lost[under.done])
        reason = "%d workers of the cluster ended, one after another," % count
        if under.done < len(cells):
            cell = cells[under.done]["id"]
            emit({"event": "cell", "job": under.number, "cell": cell, "status": "kernel-died", "ms": 0, "outputs": []})
            self._ended(under, status="kernel-died", reason=reason)
        else:
            self._ended(under, status="failed", reason=reason + " when all of its cells were done")

    def _forward(self, under, result):
        """A result's events, with the paths of this machine in place of the worker's."""
        if under.is_over:
            return
        under.is_over = True
        if under.worker is not None:
            self.losses.left(under, time.monotonic())
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

    def _forget(self, under):
        """Tells the cluster that nobody asks for a run's task any more."""
        if under.future is not None:
            asyncio.ensure_future(under.future.cancel(force=True))

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
                        emit({"event": "alive", "job": number})
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
                **{"n_workers": count, "threads_per_worker": 1, "memory_limit": 0},
                **{"dashboard_address": None, "host": "127.0.0.1", "asynchronous": True},
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
                asked = time.monotonic()
                told = await asyncio.wait_for(client.scheduler.identity(), CONNECT_SECONDS)
                silent = 0
                self._miss(told, asked)
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

    def _miss(self, told, asked):
        """Notes whose workers were gone when the scheduler was asked; a new scheduler ends those of the one before."""
        now, is_new = time.monotonic(), self.scheduler not in (None, told["id"])
        self.scheduler = told["id"]
        for under in list(self.runs.values()):
            if under.worker is None or under.is_over or under.begun > asked:
                continue
            if is_new:
                self.losses.left(under, now)
            elif under.address not in told["workers"]:
                self._is_over_with(under, now)

    async def _follow(self, client, workers):
        self.alive = workers
        for address in set(workers) - self.known:
            asyncio.ensure_future(self._probe(client, address))
        self.known = set(workers)
        # Another worker may get the address of one that is gone.
        self.foreign = {address: text for address, text in self.foreign.items() if address in workers}
        usable = {address: one for address, one in workers.items() if address not in self.foreign}
        now = time.monotonic()
        if usable:
            self.none_since = now
        elif workers:
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
        for under in list(self.runs.values()):
            emit({"event": "alive", "job": under.number})
            if under.pinned is not None and not set(under.pinned) & set(usable):
                self._forget(under)
            resources = self._resources(under.job)
            missing = [need for need, name in resources.items() if name is None]
            if not missing and resources != under.asked:
                self._forget(under)
            if not missing or not usable:
                under.unmet_since = now
            elif now - under.unmet_since > min(self.wait, UNMET_SECONDS):
                reason = "no worker of the cluster has what it needs: %s (dask worker --resources %s=1)" % (missing[0], missing[0])
                self._ended(under, status="failed", reason=reason)
                self._forget(under)

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
        for under in self.runs.values():
            under.is_over = True
        futures = [under.future for under in self.runs.values() if under.future is not None]
        if futures and self.client is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self.client.cancel(futures, force=True), 1)
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
    # Who asked is gone, or wants no more.
    loop.call_soon_threadsafe(lines.put_nowait, None)
    time.sleep(LAST_SECONDS)
    os._exit(1)
