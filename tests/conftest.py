"""What the tests of the model's core share: small scenarios, and one village whose rules are called one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from linkage_sim.actors import month as schedule
from linkage_sim.kernel.state import Table
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.state.household import Household
from linkage_sim.state.month import Month
from linkage_sim.state.village import Offer, Village
from linkage_sim.state.world import World, households_of, offers_of, programmes_of

# Machines are shared: how long an example takes tells nothing of the rule.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Files that take longest, the longest first: begun last, one of them would keep one process at work while the others have nothing to do.
# The first copies its process again and again, which is quick while the process is small.
LONGEST = (
    "experiments/study/test_kills.py", "validation/test_reproduce.py", "views/app/test_browser.py",
    "experiments/engines/test_conformance.py", "experiments/engines/test_sweeps.py", "experiments/engines/test_dask.py",
    "trust/test_trust.py", "experiments/test_discovery.py", "docs/test_site.py", "cli/test_run.py", "docs/test_tutorial.py",
    "validation/test_second_reading.py", "experiments/calibration/test_calibrating.py", "views/test_report_browser.py",
    "views/test_translated.py", "views/test_narrow.py", "views/test_mesa_page.py", "views/app/test_country_browser.py",
    "views/test_report.py", "views/handout/test_browser.py", "cli/test_sweep.py", "experiments/test_comparison.py",
    "cli/test_compare.py", "views/test_validation.py", "examples/test_examples.py", "experiments/design/test_bundled.py",
    "cli/test_attribute.py", "experiments/test_resuming.py", "experiments/study/test_sweep.py", "views/test_attribution_figure.py",
    "cli/test_linkage.py", "cli/test_sensitivity.py", "cli/test_calibrate.py", "scenario/test_mutations.py", "views/app/test_page.py",
)  # fmt: skip
HERE = Path(__file__).parent

MINIMAL: dict[str, Any] = {
    "schema": 1,
    "name": "small",
    "title": "One small village",
    "months": 24,
    "places": [{"name": "village", "households": 60}],
}


class Bench:
    """One village of a small model: its rows and columns, and short ways to set them."""

    def __init__(self, scenario: Scenario, seed: int = 1, **options: Any) -> None:
        self.model = LinkageModel(scenario, seed=seed, **options)

    @property
    def world(self) -> World:
        return self.model.world

    @property
    def households(self) -> Table[Household]:
        """Households of the first village."""
        return households_of(self.village, self.world)

    @property
    def village(self) -> Village:
        return self.world.villages[0]

    @property
    def month(self) -> Month:
        """The village's month."""
        return self.world.months[0]

    @property
    def parameters(self) -> Any:
        return self.world.parameters[0]

    @property
    def programmes(self) -> Any:
        """The catalogue, as rows."""
        return programmes_of(self.village, self.world)

    @property
    def offers(self) -> Table[Offer]:
        """What each programme does in the village."""
        return offers_of(self.village, self.world)

    def environment(self, month: int = 0) -> Any:
        return self.world.environment[self.village.environment_first + month]

    def set(self, **columns: Any) -> Bench:
        """Set columns of all households."""
        for name, value in columns.items():
            getattr(self.households, name)[:] = value
        return self

    def rule(self, **values: float) -> Bench:
        """Set parameters, whatever bounds a scenario puts on them."""
        for name, value in values.items():
            setattr(self.parameters, name, value)
        return self

    def place(self, **values: float) -> Bench:
        """Set facts of the village."""
        for name, value in values.items():
            setattr(self.village, name, value)
        return self

    def play(self, stage: str, month: int = 0) -> Bench:
        """Play one stage of a month: input, integration, implementation or feedback."""
        self.world.clock[0] = month
        for part in schedule.VILLAGE_STAGES[stage]:
            part(self.world, 0, len(self.world.villages))
        return self


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order files by how long they take; the tests of a file stay together, in their order."""
    places = {HERE / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


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
    """A small, poor and unlucky Junpu in which within five years everything happens: take-off, notice, cards, relapses, loans, defaults."""
    return Scenario.load("junpu").with_overrides(
        {
            "months": 60,
            "places.junpu.households": 80,
            "places.junpu.founders": 4,
            "places.junpu.income_scale": 0.6,
            "places.junpu.network": 2,
            "actors.household.illness_onset": 0.02,
            "actors.household.disaster_onset": 0.02,
            "actors.household.setback_loss": 0.3,
            "actors.household.asset_threshold": 20000,
            "platform.start": "2012-07",
            "platform.register_start": "2012-03",
            "platform.look_back_start": "2012-09",
            "platform.look_back_end": "2013-01",
            "platform.update_start": "2013-04",
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
