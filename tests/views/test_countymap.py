"""A county's map puts villages around their towns, always at the same places, and shows stores and take-off."""

from __future__ import annotations

from itertools import combinations
from math import dist

import pandas as pd
import pytest
from matplotlib.text import Text

from linkage_sim.errors import LinkageError
from linkage_sim.views.countymap import county_map, positions
from linkage_sim.views.shades import luminance
from linkage_sim.views.style import save
from tests.views.overlap import refuse_overlaps


def county(towns: int, each: int) -> pd.DataFrame:
    """Towns that differ in size; every fifth village has taken off, one a month."""
    rows = []
    for town in range(1, towns + 1):
        for _ in range(each + town % 3):
            number = len(rows) + 1
            month = pd.Timestamp("2012-01-01") + pd.DateOffset(months=number // 5) if number % 5 == 0 else pd.NaT
            rows.append((f"village {number}", f"town {town}", float(number % 7 * 10), month))
    return pd.DataFrame(rows, columns=["village", "town", "stores", "taken_off"])


def circles(drawing):
    """Places, areas and colours of the villages, in the order of the data."""
    marks = next(one for one in drawing.figure.axes[0].collections if len(one.get_offsets()))
    return marks.get_offsets(), marks.get_sizes(), marks.get_facecolors()


@pytest.mark.parametrize(("towns", "each"), [(1, 1), (1, 3), (7, 5), (12, 17), (20, 70)])
def test_no_two_villages_touch_and_each_is_nearest_to_those_of_its_town(towns, each):
    shown = county(towns, each)
    of_town = dict(zip(shown["village"], shown["town"], strict=True))
    places = positions(of_town)
    near, far = {True: [], False: []}, 0.95
    for one, other in combinations(places, 2):
        near[of_town[one] == of_town[other]].append(dist(places[one], places[other]))
    assert min(near[True] + near[False], default=1.0) >= far
    assert min(near[False], default=9.0) > min(near[True], default=0.0)


def test_places_depend_on_numbers_alone():
    shown = county(5, 8)
    towns = dict(zip(shown["village"], shown["town"], strict=True))
    assert positions(towns) == positions(dict(reversed(towns.items())))
    drawn = [county_map(one, "A county").data[""] for one in (shown, shown.iloc[::-1])]
    pd.testing.assert_frame_equal(*drawn)
    assert drawn[0]["village"].tolist() == shown["village"].tolist()


def test_more_stores_are_larger_and_earlier_villages_darker():
    drawing = county_map(county(5, 8), "A county")
    _, sizes, colours = circles(drawing)
    data = drawing.data[""].assign(size=sizes, light=[luminance(colour[:3]) for colour in colours])
    assert data.sort_values("stores")["size"].is_monotonic_increasing
    off = data.dropna(subset="taken_off").sort_values("taken_off")
    assert off["light"].is_monotonic_increasing
    assert off["light"].max() < data.loc[data["taken_off"].isna(), "light"].min()


def test_villages_that_marry_are_joined():
    shown = county(3, 6)
    lines = [county_map(shown, "A county", married).figure.axes[0].lines for married in ({"village 1": "village 2"}, None)]
    ends = positions(dict(zip(shown["village"], shown["town"], strict=True)))
    assert list(zip(*lines[0][0].get_data(), strict=True))[:2] == [ends["village 1"], ends["village 2"]]
    assert not len(lines[1][0].get_xdata())


@pytest.mark.parametrize(("towns", "each"), [(1, 3), (12, 17), (40, 20)])
def test_nothing_is_written_over_anything_else(towns, each, tmp_path):
    drawing = county_map(county(towns, each), "A county")
    refuse_overlaps(drawing.figure)
    assert min(text.get_fontsize() for text in drawing.figure.findobj(Text) if text.get_text()) >= 8.0
    save(drawing, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"county.{end}" for end in ("png", "svg", "csv")}
    assert f">{towns}" in (svg := (tmp_path / "county.svg").read_text()) or f"town {towns}" in svg


def test_a_county_in_which_nothing_has_happened_is_drawn():
    quiet = county(2, 4).assign(stores=0.0, taken_off=pd.NaT)
    refuse_overlaps(county_map(quiet, "A county").figure)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (lambda frame: frame.drop(columns="town"), "town"),
        (lambda frame: frame.iloc[:0], "empty"),
        (lambda frame: pd.concat([frame, frame]), "twice"),
    ],
)
def test_a_table_that_is_no_county_is_refused(broken, told):
    with pytest.raises(LinkageError, match=told):
        county_map(broken(county(2, 3)), "A county")
