"""What a Python kernel on another machine is told before a lesson: its folder, its files, its variables.

The text of this file is sent to the kernel and becomes a module there, so it imports nothing of ours.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time

root = None
work = None
given = {}
MOST_NAMED = 100

# Runs beside the kernel, after the text of processes.py: when the kernel has ended, so does all that it left.
JANITOR = """
import select, shutil
kernel, group, marker, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
while os.getppid() == kernel and not select.select([0], [], [], 1)[0]:
    pass
try:
    if group == kernel:
        kill_group(group)
    end_marked(marker)
finally:
    shutil.rmtree(folder, ignore_errors=True)
"""


def prepare(env, marker, file_limit, processes, inside):
    """Makes a folder, the lesson's `inside` it, and goes there. `processes` is the text of processes.py. Gives the folder."""
    global root, work
    folder = os.path.realpath(tempfile.mkdtemp(prefix="coursewright-"))
    _leave_nothing(marker, folder, processes)
    root, temporary = os.path.join(folder, "work"), os.path.join(folder, "tmp")
    work = os.path.normpath(os.path.join(root, *inside.split("/")))
    for path in (work, temporary):
        os.makedirs(path)
    os.environ.update(env, TMPDIR=temporary, TEMP=temporary, TMP=temporary)
    tempfile.tempdir = None
    if hasattr(time, "tzset"):
        time.tzset()
    os.chdir(work)
    try:
        import resource

        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        limit = file_limit if hard == resource.RLIM_INFINITY else min(file_limit, hard)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    except (ImportError, ValueError, OSError):
        pass
    from IPython import get_ipython

    get_ipython().colors = "nocolor"
    return folder


def put(path, data):
    """Appends a piece to a file that the lesson reads."""
    target = os.path.join(root, *path.split("/"))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "ab") as file:
        file.write(base64.b64decode(data))
    given[target] = file_state(target)


def written():
    """What the lesson left in its folder (files, and folders that are empty) and what it changed there, as JSON."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in ("__pycache__", ".ipynb_checkpoints")]
        if not folders and not files and folder not in (root, work):
            found.append(os.path.relpath(folder, work) + os.sep)
        found += [
            os.path.relpath(path, work)
            for path in (os.path.join(folder, name) for name in files)
            if path not in given
        ]
    changed = [os.path.relpath(path, work) for path, before in given.items() if file_state(path) != before]
    return json.dumps({"left": _named(found), "changed": _named(changed)})


def _named(paths):
    return sorted(path.replace(os.sep, "/") for path in paths)[:MOST_NAMED]


def file_state(path):
    """What changes when a file is written; None where there is none."""
    try:
        facts = os.stat(path)
        return facts.st_mtime_ns, facts.st_size
    except OSError:
        return None


def _leave_nothing(marker, folder, processes):
    group = os.getpgid(0) if hasattr(os, "getpgid") else 0
    subprocess.Popen(
        [sys.executable, "-c", processes + JANITOR, str(os.getpid()), str(group), marker, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
