"""Limits that the system holds for a kernel and what it starts."""

from __future__ import annotations


def apply(limit):
    """In the kernel's process, before it runs: `limit` is {"file": bytes or None}; memory is watched, not limited."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _set(resource, "RLIMIT_CORE", 0)
    if limit.get("file"):
        _set(resource, "RLIMIT_FSIZE", limit["file"])


def _set(resource, name, value):
    try:
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(kind, (value, value))
    except (AttributeError, ValueError, OSError):
        pass
