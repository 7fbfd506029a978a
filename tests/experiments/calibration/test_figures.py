"""The figures of a calibration show all parameters and all targets, with their numbers beside them."""

from __future__ import annotations

import math

from linkage_sim.experiments.calibration.ensemble import Ensemble
from linkage_sim.experiments.validation.reproduction import TargetRow
from linkage_sim.views.calibration import draw_fit, draw_posterior, fit, posterior


def row(label: str, value: float, median: float, bound: str = "") -> TargetRow:
    spread = median, 0.8 * median, 1.2 * median, 0.9 * median, 1.1 * median
    return TargetRow(f"x.{label}", label, "stores", "2014", "paper", value, bound, *spread, True, True, 1.15, "x", value, "village")


def test_every_parameter_has_its_panel_with_its_range(small, tmp_path):
    ensemble = Ensemble.load(small)
    drawing = posterior(ensemble)
    shown = {axis.get_title(loc="left") or axis.get_title() for axis in drawing.figure.axes}
    assert {"open_rate", "gross_margin"} <= shown
    assert drawing.data[""]["factor"].tolist() == list(drawing.data[""]["factor"].unique())
    assert draw_posterior(tmp_path, ensemble)[0].is_file()
    assert (tmp_path / "posterior.csv").is_file()


def test_every_target_has_its_line_inside_the_axis_however_far_it_is_off(tmp_path):
    rows = [row("stores", 100.0, 101.0), row("sales", 1e6, 5e6), row("none", 100.0, 0.0), row("festival", 1e6, 2e6, "at least")]
    drawing = fit(rows, "a test")
    axis = drawing.figure.axes[0]
    low, high = axis.get_xlim()
    assert [label.get_text() for label in axis.get_yticklabels()] == [
        "stores [paper]",
        "sales [paper]",
        "none [paper]",
        "festival (at least) [paper]",
    ]
    for one in rows[:2]:
        assert low < one.low / one.value < one.high / one.value < high
    assert math.isfinite(low * high)
    assert drawing.data[""]["holds"].tolist() == [True] * 4
    assert draw_fit(tmp_path, rows, "a test")[0].is_file()
