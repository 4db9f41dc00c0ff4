"""What this Python and its Jupyter are."""

from __future__ import annotations

import platform
import sys

try:
    from importlib import metadata
except ImportError:  # Python 3.7
    metadata = None

PACKAGES = ("nbconvert", "nbclient", "nbformat", "jupyter_client", "jupyter_core", "ipykernel", "ipython", "pyzmq")


def facts():
    """Versions by package name, without the packages that are not there."""
    return {
        "executable": sys.executable,
        "prefix": sys.prefix,
        "python": platform.python_version(),
        "sites": [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))],
        "implementation": platform.python_implementation(),
        "packages": {name: version for name in PACKAGES for version in [version_of(name)] if version},
    }


def kernels():
    """Installed kernels by name: language, display name, and what starts them."""
    from jupyter_client.kernelspec import KernelSpecManager

    found = {}
    for name, entry in KernelSpecManager().get_all_specs().items():
        spec = entry["spec"]
        found[name] = {
            "language": spec.get("language", ""),
            "displayName": spec.get("display_name", ""),
            "argv": spec.get("argv", []),
            "folder": entry["resource_dir"],
        }
    return found


def version_of(name):
    try:
        return metadata.version(name)
    except Exception:
        return None
