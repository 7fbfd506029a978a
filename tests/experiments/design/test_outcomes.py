"""Outcomes: every summary of runs whose months are known, in any company of other runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.experiments.design.outcomes import PLACE, USUAL, Outcome, measure, month_number, usual
from linkage_sim.state.month import COLUMNS

START = "2012-11"
STORES = [[2.0, 5.0, 9.0, 7.0], [0.0, 0.0, 4.0, 8.0], [1.0, 1.0, 1.0, 1.0]]
SALES = [[10.0, 20.0, 30.0, 40.0], [0.0, 0.0, 0.0, 4.0], [-1.0, 1.0, -1.0, 1.0]]

CASES = {
    "end": ({"summary": "end"}, [7.0, 8.0, 1.0]),
    "at the first month": ({"summary": "at", "month": "2012-11"}, [2.0, 0.0, 1.0]),
    "at a month of the next year": ({"summary": "at", "month": "2013-01"}, [9.0, 4.0, 1.0]),
    "at the last month": ({"summary": "at", "month": "2013-02"}, [7.0, 8.0, 1.0]),
    "mean": ({"summary": "mean"}, [5.75, 3.0, 1.0]),
    "mean of the last": ({"summary": "mean", "last": 2}, [8.0, 6.0, 1.0]),
    "mean of more than there are": ({"summary": "mean", "last": 99}, [5.75, 3.0, 1.0]),
    "sum": ({"summary": "sum"}, [23.0, 12.0, 4.0]),
    "sum of the last": ({"summary": "sum", "last": 1}, [7.0, 8.0, 1.0]),
    "peak": ({"summary": "peak"}, [9.0, 8.0, 1.0]),
    "crossing, or one more than the run's length": ({"summary": "crossing", "threshold": 5.0}, [2.0, 4.0, 5.0]),
    "crossing at once": ({"summary": "crossing", "threshold": 1.0}, [1.0, 3.0, 1.0]),
    "crossing counts the first time, not the last": ({"summary": "crossing", "threshold": 9.0}, [3.0, 5.0, 5.0]),
}


def record(**columns: list[list[float]]) -> np.ndarray:
    """Months of runs as the model records them: columns that are not given are of no interest."""
    shape = np.array(next(iter(columns.values()))).T.shape
    made = np.full((*shape, len(COLUMNS)), 1e9)
    for name, runs in columns.items():
        made[:, :, PLACE[name]] = np.array(runs).T
    return made


@pytest.mark.parametrize("case", CASES)
def test_a_summary_of_known_months(case) -> None:
    given, expected = CASES[case]
    found = measure([Outcome("mine", "stores", **given)], record(stores=STORES), START)
    assert found[:, 0].tolist() == expected


def test_outcomes_stand_in_their_order_each_from_its_column() -> None:
    asked = [Outcome("a", "sales", "sum"), Outcome("b", "stores", "peak"), Outcome("c", "sales", "end")]
    found = measure(asked, record(stores=STORES, sales=SALES), START)
    assert found.tolist() == [[100.0, 9.0, 40.0], [4.0, 8.0, 4.0], [0.0, 1.0, 1.0]]


@pytest.mark.parametrize("month", ["2012-10", "2013-03", "2030-01"])
def test_a_month_outside_the_run_is_missing(month) -> None:
    assert np.isnan(measure([Outcome("mine", "stores", "at", month=month)], record(stores=STORES), START)).all()


def test_late_and_never_keep_their_order() -> None:
    never, late, early = measure([Outcome("m", "stores", "crossing", threshold=3.0)], record(stores=[[0, 0], [0, 3], [3, 0]]), START)[:, 0]
    assert early < late < never


def test_months_are_counted_from_zero_over_the_years() -> None:
    assert [month_number("2012-11", month) for month in ("2012-11", "2012-12", "2013-01", "2014-11", "2012-10")] == [0, 1, 2, 24, -1]


@given(
    values=st.lists(st.lists(st.floats(-1e9, 1e9), min_size=19, max_size=19), min_size=2, max_size=9),
    summary=st.sampled_from(["mean", "sum"]),
    last=st.integers(0, 20),
)
@settings(max_examples=60, deadline=None)
def test_a_run_has_the_same_outcomes_in_any_company(values, summary, last) -> None:
    """The mean of a run once differed in its last digit with the number of runs that stood beside it in the model."""
    asked = [Outcome("mine", "stores", summary, last=last)]
    together = record(stores=values)
    whole = measure(asked, together, START)
    alone = [measure(asked, together[:, [k]], START)[0] for k in range(len(values))]
    assert whole.tolist() == [row.tolist() for row in alone]
    assert whole.tolist() == measure(asked, np.asfortranarray(together), START).tolist()
    assert whole[::-1].tolist() == measure(asked, together[:, ::-1], START).tolist()


@pytest.mark.parametrize(
    ("outcome", "unit", "meaning"),
    [
        (Outcome("a", "stores"), "stores", "In the last month: Online stores at the end of the month."),
        (Outcome("a", "sales", "sum"), "RMB", "Sum over all months: Online sales."),
        (Outcome("a", "sales", "mean", last=6), "RMB in the month", "Mean over the last 6 months: Online sales."),
        (Outcome("a", "stores", "at", month="2014-05"), "stores", "In 2014-05: Online stores at the end of the month."),
        (Outcome("a", "couriers", "peak"), "branches", "In the highest month: Couriers' branches in the villages."),
        (
            Outcome("a", "stores", "crossing", threshold=100.0),
            "months",
            "Months until 100 is reached (one more than the run's length if never): Online stores at the end of the month.",
        ),
    ],
)
def test_an_outcome_tells_its_unit_and_meaning(outcome, unit, meaning) -> None:
    assert (outcome.unit, outcome.meaning) == (unit, meaning)


def test_the_usual_outcomes_can_be_had_by_name() -> None:
    assert list(usual()) == [outcome.name for outcome in USUAL]
    assert list(usual(("stores", "mpi"))) == ["stores", "mpi"]
    assert usual(("takeoff",))["takeoff"].label == "months until take-off"


def test_of_a_country_its_count_of_villages_and_exits_are_looked_at_first_and_no_take_off():
    assert list(usual(nation=True))[:3] == ["taobao_villages", "exits", "poor_people"]
    assert "takeoff" not in usual(nation=True)
    assert usual(("exits", "mpi"), nation=True) == usual(("exits", "mpi"))
    assert Outcome("poor_people", "poor_people").label == "poor people"
