"""One outcome's estimates, as sentences and figures need them, and the words for players and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ....findings import certainty
from ....findings.numbers import LEAST_DIFFERENCE, POINTS, about, is_share
from ....findings.words import spelled
from ....state.month import ACTORS
from .contributions import OFF, ON

if TYPE_CHECKING:
    import pandas as pd

ALWAYS = "household"  # nothing of a shop happens without its household, so that its linkage with the others is told apart
WHEN = {ON: "With the platform", OFF: "Without the platform"}


class Estimate(NamedTuple):
    """A number of the table with its interval."""

    value: float
    low: float
    high: float
    part: float
    p: float
    p_holm: float

    @property
    def apart(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0

    @property
    def clear(self) -> bool:
        """Whether it leaves zero out also when all intervals of the outcome are read together: the one definition of clear here."""
        return self.apart and certainty.together(self.p_holm)

    @property
    def same(self) -> bool:
        """Whether all runs have the same."""
        return self.high - self.low <= LEAST_DIFFERENCE * max(abs(self.low), abs(self.high))

    @property
    def nothing(self) -> bool:
        """Whether it is nothing in any run."""
        return self.same and not self.apart

    @property
    def weak(self) -> bool:
        """Whether it leaves zero out by itself but not once all intervals of the outcome are read together."""
        return self.apart and not self.clear


Numbers = Mapping[tuple[str, str, str, str], Estimate]
"""An outcome's estimates by platform, quantity, player and other."""


def numbers(rows: pd.DataFrame) -> Numbers:
    """The rows of one outcome as a mapping."""
    keys = rows[["platform", "quantity", "player", "other"]].itertuples(index=False, name=None)
    values = rows[list(Estimate._fields)].itertuples(index=False, name=None)
    return {key: Estimate(*value) for key, value in zip(keys, values, strict=True)}


def main_platform(found: Numbers) -> str:
    """The state of the platform that is told first: on, where it was run."""
    return ON if (ON, "total", "", "") in found else OFF


def leader(found: Numbers, platform: str) -> tuple[str, str]:
    """Who has the largest share and who has the second largest; no second where there is one player."""
    for where, quantity, player, other in found:
        if where == platform and quantity == "lead":
            return player, other
    return next(player for where, quantity, player, _ in found if where == platform and quantity == "share"), ""


def called(player: str) -> str:
    """What people call a player."""
    return "households" if player == "household" else player.replace("_", " ")


def everybody(players: Sequence[str]) -> str:
    """Name all players together."""
    kind = "actors" if set(players) <= set(ACTORS) else "players"
    return f"the {spelled(len(players))} {kind}" if len(players) > 1 else f"the {called(players[0])}"


def shown(one: Estimate, unit: str, points: bool = True) -> str:
    """Write a change with its interval; of shares in percentage points, which are named unless ``points`` is False."""
    size, *ends = (about(value, unit, sign=True, named=False) for value in (one.value, one.low, one.high))
    return f"{size}{f' {POINTS}' if points and is_share(unit) else ''} ({'in every run' if one.same else ' to '.join(ends)})"
