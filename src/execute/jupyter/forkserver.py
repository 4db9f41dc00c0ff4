"""Starts `coursewright_worker.forkserver`: forkserver.py SOCKET"""

import os
import sys

# Kernels shall not find this folder; Python put it there by its real name, whatever links lead here.
folder = os.path.dirname(os.path.realpath(__file__))
sys.path[:] = [path for path in sys.path if os.path.realpath(path) != folder]
sys.path.insert(0, folder)

from coursewright_worker import forkserver  # noqa: E402

sys.path.remove(folder)
forkserver.main(sys.argv[1])
