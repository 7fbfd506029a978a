"""Where compiled stages are kept: a folder of one's own that nobody else can write."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import stat
import sys
import tempfile
from functools import cache
from pathlib import Path

_INHERITED = "LINKAGE_SIM_CACHE"
KEPT = 6
"""Versions of a stage that are kept; the oldest give way."""


def _base() -> Path:
    """Return where this system's programs keep what they can make again."""
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"])
    if sys.platform == "win32" and os.environ.get("LOCALAPPDATA"):
        return Path(os.environ["LOCALAPPDATA"])
    return Path.home() / ".cache"


def is_private(folder: Path) -> bool:
    """Return whether a folder is one's own, no link, and nobody else may write into it."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    if not hasattr(os, "getuid"):  # Windows: a profile's folders are guarded by the system
        return True
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and _stays(folder)


def _stays(folder: Path) -> bool:
    """Return whether nobody else can put another folder in its place.

    A folder above it that is open to all must let everybody take away only what is theirs, as the system's own for temporary files does.
    """
    above = (parent.stat().st_mode for parent in folder.resolve().parents)
    return all(not mode & stat.S_IWOTH or mode & stat.S_ISVTX for mode in above)


def _made(folder: Path) -> Path | None:
    """Return a folder of one's own, made if need be; None where it cannot be had."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return folder if is_private(folder) and os.access(folder, os.W_OK) else None


@cache
def folder() -> Path:
    """Return the folder of compiled stages: the user's, or where there is none or others can write to it one of this process's own.

    Processes that this one starts share it.
    """
    inherited = os.environ.get(_INHERITED)
    if inherited and is_private(Path(inherited)):
        return Path(inherited)
    try:
        wanted = _base() / "linkage_sim"
    except RuntimeError:  # no home
        return _own(None)
    return _made(wanted) or _own(wanted)


def _own(refused: Path | None) -> Path:
    """Return a folder that goes when this process ends."""
    if refused is not None and refused.exists() and not is_private(refused):
        told = "is not a folder that belongs to you alone"
        print(f"{refused} {told}: compiled rules are kept for this time only. Remove it, or run: chmod 700 {refused}", file=sys.stderr)
    made = Path(tempfile.mkdtemp(prefix="linkage_sim-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    os.environ[_INHERITED] = str(made)
    return made


def make(place: Path) -> bool:
    """Make the folder of one compiled stage; return whether it can be used. Versions of the stage beyond the kept ones are removed."""
    if place.is_dir():
        with contextlib.suppress(OSError):
            os.utime(place)
    else:
        _tidy(place.name.rsplit("-", 1)[0])
    return _made(place) is not None


def _tidy(name: str) -> None:
    """Remove the versions of a stage that were not used for longest."""
    with contextlib.suppress(OSError):
        others = sorted(folder().glob(f"{name}-*"), key=lambda path: path.stat().st_mtime)
        for old in others[: -KEPT + 1]:
            shutil.rmtree(old, ignore_errors=True)
