"""What cells put out: kernel messages become outputs, as nbconvert makes them, up to a limit."""

from __future__ import annotations

import asyncio
import json
import re

PRINTED = ("stream", "display_data", "execute_result", "error")
# An error is kept even past the limit, but not all of it.
MOST_OF_AN_ERROR = 100_000
# How a cell's file is called where its folder is left out, as `logging` and profilers do: a hash of the cell's source.
FILE_NAME = re.compile(r"(?<![\w/\\.])(\d{5,10})(?:\.py)?(?!\w)")


class Outputs:
    """Sorts messages to the cell that is open; nbclient's own code turns them into outputs."""

    def __init__(self, executor, limit):
        self.executor = executor
        self.limit = limit
        self.cut = set()
        self.rewritten = set()
        # Whether output may come after a cell's end: kernels that read their own stdout in another thread are so.
        self.lags = False
        # Cells of other kernels that put something out while a later cell ran, or after the last one: tasks, threads, timers.
        self.late = set()
        self.is_over = False
        self._earlier = {}
        self._index = None
        self._request = None
        self._idle = {}
        self._used = {}
        self._names = None

    def cells_came(self):
        """The notebook has more cells than before."""
        self._names = None

    def open(self, index, request):
        """Messages that answer `request` belong to cell `index` from now on. Returns a future of its end."""
        self._index, self._request, self._used[index] = index, request, 0
        self._earlier[request] = index
        self.executor.clear_before_next_output = False
        return self.end_of(request)

    def end_of(self, request):
        """A future of the end of what a request puts out."""
        self._idle[request] = asyncio.get_running_loop().create_future()
        return self._idle[request]

    def of(self, index):
        outputs = self.executor.nb.cells[index].outputs
        for output in outputs:
            if output["output_type"] == "stream":
                output["text"] = self._without_file_names(output["text"])
            elif "text/plain" in output.get("data", {}):
                output["data"]["text/plain"] = self._without_file_names(output["data"]["text/plain"])
        return outputs

    def _without_file_names(self, text):
        """A text without names of cells' files: they change with every letter of a cell, and mean nothing to anybody."""
        return FILE_NAME.sub(lambda found: "<cell>" if found[1] in self._file_names() else found[0], text)

    def _file_names(self):
        if self._names is None:
            try:
                from ipykernel.compiler import get_tmp_hash_seed, murmur2_x86

                cells = self.executor.nb.cells
                self._names = {str(murmur2_x86(cell.source, get_tmp_hash_seed())) for cell in cells}
            except ImportError:  # an ipykernel that has other names, or none
                self._names = set()
        return self._names

    def cell_of(self, request):
        """The cell whose execution a request asked for; None where it asked for something else."""
        return self._earlier.get(request)

    def take(self, message):
        request = message["parent_header"].get("msg_id")
        kind, content = message["msg_type"], message["content"]
        if kind == "status":
            if content.get("execution_state") == "idle" and request in self._idle and not self._idle[request].done():
                self._idle[request].set_result(None)
            return
        index = self._earlier.get(request)
        if index is None and request in self._idle:
            index = self._index  # threads print as what the kernel was asked last, which may be a question of ours
        if index is None:
            return
        cell = self.executor.nb.cells[index]
        if kind == "clear_output" and not content.get("wait"):
            self._used[index] = 0
        if kind in PRINTED and not self._fits(kind, content, index):
            return
        if index != self._index or self.is_over or self._idle[request].done():
            self.rewritten.add(index)
        if kind in PRINTED and not self.lags and (index != self._index or self.is_over):
            self.late.add(index)
        if kind == "stream" and self._joins(cell, content, request):
            return
        earlier = self._shown_before(content)
        try:
            self.executor.process_message(message, cell, index)
        except Exception:
            # A comm that nbclient takes for a widget need not be one; what is printed after it is not to be lost.
            if not kind.startswith("comm"):
                raise
        self.rewritten |= earlier

    def _fits(self, kind, content, index):
        """Whether the output is kept; a text that passes the limit is cut at it."""
        left = self.limit - self._used[index]
        if kind == "error":
            content["evalue"] = str(content.get("evalue", ""))[:MOST_OF_AN_ERROR]
            content["traceback"] = [str(line)[:MOST_OF_AN_ERROR] for line in content.get("traceback") or []][:1000]
            return True
        if kind == "stream":
            data = content["text"].encode("utf-8", "surrogatepass")
            self._used[index] += min(len(data), max(left, 0))
            if len(data) <= left:
                return True
            self.cut.add(index)
            content["text"] = data[: max(left, 0)].decode("utf-8", "ignore")
            return content["text"] != ""
        size = sum(len(text) if isinstance(text, str) else len(json.dumps(text)) for text in content["data"].values())
        if size > left:
            self.cut.add(index)
            return False
        self._used[index] += size
        return True

    def _joins(self, cell, content, request):
        """Adjacent pieces of one stream are one output, however the kernel split them."""
        if self.executor.clear_before_next_output or self.executor.output_hook_stack.get(request):
            return False
        last = cell.outputs[-1] if cell.outputs else None
        if last is None or last["output_type"] != "stream" or last["name"] != content["name"]:
            return False
        last["text"] += content["text"]
        return True

    def _shown_before(self, content):
        """Earlier cells whose outputs this message rewrites (display_id)."""
        display_id = (content.get("transient") or {}).get("display_id")
        shown = self.executor._display_id_map.get(display_id, {}) if display_id else {}
        return {index for index in shown if index != self._index}
