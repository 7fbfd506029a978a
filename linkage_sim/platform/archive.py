"""The archive of cards: every entry and exit of every household, month by month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from linkage_sim.measures.observe import AT
from linkage_sim.population.state import CARD, CARD_BEFORE, World

_ENTRIES, _EXITS = AT["entries"], AT["exits"]


class CardEvent(NamedTuple):
    """A household's card was given (``entered``) or withdrawn in a month of the run."""

    month: int
    entered: bool


class CardArchive:
    """The whole history of cards, kept as the changes of each month."""

    def __init__(self) -> None:
        self._changes: list[tuple[int, npt.NDArray[np.int64], npt.NDArray[np.bool_]]] = []

    def note(self, world: World, month: int) -> None:
        """Note which cards differ from the start of the month; a card given and withdrawn within a month leaves no trace."""
        moves = world.record[month]
        if not (moves[:, _ENTRIES].any() or moves[:, _EXITS].any()):
            return
        card = world.households.card
        rows = np.flatnonzero((card & CARD != 0) != (card & CARD_BEFORE != 0))
        if len(rows):
            self._changes.append((month, rows, card[rows] & CARD != 0))

    def history(self, household: int) -> list[CardEvent]:
        """Return a household's entries and exits in order (``household``: its row in the model)."""
        events = []
        for month, rows, entered in self._changes:
            at = np.searchsorted(rows, household)
            if at < len(rows) and rows[at] == household:
                events.append(CardEvent(month, bool(entered[at])))
        return events

    def counts(self) -> list[tuple[int, int, int]]:
        """Return (month, entries, exits) for every month in which cards changed."""
        return [(month, int(entered.sum()), int((~entered).sum())) for month, _, entered in self._changes]
