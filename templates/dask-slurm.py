"""Keeps a Dask scheduler on this machine, and workers as jobs of SLURM, until it is ended:

    python dask-slurm.py /shared/venv/bin/python 20

The first argument is the Python of the course's environment as the nodes see it, the second how many workers. This
script itself needs dask-jobqueue, in an environment of its own: workers must have what `coursewright check` has.
Its classes for other queues (PBSCluster, LSFCluster, SGECluster) take the same arguments.
"""

import contextlib
import signal
import sys

from dask_jobqueue import SLURMCluster


def main(python, count):
    cluster = SLURMCluster(
        python=python,
        cores=1,  # a worker executes one lesson at a time
        memory="4GB",
        walltime="01:00:00",
        local_directory="/tmp",
        worker_extra_args=["--no-dashboard"],
        scheduler_options={"port": 8786, "dashboard_address": ":0"},
    )
    with cluster, contextlib.suppress(KeyboardInterrupt):  # its jobs end with it
        cluster.scale(jobs=count)
        print("coursewright check --on", cluster.scheduler_address, flush=True)
        signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main(sys.argv[1], int(sys.argv[2]))
