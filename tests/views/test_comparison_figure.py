from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from PIL import Image

from linkage_sim.experiments.analysis.comparison.costs import cost_table
from linkage_sim.experiments.analysis.comparison.finding import Comparison
from linkage_sim.experiments.analysis.comparison.noise import LUCK, NULL, noise_table
from linkage_sim.experiments.analysis.comparison.tables import effect_table, pair_table
from linkage_sim.experiments.design.outcomes import usual
from linkage_sim.views.comparison import colour_of, forest, numbers
from linkage_sim.views.style import BLACK, BLUE, GREY, VERMILLION, save
from tests.views.overlap import refuse_overlaps

PAIRS, MINUS = 40, "\u2212"
MEANS = {"poor_people": 420.0, "headcount": 0.155, "mpi": 0.041, "income": 13400.0, "stores": 1130.0, "online_households": 242.0,
         "sales": 3.1e8, "takeoff": 19.0, "spending": 5.2e6, "poor_households": 84.0}  # fmt: skip
WORSE = {"poor_people": 0.08, "headcount": 0.08, "mpi": 0.05, "income": -0.02, "stores": -0.18, "online_households": -0.09, "sales": -0.22,
         "takeoff": 0.003, "spending": -0.11, "poor_households": 0.08}  # fmt: skip
BETTER = {name: -share for name, share in WORSE.items()}
HUGE = {name: share * 60.0 if name in ("stores", "sales") else share for name, share in BETTER.items()}


def runs(shares: dict[str, float], seed: int = 0) -> pd.DataFrame:
    """Runs around the means, shifted by shares of them; luck is shared, the rest is a little noise of their own."""
    luck, own = np.random.default_rng(1), np.random.default_rng(seed)
    values = {
        name: mean * (1.0 + 0.1 * luck.standard_normal(PAIRS) + shares.get(name, 0.0) + 0.03 * bool(seed) * own.standard_normal(PAIRS))
        for name, mean in MEANS.items()
    }
    return pd.DataFrame({"replicate": range(PAIRS), "seed": range(PAIRS), **values})


def made(**reforms: dict[str, float]) -> Comparison:
    base, outcomes = runs({}), usual()
    pairs = pair_table(
        base, {name: runs(shares, 2 + k) for k, (name, shares) in enumerate(reforms.items())}, [*outcomes, "poor_households"]
    )
    lucky = pair_table(base, {LUCK: runs({}, 9).assign(stores=base["stores"].to_numpy()[::-1])}, list(outcomes))
    noise = noise_table({NULL: pair_table(base, {NULL: base}, list(outcomes)), LUCK: lucky}, outcomes)
    luck = noise[noise["test"] == LUCK].set_index("outcome")["luck"].to_dict()
    return Comparison("junpu", outcomes, effect_table(pairs, outcomes, luck), cost_table(pairs), noise, pairs, {})


@pytest.fixture(scope="module")
def one() -> Comparison:
    return made(scattered=WORSE)


@pytest.fixture(scope="module")
def several() -> Comparison:
    return made(scattered=WORSE, linked=BETTER, mixed={**BETTER, "income": 0.0})


def test_it_is_saved_as_png_svg_and_numbers(tmp_path, one):
    save(forest(one), tmp_path)
    with Image.open(tmp_path / "comparison.png") as picture:
        assert min(picture.size) > 600
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 100
    numbers_shown = pd.read_csv(tmp_path / "comparison.csv")
    assert list(numbers_shown["outcome"]) == list(usual())
    assert numbers_shown["percent"].to_numpy() == pytest.approx(one.effects["percent"].to_numpy())
    written = set(re.findall(r"<(?:text|tspan)[^>]*>([^<]*)<", (tmp_path / "comparison.svg").read_text(encoding="utf-8")))
    assert {
        "scattered against junpu",
        "poor people",
        "online sales",
        "worse",
        "below the noise floor",
        "as far as luck alone goes",
    } <= written


def test_drawing_again_gives_the_same_bytes(tmp_path, several):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        save(forest(several), tmp_path / name)
    for path in sorted((tmp_path / "first").iterdir()):
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name


def test_every_effect_has_a_mark_an_interval_and_a_band(several):
    axis = forest(several).figure.axes[0]
    effects = several.effects
    marks = [line for line in axis.lines if line.get_marker() == "o"]
    assert [mark.get_xdata()[0] for mark in marks] == pytest.approx(effects["percent"].to_list())
    bars = [line for line in axis.lines if len(line.get_xdata()) == 2 and line.get_linewidth() == 2.0]
    assert [tuple(bar.get_xdata()) for bar in bars] == [pytest.approx(ends) for ends in effects[["percent_low", "percent_high"]].to_numpy()]
    assert [band.get_width() / 2 for band in axis.patches] == pytest.approx(effects["luck_percent"].to_list())
    headings = [text.get_text() for text in axis.texts if text.get_fontweight() == "bold"]
    assert headings == ["scattered", "linked", "mixed"]


def test_colours_say_better_worse_neither_and_nothing(several):
    axis = forest(several).figure.axes[0]
    marks = [line for line in axis.lines if line.get_marker() == "o"]
    for mark, row in zip(marks, several.effects.to_dict("records"), strict=True):
        assert to_hex(mark.get_color()).upper() == colour_of(row).upper()
        assert (mark.get_markerfacecolor() == "white") == bool(row["below"])
    shown = {(row["reform"], row["outcome"]): colour_of(row) for row in several.effects.to_dict("records")}
    assert shown["scattered", "poor_people"] == shown["scattered", "income"] == VERMILLION
    assert shown["linked", "poor_people"] == shown["linked", "income"] == BLUE
    assert shown["linked", "spending"] == BLACK
    assert shown["mixed", "income"] == shown["scattered", "takeoff"] == GREY


@pytest.mark.parametrize("reforms", [{"scattered": WORSE}, {"linked": HUGE}, {"one": WORSE, "two": HUGE, "three": BETTER}])
def test_no_words_lie_outside_the_figure_or_on_others(reforms):
    refuse_overlaps(forest(made(**reforms)).figure)


def test_the_axis_bends_only_where_few_effects_dwarf_the_others():
    assert forest(made(scattered=WORSE)).figure.axes[0].get_xscale() == "linear"
    assert forest(made(linked=HUGE)).figure.axes[0].get_xscale() == "symlog"


def test_an_effect_on_nothing_is_written_but_not_drawn():
    found = made(scattered=WORSE)
    effects = found.effects.copy()
    effects.loc[effects["outcome"] == "stores", ["percent", "percent_low", "percent_high", "luck_percent"]] = np.nan
    axis = forest(Comparison(found.baseline, found.outcomes, effects, found.costs, found.noise, found.pairs, {})).figure.axes[0]
    assert sum(line.get_marker() == "o" for line in axis.lines) == len(effects) - 1
    assert " no per cent of about nothing" in [text.get_text() for text in axis.texts]


def test_a_comparison_without_any_difference_or_luck_can_be_drawn(tmp_path):
    base = runs({})
    pairs = pair_table(base, {"same": base}, [*usual(), "poor_households"])
    found = Comparison("junpu", usual(), effect_table(pairs, usual()), cost_table(pairs), noise_table({}, usual()), pairs, {})
    drawing = forest(found)
    save(drawing, tmp_path)
    assert [text.get_text() for text in drawing.figure.axes[0].texts].count("exactly nothing") == len(usual())


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"unit": "persons", "difference": -11.42, "low": -13.8, "high": -8.98}, "-11 persons (-14 to -9)"),
        ({"unit": "share of people", "difference": 0.013, "low": 0.0119, "high": 0.014}, "+1.30 points (1.19 to 1.40)"),
        ({"unit": "RMB", "difference": 1.2387e6, "low": 1.2191e6, "high": 1.2579e6}, "+1.239 million RMB (1.219 to 1.258)"),
        ({"unit": "RMB", "difference": -579969.0, "low": -599234.0, "high": -560704.0}, "-580,000 RMB (-599,000 to -561,000)"),
        ({"unit": "adjusted headcount ratio", "difference": 0.0021, "low": 0.0016, "high": 0.0026}, "+0.00210 (0.00160 to 0.00260)"),
        ({"unit": "stores", "difference": 2.0, "low": 2.0, "high": 2.0}, "+2 stores (2 to 2)"),
        ({"unit": "stores", "difference": 10155.0, "low": 10154.0, "high": 10156.0}, "+10,160 stores (10,150 to 10,160)"),
    ],
)
def test_numbers_have_as_many_digits_as_their_interval_is_worth(row, text):
    assert numbers({"below": "", **row}) == text.replace("-", MINUS)
