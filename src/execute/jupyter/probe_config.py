"""Configuration of `jupyter nbconvert` that converts nothing: it tells what this Jupyter is, and ends the process."""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from coursewright_worker import facts  # noqa: E402

print("\x1e" + json.dumps({**facts.facts(), "kernels": facts.kernels()}), flush=True)
raise SystemExit(0)
