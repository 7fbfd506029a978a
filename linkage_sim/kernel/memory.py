"""How much memory there is: what cannot fit is told before it starts, not by the system that ends the process."""

from __future__ import annotations

import os
from pathlib import Path

CONTAINER = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where Linux says how much a container may have."""


def room() -> int | None:
    """Bytes of memory that this machine, or container, has; None where the system does not say."""
    found = [size for size in (_machine(), *map(_limit, CONTAINER)) if size]
    return min(found, default=None)


def _machine() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _limit(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):  # no such file, or the word "max"
        return None
