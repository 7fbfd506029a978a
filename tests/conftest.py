"""What the tests of the model's core share: small scenarios, and one village whose rules are called one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

from linkage_sim.actors import month as schedule
from linkage_sim.model import LinkageModel
from linkage_sim.population.state import Households, World, rows
from linkage_sim.population.views import VillageView
from linkage_sim.scenario import Scenario

# Machines are shared: how long an example takes tells nothing of the rule.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

MINIMAL: dict[str, Any] = {
    "schema": 1,
    "name": "small",
    "title": "One small village",
    "months": 24,
    "places": [{"name": "village", "households": 60}],
}


class Bench:
    """One village of a small model: its columns, its records, and short ways to set them."""

    def __init__(self, scenario: Scenario, seed: int = 1, **options: Any) -> None:
        self.model = LinkageModel(scenario, seed=seed, **options)

    @property
    def w(self) -> World:
        return self.model.world

    @property
    def h(self) -> Households:
        """Columns of the first village."""
        v = self.w.villages[0]
        return rows(self.w.households, v["first"], v["last"])

    @property
    def v(self) -> Any:
        """Record of the first village, as rules take it."""
        return self.w.villages[0]

    @property
    def see(self) -> VillageView:
        """The same record, to be read and written by a test."""
        return self.model.villages[0]

    @property
    def p(self) -> Any:
        return self.w.params[0]

    @property
    def programmes(self) -> Any:
        return self.w.programmes[0]

    def e(self, month: int = 0) -> Any:
        return self.w.environment[0, month]

    def ties(self) -> tuple[Any, Any, Any]:
        """Ties of the first village: row starts, numbers of kin, ends."""
        v = self.w.villages[0]
        return self.w.ties.start[: v["last"] + 1], self.w.ties.kin[: v["last"]], self.w.ties.other

    def set(self, **columns: Any) -> Bench:
        """Set columns of all households."""
        for name, value in columns.items():
            getattr(self.h, name)[:] = value
        return self

    def rule(self, **values: float) -> Bench:
        """Set parameters, whatever bounds a scenario puts on them."""
        for name, value in values.items():
            self.w.params[name] = value
        return self

    def place(self, **values: float) -> Bench:
        """Set facts of the village."""
        for name, value in values.items():
            setattr(self.see, name, value)
        return self

    def play(self, stage: str, month: int = 0) -> Bench:
        """Play one stage of a month: input, integration, implementation or feedback."""
        self.w.clock[0] = month
        getattr(schedule, f"{stage}_stage")(self.w, 0, len(self.w.villages))
        return self


@pytest.fixture(scope="session")
def plain() -> Callable[[Any], Any]:
    """Give a rule's plain Python form, compiled or not."""
    return lambda rule: getattr(rule, "py_func", rule)


@pytest.fixture(scope="session")
def minimal() -> Callable[..., Scenario]:
    """Build one village without programmes; keywords are facts of the place, the rest goes by path."""

    def build(overrides: dict[str, Any] | None = None, **place: Any) -> Scenario:
        content = {**MINIMAL, "places": [{**MINIMAL["places"][0], **place}]}
        return Scenario.from_dict(content).with_overrides(overrides or {})

    return build


@pytest.fixture(scope="session")
def bench(minimal: Callable[..., Scenario]) -> Callable[..., Bench]:
    """Build a bench on a small village; ``options`` go to the model."""

    def build(overrides: dict[str, Any] | None = None, *, seed: int = 1, options: dict[str, Any] | None = None, **place: Any) -> Bench:
        return Bench(minimal(overrides, **place), seed, **(options or {}))

    return build


@pytest.fixture(scope="session")
def lively() -> Scenario:
    """A small Junpu in which within three years everything happens: take-off, notice, cards, loans, defaults, works."""
    return Scenario.load("junpu").with_overrides(
        {
            "months": 60,
            "places.junpu.households": 80,
            "places.junpu.founders": 4,
            "platform.start": "2012-07",
            "platform.register_start": "2012-03",
            "actors.government.notice_stores": 6,
            "actors.government.notice_delay": 1,
            "actors.household.medical_cost": 900,
            "actors.community.village_fund": 10,
            "programmes.startup_loan.effect.loan": 4000,
        }
    )


@pytest.fixture(scope="session")
def two_villages() -> Callable[..., Scenario]:
    """Build two villages in provinces of their own, with products of their own; keywords change the second."""

    def build(overrides: dict[str, Any] | None = None, **second: Any) -> Scenario:
        base = Scenario.load("junpu").resolved()
        first = {**base["places"][0], "name": "first", "households": 50, "founders": 3, "count": 1}
        other = {**first, "name": "second", "county": "elsewhere", "province": "far", "town": "away", "product": "shoes", **second}
        content = {**base, "places": [first, other], "evidence": {}, "months": 12}
        content["platform"] = {**base["platform"], "start": "2012-03", "register_start": "2012-02"}
        content["actors"]["government"]["notice_stores"] = 4.0
        return Scenario.from_dict(content).with_overrides(overrides or {})

    return build
