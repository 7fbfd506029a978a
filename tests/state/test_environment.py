from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.population.spots import listed
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.places import SERIES, Environment
from linkage_sim.state.environment import interpolate, month_index, monthly_environment
from linkage_sim.state.parameters import active_share, parameter_rows, parameter_values, programme_rows


def test_months_are_running_numbers() -> None:
    assert month_index("2012-01") - month_index("2011-12") == 1
    assert month_index("2016-03") - month_index("2012-01") == 50


def test_yearly_means_stand_at_mid_year_with_straight_lines_between() -> None:
    series = {2012: 100.0, 2013: 220.0}
    # the middle of the year lies between June and July
    june, july, december = (month_index(f"2012-{m}") for m in ("06", "07", "12"))
    june_2013 = month_index("2013-06")
    values = interpolate(series, np.array([0, june, july, december, june_2013 + 24]))
    assert values == pytest.approx([100.0, 100.0, 105.0, 155.0, 220.0])


def test_the_environment_of_a_run() -> None:
    table = monthly_environment(Environment(), "2013-01", 36, {})
    assert len(table) == 37
    assert table.season[:12].mean() == pytest.approx(1.0)
    assert table.season[10] == table.season[:12].max()
    np.testing.assert_array_equal(table.season[:12], table.season[12:24])
    assert table.online_retail[5:7] == pytest.approx([1.0, 1.0], abs=0.03)
    assert (np.diff(table.online_retail) > 0).all()
    assert (np.diff(table.courier_price) <= 0).all()
    assert all((table.array[name] > 0).all() for name in SERIES)


def test_parameters_have_names_of_their_own() -> None:
    scenario = Scenario.load("junpu")
    values = parameter_values(scenario)
    expected = sum(len(type(block).model_fields) for _, block in scenario.data.actors)
    expected += sum(len(type(block).model_fields) for block in (scenario.data.population, scenario.data.platform))
    expected += sum(len(type(block).model_fields) for block in (scenario.data.economy, scenario.data.measures))
    assert len(values) == expected  # none has overwritten another
    assert values["platform_start"] == 18
    assert values["register_start"] == 24
    assert values["open_rate"] == scenario.data.actors.household.open_rate
    assert values["matching"] == 0


@pytest.mark.parametrize(("off", "share"), [((), 1.0), (("market",), 0.5), (("government",), 0.0), (("government", "market"), 0.0)])
def test_a_provider_that_is_off_takes_its_share_of_the_capacity_along(off, share) -> None:
    scenario = Scenario.load("base").with_overrides({f"actors.{name}.active": False for name in off})
    assert active_share(scenario.data.programmes["broadband"], scenario) == share


def test_the_catalogue_as_rows() -> None:
    scenario = Scenario.load("junpu")
    table, most = programme_rows([scenario, scenario.with_overrides({"programmes.tourism": None})])
    assert most == len(scenario.data.programmes)
    assert table.exists.reshape(2, most).sum(axis=1).tolist() == [most, most - 1]
    broadband = table[0]
    assert (broadband.payer, broadband.for_village, broadband.cost, broadband.broadband) == (1, 1, 30_000, 0.1)
    assert broadband.start < 0 < 60 < broadband.end


def test_tables_by_stores_are_worked_out_once_and_fit_together() -> None:
    (row,) = parameter_rows([Scenario.load("junpu")])
    stores = np.arange(1, 250)
    grown = row.joint_sizes[stores] * (1 + row.growth_of_sales[stores])
    np.testing.assert_allclose(grown, row.joint_sizes[stores + 1])
    np.testing.assert_allclose(row.joint_sizes[stores + 1] * (1 - row.parts_of_last[stores + 1]), row.joint_sizes[stores])


def test_villages_alike_are_numbered_and_dealt_out_over_the_towns() -> None:
    content = Scenario.load("base").resolved()
    place = content["places"][0]
    content["places"] = [{**place, "town": "b"}, {**place, "name": "a", "town": "a"}, {**place, "name": "x", "count": 3, "town": "*"}]
    spots = list(listed(0, Scenario.from_dict({**content, "evidence": {}}).data.places))
    assert [spot.name for spot in spots] == ["village", "a", "x-1", "x-2", "x-3"]
    assert [spot.town for spot in spots] == ["b", "a", "a", "b", "a"]


def test_the_poverty_line_is_that_of_the_calendar_year() -> None:
    table = monthly_environment(Scenario.load("base").environment, "2013-11", 16, {})
    assert table.poverty_line[:2] == pytest.approx(2736)
    assert table.poverty_line[2:14] == pytest.approx(2800)
    assert table.poverty_line[14:] == pytest.approx(2855)
