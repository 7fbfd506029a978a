from __future__ import annotations

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text
from PIL import Image

from linkage_sim.experiments.analysis.attribution.attributing import analyse
from linkage_sim.experiments.design.outcomes import usual
from linkage_sim.state.month import ACTORS
from linkage_sim.views.attribution import attribution
from linkage_sim.views.style import ACTOR_COLOURS, save
from tests.views.overlap import refuse_overlaps

TITLE = "Junpu village, 2012 to 2016, with the actors linked by the platform"
SAVED = ("stores", "headcount", "takeoff")  # in whole numbers, shares and months
NAMES = ("stores", "poor_people", "headcount", "mpi", "income", "sales", "takeoff", "spending")


def take_off(who, on, luck):
    """Stores that need households, and far more with government and market; some from society."""
    joint = {"household", "government", "market"} <= who
    return 12 + 60 * ("household" in who) + (900 + 90 * luck[0]) * joint * (1.6 if on else 1.0) + (40 + 20 * luck[1]) * ("society" in who)


def nothing(who, on, luck):
    return 500 + 40 * luck[(len(who) + 3 * on) % 8]


def hindering(who, on, luck):
    return 500 - (50 + 3 * luck[0]) * min(len(who), 1) + 2 * luck[1] * ("market" in who)


def attributed(value, names=("stores",), seeds=8, states=(True, False), players=ACTORS):
    luck = [np.sin(np.arange(1, 9) * (seed + 1) ** 2) for seed in range(seeds)]
    runs, members = [], []
    for design, (on, *here) in enumerate(product(states, *[(False, True)] * len(players))):
        who = {player for player, present in zip(players, here, strict=True) if present}
        members.append(dict(zip(players, here, strict=True)) | {"platform": on})
        for seed in range(seeds):
            stores = value(who, on, luck[seed])
            others = {"poor_people": 760 - stores / 4, "headcount": 0.28 - stores / 1e4, "mpi": 0.08 - stores / 5e4}
            others |= {"income": 6000 + 3 * stores, "sales": 7e4 * stores, "takeoff": 61 - stores / 60, "spending": 50 * stores}
            runs.append({"design": design, "seed": seed + 1, "stores": stores} | others)
    return analyse(pd.DataFrame(runs), pd.DataFrame(members), usual(names), TITLE)


@pytest.fixture(scope="module")
def found():
    return attributed(take_off, NAMES)


@pytest.fixture(scope="module")
def drawings(found):
    """Each outcome, drawn once: no test changes a drawing."""
    return {name: attribution(found, name) for name in NAMES}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, drawings):
    made = tmp_path_factory.mktemp("figures")
    for name in SAVED:
        save(drawings[name], made)
    return made


def rows(drawing, platform="on"):
    table = drawing.data[""]
    return table[table["platform"] == platform].set_index("row")


@pytest.mark.parametrize("name", SAVED)
def test_each_outcome_has_png_svg_and_numbers(folder, name):
    with Image.open(folder / f"attribution_{name}.png") as picture:
        assert picture.width > 1500
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 100
    assert (folder / f"attribution_{name}.svg").stat().st_size > 10_000
    assert len(pd.read_csv(folder / f"attribution_{name}.csv")) == 18


def test_labels_are_text_in_the_svg(folder):
    text = (folder / "attribution_stores.svg").read_text(encoding="utf-8")
    written = set(re.findall(r"<(?:text|tspan)[^>]*>([^<]*)<", text))
    wanted = {"With the platform", "Without the platform", "nobody", "all five", "each alone, summed", "linkage", "households", "stores"}
    assert wanted | {TITLE, *(ACTORS[1:])} <= written
    assert any(line.startswith("Online stores: the ") and line.endswith(" % is linkage") for line in written)


def test_drawing_again_gives_the_same_bytes(folder, tmp_path, found):
    save(attribution(found, "stores"), tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("platform", ["on", "off"])
def test_steps_lead_from_nobody_to_all_and_so_do_the_two_parts_below(drawings, name, platform):
    drawn = rows(drawings[name], platform)
    steps = drawn.loc[[row for row in drawn.index if row in {*ACTORS, "households"}]]
    assert len(steps) == 5
    ends = drawn.loc["nobody", "end"], drawn.loc["all five", "end"]
    assert steps["start"].iloc[0] == ends[0]
    assert list(steps["start"].iloc[1:]) == list(steps["end"].iloc[:-1])
    assert steps["end"].iloc[-1] == pytest.approx(ends[1])
    assert drawn.loc["each alone, summed", "start"] == ends[0]
    assert drawn.loc["linkage", "start"] == drawn.loc["each alone, summed", "end"]
    assert drawn.loc["linkage", "end"] == ends[1]


def test_numbers_are_those_of_the_tables(found, drawings):
    drawn, shares = rows(drawings["stores"]), found.shares
    for player in ACTORS[1:]:
        share = shares[(shares["outcome"] == "stores") & (shares["platform"] == "on") & (shares["player"] == player)].iloc[0]
        assert tuple(drawn.loc[player, ["value", "low", "high"]]) == tuple(share[["value", "low", "high"]])


def test_both_panels_have_the_same_scale_and_the_same_rows(drawings):
    one, two = drawings["stores"].figure.axes
    assert one.get_xlim() == two.get_xlim()
    assert one.get_ylim() == two.get_ylim()
    assert list(rows(drawings["stores"], "on").index) == list(rows(drawings["stores"], "off").index)


def test_actors_keep_their_colours(drawings):
    axis = drawings["stores"].figure.axes[0]
    colours = [to_hex(patch.get_facecolor()).upper() for patch in axis.patches]
    assert {colour.upper() for colour in ACTOR_COLOURS.values()} <= set(colours)


def test_every_bar_has_a_whisker_with_its_interval(drawings):
    drawing = drawings["stores"]
    lines = [tuple(line.get_xdata()) for line in drawing.figure.axes[0].lines]
    for _, row in rows(drawing).iterrows():
        wanted = row["end"] + row["low"] - row["value"], row["end"] + row["high"] - row["value"]
        assert any(line == pytest.approx(wanted) for line in lines)


def test_bars_that_cannot_be_told_from_zero_are_pale():
    drawing = attribution(attributed(nothing), "stores")
    drawn = rows(drawing)
    unclear = ((drawn["low"] <= 0) & (drawn["high"] >= 0)).sum()
    assert unclear >= 3
    assert sum(patch.get_alpha() == 0.35 for patch in drawing.figure.axes[0].patches) == unclear
    assert drawing.figure.texts[0].get_text().endswith("is not clear")


def test_the_headline_says_what_is_drawn():
    assert attribution(attributed(hindering), "stores").figure.texts[0].get_text().endswith("less than the sum of each alone")


def test_the_linkage_of_the_helpers_is_told_below_with_their_names_and_the_sign_of_the_outcome(drawings):
    """Stores grow and poverty falls: what helps both is above zero for the one and below it for the other, as the bars are."""
    for outcome, sign, side in (("stores", "+", "above"), ("poor_people", "\N{MINUS SIGN}", "below")):
        whose, told = [text.get_text() for text in drawings[outcome].figure.texts][-2:]
        assert whose.startswith(
            "With the platform, where the households take part anyway, the linkage of community, government, market and"
        )
        assert told.startswith(sign), outcome
        assert f"{side} zero" in told, outcome


def test_helpers_that_replace_each_other_are_against_the_direction_of_the_whole():
    def replacing(who, on, luck):
        return 12 + (60 + luck[0]) * ("household" in who) + (200 + 9 * luck[1]) * ("household" in who and len(who) > 1)

    found = attributed(replacing, ("stores", "poor_people"))
    for outcome in found.outcomes:
        told = attribution(found, outcome).figure.texts[-1].get_text()
        assert told.startswith("\N{MINUS SIGN}" if outcome == "stores" else "+"), outcome
        assert "they replace or hinder each other" in told, outcome


def test_levels_far_from_zero_have_no_bar_that_would_mislead(drawings):
    """A bar whose foot is cut off exaggerates: from 500 to 450, levels are strokes only."""
    axis = attribution(attributed(lambda who, on, luck: 500 - (10 + luck[0]) * len(who)), "stores").figure.axes[0]
    assert axis.get_xlim()[0] > 400
    assert len(axis.patches) == 7
    near = drawings["stores"].figure.axes[0]
    assert near.get_xlim()[0] == 0.0
    assert len(near.patches) == 9


def test_one_state_of_the_platform_is_one_panel():
    drawing = attribution(attributed(take_off, states=(False,)), "stores")
    assert [axis.get_title(loc="left") for axis in drawing.figure.axes] == ["Without the platform"]


def test_players_that_are_no_actors_get_colours_of_their_own():
    drawing = attribution(attributed(lambda who, on, luck: 10 + len(who) * (5 + luck[0]), players=("aid_from_afar", "b", "c")), "stores")
    assert {"aid from afar", "b", "c", "all three"} <= set(drawing.data[""]["row"])
    colours = [to_hex(patch.get_facecolor()) for patch in drawing.figure.axes[0].patches][1:4]
    assert len(set(colours)) == 3


def test_no_effect_at_all_can_be_drawn(tmp_path):
    drawing = attribution(attributed(lambda who, on, luck: 7.0), "stores")
    save(drawing, tmp_path)
    assert (rows(drawing)["value"].drop(["nobody", "all five"]) == 0.0).all()


def test_no_label_lies_outside_the_figure_or_on_another(drawings):
    refuse_labels_outside(drawings)


@pytest.mark.parametrize("value", [nothing, hindering])
def test_nor_where_the_actors_change_little_or_hinder(value):
    found = attributed(value, NAMES)
    refuse_labels_outside({name: attribution(found, name) for name in NAMES})


def refuse_labels_outside(drawings):
    for name, drawing in drawings.items():
        refuse_overlaps(drawing.figure, name)
        renderer = drawing.figure.canvas.get_renderer()
        for axis in drawing.figure.axes:
            boxes = [Text.get_window_extent(text, renderer) for text in axis.texts if text.get_text()]
            assert all(box.x1 <= axis.bbox.x1 + 2 and box.x0 >= axis.bbox.x0 - 2 for box in boxes), name
