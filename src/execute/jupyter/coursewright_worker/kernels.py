"""Starting kernels: by their kernelspec's command, and watching them without polling."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from string import Template

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager

from . import limits, processes


class KernelMissing(Exception):
    """No kernelspec of that name is installed."""


class StartFailed(Exception):
    """The kernel ended, or did not answer, before it was ready."""


class Refused(Exception):
    """A forked kernel would not be what a new one is: this one is to be started the plain way."""


def kernel_spec(name):
    """The kernelspec of exactly this name; nbconvert alone would quietly take another."""
    manager = KernelSpecManager()
    try:
        return manager.get_kernel_spec(name)
    except NoSuchKernel:
        installed = ", ".join(sorted(manager.find_kernel_specs())) or "none"
        raise KernelMissing("no kernel %r is installed (installed: %s)" % (name, installed)) from None


def is_ipykernel(spec):
    return any("ipykernel" in word for word in spec.argv)


class SpawnedKernel:
    """A kernel process that this process started. `exited` is a future of its return code."""

    def __init__(self, command, env, cwd, limit):
        loop = asyncio.get_running_loop()
        self.exited = loop.create_future()
        self.stderr = b""
        self._process = subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=None if sys.platform == "win32" else lambda: _prepare(limit),
        )
        self.pid = self._process.pid
        self._watch(loop)
        self._drain(loop)

    def interrupt(self):
        """SIGINT to the kernel and its process group."""
        try:
            if sys.platform == "win32":
                self._process.send_signal(signal.CTRL_BREAK_EVENT)
            else:
                os.killpg(self.pid, signal.SIGINT)
        except OSError:
            pass

    def kill(self):
        processes.kill_group(self.pid)

    def close(self):
        self._stop_draining()

    def _watch(self, loop):
        def ended():
            if not self.exited.done():
                self.exited.set_result(self._process.poll())

        try:
            watched = os.pidfd_open(self.pid)
        except (AttributeError, OSError):
            watched = None
        if watched is None:
            self._waiting = loop.run_in_executor(None, self._process.wait)
            self._waiting.add_done_callback(lambda _: ended())
            return

        def readable():
            loop.remove_reader(watched)
            os.close(watched)
            ended()

        loop.add_reader(watched, readable)

    def _drain(self, loop):
        """Keeps the end of what the process writes to its real stderr: why it did not start."""
        pipe = self._process.stderr
        if sys.platform == "win32":
            import threading

            threading.Thread(target=pipe.read, daemon=True).start()
            self._stop_draining = lambda: None
            return
        fd = pipe.fileno()
        os.set_blocking(fd, False)

        def stop():
            if not pipe.closed:
                loop.remove_reader(fd)
                pipe.close()

        def readable():
            try:
                data = os.read(fd, 1 << 16)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                stop()
            self.stderr = (self.stderr + data)[-8192:]

        loop.add_reader(fd, readable)
        self._stop_draining = stop


def _prepare(limit):
    processes.die_with_parent()
    limits.apply(limit)


def connect(name, spec, folder, context, config):
    """A kernel manager that has written the connection file in `folder`, but started nothing."""
    ipc = is_ipykernel(spec) and sys.platform != "win32"
    manager = AsyncKernelManager(
        kernel_name=name,
        context=context,
        config=config,
        transport="ipc" if ipc else "tcp",
        connection_file=os.path.join(folder, "kernel.json"),
    )
    if ipc:
        # An ipc path is limited to about 100 bytes, so the folder has to be a short one.
        manager.ip = os.path.join(folder, "k")
    manager.write_connection_file()
    return manager


def client_of(manager, context):
    """A client of the kernel whose shell channel is sent to and read from at once: nbclient answers widgets while it reads.

    jupyter_client sends past the event loop, and takes from it the word that a reply is there (nbclient's issue 312).
    """
    client = manager.client(context=context)
    channel = client.shell_channel

    def send(message):
        channel.socket.send_multipart(client.session.serialize(message) + (message.get("buffers") or []))

    channel.send = send
    return client


def command_of(spec, manager):
    """The kernelspec's command with its blanks filled in, as jupyter_client does it."""
    values = {
        "{connection_file}": manager.connection_file,
        "{resource_dir}": spec.resource_dir,
        "{prefix}": sys.prefix,
    }
    command = []
    for word in spec.argv:
        for key, value in values.items():
            word = word.replace(key, value)
        command.append(word)
    version = sys.version_info
    if command[0] in ("python", "python%d" % version[0], "python%d.%d" % version[:2]):
        command[0] = sys.executable
    return command


def environment_of(spec, env):
    """The run's environment with the kernelspec's own variables, which may name others as ${NAME}."""
    full = dict(env)
    for key, value in (spec.env or {}).items():
        full[key] = Template(value).safe_substitute(full)
    if not is_ipykernel(spec):
        full.setdefault("NO_COLOR", "1")  # IPython is told in its own configuration
    full["JPY_PARENT_PID"] = str(os.getpid())
    return full
