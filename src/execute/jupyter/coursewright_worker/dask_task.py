"""What a Dask worker is sent: one run is one task.

Functions of this file travel by value, so it imports nothing of ours: a worker needs the course's environment, and nothing
of Coursewright. All else, our Python files among it, comes by digest, and only where it is not there yet.
"""

import hashlib
import importlib
import importlib.util
import io
import os
import platform
import re
import socket
import sys
import types
import zipfile
from importlib import metadata

# Installers: lessons install nothing.
TOOLS = {"pip", "setuptools", "wheel", "uv"}


def environment():
    """Python and all distributions, by normalised name, with their versions."""
    found = {"python": platform.python_version()}
    for one in metadata.distributions():
        name = re.sub(r"[-_.]+", "-", one.metadata["Name"] or "").lower()
        if name and name not in TOOLS:
            found.setdefault(name, one.version)
    return found


def described(expected):
    """Where this worker is, and how its environment differs from the expected one: sentences."""
    here = environment()
    differences = [
        "%s %s there, %s here" % (name, here.get(name, "is not"), expected.get(name, "not"))
        for name in sorted({*here, *expected}, key=lambda name: (name != "python", name))
        if here.get(name) != expected.get(name)
    ]
    return {"host": socket.gethostname(), "prefixes": [sys.prefix, sys.base_prefix], "differences": differences}


def perform(package, blobs, expected, job, attempt):
    """Executes a job. Gives its events (`done`), or why it cannot be executed here (`missing`, `refused`, `broken`)."""
    from distributed import get_worker

    worker = get_worker()
    about = described(expected)
    if about["differences"]:
        return {"kind": "refused", "address": worker.address, **about}
    store = os.path.join(worker.local_directory, "coursewright")
    os.makedirs(store, exist_ok=True)
    for digest, data in blobs.items():
        if hashlib.sha256(data).hexdigest() == digest:
            draft = os.path.join(store, "%s.%s" % (digest, attempt))
            with open(draft, "wb") as file:
                file.write(data)
            os.replace(draft, os.path.join(store, digest))
    wanted = {package, *(digest for _, digest, _ in job["files"])}
    missing = [digest for digest in sorted(wanted) if not os.path.exists(os.path.join(store, digest))]
    if missing:
        return {"kind": "missing", "missing": missing, **about}
    with _shared().lock:
        station = _station(worker, store, package)
    return {**station.execute(job, store, attempt), **about}


def _station(worker, store, package):
    """What executes in this process, of that version of our files. It lives as long as the process."""
    shared = _shared()
    if package not in shared.stations:
        folder = os.path.join(store, "package-" + package[:16])
        with open(os.path.join(store, package), "rb") as file:
            zipfile.ZipFile(io.BytesIO(file.read())).extractall(folder)
        name = "_coursewright_" + package[:16]
        parent = os.path.join(folder, "coursewright_worker")
        spec = importlib.util.spec_from_file_location(
            name, os.path.join(parent, "__init__.py"), submodule_search_locations=[parent]
        )
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        station = importlib.import_module(name + ".dask_station")
        shared.stations[package] = station.Station(worker, folder)
    return shared.stations[package]


def _shared():
    """State of this process: functions that come by value have none of their own."""
    import threading

    module = types.ModuleType("_coursewright")
    module.stations, module.lock = {}, threading.Lock()
    return sys.modules.setdefault("_coursewright", module)
