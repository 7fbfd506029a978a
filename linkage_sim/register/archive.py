"""The archive of cards: every entry and exit of every household, month by month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from linkage_sim.kernel.rules import rule
from linkage_sim.state.household import CARD, CARD_BEFORE
from linkage_sim.state.weights import for_all
from linkage_sim.state.world import World


@rule
def note_changes(world: World) -> None:
    """Note whose cards differ from the start of the month; a card given and withdrawn within it leaves no trace."""
    moves, made, changed = 0.0, 0, world.changed
    for j in range(len(world.months)):
        moves += world.months[j].entries + world.months[j].exits
    for i in range(len(world.households) if moves > 0.0 else 0):
        card = world.households[i].card
        held = card & CARD
        if held != card // CARD_BEFORE & CARD:
            made += 1
            changed[made] = 2 * i + held
    changed[0] = made


class CardEvent(NamedTuple):
    """A household's card was given (``entered``) or withdrawn in a month of the run."""

    month: int
    entered: bool


class CardArchive:
    """The whole history of cards, kept as the changes of each month."""

    def __init__(self) -> None:
        self._changes: list[tuple[int, npt.NDArray[np.int64]]] = []
        self._weights: list[npt.NDArray[np.float64]] = []

    def note(self, world: World, month: int) -> None:
        """Keep what has changed in a month."""
        made = int(world.changed[0])
        if made:
            codes = world.changed[1 : made + 1].copy()
            self._changes.append((month, codes))
            self._weights.append(world.villages.weight[np.searchsorted(world.villages.last, codes >> 1, side="right")])

    @property
    def changes(self) -> npt.NDArray[np.int64]:
        """All changes: rows of (month, household, 1 for given or 0 for withdrawn), months in order."""
        rows = [np.column_stack([np.full(len(codes), month), codes >> 1, codes & 1]) for month, codes in self._changes]
        return np.concatenate([np.empty((0, 3), np.int64), *rows])

    def history(self, household: int) -> list[CardEvent]:
        """Return a household's entries and exits in order (``household``: its row in the model)."""
        changes = self.changes
        return [CardEvent(month, bool(entered)) for month, _, entered in changes[changes[:, 1] == household].tolist()]

    def counts(self) -> list[tuple[int, int, int]]:
        """Return (month, entries, exits) for every month in which cards that count changed; households by the weights of their villages."""
        changes, weights = self.changes, np.concatenate([np.empty(0), *self._weights])
        months, at = np.unique(changes[:, 0], return_inverse=True)
        moved = [np.bincount(at, for_all(changes[:, 2] == way, weights), len(months)).astype(int) for way in (1, 0)]  # type: ignore[arg-type]
        return [counted for counted in zip(months.tolist(), *(numbers.tolist() for numbers in moved), strict=True) if any(counted[1:])]
