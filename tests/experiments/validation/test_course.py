"""The course of an ensemble: weighted quantiles month by month, and targets as boxes of months by what is asked."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from linkage_sim.experiments.calibration.targets import targets_of
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.experiments.validation.course import MEASURES, boxes, course, course_of
from linkage_sim.experiments.validation.fit import target_rows
from linkage_sim.scenario.evidence import Evidence

TARGETS = targets_of("junpu", Evidence.load())


def months(values: list[float], weights: list[float]) -> pd.DataFrame:
    runs = [pd.DataFrame({"month": ["2012-01-01", "2012-02-01"], "weight": weight} | {name: [value, 2 * value] for name in MEASURES})
            for value, weight in zip(values, weights, strict=True)]  # fmt: skip
    return pd.concat(runs)


def test_bands_lie_in_order_and_every_measure_has_every_month():
    frame = course_of(months([float(k) for k in range(1, 101)], [1.0] * 100))
    assert frame["measure"].tolist() == [name for name in MEASURES for _ in range(2)]
    assert (np.diff(frame[["p05", "p25", "median", "p75", "p95"]].to_numpy(), axis=1) > 0).all()
    first = frame.iloc[0]
    assert (first["median"], first["p05"], first["p95"], first["runs"]) == (
        pytest.approx(50.5),
        pytest.approx(5.5),
        pytest.approx(95.5),
        100,
    )


def test_a_heavy_parameter_set_draws_the_median_to_itself():
    assert course_of(months([10.0, 20.0, 30.0], [1.0, 1.0, 8.0]))["median"].iloc[0] > 27


def test_a_box_spans_its_window_and_what_is_asked_of_the_median():
    read = pd.DataFrame([[1.1 * target.value for target in TARGETS]] * 3, columns=[target.id for target in TARGETS])
    found = {box.id: box for box in boxes(TARGETS, target_rows(read, np.ones(3), TARGETS))}
    stores, sales, festival = (found[f"junpu.{name}"] for name in ("stores", "monthly_sales", "double_eleven_2016"))
    assert (stores.measure, stores.first, stores.last) == ("stores", "2014-06", "2015-03")
    assert (stores.low, stores.high) == (pytest.approx(0.85 * 2300), pytest.approx(1.15 * 2300))
    assert (sales.bound, festival.bound) == ("at most", "at least")
    assert festival.low == festival.value
    assert math.isinf(festival.high)
    assert {box.measure for box in found.values()} <= set(MEASURES)
    assert set(found) == {target.id for target in TARGETS if target.column in MEASURES and target.over == "mean"}


def test_the_course_of_a_study_is_weighted_by_member(small):
    ensemble = Ensemble.load(small)
    study = sweep(ensemble.experiment("two", "Two members", replicates=2, months=3), engine="inprocess")
    frame = course(study, ensemble)
    assert len(frame) == 3 * len(MEASURES)
    assert set(frame["runs"]) == {4}
