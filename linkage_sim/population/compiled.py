"""How rules are compiled.

A rule is a scalar Python function. Compiled with numba it runs at the speed of C; with ``NUMBA_DISABLE_JIT=1``
the very same function runs as plain Python, to be read with a debugger.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba
import numpy as np
from numba import njit
from numba.core.options import DefaultOptions

F = TypeVar("F", bound=Callable[..., object])

COMPILED: bool = not numba.config.DISABLE_JIT
"""Whether rules are compiled in this process."""

# Columns are stored narrow; rules calculate wide. numba resolves these two names to plain conversions.
if TYPE_CHECKING:

    def real(number: Any) -> float:
        """Return a column's value as a 64-bit float."""

    def whole(number: Any) -> int:
        """Return a column's value as a signed 64-bit integer."""

else:
    real = np.float64
    whole = np.int64

_ROOMS = ("population", "economy", "platform", "measures", "actors")


def _sources_hash() -> str:
    """Return a hash over all sources that may be compiled, with the versions that compile them.

    numba notices a change of the file that holds a function but not of the functions that it calls; a cache
    folder named after all sources can never be stale.
    """
    digest = hashlib.sha256(f"{sys.version}|{numba.__version__}|{np.__version__}".encode())
    package = Path(__file__).resolve().parent.parent
    for room in _ROOMS:
        for path in sorted((package / room).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    """Return a writable folder for compiled rules."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "linkage_sim"
    try:
        base.mkdir(parents=True, exist_ok=True)
        if os.access(base, os.W_OK):
            return base / _sources_hash()
    except OSError:
        pass
    return Path(tempfile.gettempdir()) / f"linkage_sim-{os.getuid()}" / _sources_hash()


if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(_cache_folder())


def is_cached() -> bool:
    """Return whether compiled rules are on disk, so that a first run need not wait for the compiler."""
    folder = Path(numba.config.CACHE_DIR)
    return not COMPILED or (folder.is_dir() and any(folder.rglob("*.nbi")))


def _counting(on: bool) -> dict[str, bool]:
    """Return numba's option to count references to arrays or not, where this numba has it."""
    return {"_nrt": on} if hasattr(DefaultOptions, "_nrt") else {}


def rule(function: F) -> F:
    """Compile a rule: no fast-math, no Python objects, the result kept on disk for the next process."""
    return cast(F, njit(cache=True, nogil=True, error_model="numpy", **_counting(True))(function))


def borrowing(function: F) -> F:
    """Compile a rule that only borrows the arrays it is given: it makes none, returns none, and calls no rule that does.

    Nobody need count references then. For a rule that is given all columns of the households and called for one of them, or for one
    programme, the counting costs more than the rule: some fifty locked additions, a third of a run in all.
    """
    return cast(F, njit(cache=True, nogil=True, error_model="numpy", **_counting(False))(function))


def inlined(function: F) -> F:
    """Compile a small rule into its callers: a loop over rows that calls it can then be vectorised."""
    return cast(F, njit(cache=True, nogil=True, error_model="numpy", inline="always")(function))
