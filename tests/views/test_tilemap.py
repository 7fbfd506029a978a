"""A map of tiles shows all units of China, tells nothing from little, and says what it leaves out."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.text import Text

from linkage_sim.errors import LinkageError
from linkage_sim.findings.numbers import short
from linkage_sim.views import style
from linkage_sim.views.provinces import CODES, Measure, at_moment, key_of, units
from linkage_sim.views.shades import NOTHING, luminance, shades
from linkage_sim.views.style import save
from linkage_sim.views.tilemap import small_multiples, tile_map
from tests.views.overlap import refuse_overlaps

PLACES = """Beijing,北京,7,2 Tianjin,天津,8,2 Hebei,河北,7,3 Shanxi,山西,6,3 InnerMongolia,内蒙古,7,1 Liaoning,辽宁,9,2 Jilin,吉林,9,1
Heilongjiang,黑龙江,9,0 Shanghai,上海,9,5 Jiangsu,江苏,8,4 Zhejiang,浙江,8,5 Anhui,安徽,7,4 Fujian,福建,7,6 Jiangxi,江西,7,5
Shandong,山东,8,3 Henan,河南,6,4 Hubei,湖北,6,5 Hunan,湖南,6,6 Guangdong,广东,6,7 Guangxi,广西,5,7 Hainan,海南,5,8 Chongqing,重庆,5,5
Sichuan,四川,4,5 Guizhou,贵州,5,6 Yunnan,云南,4,6 Xizang,西藏,1,5 Shaanxi,陕西,5,4 Gansu,甘肃,3,3 Qinghai,青海,2,3 Ningxia,宁夏,4,3
Xinjiang,新疆,1,2"""
TABLE_1 = {"2013-12": 20, "2014-12": 212, "2015-12": 780, "2016-08": 1311}
YEARS = [2013, 2014, 2015, 2016]
CHINESE = {"language": "zh"}


@pytest.fixture(scope="module")
def tiles() -> pd.DataFrame:
    rows = csv.reader(io.StringIO("\n".join(PLACES.split())))
    frame = pd.DataFrame(list(rows), columns=["province", "province_zh", "tile_x", "tile_y"])
    return frame.astype({"tile_x": int, "tile_y": int})


@pytest.fixture(scope="module")
def frame(tiles) -> pd.DataFrame:
    """The counts of Table I, most of them in Zhejiang and Guangdong, in three runs that differ."""
    share = {"zhejiang": 0.5, "guangdong": 0.25, "jiangsu": 0.1, "fujian": 0.1, "hebei": 0.05}
    rows = [
        {
            "run": run,
            "month": pd.Timestamp(month),
            "province": key,
            "taobao_villages": share.get(key, 0.0) * count * more,
            "exits": 10.0 * more,
        }
        for run, more in enumerate((0.5, 1.0, 2.0))
        for month, count in ({"2016-07": 1200} | TABLE_1).items()
        for key in map(key_of, tiles["province"])
    ]
    return pd.DataFrame(rows)


def seen(drawing) -> str:
    """The words of a drawing that are shown."""
    return " | ".join(text.get_text() for text in drawing.figure.findobj(Text) if text.get_visible())


def kept(drawing, folder) -> str:
    """The words in the SVG file."""
    save(drawing, folder)
    assert (folder / f"{drawing.name}.png").stat().st_size > 10_000
    root = ElementTree.fromstring((folder / f"{drawing.name}.svg").read_text(encoding="utf-8"))
    return " | ".join("".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text"))


def squares(drawing, panel=0):
    return [patch for patch in drawing.figure.axes[panel].patches if patch.get_width() > 0.5]


def needs_chinese_letters():
    try:
        style.chinese_font()
    except LinkageError:
        pytest.skip("this machine has no Chinese letters")


def test_all_34_units_are_on_a_map_with_their_names_and_the_three_that_are_not_simulated_are_hatched(tiles, tmp_path):
    drawing = tile_map(pd.Series({"guangdong": 262.0}), tiles, "Taobao villages", "Taobao villages")
    words = kept(drawing, tmp_path)
    for name in units(tiles)["province"]:
        assert all(part in words for part in name.split()), name
    assert "262" in words
    assert len(squares(drawing)) == 34
    hatched = {
        (patch.get_x() + patch.get_width() / 2, patch.get_y() + patch.get_height() / 2) for patch in squares(drawing) if patch.get_hatch()
    }
    assert {(round(x), round(y)) for x, y in hatched} == {(6, 8), (7, 8), (8, 7)}
    assert re.search("not simulated.*Macao.*Hong Kong.*Taiwan", words)


def test_small_multiples_have_all_units_in_each_panel_and_their_names_in_the_key(tiles, frame):
    drawing = small_multiples(frame, "taobao_villages", YEARS, tiles)
    words = seen(drawing)
    for panel in range(4):
        assert len(squares(drawing, panel)) == 34
        assert set(CODES.values()) <= {text.get_text() for text in drawing.figure.axes[panel].texts}
    assert all(name in words for name in units(tiles)["province"])
    assert "August 2016" in words
    assert "1,311" in words


def test_the_middle_run_is_shown_and_the_middle_half_is_in_the_data(tiles, frame):
    table = small_multiples(frame, "taobao_villages", [2016], tiles).data[""].set_index("province")
    assert tuple(table.loc["zhejiang", ["low", "median", "high"]]) == pytest.approx((0.75 * 655.5, 655.5, 1.5 * 655.5))
    assert table["runs"].eq(3).all()


def test_a_flow_is_summed_over_the_year_until_the_moment(frame):
    moment = at_moment(frame, "exits", 2016, flow=True)
    assert (moment.first.month, moment.last.month) == (1, 8)
    assert moment.table["median"].eq(20.0).all()
    assert at_moment(frame, "exits", "2016-07", flow=True).table["median"].eq(10.0).all()


def test_months_may_be_text(tiles, frame):
    written = frame.assign(month=frame["month"].dt.strftime("%Y-%m"))
    both = [at_moment(one, "taobao_villages", 2015, flow=False) for one in (frame, written)]
    pd.testing.assert_frame_equal(both[0].table, both[1].table)


def test_one_scale_serves_all_panels_and_more_is_darker(tiles, frame):
    drawing = small_multiples(frame, "taobao_villages", YEARS, tiles)
    found = [(float(x), patch) for panel in range(4) for x, patch in _amounts(drawing, panel)]
    by_amount = sorted(((amount, luminance(patch.get_facecolor())) for amount, patch in found), key=lambda pair: pair[0])
    for (less, paler), (more, darker) in pairwise(by_amount):
        assert darker < paler if more > less else darker == pytest.approx(paler, abs=0.02)


def _amounts(drawing, panel):
    """Written amounts with their tiles."""
    axis = drawing.figure.axes[panel]
    for text in axis.texts:
        if text.get_fontweight() == "bold" and re.fullmatch(r"[\d,.]+", text.get_text()):
            x, y = text.xy
            tile = next(
                one for one in squares(drawing, panel) if one.get_x() < x < one.get_x() + 0.94 and one.get_y() < y < one.get_y() + 0.94
            )
            yield text.get_text().replace(",", ""), tile


def test_nothing_is_told_from_little_and_decades_are_drawn_as_ratios():
    wide, narrow = shades([0.0, 1.0, 10.0, 100.0]), shades([0.0, 50.0, 100.0])
    assert wide.logarithmic
    assert not narrow.logarithmic
    assert wide.of(0.0) == narrow.of(0.0) == NOTHING
    assert luminance(wide.of(1.0)) < luminance(NOTHING) - 0.1
    assert luminance(narrow.of(1e-6)) < luminance(NOTHING) - 0.1
    with pytest.raises(LinkageError, match="below zero"):
        shades([-1.0])


def test_provinces_that_were_not_run_are_grey_without_a_number(tiles, frame):
    some = frame[frame["province"].isin(["guangdong", "zhejiang"])]
    drawing = small_multiples(some, "taobao_villages", [2016], tiles)
    assert "not in this run" in seen(drawing)
    assert "not in this run" not in seen(small_multiples(frame, "taobao_villages", [2016], tiles))
    assert len(list(_amounts(drawing, 0))) == 2


@pytest.mark.parametrize(("count", "measure"), [(1, "taobao_villages"), (1, "people"), (2, "people"), (3, "people")])
def test_nothing_is_written_over_anything_else_and_everything_can_be_read(tiles, frame, count, measure):
    """One map, a row of two, and two rows with a place left free, with the longest amounts; one map with short ones as well."""
    large = frame.assign(people=frame["taobao_villages"] * 98_765.4)
    figure = small_multiples(large, measure, YEARS[:count], tiles, known=Measure("People", "persons", adds_up=True)).figure
    refuse_overlaps(figure, (measure, count))
    words = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    assert min(text.get_fontsize() for text in words) >= 8.0


def test_words_stay_within_their_tiles(tiles, frame):
    figure = small_multiples(frame.assign(n=frame["taobao_villages"] * 1e6), "n", YEARS, tiles).figure
    figure.draw_without_rendering()
    for axis in figure.axes[:4]:
        wide = abs(axis.transData.transform((0.94, 0))[0] - axis.transData.transform((0, 0))[0])
        for text in axis.texts[:-2]:
            assert text.get_window_extent().width <= wide, text.get_text()


def test_names_may_be_chinese(tiles, frame):
    needs_chinese_letters()
    drawing = small_multiples(frame, "taobao_villages", [2015, 2016], tiles, **CHINESE)
    words = seen(drawing)
    assert all(name in words for name in units(tiles)["province_zh"])
    assert "2016年8月" in words
    assert "未模拟" in words
    refuse_overlaps(drawing.figure)


def test_chinese_without_chinese_letters_is_refused(tiles, monkeypatch):
    monkeypatch.setattr(style, "CHINESE_FONTS", ("No Such Font",))
    with pytest.raises(LinkageError, match="font"):
        tile_map(pd.Series({"guangdong": 1.0}), tiles, "A map", "villages", **CHINESE)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (lambda tiles: tiles.drop(columns="tile_x"), "tile_x"),
        (lambda tiles: tiles.iloc[1:], "beijing"),
        (lambda tiles: tiles.assign(tile_x=1), "share a tile"),
        (lambda tiles: tiles.replace("Jilin", "Atlantis"), "atlantis"),
        (lambda tiles: pd.concat([tiles, tiles.iloc[:1]]), "twice"),
    ],
)
def test_a_table_of_tiles_that_would_hide_a_unit_is_refused(tiles, broken, told):
    with pytest.raises(LinkageError, match=told):
        units(broken(tiles))


def test_wrong_questions_are_answered_with_what_there_is(tiles, frame):
    with pytest.raises(LinkageError, match="guangdong"):
        tile_map(pd.Series({"guandong": 1.0}), tiles, "A map", "villages")
    with pytest.raises(LinkageError, match="2013-12 to 2016-08"):
        small_multiples(frame, "taobao_villages", [2019], tiles)
    with pytest.raises(LinkageError, match="no column sales"):
        small_multiples(frame, "sales", [2016], tiles)
    with pytest.raises(LinkageError, match="at least one"):
        small_multiples(frame, "taobao_villages", [], tiles)


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [(0, "en", "0"), (0.5, "en", "0.5"), (1311, "en", "1,311"), (12_345, "en", "12.3 k"), (999_960, "en", "1 M"), (7.017e7, "en", "70.2 M"),
     (7.017e7, "zh", "7,017万"), (2.3e8, "zh", "2.3亿"), (15_000, "zh", "1.5万")],
)  # fmt: skip
def test_numbers_are_short(value, language, written):
    assert short(value, language) == written
