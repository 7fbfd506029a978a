"""Figures for a narrow screen: as wide as a phone's, with nothing over anything else, and in a report in place of the wide ones there."""

from __future__ import annotations

import pytest

from linkage_sim.views.narrow import WIDTH
from tests.views.every_figure import of_analyses, of_forecasts, of_runs
from tests.views.overlap import refuse_overlaps

LEAST = 8
"""Kinds of figures that have a narrow form."""


def test_every_narrow_form_is_narrow_and_nothing_in_it_lies_over_anything(monthly, village) -> None:
    drawn = [one for one in (*of_analyses(), *of_runs(monthly, village), *of_forecasts()) if one.narrow is not None]
    assert len({one.name.partition("_")[0] for one in drawn}) >= LEAST
    for one in drawn:
        figure = one.narrow()
        assert figure.get_figwidth() == pytest.approx(WIDTH), one.name
        refuse_overlaps(figure, one.name)
