"""Tells whether this Python can execute notebooks: imports what the engine imports, and prints its versions as JSON."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import ipykernel.kernelapp  # noqa: E402,F401
import nbconvert.nbconvertapp  # noqa: E402,F401
import nbconvert.preprocessors  # noqa: E402,F401
import nbformat  # noqa: E402

nbformat.validate(nbformat.v4.new_notebook())

from coursewright_worker import facts  # noqa: E402

print("\x1e" + json.dumps(facts.facts()), flush=True)
