"""What runs on a worker of a Dask cluster: work comes packed, is done under the versions of whoever asked, and goes back packed."""

from __future__ import annotations

import platform
from functools import cache
from typing import Any, NamedTuple

from .base import Work
from .packing import do_packed, packed


class Versions(NamedTuple):
    """What must agree on all machines of a cluster, so that a run gives the same numbers on each."""

    python: str
    model: str

    def __str__(self) -> str:
        return f"Python {self.python} with version {self.model} of the model"


class OtherVersionsError(Exception):
    """A worker's versions are not those of whoever asked."""


@cache
def versions() -> Versions:
    """Tell this machine's versions."""
    from ...model import MODEL_VERSION

    return Versions(".".join(platform.python_version_tuple()[:2]), MODEL_VERSION)


class Package:
    """Work for a worker: unpickled there, it is done, and gives what :func:`perform` returns.

    So Dask itself has nothing to find but pickle. The scheduler needs no linkage_sim, and a worker without it says so, where it would end
    if Dask looked for its functions there.

    Parameters
    ----------
    work : callable
        A function that the worker can import.
    payload : object
        What it is given.
    wanted : Versions, optional
        What the worker must have; not asked where it is a process of this installation.
    """

    def __init__(self, work: Work, payload: Any, wanted: Versions | None) -> None:
        self._arguments = (packed(work, payload), wanted)

    def __reduce__(self) -> tuple[Any, ...]:
        return perform, self._arguments


def perform(package: bytes, wanted: Versions | None) -> tuple[bytes | None, str]:
    """Do packed work; see :func:`do_packed`.

    Raises
    ------
    OtherVersionsError
        Where the versions of this worker are not those that are wanted.
    """
    if wanted is not None and versions() != wanted:
        raise OtherVersionsError(f"a worker has {versions()}, and whoever asks has {wanted}")
    return do_packed(package)
