"""Targets are read from the evidence base only, as means over their windows; distances are logarithms in tolerances."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.calibration.distance import deviations, distances
from linkage_sim.experiments.calibration.targets import READINGS, Target, read_targets, targets_of, window
from linkage_sim.scenario.evidence import Entry, Evidence

MONTHS = pd.date_range("2012-01-01", periods=60, freq="MS")


def months(design: int, replicate: int, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"design": design, "replicate": replicate, "month": MONTHS} | columns)


def target(kind: str = "near", value: float = 100.0, factor: float = 1.15, **more: Any) -> Target:
    least = value / 2 if kind == "range" else value
    facts = ("x.stores", "village", "stores", "stores", value, least, "2014-06", "2015-03")
    return Target(*facts, kind, factor, "paper", "2014-06..2015-03", **more)  # type: ignore[arg-type]


def test_every_target_of_a_village_is_held_against_and_nothing_else():
    evidence = Evidence.load()
    for village in ("junpu", "dongfeng"):
        known = {name for name, entry in evidence.items() if entry.use == "target" and name.startswith(f"{village}.")}
        assert {one.entry for one in READINGS if one.scenario == village and one.entry.startswith(village)} == known
    read = {one.id: one for one in targets_of("junpu", evidence)}
    assert read["junpu.stores"].value == 2300
    assert (read["junpu.stores_after_one_year"].first, read["junpu.stores_after_one_year"].last) == ("2013-08", "2013-12")
    assert read["junpu.double_eleven_2016"].first == read["junpu.double_eleven_2016"].last == "2016-11"
    assert read["junpu.monthly_sales"].bounds == (32e6, 120e6)
    assert read["junpu.double_eleven_2016"].bounds == (100e6, math.inf)


def test_a_village_without_evidence_and_an_entry_that_is_no_target_are_refused():
    with pytest.raises(LinkageError, match="no targets for 'base'; there are some for junpu, dongfeng, ordinary"):
        targets_of(["junpu", "base"], Evidence.load())
    fed = {one.entry: Entry(one.entry, 1.0, "prior", "A", date="2014-01") for one in READINGS}
    with pytest.raises(LinkageError, match="only targets are calibrated to"):
        targets_of("junpu", fed)


def test_a_run_is_read_by_its_mean_over_the_window_and_nothing_outside_it():
    inside = (pd.Timestamp("2014-06-01") <= MONTHS) & (pd.Timestamp("2015-03-01") >= MONTHS)
    values = np.where(inside, np.arange(60.0), 1e9)
    frame = pd.concat([months(1, 0, stores=values), months(0, 0, stores=values + 5)])
    read = read_targets(frame, [target()])
    assert read.loc[(1, 0), "x.stores"] == pytest.approx(np.arange(29, 39).mean())
    assert list(read.index) == [(0, 0), (1, 0)]


def test_runs_that_end_before_the_window_are_refused():
    with pytest.raises(LinkageError, match="run longer"):
        read_targets(months(0, 0, stores=1.0).iloc[:30], [target()])


@pytest.mark.parametrize(
    ("kind", "value", "off"),
    [
        ("near", 100.0, 0.0), ("near", 115.0, 1.0), ("near", 100 / 1.15, -1.0), ("range", 70.0, 0.0), ("range", 115.0, 1.0),
        ("range", 50 / 1.15, -1.0), ("floor", 1e6, 0.0), ("floor", 100 / 1.15**2, -2.0), ("near", 0.0, -math.log(100) / math.log(1.15)),
    ],
)  # fmt: skip
def test_a_run_is_off_by_so_many_tolerances(kind, value, off):
    read = pd.DataFrame({"x.stores": [value]}, index=pd.MultiIndex.from_tuples([(0, 0)], names=["design", "replicate"]))
    assert deviations(read, [target(kind)])["x.stores"].iloc[0] == pytest.approx(off)


def test_a_share_is_total_over_total_and_a_year_is_added_up():
    frame = months(0, 0, stores=30.0, households=np.arange(60.0))
    read = read_targets(frame, [target(per="households")])
    assert read.iloc[0, 0] == pytest.approx(30.0 / np.arange(29, 39).mean())
    assert read_targets(frame, [target(over="total")]).iloc[0, 0] == 300.0
    assert target(over="total").columns == ("stores",)
    assert target(per="households").columns == ("stores", "households")


def test_an_ordinary_village_has_a_store_for_so_many_households():
    (rural,) = targets_of("ordinary", Evidence.load())
    assert rural.value == pytest.approx(595700 / 230e6)
    assert rural.unit == "stores per household"
    assert target(per="households").unit == "stores per household"
    assert replace(target(over="total"), column="sales").unit == "RMB"
    assert rural.nothing == pytest.approx(0.01 * rural.value)
    assert (rural.first, rural.last) == ("2012-12", "2012-12")
    assert window("2016") == ("2016-01", "2016-12")


def test_a_target_counts_by_its_weight():
    read = pd.DataFrame({"x.stores": [115.0], "y": [100.0]}, index=pd.MultiIndex.from_tuples([(0, 0)], names=["design", "replicate"]))
    other = replace(target(weight=3.0), id="y")
    assert distances(read, [target(), other]) == pytest.approx([0.5])


def test_the_distance_of_a_set_counts_bias_and_spread_over_its_seeds():
    index = pd.MultiIndex.from_product([[0, 1], [0, 1]], names=["design", "replicate"])
    read = pd.DataFrame({"x.stores": [115.0, 100 / 1.15, 100.0, 115.0]}, index=index)
    found = distances(read, [target()])
    assert found == pytest.approx([1.0, math.sqrt(0.5)])
