"""The levers of the page: parameters that a class may move, each a slider made from its declaration."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...errors import LinkageError
from ...scenario.parameters import Parameter, parameters
from ...scenario.programmes import PROVIDERS
from .given import number
from .setting import Setting

SWITCHES: dict[str, str] = {actor: f"actors.{actor}.active" for actor in ("government", "market", "society", "community", "household")}
PLATFORM = "platform.on"
# Which parameters become sliders, group by group; ``{place}`` is the village that is shown.
GROUPS: dict[str, tuple[str, ...]] = {
    "platform": ("platform.coverage", "platform.accuracy", "platform.delay", "platform.matching"),
    "government": (
        "actors.government.public_funds", "actors.government.quota", "actors.government.notice_delay", "actors.government.audit",
    ),
    "market": ("actors.market.courier_cost", "actors.market.entry_caution", "actors.market.credit_multiple", "economy.platform_fee"),
    "society": ("actors.society.donations", "actors.society.publicity_gain", "actors.society.supervise"),
    "community": ("actors.community.visits", "actors.community.visit_accuracy", "actors.community.kin_favour"),
    "household": ("places.{place}.founders", "population.motivation_mean", "actors.household.startup_capital",
                  "actors.household.handout_motivation"),
    "programmes": ("programmes.training.capacity", "programmes.mentoring.capacity", "programmes.startup_loan.capacity",
                   "programmes.subsistence.capacity"),
}  # fmt: skip
# Ends of sliders whose parameter has no prior range, or one that a class would find too narrow.
ENDS: dict[str, tuple[float, float]] = {
    "places.*.founders": (0, 60),
    "programmes.*.capacity": (0, 60),
    "platform.delay": (1, 24),
    "actors.government.notice_delay": (0, 36),
}
STEPS = 40


@dataclass(frozen=True)
class Lever:
    """One slider, or one choice of words.

    Attributes
    ----------
    path : str
        Path of the parameter.
    declared : str
        Path of its declaration, ``*`` for any place or programme.
    unit, text : str
        As declared.
    low, high, step : float
        Ends and step of the slider.
    whole : bool
        Whether it takes whole numbers.
    choices : tuple of str
        Words to choose from; empty for a slider.
    """

    path: str
    declared: str
    unit: str
    text: str
    low: float
    high: float
    step: float
    whole: bool
    choices: tuple[str, ...] = ()

    def read(self, given: object) -> float | int | str:
        """Take what the browser or a link says as a value within the ends.

        Raises
        ------
        LinkageError
            If it is neither a number nor one of the choices.
        """
        if self.choices:
            if str(given) not in self.choices:
                raise LinkageError(f"{self.path} is one of {', '.join(self.choices)}, not '{given}'.")
            return str(given)
        found = number(given)
        if found is None:
            raise LinkageError(f"{self.path} is a number from {self.low:g} to {self.high:g}, not '{str(given)[:60]}'.")
        value = min(max(found, self.low), self.high)
        return round(value) if self.whole else float(f"{value:.10g}")


def levers(setting: Setting, place: str) -> dict[str, list[Lever]]:
    """The levers that a scenario has, by group."""
    found = {group: [_lever(path.format(place=place), setting) for path in paths] for group, paths in GROUPS.items()}
    return {group: [lever for lever in some if lever is not None] for group, some in found.items()}


def allowed(setting: Setting, place: str) -> dict[str, Lever | None]:
    """Every path that the page may change: levers by path, and the switches, which have none."""
    paths: dict[str, Lever | None] = dict.fromkeys([*SWITCHES.values(), PLATFORM])
    return paths | {lever.path: lever for some in levers(setting, place).values() for lever in some}


def read_value(path: str, lever: Lever | None, given: object) -> Any:
    """Take a value for a lever or a switch as the browser or a link says it."""
    if lever is not None:
        return lever.read(given)
    if isinstance(given, bool):
        return given
    if str(given) in ("true", "on", "false", "off"):
        return str(given) in ("true", "on")
    raise LinkageError(f"{path} is on or off, not '{given}'.")


def payer_of(setting: Setting, path: str) -> str:
    """The provider that pays a programme, for its colour."""
    programme = setting.parent.programmes[path.split(".")[1]]
    return next(provider for provider in PROVIDERS if provider == programme.providers[0])


def _lever(path: str, setting: Setting) -> Lever | None:
    parts = path.split(".")
    declared = ".".join([parts[0], "*", *parts[2:]]) if parts[0] in ("places", "programmes") else path
    known = _declared().get(declared)
    try:
        value = setting.original(path)
    except (KeyError, IndexError, TypeError):
        return None  # the scenario has no such programme
    if isinstance(value, Mapping):
        return None  # written by month: no slider says that
    return None if known is None else _made(path, known, value, _most(path, setting))


def _most(path: str, setting: Setting) -> float:
    """What a value may not exceed for another one's sake: a village has no more founders than households."""
    return float(setting.original(path.replace(".founders", ".households"))) if path.endswith(".founders") else math.inf


def _made(path: str, known: Parameter, value: Any, most: float) -> Lever:
    if known.kind == "choice":
        return Lever(path, known.path, known.unit, known.text, 0.0, 0.0, 0.0, False, known.choices)
    low, high = ENDS.get(known.path) or known.prior or (known.low or 0.0, known.high if known.high is not None else 4.0 * value)
    low, high = min(low, value), min(max(high, value), most)
    whole = known.kind == "integer"
    return Lever(path, known.path, known.unit, known.text, low, high, _step(high - low, whole), whole)


def _step(span: float, whole: bool) -> float:
    """A round step that divides the span into some forty parts."""
    rough = max(span / STEPS, 1e-9)
    ten = 10.0 ** math.floor(math.log10(rough))
    step = next(size * ten for size in (1, 2, 5, 10) if size * ten >= rough * 0.999)
    return max(1.0, round(step)) if whole else float(f"{step:.6g}")


@cache
def _declared() -> Mapping[str, Parameter]:
    return {known.path: known for known in parameters()}
