from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image

from linkage_sim.experiments.calibration.targets import READINGS
from linkage_sim.experiments.snapshots import Snapshot
from linkage_sim.scenario.evidence import Evidence
from linkage_sim.state.month import ACTORS
from linkage_sim.views.emergence import emergence
from linkage_sim.views.figures import draw_all, drawings
from linkage_sim.views.poverty import poverty
from linkage_sim.views.targets import DRAWN, targets_for
from tests.views.overlap import refuse_overlaps

NAMES = ("emergence", "poverty", "loop", "network")
SHARES = ("headcount", "poverty_gap", "mpi", "inclusion_error", "exclusion_error")
TITLE = "A village of our own"


@pytest.fixture(scope="module")
def targets():
    return targets_for("junpu", Evidence.load())


@pytest.fixture(scope="module")
def snapshots(village):
    return [Snapshot(f"Month {number}\nmoment", village) for number in range(4)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, monthly, targets, snapshots):
    made = tmp_path_factory.mktemp("figures")
    draw_all(made, monthly, TITLE, targets, snapshots)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_is_there_as_png_svg_and_numbers(folder, name):
    with Image.open(folder / f"{name}.png") as picture:
        assert min(picture.size) > 900
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 100
    assert (folder / f"{name}.svg").stat().st_size > 10_000
    tables = list(folder.glob(f"{name}*.csv"))
    assert tables
    assert all(len(pd.read_csv(table)) > 0 for table in tables)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("emergence", ["Online stores", "Monthly sales", "million RMB in the month", "32 to 120 [paper]", "2,300 [paper]"]),
        (
            "poverty",
            ["Headcount of income poverty", "Multidimensional poverty (MPI)", "Register of the poor", "inclusion error", "exclusion error"],
        ),
        ("loop", ["1 Input", "2 Integration", "3 Implementation", "4 Feedback", *(f"{actor}:" for actor in ACTORS)]),
        ("network", ["government", "society", "market", "community", "holds a card", "Month 0"]),
    ],
)
def test_labels_are_text_in_the_svg(folder, name, words):
    text = (folder / f"{name}.svg").read_text(encoding="utf-8")
    written = set(re.findall(r"<(?:text|tspan)[^>]*>([^<]*)<", text))
    assert {TITLE, *words} <= written


def test_drawing_again_gives_the_same_bytes(folder, tmp_path, monthly, targets, snapshots):
    again = draw_all(tmp_path, monthly, TITLE, targets, snapshots)
    assert [path.name for path in again] == sorted(path.name for path in folder.iterdir())
    for path in again:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_no_file_tells_when_it_was_drawn(folder):
    assert b"dc:date" not in (folder / "emergence.svg").read_bytes()


def test_every_panel_has_a_median_a_band_and_the_single_runs(monthly):
    for axis in emergence(monthly, TITLE).figure.axes:
        assert len(axis.lines) == 1 + monthly["run"].nunique()
        assert len(axis.collections) == 1
        assert axis.get_ylabel()
        assert axis.get_title(loc="left")


def test_no_label_lies_outside_the_figure_or_on_another(monthly, targets, snapshots):
    numbers = monthly.select_dtypes("float").columns.difference(SHARES)
    for large, known in ((1, targets), (1e4, ())):
        for drawing in drawings(monthly.assign(**(monthly[numbers] * large)), TITLE, known, snapshots):
            refuse_overlaps(drawing.figure, (drawing.name, large), between_axes=large == 1)  # of so many acts, a label is too wide


def test_no_label_of_evidence_hides_a_curve_or_leaves_its_axes(monthly, targets):
    drawing = emergence(monthly, TITLE, targets)
    figure = drawing.figure
    renderer = figure.canvas.get_renderer()
    written = 0
    for axis in figure.axes:
        curves = [line.get_path().transformed(line.get_transform()) for line in axis.lines]
        for text in (text for text in axis.texts if text.get_text()):
            box = Text.get_window_extent(text, renderer)
            assert axis.bbox.x0 <= box.x0 < box.x1 <= axis.bbox.x1, text.get_text()
            assert axis.bbox.y0 <= box.y0 < box.y1 <= axis.bbox.y1, text.get_text()
            assert not any(curve.intersects_bbox(box, filled=False) for curve in curves), text.get_text()
            written += 1
    assert written == len(drawing.data["evidence"]) > 4


def test_the_evidence_of_junpu_is_shown_for_its_village_only():
    evidence = Evidence.load()
    mine = [one for one in READINGS if one.scenario == "junpu" and one.column in DRAWN and one.over == "mean"]
    assert [target.id for target in targets_for("junpu", evidence)] == [one.entry for one in mine]
    ranges = {target.id: target.told("{:g}".format) for target in targets_for("junpu", evidence) if target.low < target.value}
    assert ranges == {"junpu.monthly_sales": "3.2e+07 to 1.2e+08"}
    assert targets_for("scattered", evidence)
    assert targets_for("base", evidence) == []


def test_evidence_after_the_end_of_a_run_is_left_out(monthly, targets):
    short = monthly[monthly["month"] < "2014-01-01"]
    shown = emergence(short, TITLE, targets).data["evidence"]
    assert list(shown["id"]) == ["junpu.stores_after_one_year"]


def test_the_median_in_the_data_is_that_of_the_runs(monthly):
    data = emergence(monthly, TITLE).data[""]
    last = data[(data["measure"] == "stores") & (data["month"] == data["month"].max())]
    assert last["median"].item() == monthly[monthly["month"] == monthly["month"].max()]["stores"].median()


def test_a_single_run_and_a_single_month_can_be_drawn(tmp_path, monthly):
    one = monthly[monthly["run"] == monthly["run"].iloc[0]]
    draw_all(tmp_path, one.iloc[:1], TITLE)
    assert (tmp_path / "loop.png").exists()


def test_errors_end_where_they_are_shares_of_a_few_households(monthly):
    late = monthly["month"] >= "2014-01-01"
    drawn = poverty(monthly.assign(poor_households=np.where(late, 4.0, 5.0)), TITLE).data[""]
    of = dict(iter(drawn.groupby("measure")))
    assert of["exclusion_error"]["month"].max() < pd.Timestamp("2014-01-01") <= of["inclusion_error"]["month"].max()
    nobody = poverty(monthly.assign(poor_households=0.0), TITLE)
    assert "exclusion_error" not in set(nobody.data[""]["measure"])


def test_without_a_register_its_panel_says_so(monthly):
    axis = poverty(monthly.assign(registered_households=0.0), TITLE).figure.axes[3]
    assert [text.get_text() for text in axis.texts] == ["no register"]
