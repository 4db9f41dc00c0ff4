"""Kernels on another machine, through the REST interface and the websocket of a Jupyter server or gateway.

With tornado, which every jupyter_client brings along. Nothing here polls: the websocket tells what happens.
"""

from __future__ import annotations

import asyncio
import json
import struct
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
PING_SECONDS = 20

# Kernels that are open now, for the case that this process must end at once.
_open = {}


class Gateway:
    """A server, by its address and token. The token goes to the server and nowhere else."""

    def __init__(self, url, token):
        self.url, self.token = url.rstrip("/"), token
        # A server without a token asks browsers to repeat a cookie; any will do.
        self.headers = {"Cookie": "_xsrf=coursewright", "X-XSRFToken": "coursewright"}
        if token:
            self.headers["Authorization"] = "token " + token

    async def request(self, method, path, body=None, seconds=30):
        """The JSON that the server answers; None where it answers nothing."""
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

    async def spec_names(self):
        specs = await self.request("GET", "/api/kernelspecs")
        try:
            return sorted(specs["kernelspecs"])
        except (KeyError, TypeError):
            raise self._elsewhere("/api/kernelspecs", "what it answers names no kernels") from None

    async def channels(self, kernel_id, session):
        address = "ws" + self.url[len("http") :] + "/api/kernels/%s/channels?session_id=%s" % (kernel_id, session)
        request = HTTPRequest(address, headers=self.headers, connect_timeout=30)
        try:
            return await websocket_connect(
                request, max_message_size=MOST_MESSAGE_BYTES, ping_interval=PING_SECONDS, ping_timeout=PING_SECONDS
            )
        except (HTTPClientError, WebSocketError, OSError) as problem:
            raise Unusable(
                "the gateway at %s gives no websocket: %s" % (self.url, problem),
                "let what stands before it (a proxy, a load balancer) pass websockets on",
            ) from None

    def _silent(self, problem):
        return Unusable(
            "the gateway at %s does not answer: %s" % (self.url, getattr(problem, "strerror", None) or problem),
            "start it, or correct execute.gateway in coursewright.yaml",
        )

    def _refusal(self, problem, path):
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

    def __init__(self, gateway, kernel_id, client):
        self.exited = asyncio.get_running_loop().create_future()
        self.client = client
        self._gateway, self._path = gateway, "/api/kernels/" + kernel_id
        self._tasks = set()
        _open[self._path] = gateway

    @classmethod
    async def start(cls, gateway, name):
        names = await gateway.spec_names()
        if name not in names:
            there = ", ".join(names) or "none"
            raise kernels.KernelMissing("the gateway has no kernel %r (it has: %s)" % (name, there))
        model = await gateway.request("POST", "/api/kernels", {"name": name}, seconds=120)
        client = GatewayClient()
        kernel = cls(gateway, model["id"], client)
        try:
            client.socket = await gateway.channels(model["id"], client.session.session)
        except BaseException:
            await kernel.end()
            raise
        kernel._do(kernel._read())
        return kernel

    async def _read(self):
        while True:
            data = await self.client.socket.read_message()
            if data is None:
                self._ended("is out of reach: the gateway closed the connection")
                return
            message = _message(data)
            if message.get("msg_type") == "status" and message["content"].get("execution_state") in ENDED:
                self._ended("ended, as the gateway says,")
            self.client.receive(message)

    def _ended(self, how):
        if not self.exited.done():
            self.exited.set_result(how)

    def interrupt(self):
        self._do(self._gateway.request("POST", self._path + "/interrupt", {}))

    async def end(self):
        """Has the gateway end the kernel. It may take some seconds, where the kernel is busy."""
        try:
            await self._gateway.request("DELETE", self._path, seconds=20)
            _open.pop(self._path, None)
        except Exception:  # it is gone already, or its machine is
            pass
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
