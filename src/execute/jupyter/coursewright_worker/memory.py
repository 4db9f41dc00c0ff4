"""How much memory a run's processes use together.

Address space (RLIMIT_AS) is no measure of that: numpy, threads and other kernels' runtimes reserve far more than they
use. cgroups would be one, but can seldom be written to. So what is really used is looked at ten times a second.
"""

from __future__ import annotations

import asyncio
import os

from . import processes

EVERY_SECONDS = 0.1


async def exceeded(root, limit):
    """Returns once the descendants of the process `root` use more than `limit` bytes."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        tree = processes.descendants(root)
        # What forks share counts once, but telling it apart takes long: only where it decides.
        if _sum(tree, _resident) > limit and _sum(tree, _proportional) > limit:
            return


def used(pid):
    """Bytes that one process uses."""
    return _sum([pid], _proportional)


def parent_of(pid):
    """The process that a kernel and its orphans are children of."""
    if not processes.LINUX:
        return os.getpid()
    with open("/proc/%d/stat" % pid) as file:
        return int(file.read().rpartition(")")[2].split()[1])


def size(limit):
    """Bytes in words: `2 GB`, `500 MB`."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if limit >= factor:
            return "%s %s" % (("%.1f" % (limit / factor)).rstrip("0").rstrip("."), unit)
    return "%d kB" % (limit / 1e3)


def _sum(tree, measure):
    total = 0
    for pid in tree:
        try:
            total += measure(pid)
        except Exception:  # it ended meanwhile
            pass
    return total


def _resident(pid):
    if not processes.LINUX:
        return _psutil(pid).memory_info().rss
    with open("/proc/%d/statm" % pid) as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _proportional(pid):
    if not processes.LINUX:
        return _psutil(pid).memory_full_info().uss
    try:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            return 1024 * int(next(line for line in file if line.startswith("Pss:")).split()[1])
    except OSError:  # Linux before 4.14, and systems that only look like it
        return _resident(pid)


def _psutil(pid):
    import psutil

    return psutil.Process(pid)
