"""Policy that changes in the course of a run: levers that a scenario writes by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from linkage_sim.scenario.scenario import Scenario
from linkage_sim.state.household import RECORDED
from linkage_sim.state.parameters import changes_by_month
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, households_of

from .initialise import on_list

_PLATFORM = 0  # the owner of the record, see on_list


class Policy:
    """What the scenarios of a world set anew, month by month."""

    def __init__(self, scenarios: Sequence[Scenario], world: World) -> None:
        self.changes = changes_by_month(list(scenarios))
        self.world = world

    def begin(self, month: int) -> None:
        """Let what is set anew from a month of the run on hold; nothing is done in other months."""
        for variant, name, value in self.changes.get(month, ()):
            setattr(self.world.parameters[variant], name, value)
            if name == "coverage":
                for village in self.world.villages:
                    if village.variant == variant:
                        record_households(village, value, self.world)


def record_households(village: Village, coverage: float, world: World) -> None:
    """Put as many households on the platform's record as it reaches now: the same draws, so that those on record stay while it grows."""
    cards = households_of(village, world).array["card"]
    rows: Any = np.arange(len(cards), dtype=np.uint64)
    cards[:] = np.where(on_list(rows, _PLATFORM, coverage, village), cards | RECORDED, cards & ~np.uint8(RECORDED))
