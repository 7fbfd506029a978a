from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from PIL import Image

from linkage_sim.experiments.analysis.condition import Condition
from linkage_sim.experiments.analysis.sensitivity.grades import GRADES
from linkage_sim.experiments.analysis.sensitivity.morris import morris
from linkage_sim.experiments.analysis.sensitivity.oneway import oneway
from linkage_sim.experiments.analysis.sensitivity.regional import regional
from linkage_sim.experiments.analysis.sensitivity.sobol import sobol
from linkage_sim.experiments.design.declared import Design
from linkage_sim.experiments.design.factors import Factor
from linkage_sim.experiments.design.outcomes import Outcome
from linkage_sim.experiments.design.sampling import unit_points
from linkage_sim.views.grades import GRADE_COLOURS, KEY
from linkage_sim.views.sensitivity import figures
from linkage_sim.views.style import save
from linkage_sim.views.tornado import MOST, tornado
from tests.views.overlap import refuse_overlaps

HEADING = "Junpu village, 2012 to 2016"
STORES = Outcome("stores", "stores", title="online stores")
POOR = Outcome("poor", "headcount", title="share of people who are poor")
FACTORS = {
    factor.name: factor
    for factor in (
        Factor("founders", "a", "integer", low=2, high=40, title="returning founders", unit="persons", grade="paper"),
        Factor("broadband", "b", low=0.05, high=0.95, unit="share of households", title="broadband at the start", grade="A, some M"),
        Factor(
            "depth",
            "c",
            "log",
            low=1e3,
            high=1e6,
            unit="pieces per month",
            title="depth of the market for the village's main product",
            grade="C",
        ),
        Factor("copy", "d", low=0.0, high=0.2, unit="chance per month", title="chance to copy a neighbour"),
        Factor("platform", "e", "categorical", (False, True), title="information platform", unit="on or off"),
        Factor("interest", "f", low=0.02, high=0.18, title="interest of loans", unit="share per year", grade="B"),
        Factor("delay", "g", "integer", low=0, high=12, unit="months", title="government's delay", grade="M"),
    )
}


def values_of(places):
    a, b, c, d, e, f, g = places.T
    return 2500 / (1 + np.exp(-1.6 * (-3 + 3 * a + 2 * a * b + 2.5 * c + 2 * d * (e > 0.5) - 0.4 * f - 0.6 * g)))


def study(design):
    places = unit_points(design, len(FACTORS))
    points = pd.DataFrame(
        [{name: one.at(place) for (name, one), place in zip(FACTORS.items(), row, strict=True)} for row in places.tolist()]
    )
    return runs_of(values_of(places)), points


def runs_of(values):
    rng = np.random.default_rng(1)
    rows = [(k, r, r, value + 60 * rng.normal()) for k, value in enumerate(values) for r in range(3)]
    outcomes = pd.DataFrame(rows, columns=["design", "replicate", "seed", "stores"])
    return outcomes.assign(poor=0.4 - 0.3 * outcomes["stores"] / 2500)


def one_at_a_time():
    base = {"founders": 12, "broadband": 0.3, "depth": 3e4, "copy": 0.06, "platform": True, "interest": 0.08, "delay": 6}
    points = pd.DataFrame([base, *({**base, name: end} for name, factor in FACTORS.items() for end in factor.ends())])
    moved = [0, -700, 900, -300, 500, -800, 300, -200, 100, -600, 0, 50, -60, 5, -4]
    return oneway(runs_of(1000.0 + np.array(moved)), points, POOR, FACTORS, "junpu")


def analysed():
    trajectories, base, spread = (
        Design(kind=kind, points=n, second_order=kind == "saltelli") for kind, n in (("morris", 40), ("saltelli", 64), ("lhs", 200))
    )
    several = [
        morris(*study(trajectories), STORES, FACTORS, trajectories, "junpu"),
        sobol(*study(base), STORES, FACTORS, base, "junpu"),
        one_at_a_time(),
        regional(*study(spread), Condition(STORES, ">=", 1000.0), FACTORS, "junpu"),
    ]
    return [replace(one, heading=HEADING) for one in several]


@pytest.fixture(scope="module")
def found():
    return analysed()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, found):
    made = tmp_path_factory.mktemp("figures")
    for drawing in figures(found):
        save(drawing, made)
    return made


NAMES = ("tornado_stores", "morris_stores", "tornado_stores_2", "sobol_stores", "tornado_poor", "tornado_stores_3")


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_is_there_as_png_svg_and_numbers(folder, name):
    with Image.open(folder / f"{name}.png") as picture:
        assert min(picture.size) > 700
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 100
    assert (folder / f"{name}.svg").stat().st_size > 10_000
    assert set(pd.read_csv(folder / f"{name}.csv")["factor"]) == set(FACTORS)


def test_nothing_else_is_drawn(folder):
    assert {path.stem for path in folder.glob("*.png")} == set(NAMES)
    assert len(pd.read_csv(folder / "sobol_stores_pairs.csv")) == 21


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tornado_stores", [f"What moves online stores: {HEADING}", "returning founders", "2 to 40 persons", "change in online stores"]),
        ("morris_stores", ["returning founders", "sigma = mu*", "sigma: spread of that change"]),
        ("sobol_stores", ["% of the variance", "information"]),
        ("tornado_poor", ["change in share of people who are poor (percentage points)", "off, on"]),
        ("tornado_stores_3", [f"What tells runs with online stores of at least 1,000 from others: {HEADING}", "distance"]),
    ],
)
def test_labels_are_text_in_the_svg(folder, name, words):
    written = set(re.findall(r"<(?:text|tspan)[^>]*>([^<]*)<", (folder / f"{name}.svg").read_text(encoding="utf-8")))
    assert {*words, *KEY.values()} <= {text.replace("&gt;", ">") for text in written}


def test_drawing_again_gives_the_same_bytes(folder, tmp_path, found):
    kinds = [drawing for drawing in figures(found) if drawing.name in ("tornado_stores", "morris_stores", "sobol_stores")]
    for drawing in kinds:
        save(drawing, tmp_path)
    again = list(tmp_path.iterdir())
    assert len(again) > 3 * len(kinds)
    for path in again:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_every_grade_has_its_colour_and_its_words():
    assert set(GRADE_COLOURS) == set(KEY) == set(GRADES)
    assert len(set(GRADE_COLOURS.values())) == len(GRADES)


def test_bars_have_the_colour_of_their_grade_from_the_strongest_down(found):
    axis = tornado(found[0], HEADING).figure.axes[0]
    assert [to_hex(bar.get_facecolor()).upper() for bar in axis.patches] == [
        GRADE_COLOURS[grade].upper() for grade in found[0].table["grade"]
    ]
    widths = [bar.get_width() for bar in axis.patches]
    assert widths == pytest.approx(found[0].table["mu_star"].to_list())
    assert widths == sorted(widths, reverse=True)
    assert axis.yaxis_inverted()


def test_shares_are_drawn_in_percentage_points(found):
    axis = tornado(found[2], HEADING).figure.axes[0]
    longest = max(abs(bar.get_width()) for bar in axis.patches)
    assert longest == pytest.approx(100 * found[2].table["swing"].max())


def test_no_label_lies_outside_the_figure_or_on_another(found):
    for drawing in figures(found):
        refuse_overlaps(drawing.figure, drawing.name)


def test_many_factors_are_cut_to_the_strongest_and_the_table_holds_all():
    factors = {f"x{k}": Factor(f"x{k}", f"a.x{k}", low=0.0, high=1.0) for k in range(30)}
    design = Design(kind="morris", points=10)
    places = unit_points(design, 30)
    outcomes = pd.DataFrame({"design": range(len(places)), "seed": 1, "stores": places @ np.arange(30.0)})
    made = tornado(morris(outcomes, pd.DataFrame(places, columns=list(factors)), STORES, factors, design), HEADING)
    assert len(made.figure.axes[0].patches) == MOST
    assert len(made.data[""]) == 30
    assert any("10 weaker ones are in the table" in text.get_text() for text in made.figure.texts)


def test_an_outcome_that_nothing_moves_is_not_drawn():
    design = Design(kind="morris", points=10)
    outcomes, points = study(design)
    assert figures([morris(outcomes.assign(stores=1.0), points, STORES, FACTORS, design)]) == []


def test_scenarios_are_told_apart_by_the_files_names(found):
    names = [drawing.name for drawing in figures([found[0], replace(found[0], scenario="scattered")])]
    assert names == ["tornado_stores_junpu", "morris_stores_junpu", "tornado_stores_scattered", "morris_stores_scattered"]
