"""The archive of cards: every entry and exit of every household, month by month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from linkage_sim.measures.observe import AT
from linkage_sim.population.compiled import rule
from linkage_sim.population.state import CARD, CARD_BEFORE

_ENTRIES, _EXITS = AT["entries"], AT["exits"]
_ROOM = 1024


@rule
def room_for_changes():  # type: ignore[no-untyped-def]
    """Return an empty table of changes: month, row, and 1 for a card given or 0 for one withdrawn."""
    return np.empty((_ROOM, 3), np.int64)


@rule
def has_moves(rows):  # type: ignore[no-untyped-def]
    """Return whether a card was given or withdrawn in a month, from its recorded rows."""
    moves = 0.0
    for run in range(len(rows)):
        moves += rows[run, _ENTRIES] + rows[run, _EXITS]
    return moves > 0.0


@rule
def note_cards(w, month, changes, made):  # type: ignore[no-untyped-def]
    """Add to a table of ``made`` changes which cards differ from the start of the month; return the table, grown if need be, and how many.

    A card given and withdrawn within a month leaves no trace.
    """
    if not has_moves(w.record[month]):
        return changes, made
    card = w.households.card
    for i in range(len(card)):
        held, before = card[i] & CARD != 0, card[i] & CARD_BEFORE != 0
        if held != before:
            if made == len(changes):
                changes = np.concatenate((changes, np.empty_like(changes)))
            changes[made, 0], changes[made, 1], changes[made, 2] = month, i, 1 if held else 0
            made += 1
    return changes, made


class CardEvent(NamedTuple):
    """A household's card was given (``entered``) or withdrawn in a month of the run."""

    month: int
    entered: bool


class CardArchive:
    """The whole history of cards, kept as the changes of each month."""

    def __init__(self) -> None:
        self._changes: list[npt.NDArray[np.int64]] = []

    def add(self, changes: npt.NDArray[np.int64]) -> None:
        """Add what has changed in the months since: rows of (month, household, 1 for given or 0 for withdrawn), months in order."""
        if len(changes):
            self._changes.append(changes.copy())

    @property
    def changes(self) -> npt.NDArray[np.int64]:
        """All changes: rows of (month, household, 1 for given or 0 for withdrawn), months in order."""
        return np.concatenate([np.empty((0, 3), np.int64), *self._changes])

    def history(self, household: int) -> list[CardEvent]:
        """Return a household's entries and exits in order (``household``: its row in the model)."""
        changes = self.changes
        return [CardEvent(month, bool(entered)) for month, _, entered in changes[changes[:, 1] == household].tolist()]

    def counts(self) -> list[tuple[int, int, int]]:
        """Return (month, entries, exits) for every month in which cards changed."""
        changes = self.changes
        months, entries = np.unique(changes[:, 0]), changes[changes[:, 2] == 1, 0]
        given = np.searchsorted(entries, months, "right") - np.searchsorted(entries, months)
        moved = np.searchsorted(changes[:, 0], months, "right") - np.searchsorted(changes[:, 0], months)
        return list(zip(months.tolist(), given.tolist(), (moved - given).tolist(), strict=True))
