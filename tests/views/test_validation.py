"""The figures of a validation show every target, pattern and control, whether they hold, and their numbers beside them."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.text import Text

from linkage_sim.experiments.validation.controls import ControlRow, controls
from linkage_sim.experiments.validation.course import MEASURES, Box
from linkage_sim.experiments.validation.fit import TargetRow
from linkage_sim.experiments.validation.reproduction import PatternRow
from linkage_sim.views.fit import fit
from linkage_sim.views.style import BLUE, VERMILLION, Drawing, save
from linkage_sim.views.validation import (
    FIGURES,
    amount,
    counterpart,
    course,
    negative_controls,
    patterns,
    percent,
)
from tests.views.overlap import refuse_overlaps

BOXES = [
    Box("x.stores", "stores", "paper", "", "2013-01", "2013-06", 1000.0, 850.0, 1150.0, 1100.0, True),
    Box("x.online", "online_households", "paper", "", "2013-01", "2013-06", 350.0, 297.5, 402.5, 420.0, False),
    Box("x.sales", "sales", "B", "at most", "2013-01", "2013-06", 120e6, 80e6, 180e6, 130e6, True),
    Box("x.festival", "sales", "B", "at least", "2013-12", "2013-12", 100e6, 100e6, math.inf, 200e6, True),
    Box("x.later", "stores", "A", "", "2020-01", "2020-06", 9.0, 8.0, 10.0, 9.0, True),
]
PATTERNS = [
    PatternRow("shown", "it is shown", "b.one", 0.97, 1.0, 300, 0.8, "junpu"),
    PatternRow("missed", "it is missed", "b.two", 0.796, 0.63, 300, 0.8, "junpu"),
    PatternRow("unknown", "nobody can tell", "paper", math.nan, 0.0, 30, 0.8, "junpu"),
]
CONTROLS = [ControlRow(one.name, one.claim, 0.9, 1.0, one.must, 40, one.figure, 0.001, 3860.0, "junpu") for one in controls()]


def frame() -> pd.DataFrame:
    """A course of two years, the same for all measures but for its height."""
    months = pd.date_range("2012-01-01", periods=24, freq="MS")
    heights = {"sales": 2e8, "pieces": 1.2e6}
    parts = []
    for name in MEASURES:
        level = pd.Series(range(24), dtype=float) * heights.get(name, 1000.0) / 24
        parts.append(pd.DataFrame({"measure": name, "month": months, "p05": 0.8 * level, "p25": 0.9 * level, "median": level,
                                   "p75": 1.1 * level, "p95": 1.2 * level, "runs": 385}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def texts(drawing: Drawing) -> list[str]:
    return [text.get_text() for text in drawing.figure.findobj(Text) if text.get_text()]


def test_the_course_has_a_panel_per_measure_and_a_box_per_target_of_its_months():
    drawing = course(frame(), BOXES, "a test")
    words = texts(drawing)
    assert "1,000 [paper]" in words
    assert "at most 120 [B]" in words
    assert "at least 100\n[B]" in words
    assert not any("9 [A]" in text for text in words)  # outside the months that were run
    assert len(drawing.figure.axes) == len(MEASURES) + 1
    assert drawing.data["targets"]["id"].tolist() == ["x.stores", "x.online", "x.sales", "x.festival"]
    assert len(drawing.data[""]) == 24 * len(MEASURES)


def test_a_target_that_does_not_hold_is_told_by_colour_and_line():
    households = course(frame(), BOXES, "a test").figure.axes[1]
    edges = [patch for patch in households.patches if patch.get_linewidth() > 0]
    assert [patch.get_linestyle() != "-" for patch in edges] == [True]
    assert next(text for text in households.texts if "350" in text.get_text()).get_color() == VERMILLION


def test_every_box_is_inside_its_panel_and_an_open_one_reaches_its_top():
    drawing = course(frame(), BOXES, "a test")
    sales = drawing.figure.axes[3]
    top = sales.get_ylim()[1]
    boxes = [patch for patch in sales.patches if patch.get_linewidth() > 0]
    assert boxes[0].get_y() + boxes[0].get_height() < top < boxes[1].get_y() + boxes[1].get_height()


def test_no_label_of_a_target_hides_the_course():
    drawing = course(frame(), BOXES, "a test")
    renderer = drawing.figure.canvas.get_renderer()
    for axis in drawing.figure.axes[:-1]:
        median = axis.lines[0].get_path().transformed(axis.lines[0].get_transform())
        for text in axis.texts:
            box = Text.get_window_extent(text, renderer)
            assert not median.intersects_bbox(box, filled=False), text.get_text()
            assert axis.bbox.x0 <= box.x0 < box.x1 <= axis.bbox.x1, text.get_text()


def test_patterns_show_share_asked_and_what_cannot_be_told():
    drawing = patterns(PATTERNS, "a test")
    words = texts(drawing)
    for text in ("it is shown", "b.one", "97 %", "79.6 %", "unknown", "300, of which\n63 % can tell"):
        assert text in words
    assert drawing.data[""]["holds"].tolist() == [True, False, False]
    markers = {(line.get_marker(), line.get_color()) for line in drawing.figure.axes[0].lines if line.get_marker() not in ("None", "")}
    assert markers == {("o", BLUE), ("X", VERMILLION)}


def test_controls_tell_the_figure_of_the_arm_and_of_its_counterpart():
    words = texts(negative_controls(CONTROLS, "a test"))
    assert "most stores: 0.001\nas it is: 3,860" in words
    assert any(text.startswith("closed in a month: 0.1 %") for text in words)
    assert any("edge, no hand-outs, frozen" in text for text in words)


@pytest.mark.parametrize("drawing", [patterns(PATTERNS, "a test"), negative_controls(CONTROLS, "a test"), course(frame(), BOXES, "a test")])
def test_nothing_is_written_over_anything_else_or_over_the_edge(drawing):
    refuse_overlaps(drawing.figure)


@pytest.mark.parametrize(
    ("share", "must", "text"),
    [(0.796, 0.8, "79.6 %"), (0.80, 0.8, "80 %"), (0.998, 0.8, "99.8 %"), (1.0, 0.8, "100 %"), (0.003, 0.8, "0.3 %"), (0.0, 0.8, "0 %"),
     (0.54, 0.9, "54 %"), (math.nan, 0.8, "unknown")],
)  # fmt: skip
def test_a_share_is_never_rounded_over_what_is_asked(share, must, text):
    assert percent(share, must) == text


def test_every_figure_of_a_control_is_called_by_words():
    assert {control.figure for control in controls()} <= set(FIGURES)


def test_figures_of_controls_are_written_in_their_units():
    assert amount("closing", 8.8e-5) == "0.0088 %"
    assert amount("stores", 3861.4) == "3,861"
    assert amount("errors", 0.65321) == "0.653"
    assert amount("errors", math.nan) == "unknown"
    assert counterpart("platform off") == "edge"
    assert counterpart("a control of another version") == "counterpart"


@pytest.mark.parametrize(
    ("made", "name"),
    [(lambda: course(frame(), BOXES, "x"), "course"), (lambda: patterns(PATTERNS, "x"), "patterns"),
     (lambda: negative_controls(CONTROLS, "x"), "controls")],
)  # fmt: skip
def test_every_figure_is_kept_with_its_numbers_and_the_same_each_time(tmp_path: Path, made, name):
    save(made(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {f"{name}.png", f"{name}.svg", f"{name}.csv"} <= set(before)
    save(made(), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def row(label: str, value: float, median: float, bound: str = "") -> TargetRow:
    spread = median, 0.8 * median, 1.2 * median, 0.9 * median, 1.1 * median
    return TargetRow(f"x.{label}", label, "stores", "2014", "paper", value, bound, *spread, True, True, 1.15, "x", value, "village")


def test_every_target_has_its_line_inside_the_axis_however_far_it_is_off():
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
