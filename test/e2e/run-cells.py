"""Runs each case of standard input (JSON: [[setup, script, cell], …]) as a script and as a cell of one kernel.

Prints JSON: for each case what the script and the cell printed, and the type of exception that ended them.
"""

import asyncio  # noqa: F401  every script needs it: imported once, before the forks
import json
import os
import sys

os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"


def as_script(source):
    """In a fork of this interpreter, which has no thread, kernel or event loop yet: as fast as many scripts need it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(writing, 1)
        raised = None
        try:
            exec(compile(source, "script", "exec"), {"__name__": "__main__"})
        except BaseException as error:
            raised = type(error).__name__
        sys.stdout.flush()
        os.write(writing, b"\0" + (raised or "").encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf8") as pipe:
        printed, _, raised = pipe.read().partition("\0")
    os.waitpid(child, 0)
    return {"printed": printed, "raised": raised or None}


def as_cells(client, *cells):
    printed, raised = [], None

    def on_output(message):
        if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
            printed.append(message["content"]["text"])

    for cell in cells:
        printed.clear()
        reply = client.execute_interactive(cell, output_hook=on_output, timeout=60, allow_stdin=False)
        raised = reply["content"].get("ename")
    return {"printed": "".join(printed), "raised": raised}


cases = json.load(sys.stdin)
scripts = [as_script(setup + "\n" + script) for setup, script, _ in cases]

from jupyter_client.manager import start_new_kernel  # noqa: E402

manager, client = start_new_kernel(kernel_name="python3")
try:
    cells = [as_cells(client, "%reset -f", setup, cell) for setup, _, cell in cases]
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
print(json.dumps(list(zip(scripts, cells))))
