"""What the result of a lesson depends on at a kernel of another machine, besides the lesson: told before the lesson begins.

The text of this file is sent to the kernel and becomes a module there, so it imports nothing of ours.
"""

import hashlib
import json
import os
import platform
import re
import socket
import sys
import sysconfig

# Bytes from which a file that belongs to no package is told by its size and time; files of folders that do.
LARGEST = 1_000_000
MOST_FILES = 5000
RECORDED = re.compile(r"\.(?:dist|egg)-info$")
# Scripts differ with the place of the environment, and what pip compiled with its time.
UNSTABLE = re.compile(r"\.\.|.*(?:\.pyc,|\.dist-info/)").match
END = re.compile("[/,]").search


def there():
    """As JSON: Python, the packages with their code, a digest of all else, the machine, digests of the variables."""
    packages, rest = {}, hashlib.sha256()
    standard = [os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")]
    standard += [os.path.join(folder, "lib-dynload") for folder in standard]
    folders = [path for path in sys.path if os.path.isdir(path) and os.path.realpath(path) not in standard]
    for lines in (*(_folder(folder, packages) for folder in folders), _settings()):
        for line in lines:
            rest.update(line.encode("utf-8", "replace"))
    return json.dumps(
        {
            "python": "%s %s %s" % (platform.python_version(), platform.python_implementation(), sys.version),
            "system": "-".join((sys.platform, platform.machine(), *platform.libc_ver())),
            "packages": packages,
            "rest": rest.hexdigest(),
            "machine": " ".join(map(str, (socket.gethostname(), platform.release(), os.cpu_count(), _memory()))),
            "variables": {name: _digest(value.encode("utf-8", "replace")) for name, value in os.environ.items()},
            "home": os.path.expanduser("~"),
            "known": [*map(os.path.abspath, folders), *_caches()],
        }
    )


def _folder(folder, packages):
    """Notes the packages of a folder for modules. Gives what is in it besides."""
    owned, names = {"__pycache__"}, sorted(os.listdir(folder))
    for name in names:
        if not RECORDED.search(name):
            continue
        title, _, version = RECORDED.sub("", name).partition("-")
        lines = [line for line in _lines(os.path.join(folder, name, "RECORD")) if not UNSTABLE(line)]
        owned |= {line[: END(line).start()] for line in lines if END(line)}
        if not lines:  # those of a system
            tops = _lines(os.path.join(folder, name, "top_level.txt")) or [title]
            owned |= {top + end for top in tops for end in ("", ".py")}
        key = re.sub(r"[-_.]+", "-", title).lower()
        packages.setdefault(key, "%s %s" % (version, _digest("\n".join(sorted(lines)).encode())[:12]))
    left = [MOST_FILES]
    for name in names:
        path = os.path.join(folder, name)
        if name not in owned and not RECORDED.search(name):
            yield from (_file(path),) if os.path.isfile(path) else _below(path, left)


def _below(folder, left):
    """Names, sizes and times of all files. Of too many nothing is the same twice: no result holds for them."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            left[0] -= 1
            if left[0] < 0:
                yield os.urandom(8).hex()
                return
            path = os.path.join(parent, name)
            facts = os.lstat(path)
            yield "%s %d %d\n" % (path, facts.st_size, facts.st_mtime_ns)


def _settings():
    """What configures every kernel: flags, IPython's own, what it runs at its start, matplotlib's."""
    from IPython import get_ipython

    yield "%s %s %s\n" % (sys.flags, sys.getfilesystemencoding(), json.dumps(_plain(get_ipython().config), sort_keys=True))
    places = [os.path.join(path, "startup") for path in (get_ipython().profile_dir.location,)]
    for folder in places:
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            yield _file(os.path.join(folder, name))
    home = os.path.expanduser("~")
    for folder in (os.environ.get("MPLCONFIGDIR"), os.path.join(home, ".config", "matplotlib"), os.path.join(home, ".matplotlib")):
        yield _file(os.path.join(folder, "matplotlibrc")) if folder else ""


def _plain(config):
    # A kernel's own connection is another one each time.
    connection = ("connection_file", "JupyterApp", "KernelApp", "IPKernelApp", "Session", "ConnectionFileMixin")
    return {str(name): repr(value) for name, value in config.items() if name not in connection}


def _caches():
    """Folders of what libraries keep for all lessons."""
    home = os.path.expanduser("~")
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return [folder for folder in (os.environ.get("MPLCONFIGDIR"), cache) if folder]


def _file(path):
    try:
        size = os.path.getsize(path)
        if size > LARGEST:
            return "%s %d %d\n" % (path, size, os.stat(path).st_mtime_ns)
        with open(path, "rb") as file:
            return "%s %s\n" % (path, _digest(file.read()))
    except OSError:
        return "%s gone\n" % path


def _lines(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()
    except OSError:
        return []


def _memory():
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def _digest(data):
    return hashlib.sha256(data).hexdigest()[:40]
