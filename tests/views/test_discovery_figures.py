from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from PIL import Image

from linkage_sim.experiments.analysis.condition import Condition
from linkage_sim.experiments.analysis.discovery.discovering import of_points
from linkage_sim.experiments.design.declared import Design
from linkage_sim.experiments.design.factors import Factor
from linkage_sim.experiments.design.outcomes import Outcome
from linkage_sim.experiments.design.sampling import unit_points
from linkage_sim.views.discovery import box, figures, tree
from linkage_sim.views.style import save
from tests.views.overlap import refuse_overlaps

HEADING = "Junpu village, 2012 to 2016"
TAKEN_OFF = Condition(Outcome("stores", "stores", title="online stores"), ">=", 1000.0)
FACTORS = {
    "founders": Factor("founders", "a", "integer", low=0, high=20, title="returning founders"),
    "depth": Factor("depth", "b", "log", low=1e3, high=1e6, title="market depth of the village's product", unit="pieces per month"),
    "platform": Factor("platform", "c", "categorical", (False, True), title="information platform"),
    "broadband": Factor("broadband", "d", low=0.0, high=1.0, unit="share of households", title="broadband at the start"),
}


def searched(rule):
    rows = unit_points(Design(kind="lhs", points=300), len(FACTORS)).tolist()
    points = pd.DataFrame([{name: one.at(place) for (name, one), place in zip(FACTORS.items(), row, strict=True)} for row in rows])
    chances = np.where(rule(points), 0.9, 0.05)
    rng = np.random.default_rng(3)
    runs = [(k, r, r, 2000.0 if rng.random() < chance else 0.0) for k, chance in enumerate(chances) for r in range(3)]
    found = of_points(pd.DataFrame(runs, columns=["design", "replicate", "seed", "stores"]), points, TAKEN_OFF, FACTORS, "junpu")
    return replace(found, heading=HEADING)


@pytest.fixture(scope="module")
def three():
    return searched(lambda points: (points["founders"] >= 6) & points["platform"] & (points["depth"] > 2e4))


@pytest.fixture(scope="module")
def single():
    return searched(lambda points: points["platform"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory, three):
    made = tmp_path_factory.mktemp("figures")
    for drawing in figures([three]):
        save(drawing, made)
    return made


@pytest.mark.parametrize("name", ["discovery_box", "discovery_tree"])
def test_each_figure_is_there_as_png_svg_and_numbers(folder, name):
    with Image.open(folder / f"{name}.png") as picture:
        assert picture.size[0] > 1000
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 100
    assert (folder / f"{name}.svg").stat().st_size > 5_000
    assert len(pd.read_csv(folder / f"{name}.csv")) > 0


def test_the_points_are_kept_as_they_were_given(folder, three):
    points = pd.read_csv(folder / "discovery_box_points.csv")
    assert list(points.columns) == [*FACTORS, "share", "in_box"]
    assert set(points["platform"]) == {True, False}
    assert points["in_box"].sum() == three.found.points
    assert points.loc[points["in_box"], "share"].mean() == pytest.approx(three.found.density)


def test_labels_are_text_in_the_svg(folder):
    for name, words in (
        (
            "discovery_box",
            [f"Where runs have online stores of at least 1,000: {HEADING}", "of interest", "the box", "such boxes at points left out"],
        ),
        (
            "discovery_tree",
            [f"What leads to online stores of at least 1,000: {HEADING}", "information platform on", "information platform off"],
        ),
    ):
        written = set(re.findall(r"<(?:text|tspan)[^>]*>([^<]*)<", (folder / f"{name}.svg").read_text(encoding="utf-8")))
        assert set(words) <= written


def test_the_rectangle_is_the_box_of_the_two_firmest_demands(single, three):
    for found in (single, three):
        axis = box(found, HEADING).figure.axes[0]
        drawn = next(patch for patch in axis.patches if isinstance(patch, Rectangle))
        first = found.box.iloc[0]
        assert axis.get_xlabel().startswith(first["label"])
        if first["factor"] == "platform":
            assert (drawn.get_x(), drawn.get_width()) == (0.5, 1.0)
            assert [label.get_text() for label in axis.get_xticklabels()] == ["off", "on"]
        else:
            assert drawn.get_x() == pytest.approx(first["low"], abs=0.51)


def test_points_outside_demands_that_are_not_seen_are_small(three):
    sizes = box(three, HEADING).figure.axes[0].collections[0].get_sizes()
    assert set(sizes) == {5.0, 22.0}


def test_every_leaf_of_the_tree_has_a_bar_of_its_share(three):
    axis = tree(three, HEADING).figure.axes[0]
    leaves = [line for line in three.tree.lines if line.leaf]
    assert [patch.get_width() for patch in axis.patches if patch.get_width() != 1.0] == pytest.approx([line.share for line in leaves])
    assert [text.get_text() for text in axis.texts if not text.get_text().endswith("runs")] == [line.words for line in three.tree.lines]


def test_drawing_again_gives_the_same_bytes(folder, tmp_path, three):
    for drawing in figures([three]):
        save(drawing, tmp_path)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_no_label_lies_outside_the_figure_or_on_another(single, three):
    for drawing in figures([single]) + figures([three]):
        refuse_overlaps(drawing.figure, drawing.name)


def test_where_nothing_separates_nothing_is_drawn():
    assert figures([searched(lambda points: points["founders"] > 99)]) == []


def test_conditions_are_told_apart_by_the_files_names(three):
    assert [drawing.name for drawing in figures([three, three])] == [
        "discovery_box",
        "discovery_tree",
        "discovery_box_2",
        "discovery_tree_2",
    ]
