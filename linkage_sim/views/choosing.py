"""Figures chosen by their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import LinkageError


def chosen(asked: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """Give the names that are asked for, in the order of those that are known; all where none is asked for.

    Parameters
    ----------
    asked : sequence of str
        Names of figures.
    known : iterable of str
        Names that there are.

    Raises
    ------
    LinkageError
        Where there is no figure of a name.
    """
    names = tuple(dict.fromkeys(known))
    for name in asked:
        if name not in names:
            there = f"the figures are {', '.join(names)}" if names else "there are none"
            raise LinkageError(f"There is no figure '{name}' here; {there}.")
    return tuple(name for name in names if name in asked) if asked else names
