"""A kernel from the fork server, as the worker sees it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys

from . import kernels, processes


def can_fork(spec, path):
    """Whether a forked kernel is what this kernelspec's own command would start."""
    if path is None or not hasattr(os, "fork"):
        return False
    plain = [word for word in spec.argv[1:] if not word.startswith("-X")]
    return (
        plain == ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
        and not spec.env
        and _is_this_python(spec.argv[0])
        and not (spec.metadata or {}).get("kernel_provisioner")
    )


def _is_this_python(program):
    if program in ("python", "python3", "python%d.%d" % sys.version_info[:2]):
        return True
    return os.path.normpath(program) == os.path.normpath(sys.executable)


class ForkedKernel:
    """`exited` is a future of the kernel's return code, `gone` of the end of everything it started."""

    stderr = b""

    def __init__(self, reader, writer):
        loop = asyncio.get_running_loop()
        self.exited, self.gone = loop.create_future(), loop.create_future()
        self._reader, self._writer = reader, writer
        self.pid = None

    @classmethod
    async def start(cls, path, env, cwd, limit, connection_file):
        try:
            reader, writer = await asyncio.open_unix_connection(path)
        except OSError as problem:
            raise kernels.StartFailed("the fork server does not answer: %s" % problem) from None
        kernel = cls(reader, writer)
        request = {"env": env, "cwd": cwd, "limits": limit, "connection": connection_file}
        writer.write(json.dumps(request).encode() + b"\n")
        line = await reader.readline()
        if not line:
            raise kernels.StartFailed("the fork server gave no kernel")
        answer = json.loads(line)
        if "refused" in answer:
            writer.close()
            raise kernels.Refused(answer["refused"])
        kernel.pid = answer["pid"]
        kernel._listening = asyncio.ensure_future(kernel._listen())
        return kernel

    async def _listen(self):
        while True:
            line = await self._reader.readline()
            if not line:
                break
            message = json.loads(line)
            if "exit" in message and not self.exited.done():
                self.exited.set_result(message["exit"])
            if "gone" in message:
                self.gone.set_result(True)
        # Without its supervisor a kernel is dead as well (PR_SET_PDEATHSIG), but nobody tidied up.
        if not self.exited.done():
            self.exited.set_result(None)
        if not self.gone.done():
            self.gone.set_result(False)

    def interrupt(self):
        """SIGINT to the kernel and its process group."""
        try:
            os.killpg(self.pid, signal.SIGINT)
        except OSError:
            pass

    def kill(self):
        processes.kill_group(self.pid)

    async def end(self):
        """Ends the kernel and all that it started. False when that could not be made sure of."""
        try:
            self._writer.write(b"end\n")
        except OSError:
            pass
        try:
            return await asyncio.wait_for(asyncio.shield(self.gone), 5)
        except asyncio.TimeoutError:
            return False

    def close(self):
        self._listening.cancel()
        self._writer.close()
