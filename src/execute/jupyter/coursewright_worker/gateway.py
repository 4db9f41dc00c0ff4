"""Kernels on another machine, through the REST interface and the websocket of a Jupyter server or gateway.

With tornado, which every jupyter_client brings along. Nothing here polls: the websocket tells what happens.

Servers restart, are full, or vanish behind a network that is down. Each step is tried again for a while, with longer
pauses; a run whose kernel is lost goes to a new one (`remote_run.py`).
"""

from __future__ import annotations

import asyncio
import json
import random
import struct
import time
import urllib.error
import urllib.request
import uuid

from jupyter_client.client import KernelClient
from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketError, websocket_connect

from . import kernels
from .run import Unusable

TOKEN = "JUPYTER_GATEWAY_AUTH_TOKEN"
# What a server says of a kernel that it starts anew because it ended, or gives up.
ENDED = ("restarting", "autorestarting", "dead")
MOST_MESSAGE_BYTES = 256 * 1024 * 1024
# A connection over which nothing comes back is noticed after twice as long, and the five seconds that tornado waits for its end.
PING_SECONDS = 6
# Seconds that one question may take; while one takes longer, another one asks whether the server is there: noticed after twice as long.
ANSWER_SECONDS = 9
START_SECONDS = 120
END_SECONDS = 20
# How long a server is asked to end a kernel.
PATIENCE_SECONDS = 30
# How long a server may take to start a kernel anew that ended, before it is asked to end it.
RESTART_SECONDS = 5
# Seconds after which it is asked again that refused and still has it.
REMOVAL_PAUSES = (0.5, 1, 2, 0)
# How long room for a kernel is waited for: those that have it are mostly other runs of this check.
ROOM_SECONDS = 600
# How long a server is asked again that fails at something.
FAILING_SECONDS = 5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8
# What stands before a server says so of one that does not answer (RFC 9110); 429 is a server that wants fewer questions.
AWAY = (429, 502, 503, 504)

# Kernels that are open now, for the case that this process must end at once.
_open = {}


class Away(Exception):
    """The server does not answer now; it may again. `help` is for whoever waited in vain."""

    def __init__(self, message, help):
        super().__init__(message)
        self.help = help


class Full(Away):
    """The server has no room for another kernel now."""


class Failing(Away):
    """The server failed at it (HTTP 500), perhaps only now: Kernel Gateway does while it starts another kernel."""


class Stopped(Exception):
    """The run was cancelled while the server was waited for."""


class Gateway:
    """A server, by its address and token. The token goes to the server and nowhere else.

    `wait` is how many seconds it may be out of reach; `cancel` a future that ends all waiting; `waits` is called before
    each pause, with the reason and how many seconds all pauses may take.
    """

    def __init__(self, url, token, wait, cancel, waits):
        self.url, self.token = url.rstrip("/"), token
        self.wait, self.cancel, self.waits = wait, cancel, waits
        # A server without a token asks browsers to repeat a cookie; any will do.
        self.headers = {"Cookie": "_xsrf=coursewright", "X-XSRFToken": "coursewright"}
        if token:
            self.headers["Authorization"] = "token " + token

    async def patiently(self, step, wait=None):
        """What a step gives, tried again while the server is away (for `wait` seconds) or full. Raises `Unusable` where that lasts.

        A server that fails at it for some seconds cannot do it: `StartFailed`.
        """
        kind = None
        while True:
            try:
                return await step()
            except Away as problem:
                if type(problem) is not kind:
                    # A server that was full for a while, and is restarted then, is away from now on.
                    kind, began, pause = type(problem), time.monotonic(), FIRST_PAUSE
                most = {Full: ROOM_SECONDS, Failing: FAILING_SECONDS}.get(kind, wait or self.wait)
                if time.monotonic() - began > most:
                    raise kernels.StartFailed(str(problem)) if kind is Failing else Unusable(str(problem), problem.help)
                self.waits(problem, most)
            # Those that were turned away together must not come back together.
            await asyncio.wait([self.cancel], timeout=pause * random.uniform(0.7, 1.3))
            if self.cancel.done():
                raise Stopped
            pause = min(pause * 2, LONGEST_PAUSE)

    async def request(self, method, path, body=None, seconds=ANSWER_SECONDS):
        """The JSON that the server answers; None where it answers nothing. Raises `Away` where it does not."""
        request = HTTPRequest(
            self.url + path,
            method=method,
            headers={**self.headers, "Content-Type": "application/json"},
            body=None if body is None else json.dumps(body),
            allow_nonstandard_methods=True,
            follow_redirects=False,
            connect_timeout=10,
            request_timeout=seconds,
        )
        try:
            response = await AsyncHTTPClient().fetch(request)
            return json.loads(response.body) if response.body else None
        except HTTPClientError as problem:
            if problem.code == 599 or problem.response is None:
                raise self._silent(problem) from None
            raise self._refusal(problem, path) from None
        except OSError as problem:
            raise self._silent(problem) from None
        except ValueError:
            raise self._elsewhere(path, "what it answers is no JSON") from None

    async def start(self, name, env, wanted):
        """Has the server start a kernel, which may take long: a cluster may have to find room for it. Gives its id.

        That is `wanted` where the server lets itself be told, Enterprise Gateway by a variable: to ask again, after an answer
        that did not come, starts no second one.
        """
        body = {"name": name, "kernel_id": wanted, **({"env": {**env, "KERNEL_ID": wanted}} if env else {})}
        try:
            return (await self._meanwhile_there(self.request("POST", "/api/kernels", body, seconds=START_SECONDS)))["id"]
        except (kernels.StartFailed, Failing):
            # Some say so of one that was asked for before.
            if await self._has(wanted):
                return wanted
            raise

    async def _meanwhile_there(self, step):
        """What a step gives that may take long: as long as the server is there."""
        task = asyncio.ensure_future(step)
        try:
            while not (await asyncio.wait([task, self.cancel], timeout=ANSWER_SECONDS, return_when=asyncio.FIRST_COMPLETED))[0]:
                await self._is_there()
            if self.cancel.done() and not task.done():
                raise Stopped
            return task.result()
        finally:
            task.cancel()

    async def removed(self, kernel_id):
        """Has the server end a kernel; whether it has none of that id now. It refuses while it restarts one itself."""
        try:
            await self.request("DELETE", "/api/kernels/" + kernel_id, seconds=END_SECONDS)
            return True
        except (kernels.StartFailed, Failing):
            return not await self._has(kernel_id)

    async def _has(self, kernel_id):
        try:
            await self.request("GET", "/api/kernels/" + kernel_id)
            return True
        except kernels.StartFailed:
            return False

    async def _is_there(self):
        try:
            await self.request("GET", "/api")
        except (kernels.StartFailed, Failing, Unusable):
            pass  # it answered, whatever it said

    async def specs(self):
        """What starts each kernel, by its name."""
        answer = await self.request("GET", "/api/kernelspecs")
        try:
            return {name: one["spec"] for name, one in answer["kernelspecs"].items()}
        except (KeyError, TypeError, AttributeError):
            raise self._elsewhere("/api/kernelspecs", "what it answers names no kernels") from None

    async def channels(self, kernel_id, session):
        """A websocket to a kernel. Servers give it when the kernel answers."""
        address = "ws" + self.url[len("http") :] + "/api/kernels/%s/channels?session_id=%s" % (kernel_id, session)
        request = HTTPRequest(
            address, headers=self.headers, connect_timeout=ANSWER_SECONDS, request_timeout=START_SECONDS
        )
        limits = {"max_message_size": MOST_MESSAGE_BYTES, "ping_interval": PING_SECONDS, "ping_timeout": PING_SECONDS}
        try:
            return await self._meanwhile_there(_awaited(websocket_connect(request, **limits)))
        except (HTTPClientError, WebSocketError, OSError) as problem:
            is_refusal = isinstance(problem, HTTPClientError) and problem.code < 500 and problem.code not in (404, *AWAY)
            raise (Unusable if is_refusal else Away)(
                "the gateway at %s gives no websocket: %s" % (self.url, problem),
                "let what stands before it (a proxy, a load balancer) pass websockets on",
            ) from None

    def _silent(self, problem):
        return Away(
            "the gateway at %s does not answer: %s" % (self.url, getattr(problem, "strerror", None) or problem),
            "start it, or correct execute.gateway in coursewright.yaml",
        )

    def _refusal(self, problem, path):
        if problem.code in AWAY:
            return self._silent(_said(problem))
        if problem.code == 403 and path == "/api/kernels" and _names_limit(problem):
            return Full(
                "the gateway at %s has no room for another kernel: %s" % (self.url, _said(problem)),
                "give it room for more kernels, or take fewer at a time with --jobs",
            )
        if problem.code in (401, 403):
            if self.token:
                return Unusable(
                    "the gateway at %s does not accept the token in %s (%d)" % (self.url, TOKEN, problem.code),
                    "set %s to the token that the server was started with" % TOKEN,
                )
            return Unusable(
                "the gateway at %s wants a token (%d)" % (self.url, problem.code), "set %s to its token" % TOKEN
            )
        if path == "/api/kernelspecs":
            return self._elsewhere(path, "HTTP %d" % problem.code)
        if problem.code == 500:
            return Failing("the gateway says: %s" % _said(problem), "look at its log")
        return kernels.StartFailed("the gateway says: %s" % _said(problem))

    def _elsewhere(self, path, why):
        return Unusable(
            "there is no Jupyter server at %s (%s: %s)" % (self.url, path, why),
            "give execute.gateway the address before /lab, /tree or /api",
        )


class GatewayKernel:
    """A kernel of a gateway. `exited` is a future of how it ended, in words."""

    stderr = b""
    pid = 0
    spec = None
    # Whether the connection to it was lost, so that nobody knows what it did; and whether the server says that it ended.
    is_lost = False
    has_died = False

    def __init__(self, gateway, ids, client):
        self.exited = asyncio.get_running_loop().create_future()
        # Of one that ended: set when the server no longer starts it anew. What asks for that, and hears it.
        self._settled, self._question = asyncio.get_running_loop().create_future(), None
        self.client = client
        self._gateway, self._ids = gateway, ids
        self._path = "/api/kernels/" + ids[-1]
        self._tasks = set()
        _open[self._path] = gateway

    @classmethod
    async def start(cls, gateway, name, env):
        specs = await gateway.patiently(gateway.specs)
        if name not in specs:
            there = ", ".join(sorted(specs)) or "none"
            raise kernels.KernelMissing("the gateway has no kernel %r (it has: %s)" % (name, there))
        ids = [str(uuid.uuid4())]
        try:
            kernel = await gateway.patiently(lambda: cls._connected(gateway, name, env, ids))
        except Exception:
            await _all_removed(gateway, ids, wait=1)
            raise
        kernel.spec = specs[name]
        return kernel

    @classmethod
    async def _connected(cls, gateway, name, env, ids):
        """One attempt to have a kernel. `ids` are those that the server may have started for this run; the last one is its own."""
        kernel_id = await gateway.start(name, env, ids[-1])
        if kernel_id not in ids:
            ids[-1] = kernel_id
        client = GatewayClient()
        try:
            client.socket = await gateway.channels(kernel_id, client.session.session)
        except Exception:
            # Who knows what it waits for: the next attempt is another kernel.
            await _all_removed(gateway, ids, wait=1)
            ids.append(str(uuid.uuid4()))
            raise
        kernel = cls(gateway, ids, client)
        kernel._do(kernel._read())
        return kernel

    async def _read(self):
        while True:
            data = await self.client.socket.read_message()
            if data is None:
                self.is_lost = not self.exited.done()
                self._ended("is out of reach: the connection to the gateway was lost")
                self._is_settled()
                return
            message = _message(data)
            state = message["content"].get("execution_state") if message.get("msg_type") == "status" else None
            if state in ENDED:
                self.has_died = self.has_died or not self.exited.done()
                self._ended("ended, as the gateway says,")
            if state == "dead" or (self._question and message["parent_header"].get("msg_id") == self._question):
                self._is_settled()
            self.client.receive(message)

    async def watch(self):
        """Notices a kernel that the server has no longer: some say nothing of one that they end because it seems unused."""
        while not self.exited.done():
            await asyncio.sleep(ANSWER_SECONDS)
            await self.look()

    async def look(self):
        """Notes whether the server has the kernel. A server that does not answer says nothing of it."""
        try:
            await self._gateway.request("GET", self._path)
        except (Away, Unusable):
            return
        except kernels.StartFailed:
            self.is_lost = self.is_lost or not self.has_died
            self._ended("is gone: the gateway has ended it")

    def _is_settled(self):
        if not self._settled.done():
            self._settled.set_result(None)

    def _ended(self, how):
        if not self.exited.done():
            self.exited.set_result(how)

    def interrupt(self):
        self._do(self._gateway.request("POST", self._path + "/interrupt", {}))

    async def end(self):
        """Has the gateway end the kernel. It may take some seconds, where the kernel is busy."""
        if self.has_died and not self._settled.done():
            # One that is ended while the server starts it anew may be left: the server forgets it, and starts it.
            self._question = self.client.kernel_info()
            await asyncio.wait([self._settled, self._gateway.cancel], timeout=RESTART_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        await _all_removed(self._gateway, self._ids, wait=PATIENCE_SECONDS)
        if not self._ids:
            _open.pop(self._path, None)
        self._ended("was ended")

    def close(self):
        for task in self._tasks:
            task.cancel()
        if self.client.socket is not None:
            self.client.socket.close()

    def _do(self, coroutine):
        """Begins it; what fails of it shows in what the kernel does not do."""
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())


class GatewayClient(KernelClient):
    """A client whose channels are one websocket."""

    shell_channel = None
    iopub_channel = None

    def __init__(self):
        super().__init__(session=Session(key=b"", session=uuid.uuid4().hex))
        self.shell_channel, self.iopub_channel = _Channel(self, "shell"), _Channel(self, "iopub")
        self.allow_stdin = False
        self.socket = None

    def receive(self, message):
        channel = {"shell": self.shell_channel, "iopub": self.iopub_channel}.get(message.get("channel"))
        if channel is not None:
            channel.messages.put_nowait(message)

    def start_channels(self, **_):
        """They are open."""

    def stop_channels(self):
        """The kernel closes the websocket."""


class _Channel:
    def __init__(self, client, name):
        self.client, self.name, self.messages = client, name, asyncio.Queue()

    async def get_msg(self, timeout=None):
        return await self.messages.get()

    def send(self, message):
        text = json.dumps({**message, "channel": self.name, "buffers": []}, default=json_default)
        asyncio.ensure_future(self._write(text))

    async def _write(self, text):
        try:
            await self.client.socket.write_message(text)
        except WebSocketError:
            pass  # reading tells that it is closed


async def _awaited(future):
    return await future


async def _all_removed(gateway, ids, wait):
    """Has the server end kernels; takes from the list those that are gone. One that does not answer is asked again for a while."""
    await asyncio.gather(*(_removed(gateway, ids, one, wait) for one in list(ids)))


async def _removed(gateway, ids, kernel_id, wait):
    try:
        for pause in REMOVAL_PAUSES:
            if await gateway.patiently(lambda: gateway.removed(kernel_id), wait):
                ids.remove(kernel_id)
                return
            await asyncio.sleep(pause)
    except (kernels.StartFailed, Unusable, Stopped):
        pass


def delete_open_kernels():
    """Ends the kernels that are open, before this process ends; waits for nothing but that the gateway heard it."""
    for path, gateway in list(_open.items()):
        request = urllib.request.Request(gateway.url + path, method="DELETE", headers=gateway.headers)
        try:
            urllib.request.urlopen(request, timeout=3).close()
        except (OSError, ValueError, urllib.error.URLError):
            pass


def _message(data):
    """A message of the websocket: text, or binary where it has buffers, of which the first part is the text."""
    if isinstance(data, bytes):
        count = struct.unpack("!i", data[:4])[0]
        offsets = struct.unpack("!%di" % count, data[4 : 4 * (count + 1)])
        data = data[offsets[0] : offsets[1] if count > 1 else None]
    message = json.loads(data)
    message.setdefault("msg_type", (message.get("header") or {}).get("msg_type"))
    message["parent_header"] = message.get("parent_header") or {}
    return message


def _said(problem):
    try:
        return json.loads(problem.response.body)["message"] or str(problem)
    except Exception:
        return str(problem)


def _names_limit(problem):
    """Whether a refusal is for want of room, not of a right: a server says why, and of a token nothing (`Forbidden`)."""
    try:
        answer = json.loads(problem.response.body)
        why = " ".join(str(answer.get(key) or "") for key in ("reason", "message"))
    except Exception:
        why = problem.response.reason or ""
    return any(word in why.lower() for word in ("limit", "maximum", "max ", "exceed", "quota", "too many", "resource"))
