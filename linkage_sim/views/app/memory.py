"""What the households of the shown village did, month by month: small columns kept aside, from which their stories are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ...model import LinkageModel
from ...state.household import AWARE, CARD, CONNECTED

KEPT = ("stores", "away", "card", "flags", "received")


class Deed(NamedTuple):
    """What happened to one household in a month.

    Attributes
    ----------
    month : int
        Months count from 0; -1 is before the start.
    kind : str
        Key of its sentence.
    number : int
        Stores that it has then, or persons who left or returned.
    change : int
        Stores that it opened or closed.
    """

    month: int
    kind: str
    number: int = 0
    change: int = 0


class Memory:
    """The kept columns of one village, a row per month; the first row is the state before the first month.

    Parameters
    ----------
    model : LinkageModel
        A model that has not begun.
    village : int
        The village that is shown.
    """

    def __init__(self, model: LinkageModel, village: int) -> None:
        shown = model.villages[village]
        self.first, self.last = shown.first, shown.last
        self._rows: list[tuple[npt.NDArray[np.unsignedinteger], ...]] = []
        self.note(model)

    def note(self, model: LinkageModel) -> None:
        """Keep how things stand now."""
        households = model.households.rows(self.first, self.last)
        self._rows.append(tuple(getattr(households, name).copy() for name in KEPT))

    def column(self, name: str, at: int = -1) -> npt.NDArray[np.unsignedinteger]:
        """One kept column, of the last month unless another is named."""
        return self._rows[at][KEPT.index(name)]

    @property
    def months(self) -> int:
        """Months kept."""
        return len(self._rows) - 1

    def deeds(self, household: int) -> list[Deed]:
        """What happened to a household, in order of time."""
        own = [[int(column[household]) for column in row] for row in self._rows]
        return [deed for month in range(1, len(own)) for deed in _deeds(month - 1, own[month - 1], own[month])]

    def helped(self, household: int) -> list[tuple[int, int]]:
        """Programmes that a household received, as (month, number of the programme), the latest first."""
        found = []
        for month in range(self.months - 1, -1, -1):
            bits = int(self._rows[month + 1][4][household])
            found += [(month, k) for k in range(32) if bits >> k & 1]
        return found


def _deeds(month: int, before: list[int], after: list[int]) -> Iterator[Deed]:
    """What changed for one household from one month to the next."""
    stores, away, card, flags, _ = before
    stores_now, away_now, card_now, flags_now, _ = after
    if flags_now & AWARE and not flags & AWARE:
        yield Deed(month, "heard")
    if flags_now & CONNECTED and not flags & CONNECTED:
        yield Deed(month, "connected")
    if bool(card_now & CARD) != bool(card & CARD):
        yield Deed(month, "carded" if card_now & CARD else "uncarded")
    if away_now != away:
        yield Deed(month, "left" if away_now > away else "returned", abs(away_now - away))
    if stores_now != stores:
        change = abs(stores_now - stores)
        further = ("opened" if stores_now > stores else "closed") + ("_several" if change > 1 else "")
        yield Deed(month, "opened_first" if stores == 0 else "closed_last" if stores_now == 0 else further, stores_now, change)
