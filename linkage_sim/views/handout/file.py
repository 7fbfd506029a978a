"""Make a handout: choose the worlds, play them on all cores, set the page, write the file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path

from ...errors import LinkageError
from ...experiments.engines.side_by_side import side_by_side
from ...experiments.files import cannot_write, refuse_special, write_file
from ...findings.language import words_of
from .page import MARK, Content, page
from .recording import Order, recorded
from .worlds import PLAYERS, held, worlds

MOST_SEEDS, LEAST_MONTHS, MOST_MONTHS = 40, 12, 96
MOST_BYTES = 5_000_000
HEAD = 1000
"""Bytes in which a handout's mark stands."""


def handout(
    out: str | PathLike[str],
    seeds: int = 20,
    months: int | None = None,
    language: str | None = None,
    vary: Sequence[str] = tuple(PLAYERS),
    jobs: int = 1,
    tick: Callable[[int], None] | None = None,
) -> Path:
    """Write a lesson in one file: an HTML page that plays back recorded runs of Junpu, offline, on a phone as on a projector.

    Parameters
    ----------
    out : path
        The file; an older handout is replaced, any other file is not.
    seeds : int
        Runs of each setting; the village is shown for the first, the bands are over all.
    months : int, optional
        Length of the runs in place of the scenario's own; lessons whose month lies beyond are left out.
    language : str, optional
        Language in which the page opens, ``en`` or ``zh``; that of the browser if not given. Both are in it.
    vary : sequence of str
        Who may be switched off: every choice of these actors, and the platform, is recorded.
    jobs : int
        Processes on this machine; the file is the same for any number.
    tick : callable, optional
        Is told each time a setting is done.

    Returns
    -------
    Path
        The file. The same options give the same page.

    Raises
    ------
    LinkageError
        When an option is bad, the place is taken by another file, or the page would be larger than five million bytes.
    """
    target = Path(os.fspath(out))
    _refuse_bad(seeds, months, language, jobs)
    _refuse_other(target)
    lessons = held(months)
    chosen = worlds(vary, lessons)
    order = tuple(range(1, seeds + 1))
    recordings = _played([Order(world, months, order) for world in chosen], jobs, tick or (lambda _: None))
    made = page(Content(chosen, recordings, lessons, tuple(vary), order, months, language)).encode()
    if len(made) > MOST_BYTES:
        raise LinkageError(
            f"The page would have {len(made) / 1e6:.1f} MB, more than {MOST_BYTES / 1e6:g}; ask for fewer seeds, months or actors."
        )
    write_file(target, made)
    return target


def count_worlds(vary: Sequence[str], months: int | None) -> int:
    """How many settings are recorded."""
    return len(worlds(vary, held(months)))


def _refuse_bad(seeds: int, months: int | None, language: str | None, jobs: int) -> None:
    if not 1 <= seeds <= MOST_SEEDS:
        raise LinkageError(f"A handout holds 1 to {MOST_SEEDS} seeds of each setting, not {seeds}.")
    if months is not None and not LEAST_MONTHS <= months <= MOST_MONTHS:
        raise LinkageError(f"A handout's runs last {LEAST_MONTHS} to {MOST_MONTHS} months, not {months}.")
    if jobs < 1:
        raise LinkageError(f"The number of jobs is {jobs}; give at least 1.")
    if language is not None:
        words_of(language)


def _refuse_other(target: Path) -> None:
    """Refuse to take the place of anything that is no handout, or to write where that cannot be."""
    try:
        if not target.parent.is_dir():
            raise LinkageError(f"{target}: there is no folder {target.parent}. Make it first, or name another file.")
        if target.is_dir():
            raise LinkageError(f"{target}: is a folder. Name a file, such as {target / 'class.html'}.")
        refuse_special(target)
        if target.exists() and not _is_handout(target):
            raise LinkageError(f"{target}: there is a file of this name that is no handout, and it is not overwritten. Name another file.")
        if not os.access(target.parent, os.W_OK):
            raise LinkageError(f"{target}: cannot be written (permission denied). Name a file where you may write.")
    except OSError as error:
        raise cannot_write(target, error) from error


def _is_handout(path: Path) -> bool:
    """Whether a file is a handout, or nothing yet."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    return MARK.encode() in head or not head


def _played(orders: Sequence[Order], jobs: int, tick: Callable[[int], None]) -> list[bytes]:
    """Record all worlds, in this process or in several; their order is kept."""
    from ...model import compile_rules

    compile_rules()
    if jobs > 1 and len(orders) > 1:
        return side_by_side(recorded, orders, jobs, lambda _: tick(1))
    made = []
    for order in orders:
        made.append(recorded(order))
        tick(1)
    return made
