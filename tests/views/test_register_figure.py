"""The figure of the register's errors in several cases."""

from __future__ import annotations

import pytest

from linkage_sim.views.register import register
from tests.views.overlap import refuse_overlaps


@pytest.mark.parametrize("names", [("with look-back",), ("with look-back", "without", "by hand", "neither")])
def test_both_errors_of_each_case_are_drawn_and_kept(monthly, names) -> None:
    listed = monthly[monthly["month"] >= monthly["month"].max() - 24 * (monthly["month"].max() - monthly["month"].min()) / 60]
    drawing = register(dict.fromkeys(names, listed), "A village of our own", ("2015-08", "2016-06"))
    refuse_overlaps(drawing.figure)
    data = drawing.data[""]
    assert set(data["case"]) == set(names)
    assert set(data["measure"]) == {"inclusion_error", "exclusion_error"}
    assert (data["p05"] <= data["median"]).all()
    assert (data["median"] <= data["p95"]).all()
