"""What the scripts of a report say: every sentence that they ask for is there in both languages, and so are names and units."""

from __future__ import annotations

import re

import pytest

from linkage_sim.findings.language import LANGUAGES
from linkage_sim.findings.translation import Translator
from linkage_sim.views.report import spoken
from linkage_sim.views.report.atlas import atlas
from linkage_sim.views.report.html import ATLAS, HERE, SCRIPTS
from tests.views.every_figure import provinces

EMPTY = {"outcomes": [], "factors": [], "points": {"number": [], "label": []}}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("names", "made"), [(SCRIPTS, EMPTY), (ATLAS, {"measures": [], "tiles": []})], ids=["explorer", "atlas"])
def test_every_sentence_that_a_script_asks_for_is_there_and_no_other(names, made, language):
    script = "".join((HERE / "script" / f"{name}.js").read_text("utf-8") for name in names)
    told = spoken.explorer if names is SCRIPTS else spoken.atlas
    words = told(made, Translator(language))["words"]
    asked = set(re.findall(r'say\("(\w+)"', script))
    assert asked <= set(words)
    assert {word for word in words if f'"{word}"' not in script} == set()


def test_places_measures_and_units_of_a_map_are_told_in_chinese():
    translator = Translator("zh")
    made = spoken.atlas(atlas(provinces()), translator)
    assert {tile["name"] for tile in made["tiles"]} >= {"内蒙古", "西藏", "台湾"}
    assert {tile["code"] for tile in made["tiles"]} >= {"蒙", "藏", "台"}
    assert [measure["label"] for measure in made["measures"]][:3] == ["淘宝村数", "网店数", "贫困人口"]
    assert list(translator.missing) == []
    assert made["short"][0] == (1e8, "亿")


def test_factors_are_told_with_levels_and_units_but_keep_their_names():
    factor = {"name": "founders", "label": "founders", "unit": "households", "levels": ["on", "off"], "at": [0, 1]}
    made = spoken.explorer(EMPTY | {"factors": [factor]}, Translator("zh"))["factors"]
    assert made == [factor | {"label": "创业者", "unit": "户", "levels": ["开", "关"]}]
    assert spoken.explorer(EMPTY | {"factors": [factor]}, Translator("en"))["factors"] == [factor]
