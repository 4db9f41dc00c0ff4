"""A Dask cluster on loopback for tests: prints the scheduler's address; ends with its standard input.

The argument is JSON: for each worker, how it differs from others (`resources`, `memory_limit`, `preload`).
"""

import asyncio
import json
import sys

from distributed import Nanny, Scheduler, SpecCluster


async def main():
    own = {"host": "127.0.0.1", "dashboard": False}
    scheduler = {"cls": Scheduler, "options": {**own, "port": 0, "dashboard_address": "127.0.0.1:0"}}
    workers = {
        number: {"cls": Nanny, "options": {**own, "nthreads": 1, **options}}
        for number, options in enumerate(json.loads(sys.argv[1]))
    }
    async with SpecCluster(workers, scheduler, asynchronous=True, silence_logs=50) as cluster:
        print(cluster.scheduler_address, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
