from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.guard import complete

WHAT = "The attribution"


def table(runs: int = 640) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "design": np.arange(runs) // 10,
            "replicate": np.arange(runs) % 10,
            "seed": np.arange(runs) % 10 + 1,
            "state": "succeeded",
            "message": "",
            "sales": np.arange(runs, dtype=float),
            "stores": np.arange(runs),
        }
    )


def refusal(frame: pd.DataFrame, *columns: str) -> LinkageError:
    with pytest.raises(LinkageError) as told:
        complete(frame, columns, WHAT)
    return told.value


def test_a_whole_table_passes_as_it_is():
    frame = table()
    assert complete(frame, ["sales", "stores"], WHAT) is frame


def test_missing_runs_are_counted_by_state_with_the_first_reason():
    frame = table()
    frame.loc[[3, 4], "state"] = "failed"
    frame.loc[600, "state"] = "pending"
    frame.loc[[3, 4], "message"] = ["the village is empty.", "other"]
    frame.loc[[3, 4, 600], "sales"] = np.nan
    error = refusal(frame, "sales")
    assert str(error) == (
        "The attribution needs every run, and 3 of 640 runs are missing (2 failed, 1 pending); the first says: the village is empty. "
        "Run the study again with --resume; only what is missing is done."
    )
    assert error.exit_code == 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_told_with_its_place(value):
    frame = table()
    frame.loc[[123, 124], "sales"] = value
    error = refusal(frame, "stores", "sales")
    assert "'sales' is not finite in 2 of 640 runs (the first: design 12, replicate 3, seed 4)" in str(error)
    assert error.exit_code == 1
    assert complete(frame, ["stores"], WHAT) is frame  # what is not asked for does not matter


def test_words_are_not_numbers():
    assert "'state' is not finite in 640 of 640" in str(refusal(table(), "state"))


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    error = refusal(table(), "sales", "income")
    assert "'income'" in str(error)
    assert "sales, stores" in str(error)
    assert error.exit_code == 2


def test_a_table_without_rows_is_refused():
    assert "has none. Run the study first." in str(refusal(table(0), "sales"))


def test_a_table_without_states_is_judged_by_its_numbers():
    frame = table()[["sales"]].astype(float)
    assert complete(frame, ["sales"], WHAT) is frame
    frame.iloc[5, 0] = np.nan
    assert "is not finite in 1 of 640 runs. Look" in str(refusal(frame, "sales"))


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=20))
def test_it_passes_if_and_only_if_all_numbers_are_finite(values):
    frame = pd.DataFrame({"x": values})
    if np.isfinite(values).all():
        assert complete(frame, ["x"], WHAT) is frame
    else:
        assert f"in {np.sum(~np.isfinite(values))} of {len(values)} runs" in str(refusal(frame, "x"))
