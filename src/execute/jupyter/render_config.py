"""Configuration of `jupyter nbconvert`: one nbconvert process that shows cells as HTML until its input is closed.

Given with --config, as nbconvert_config.py is. nbconvert has imported itself when it reads this, and is asked for nothing
else: what is served here never returns.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from coursewright_worker.render import serve  # noqa: E402

serve()
