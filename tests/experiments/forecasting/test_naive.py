"""Naive curves find again what exact data were made of, become each other at their limits, and say what they cannot know."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.forecasting import naive
from linkage_sim.experiments.forecasting.naive import bass, bass_curve, exponential, exponential_curve, logistic, logistic_curve, years

TIMES = years(["2013-12", "2014-12", "2015-12", "2016-08"])
TABLE_1 = [20.0, 212.0, 780.0, 1311.0]
FITS = {"exponential": exponential, "logistic": logistic, "bass": bass}


def test_times_are_the_dates_of_the_counts():
    assert np.diff(TIMES) == pytest.approx([1, 1, 8 / 12])
    assert TIMES[0] == 2014.0


def test_an_exponential_is_found_again():
    found = exponential(TIMES, exponential_curve(TIMES, 20.0, 1.3, TIMES[0]))
    assert found.parameters["level"] == pytest.approx(20.0)
    assert found.parameters["growth"] == pytest.approx(1.3)
    assert found.residuals == pytest.approx(np.zeros(4), abs=1e-8)
    assert found.predict([2018.0]) == pytest.approx([20.0 * np.exp(1.3 * 4)])


@pytest.mark.parametrize("truth", [(1500.0, 2.0, 2015.8), (4000.0, 0.9, 2016.5), (900.0, 3.0, 2015.0)])
def test_a_logistic_is_found_again(truth):
    found = logistic(TIMES, logistic_curve(TIMES, *truth))
    assert tuple(found.parameters.values()) == pytest.approx(truth, rel=1e-4)
    assert not found.problem


@pytest.mark.parametrize("truth", [(2000.0, 0.01, 1.5), (5000.0, 0.002, 2.0), (1000.0, 0.1, 0.4)])
def test_a_bass_curve_is_found_again(truth):
    found = bass(TIMES, bass_curve(TIMES, *truth, 2012.5), start=2012.5)
    assert tuple(found.parameters.values()) == pytest.approx((*truth, 2012.5), rel=1e-3)
    assert not found.problem


def test_bass_without_innovation_is_logistic():
    market, imitation, middle = 1500.0, 2.0, 2016.0
    apart = [
        np.abs(
            bass_curve(TIMES, market, p, imitation, middle - np.log(imitation / p) / (p + imitation))
            - logistic_curve(TIMES, market, imitation, middle)
        ).max()
        for p in (1e-2, 1e-4, 1e-6)
    ]
    assert apart[2] < 0.01
    assert apart[0] > 10 * apart[1] > 100 * apart[2]


def test_bass_without_imitation_is_a_steady_decline_of_what_is_left():
    assert bass_curve(TIMES, 100.0, 0.5, 0.0, 2013.0) == pytest.approx(100 * (1 - np.exp(-0.5 * (TIMES - 2013))))
    assert bass_curve(np.array([2010.0]), 100.0, 0.5, 1.0, 2013.0) == pytest.approx([0.0])


def test_a_logistic_that_has_just_begun_is_exponential():
    early = TIMES - 20.0
    begun = logistic_curve(early, 1000.0, 1.0, 2015.0)
    assert begun / exponential_curve(early, begun[0], 1.0, early[0]) == pytest.approx(np.ones(4), rel=1e-6)


def test_counts_without_an_end_of_growth_put_the_capacity_at_its_bound_and_it_is_said():
    found = logistic(TIMES, exponential_curve(TIMES, 20.0, 2.0, TIMES[0]), ceiling=6000.0)
    assert found.parameters["capacity"] <= 6000.0
    assert "6,000" in found.problem


def test_a_fit_that_does_not_converge_says_so(monkeypatch):
    def failing(*_, **__):
        raise RuntimeError("Optimal parameters not found")

    monkeypatch.setattr("scipy.optimize.curve_fit", failing)
    for fit in (logistic, bass):
        found = fit(TIMES, TABLE_1)
        assert "converge" in found.problem
        assert np.isnan(found.predict([2018.0])).all()
        assert np.isnan(found.residuals).all()


@pytest.mark.parametrize("name", FITS)
def test_the_counts_of_the_table_are_fitted_and_what_is_unknown_is_said(name):
    found = FITS[name](TIMES, TABLE_1)
    assert found.curve == name
    assert found.unknown
    assert np.isfinite(found.predict([2017.0, 2020.0])).all()
    assert found.residuals == pytest.approx(np.asarray(TABLE_1) - found.predict(TIMES))
    if name != "exponential":
        assert np.abs(found.residuals).max() < 60


@pytest.mark.parametrize(
    ("times", "counts", "told"),
    [
        (TIMES[:2], [1.0, 2.0], "three counts"),
        (TIMES, [1.0, 2.0, 3.0], "three counts"),
        (TIMES[::-1], TABLE_1, "increase"),
        (TIMES, [0.0, 1.0, 2.0, 3.0], "above zero"),
        (TIMES, [np.nan, 1.0, 2.0, 3.0], "above zero"),
    ],
)
@pytest.mark.parametrize("name", FITS)
def test_what_cannot_be_fitted_is_refused(name, times, counts, told):
    with pytest.raises(LinkageError, match=told):
        FITS[name](times, counts)


def test_a_start_after_the_first_count_is_refused():
    with pytest.raises(LinkageError, match="earlier"):
        bass(TIMES, TABLE_1, start=2015.0)


def test_all_curves_can_be_called_by_name():
    assert set(naive.CURVES) == set(FITS)
