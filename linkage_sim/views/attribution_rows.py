"""The rows of the attribution's figure: where each bar begins and ends, what is written beside it, how long the axis is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..experiments.analysis.attribution.contributions import OFF, ON
from ..experiments.analysis.attribution.numbers import Estimate, Numbers, called
from ..findings.numbers import POINTS, is_share, percent
from ..findings.words import spelled
from .style import ACTOR_COLOURS, BLACK, GREY, PALE, SKY

OTHER_COLOURS = (SKY, "#882255", "#44AA99", "#999933", "#332288", "#AA4466")  # of players that are no actors
ALONE, LINKAGE = "each alone, summed", "linkage"
GAP = 0.8  # above the lower part, in rows
LETTER = 0.072  # width of a letter in inches
MINUS = "\N{MINUS SIGN}"


class Step(NamedTuple):
    """A row of a panel: a bar from ``start`` to ``end``, or a level of the outcome, which starts nowhere."""

    name: str
    colour: str
    place: float
    start: float | None
    end: float
    estimate: Estimate
    label: str

    @property
    def whisker(self) -> tuple[float, float]:
        """Where the interval begins and ends."""
        return self.end + self.estimate.low - self.estimate.value, self.end + self.estimate.high - self.estimate.value

    @property
    def reach(self) -> tuple[float, float]:
        """The leftmost and the rightmost point of the row's marks."""
        marks = (*self.whisker, self.end, self.end if self.start is None else self.start)
        return min(marks), max(marks)

    @property
    def leftwards(self) -> bool:
        """Whether the bar goes to the left, where its label stands then."""
        return self.start is not None and self.end < self.start


def order(values: Numbers, state: str, players: Sequence[str]) -> list[str]:
    """The players, those first that go furthest in the direction of the whole step."""
    towards = -1 if values[state, "total", "", ""].value < 0 else 1
    return sorted(players, key=lambda player: -towards * values[state, "share", player, ""].value)


class Scale(NamedTuple):
    """How the outcome's numbers are written: all in the same unit, with as many decimals as the largest needs for three digits."""

    unit: str
    factor: float
    decimals: int

    def write(self, value: float) -> str:
        """Write a number without its unit."""
        return f"{self.factor * value:,.{self.decimals}f}".replace("-", MINUS)


def scale_of(values: Numbers, unit: str) -> Scale:
    """The scale for an outcome's estimates: shares in per cent, large numbers in millions or billions."""
    largest = max(max(abs(one.value), abs(one.low), abs(one.high)) for key, one in values.items() if key[0] in (ON, OFF))
    factor = 100.0 if is_share(unit) else 1e-9 if largest >= 1e10 else 1e-6 if largest >= 1e6 else 1.0
    name = {100.0: f"{unit}, %; changes in {POINTS}", 1e-9: f"billion {unit}", 1e-6: f"million {unit}"}.get(factor, unit)
    decimals = next((places for places in range(4) if factor * largest * 10**places >= 100), 4)
    return Scale(name, factor, decimals)


def rows(values: Numbers, state: str, players: Sequence[str], scale: Scale) -> Iterator[Step]:
    """The rows of a panel: nobody, each player, all; then each alone and the linkage."""
    none, everyone, summed, link = (values[state, name, "", ""] for name in ("none", "all", "alone_sum", "linkage"))
    yield Step("nobody", PALE, 0.0, None, none.value, none, scale.write(none.value))
    at, colours = none.value, _colours(players)
    for row, player in enumerate(players, 1):
        share = values[state, "share", player, ""]
        yield Step(called(player), colours[player], float(row), at, at + share.value, share, _label(share, scale))
        at += share.value
    last = len(players) + 1
    yield Step(f"all {spelled(len(players))}", PALE, float(last), None, everyone.value, everyone, scale.write(everyone.value))
    alone = none.value + summed.value
    yield Step(ALONE, GREY, last + 1 + GAP, none.value, alone, summed, _label(summed, scale))
    yield Step(LINKAGE, BLACK, last + 2 + GAP, alone, everyone.value, link, _label(link, scale))


def _label(one: Estimate, scale: Scale) -> str:
    """A change with its sign, and its part of the whole where that says something."""
    part = f"  ({percent(one.part)})" if one.clear and 0.005 < one.part <= 1 else ""
    text = scale.write(one.value)
    if not any(digit in text for digit in "123456789"):
        return "0"
    return ("+" if one.value > 0 else "") + text + part


def _colours(players: Sequence[str]) -> dict[str, str]:
    """A colour for each player: an actor's own, or the next one of the others."""
    others = [player for player in sorted(players) if player not in ACTOR_COLOURS]
    return ACTOR_COLOURS | {player: OTHER_COLOURS[place % len(OTHER_COLOURS)] for place, player in enumerate(others)}


def limits(steps: Sequence[Step], width: float) -> tuple[float, float]:
    """Ends of the axis, with zero where it is near, and with room for the labels, whose width grows with the axis itself."""
    low, high = min(step.reach[0] for step in steps), max(step.reach[1] for step in steps)
    low, high = (0.0 if 0 < low < high - low else low), (0.0 if low - high < high < 0 else high)
    ends = (low, high) if low < high else (low - 0.5, high + 0.5)
    left, right = ends
    for _ in range(20):
        letter = (right - left) * LETTER / width
        left = min(ends[0], *(step.reach[0] - letter * (len(step.label) + 2) for step in steps if step.leftwards), right)
        right = max(ends[1], *(step.reach[1] + letter * (len(step.label) + 2) for step in steps if not step.leftwards), left)
    return left - 0.01 * (right - left) * (left != 0), right
