"""A run whose kernel is on another machine."""

from __future__ import annotations

import ast
import asyncio
import base64
import json
import os
import re
import time

from . import gateway, kernels
from .losses import Losses
from .run import KernelRun

HERE = os.path.dirname(os.path.abspath(__file__))
# One message's share of a file; servers take 10 MB a message.
PIECE_BYTES = 2 * 1024 * 1024
STEP_SECONDS = 60
# What libraries keep in the folder of a user, as in `run-folder.ts`.
KEPT_AT_HOME = re.compile(r"~/\.(?:cache|config|local|ipython|jupyter|rustup)\b")
DROPPED = re.compile(r"IOPub (data|message) rate exceeded")
# No name is left in the kernel, but a module is.
MODULE = "__import__('_coursewright')."
DEFINE = (
    "exec(%r, __import__('sys').modules.setdefault("
    "'_coursewright', __import__('types').ModuleType('_coursewright')).__dict__)"
)


class RemoteRun(KernelRun):
    """As a run with a kernel of this machine, but for how the kernel starts, gets its files, and ends."""

    # Of a Python kernel: its folder there, and what its machine is (`there.py`).
    folder = there = None

    def __init__(self, job, emit, context, config, cancel, before=None):
        super().__init__(job, emit, context, config, cancel)
        # What `Losses` asks of a run. The kernels of other runs count as they were when this one was given to this process.
        self.worker, self.past, self.begun = None, set(), 0
        self.losses = before.losses if before else Losses(**job["gateway"]["losses"])
        self.lost = before.lost if before else {}

    @property
    def done(self):
        """The cell that is under way; 0 before the first one."""
        return self.reached

    async def execute(self):
        try:
            return await super().execute()
        except gateway.Stopped:
            return {"status": "interrupted"}

    async def begins_anew(self, end):
        """A lost kernel is no fault of the lesson; nor is one that ended, unless chance would hardly have it so: machines end kernels, too."""
        now = time.monotonic()
        if self.worker is None:
            return False
        if end["status"] not in ("completed", "interrupted", "unusable"):
            await self.kernel.look()
        if self.kernel.is_lost or not self.kernel.has_died or end["status"] not in ("kernel-died", "failed") or self.asked_to_exit:
            self.losses.left(self, now)
            return self.kernel.is_lost and end["status"] not in ("interrupted", "unusable")
        self.losses.note(self, now)
        return not self.losses.is_blamed(self, (), now)

    async def _start(self):
        server = self.job["gateway"]
        there = gateway.Gateway(server["url"], server["token"], server["wait"], self.cancel, self._waits)
        self.kernel = await gateway.GatewayKernel.start(there, self.job["kernel"], server["env"])
        self.worker, self.begun = self.kernel, time.monotonic()
        self.since = self.begun
        self._listen(self.kernel.client)
        await self._ready()
        if self.cancel.done():
            return
        # Files may stand above the lesson's folder.
        self.root = os.path.join(self.job["folder"], "work")
        files = list(_files_below(self.root))
        if self.info["implementation"] == "ipython":
            await self._prepare(files)
        elif files:
            raise kernels.StartFailed(
                "the lesson's code reads %s, and through a gateway only Python kernels are given files" % files[0][0]
            )

    def _waits(self, problem, most):
        full = isinstance(problem, gateway.Full)
        self.emit({"event": "waits", "job": self.job["job"], "reason": str(problem), "full": full, "most": most})

    async def _prepare(self, files):
        marker = "COURSEWRIGHT_RUN=" + self.job["marker"]
        inside = os.path.relpath(self.job["cwd"], self.root).replace(os.sep, "/")
        arguments = (self.job["env"], marker, self.job["limits"]["file"], _text("processes.py"), inside)
        await self._do(DEFINE % "\n".join(map(_text, ("there.py", "remote.py", "shell.py", "notes.py"))))
        # Before anything there is ours.
        self.there = await self._told(MODULE + "there()", STEP_SECONDS)
        prepared = "(%sprepare_shell(), %sprepare(*%r), %snote_files())[1]" % (MODULE, MODULE, arguments, MODULE)
        self.folder = await self._do(prepared)
        if self.job.get("other"):
            await self._do(DEFINE % self.job["other"])
        for name, path in files:
            with open(path, "rb") as file:
                piece = file.read(PIECE_BYTES)
                while piece is not None:
                    await self._do(MODULE + "put(%r, %r)" % (name, base64.b64encode(piece).decode()))
                    piece = file.read(PIECE_BYTES) or None

    async def _do(self, expression):
        """The value of an expression; None also where the run was cancelled."""
        answer = await self._evaluate(expression, STEP_SECONDS)
        if answer is None and not self.cancel.done():
            raise kernels.StartFailed("the kernel of the gateway does not take what the lesson needs")
        if answer is not None and answer["status"] != "ok":
            # Nothing of the lesson runs yet: whoever interrupts a kernel now is about to end it.
            self.kernel.is_lost = self.kernel.is_lost or answer["ename"] == "KeyboardInterrupt"
            raise kernels.StartFailed(
                "the kernel of the gateway cannot take what the lesson needs: %s: %s" % (answer["ename"], answer["evalue"])
            )
        return None if answer is None else ast.literal_eval(answer["data"]["text/plain"])

    async def _afterwards(self):
        """What its result holds for, and what the lesson left in its folder."""
        if self.info["implementation"] != "ipython" or self.kernel.exited.done():
            return {}
        written = await self._told(MODULE + "written()")
        told = await super()._afterwards()
        if self.there is not None:
            told["there"] = {**self.there, "kernelspec": json.dumps(self.kernel.spec, sort_keys=True)}
        if "outside" in told:
            told["outside"] = [name for name in map(self._from_home, told["outside"]) if not KEPT_AT_HOME.match(name)]
        return told if written is None else {**told, "written": written}

    def _outside(self, *lists):
        """That machine's paths are as it gives them: none is looked at here."""
        ours = tuple(os.path.join(path, "") for path in (self.folder, *(self.there or {}).get("known", ())))
        return [[path for path in paths if not os.path.join(path, "").startswith(ours)] for paths in lists]

    def _from_home(self, path):
        home = (self.there or {}).get("home")
        return "~/" + path[len(home) + 1 :] if home and path.startswith(os.path.join(home, "")) else path

    async def _watch_memory(self):
        """That is for the machine of the kernel to limit: what is watched is whether it is there."""
        await self.kernel.watch()

    def _lost(self, index):
        """A server drops output that comes too fast, and says so in place of it."""
        for output in self.outputs.of(index):
            if output["output_type"] == "stream" and output["name"] == "stderr":
                found = DROPPED.search(output["text"])
                if found:
                    return (
                        "the gateway dropped output that came too fast (%s rate); "
                        "start it with --ZMQChannelsWebsocketConnection.limit_rate=False" % found.group(1)
                    )
        return None

    async def _end_kernel(self):
        if self.cancel.done():
            self.kernel.interrupt()
        await self.kernel.end()


def _files_below(folder):
    """Name in a folder, and path, of each file."""
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(parent, name)
            yield os.path.relpath(path, folder).replace(os.sep, "/"), path


def _text(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()
