"""A Dask cluster on loopback for tests: prints the scheduler's address and the workers' process ids; ends with its standard input."""

import asyncio
import sys

from distributed import LocalCluster


async def main():
    async with LocalCluster(
        n_workers=int(sys.argv[1]), threads_per_worker=1, dashboard_address=None, host="127.0.0.1", asynchronous=True
    ) as cluster:
        print(cluster.scheduler_address, *[worker.pid for worker in cluster.workers.values()], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
