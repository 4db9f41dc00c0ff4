"""Starts `coursewright_worker.forkserver`: forkserver.py SOCKET"""

import os
import sys

folder = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [path for path in sys.path if os.path.abspath(path) != folder]
sys.path.insert(0, folder)

from coursewright_worker import forkserver  # noqa: E402

sys.path.remove(folder)
forkserver.main(sys.argv[1])
