"""Multidimensional poverty of an ordinary village: where it starts (evidence b.mpi_2012), of which parts, and how it falls."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim import LinkageModel, Scenario
from linkage_sim.measures.poverty import SCORES
from linkage_sim.scenario.evidence import Evidence
from linkage_sim.state.household import INDICATORS

pytestmark = pytest.mark.slow
SEEDS = list(range(1, 21))
UNMENDED = {
    "actors.household.mend_rate": 0,
    "actors.household.public_mending": 0,
    "actors.household.schooling_renewal": 0,
    "measures.mortality_memory": 600,
}


def lived(months: int, **overrides: object) -> LinkageModel:
    return LinkageModel(Scenario.load("base").with_overrides({"months": months, **overrides}), seeds=SEEDS).run()


def yearly(model: LinkageModel, column: str) -> np.ndarray:
    """Mean over the runs, year by year."""
    monthly = model.record.monthly
    return np.asarray(monthly.groupby(monthly["month"].dt.year)[column].mean())


def parts(model: LinkageModel) -> dict[str, float]:
    """What each indicator contributes to the index, as a share, the largest first."""
    households = model.world.households
    scores = SCORES[households.deprived]
    people = households.size * (scores >= 1 / 3 - 1e-6)
    found = {name: float((people * (households.deprived >> k & 1) * weight).sum()) for k, (name, weight) in enumerate(INDICATORS.items())}
    return {name: value / (people * scores).sum() for name, value in sorted(found.items(), key=lambda item: -item[1])}


@pytest.fixture(scope="module")
def eight_years() -> LinkageModel:
    return lived(96)


@pytest.fixture(scope="module")
def start() -> LinkageModel:
    return lived(1)


def test_a_village_starts_above_the_country_at_its_intensity(start) -> None:
    nation = Evidence.load()["b.mpi_2012"].value
    mpi, headcount = (start.record.monthly[name].mean() for name in ("mpi", "mpi_headcount"))
    assert nation["mpi"] < 0.030 < mpi < 0.045
    assert mpi / headcount == pytest.approx(nation["intensity"], abs=0.02)


def test_the_largest_parts_are_nutrition_schooling_fuel_and_water(start) -> None:
    assert set(list(parts(start))[:4]) == {"nutrition", "years_of_schooling", "fuel", "water"}
    assert next(iter(parts(start))) == "nutrition"


def test_an_earlier_start_is_poorer_by_its_incomes_alone(start) -> None:
    early = lived(1, start="2006-01").record.monthly["mpi"].mean()
    late = lived(1, start="2018-01", **{"platform.start": "2018-01", "platform.register_start": "2018-01"}).record.monthly["mpi"].mean()
    assert early > 1.5 * start.record.monthly["mpi"].mean() > 3.0 * late * 0.8


def test_deprivations_come_together(start) -> None:
    """The control: with fates of their own, as common each by itself, fewer are deprived of enough at once."""
    apart = lived(1, **{"population.deprivation_together": 0})
    for bit in range(4, 9):
        one, other = ((model.world.households.deprived >> bit & 1).mean() for model in (start, apart))
        assert one == pytest.approx(other, abs=0.025)
    assert apart.record.monthly["mpi"].mean() < 0.9 * start.record.monthly["mpi"].mean()


def test_it_falls_year_by_year_by_more_than_half(eight_years) -> None:
    mpi = yearly(eight_years, "mpi")
    assert (np.diff(mpi) < 0).all()
    assert mpi[-1] < 0.5 * mpi[0]


def test_where_nothing_is_mended_it_falls_with_nutrition_alone(eight_years) -> None:
    control = lived(96, **UNMENDED)
    mended, kept = yearly(eight_years, "mpi"), yearly(control, "mpi")
    assert kept[0] == pytest.approx(mended[0], rel=0.1)
    assert kept[-1] > 1.5 * mended[-1]
    for model, falls in ((eight_years, True), (control, False)):
        fuel = [(model_.world.households.deprived >> 4 & 1).mean() for model_ in (lived(1), model)]
        assert (fuel[1] < 0.7 * fuel[0]) == falls
