"""Cells of notebooks as HTML, as nbconvert's own exporter makes it: one request a line, one answer a line.

A cell looks the same whatever stands around it, so each is made once and kept: a save costs the cells that it changed.
"""

from __future__ import annotations

import html
import json
import os
import queue
import re
import sys
import threading
from collections import OrderedDict

import nbformat
from nbconvert import HTMLExporter

from . import processes

ANSWERS_FD = 3
TEMPLATES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "templates")
# Characters of HTML that are kept.
KEPT = 50_000_000


def serve():
    """Answers requests on standard input until that is closed; then the process ends, whatever it is doing."""
    processes.die_with_parent()
    lines: queue.Queue = queue.Queue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    cells = Cells()
    with os.fdopen(ANSWERS_FD, "wb") as answers:
        os.set_inheritable(ANSWERS_FD, False)
        while True:
            request = json.loads(lines.get())
            try:
                answer = styles() if request["op"] == "styles" else cells.of(request["notebook"])
            except Exception as error:
                answer = {"error": "%s: %s" % (type(error).__name__, error)}
            answers.write(json.dumps(answer).encode("ascii") + b"\n")
            answers.flush()


def _read(lines):
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)


class Cells:
    """HTML of cells, by their content."""

    def __init__(self):
        self.exporter = HTMLExporter(template_name="coursewright", extra_template_basedirs=[TEMPLATES])
        self.known: OrderedDict = OrderedDict()
        self.size = 0

    def of(self, text):
        notebook = nbformat.reads(text, as_version=4)
        # Where a notebook is from, and its digest, change nothing that is shown.
        metadata = notebook.metadata
        metadata.pop("coursewright", None)
        return {"cells": [{"id": cell.get("id", ""), "html": self._of_cell(cell, metadata)} for cell in notebook.cells]}

    def _of_cell(self, cell, metadata):
        key = json.dumps([cell, metadata], sort_keys=True)
        made = self.known.pop(key, None)
        if made is None:
            made = self._made(cell, metadata)
            self.size += len(key) + len(made)
        self.known[key] = made
        while self.size > KEPT and len(self.known) > 1:
            old, dropped = self.known.popitem(last=False)
            self.size -= len(old) + len(dropped)
        return made

    def _made(self, cell, metadata):
        alone = nbformat.notebooknode.NotebookNode(cells=[cell], metadata=metadata, nbformat=4, nbformat_minor=5)
        try:
            return self.exporter.from_notebook_node(alone)[0].strip()
        except Exception as error:  # of this cell alone: the others are shown
            said = html.escape("nbconvert cannot show this cell: %s: %s" % (type(error).__name__, error))
            return "<div><p>%s</p><pre>%s</pre></div>" % (said, html.escape(cell.get("source", "")))


def styles():
    """The style sheets of JupyterLab, as nbconvert puts them into its pages."""
    return {theme: _style(theme) for theme in ("light", "dark")}


def _style(theme):
    page = HTMLExporter(theme=theme).from_notebook_node(nbformat.v4.new_notebook())[0]
    return "\n".join(re.findall(r"<style[^>]*>(.*?)</style>", page, re.S))
