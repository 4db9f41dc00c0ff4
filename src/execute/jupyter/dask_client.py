"""The process that gives the runs of one command to a Dask cluster: `coursewright_worker/dask_client.py`."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

if __name__ == "__main__":  # the workers of `local:N` are started anew from this file
    from coursewright_worker.dask_client import main

    main()
