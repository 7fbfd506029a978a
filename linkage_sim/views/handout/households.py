"""What a handout keeps of each household and month: small whole numbers from which the page draws it and tells its story."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...actors.household.stores import acting_motivation
from ...kernel.random import Purpose, uniform
from ...model import LinkageModel
from ...state.household import AWARE, CARD, CONNECTED, FOUNDER
from ...state.world import households_of
from ..app.frame import environment_now
from .packing import Table

STEPS = 20
"""Steps in which sums of money are kept, to a tenfold: each is 12 % above the one before."""
KNOWS_OF_SHOPS, LINE, REACHED, CARDED, POOR, GAVE_UP, CAME_HOME = (1 << k for k in range(7))
"""Bits of ``state``: aware, connected, a line to be had, card, below the line, gave its shop up, founder."""
AS_THEY_ARE = {"stores": np.uint8, "away": np.uint8, "workers": np.uint8, "size": np.uint8,
               "need": np.uint16, "voiced": np.uint16, "received": np.uint32}  # fmt: skip
MONEY = ("income", "cash", "debt", "sales")


class Households:
    """The households of one village, kept month by month from before the first.

    Parameters
    ----------
    model : LinkageModel
        A model that has not begun.
    village : int
        The village that is shown.
    """

    def __init__(self, model: LinkageModel, village: int) -> None:
        self._village = village
        shown = model.villages[village]
        self._order = np.array([uniform(row, 0, int(Purpose.CONNECT), 0, shown) for row in range(shown.last - shown.first)])
        self._months: list[dict[str, Table]] = []
        self.note(model)

    def note(self, model: LinkageModel) -> None:
        """Keep how things stand now."""
        rows = households_of(model.villages[self._village], model.world)
        columns = {name: np.asarray(getattr(rows, name)).astype(kind) for name, kind in AS_THEY_ARE.items()}
        columns |= {name: money_code(np.asarray(getattr(rows, name))) for name in MONEY}
        columns["state"] = self._state(model)
        drag = model.world.parameters[model.villages[self._village].variant].dependence_drag
        kept_back = np.array([acting_motivation(1.0, months, drag) for months in range(256)])
        columns["will"] = percent(np.asarray(rows.motivation) * kept_back[np.asarray(rows.dependence)])
        columns["skill"] = percent(np.asarray(rows.skill))
        self._months.append(columns)

    def tables(self) -> dict[str, Table]:
        """A table for each column: a row per household, a column per month and one before the first."""
        return {name: np.stack([month[name] for month in self._months], axis=1) for name in self._months[0]}

    def _state(self, model: LinkageModel) -> npt.NDArray[np.uint8]:
        village = model.villages[self._village]
        rows = households_of(village, model.world)
        flags, stores, losing = np.asarray(rows.flags), np.asarray(rows.stores), np.asarray(rows.losing)
        holds = (
            (KNOWS_OF_SHOPS, flags & AWARE != 0),
            (LINE, flags & CONNECTED != 0),
            (REACHED, (flags & CONNECTED != 0) | (self._order < village.reach)),
            (CARDED, np.asarray(rows.card) & CARD != 0),
            (POOR, np.asarray(rows.income) < environment_now(model, self._village).poverty_line),
            (GAVE_UP, (stores == 0) & (losing > 0)),
            (CAME_HOME, flags & FOUNDER != 0),
        )
        state: npt.NDArray[np.uint8] = np.sum([np.where(held, bit, 0) for bit, held in holds], axis=0).astype(np.uint8)
        return state


def money_code(amounts: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    """The step that an amount of RMB lies at."""
    codes: npt.NDArray[np.uint8] = np.round(STEPS * np.log10(1.0 + np.maximum(amounts, 0.0))).astype(np.uint8)
    return codes


def percent(shares: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    """Shares in whole per cent."""
    return np.round(100 * shares).astype(np.uint8)
