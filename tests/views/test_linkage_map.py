from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.text import Text

from linkage_sim.experiments.analysis.linkage.analysing import analyse
from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.views.linkage import WIDEST, Layout, linkage_map
from linkage_sim.views.style import save
from tests.experiments.test_linkage import ASKED, crossed, played
from tests.views.overlap import refuse_overlaps


def drawn_of(factors):
    crossing = crossed(Experiment.from_dict(ASKED | {"factors": factors}))
    return analyse(played(crossing), crossing)


THREE = ASKED["factors"] | {"lines": {"path": "places.junpu.broadband", "values": [0.1, 0.6], "title": "connectivity"}}


@pytest.mark.parametrize("factors", [dict(list(THREE.items())[:count]) for count in (1, 2, 3)], ids=["one", "two", "three"])
def test_a_map_is_drawn_of_one_to_three_factors(factors, tmp_path):
    found = drawn_of(factors)
    drawing = linkage_map(found, "sales")
    save(drawing, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"linkage_sales.{end}" for end in ("png", "svg", "narrow.svg", "csv")}
    table = pd.read_csv(tmp_path / "linkage_sales.csv")
    assert set(factors) <= set(table.columns)
    words = [text.get_text() for text in drawing.figure.findobj(Text)]
    assert words.count("+34") == 2 ** (len(factors) - 1)
    assert "Linkage of the helpers" in words
    assert any(text.startswith("better in 4, worse in 0") for text in words) == (len(factors) == 2)
    assert len(drawing.figure.axes) == 2 * (2 if len(factors) == 3 else 1)


def test_what_is_not_clear_is_hatched():
    crossing = crossed(Experiment.from_dict(ASKED))
    runs = played(crossing)
    runs["sales"] = runs["seed"] * (-1.0) ** runs["design"]
    figure = linkage_map(analyse(runs, crossing), "sales").figure
    cells, hatched = (
        [patch for axis in figure.axes for patch in axis.patches if bool(patch.get_hatch()) is over] for over in (False, True)
    )
    assert len(cells) == 2 * 4
    assert hatched
    assert all(patch.get_edgecolor()[:3] != (1.0, 1.0, 1.0) for patch in hatched)  # white would be lost on a pale cell


def test_the_note_names_the_colours_that_are_drawn_and_each_effect_its_scale():
    words = [text.get_text() for text in linkage_map(drawn_of(THREE), "sales").figure.findobj(Text)]
    assert any("Blue: better, orange: worse" in text for text in words)
    scales = [text.rpartition("full colour: ")[2] for text in words if "full colour: " in text]
    assert len(scales) == 2
    assert "34 RMB" in scales


def test_panels_that_do_not_fit_beside_each_other_stand_below_and_none_is_wider_than_a_page():
    layout = Layout.of([range(6), range(4), range(5)], titled=True)
    assert (layout.columns, layout.lines) == (2, 3)
    assert layout.whole[0] <= WIDEST
    places = [layout.place(effect, panel) for effect in range(2) for panel in range(5)]
    assert len(set(places)) == 10
    assert all(left > 0 and low > 0 and left + width < 1 and low + height < 1 for left, low, width, height in places)


@pytest.mark.parametrize("factors", [dict(list(THREE.items())[:count]) for count in (1, 2, 3)], ids=["one", "two", "three"])
def test_nothing_is_written_over_anything_else_or_over_the_edge(factors):
    refuse_overlaps(linkage_map(drawn_of(factors), "sales").figure)
