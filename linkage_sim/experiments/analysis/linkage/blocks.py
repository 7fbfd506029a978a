"""The largest block of neighbouring settings that have something in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Block = Mapping[str, tuple[Any, Any]]
"""First and last value of each factor."""


def largest_block(cells: pd.DataFrame, wanted: Sequence[bool], values: Mapping[str, Sequence[Any]]) -> tuple[Block, int]:
    """Find the largest block in which every setting is wanted.

    Parameters
    ----------
    cells : pandas.DataFrame
        A row per setting, a column per factor; every combination of the factors' values is there once.
    wanted : sequence of bool
        Whether each setting is wanted.
    values : mapping
        Values of each factor in their order; a block goes from one of them to another, without gaps.

    Returns
    -------
    tuple
        The block and how many settings it has; nothing and 0 where no setting is wanted. Of blocks of one size, the first in the order of
        the values.
    """
    import numpy as np

    places = {name: {value: place for place, value in enumerate(some)} for name, some in values.items()}
    grid = np.zeros([len(some) for some in values.values()], dtype=bool)
    for row, here in zip(cells[list(values)].itertuples(index=False, name=None), wanted, strict=True):
        grid[tuple(places[name][value] for name, value in zip(values, row, strict=True))] = here
    best: Block = {}
    most = 0
    for ends in product(*(combinations_with_replacement(range(len(some)), 2) for some in values.values())):
        inside = grid[tuple(slice(low, high + 1) for low, high in ends)]
        if inside.size > most and inside.all():
            most, best = inside.size, {name: (some[a], some[b]) for (name, some), (a, b) in zip(values.items(), ends, strict=True)}
    return best, most
