"""Two catalogues with the same keys and the same facts; numbers as each language writes them."""

from __future__ import annotations

import re

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.findings.language import LANGUAGES, ONE, words_of
from linkage_sim.scenario.programmes import NEEDS
from linkage_sim.views.app.lessons import LESSONS
from linkage_sim.views.app.levers import GROUPS

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def facts(sentence: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", sentence))


def test_both_languages_have_the_same_keys_with_the_same_facts():
    english, chinese = words_of("en"), words_of("zh")
    names = {key for key in english.names() if not key.endswith(ONE)}
    assert names == {key for key in chinese.names() if not key.startswith("meanings.")}
    assert {key: facts(english(key)) for key in names} == {key: facts(chinese(key)) for key in names}


def test_one_of_a_thing_has_words_of_its_own_where_a_language_wants_them():
    english, chinese = words_of("en"), words_of("zh")
    ones = [key for key in english.names() if key.endswith(ONE)]
    assert ones
    assert all(facts(english(key)) == facts(english(key.removesuffix(ONE))) for key in ones)
    told = [english("flows.integration.household", count=count) for count in (1, 2)]
    assert told == ["1 card changed", "2 cards changed"]
    assert "1 person," in english("story.household", number=7, size=1, workers=1, away=0)
    assert chinese("flows.integration.household", count=1) == chinese("flows.integration.household", count=2).replace("2", "1")


def test_chinese_is_chinese_and_english_is_not():
    english, chinese = words_of("en"), words_of("zh")
    assert not [key for key in english.names() if CHINESE.search(english(key))]
    wordless = {
        "units.share",
        "units.rule",
        "listing.comma",
        "story.dated",
        "story.joined",
        "whatif.changed",
        "crowd.give_or_take",
        "story.helped",
        "explorer.labelled",
        "explorer.comma",
        "explorer.semicolon",
        "explorer.listed",
        "atlas.now",
    }
    assert not [key for key in chinese.names() if not CHINESE.search(chinese(key)) and key not in wordless]


def test_every_lever_has_a_name_in_both_and_a_sentence_in_chinese():
    for path in (path for paths in GROUPS.values() for path in paths):
        parts = path.split(".")
        name = ".".join([parts[0], *parts[2:]]) if parts[0] == "places" else path
        meaning = ".".join([parts[0], *parts[2:]]) if parts[0] in ("places", "programmes") else path
        assert all(f"levers.{name}" in words_of(language).names() for language in LANGUAGES), path
        assert f"meanings.{meaning}" in words_of("zh").names(), path


def test_every_need_and_every_answer_of_a_lesson_has_words():
    for language in LANGUAGES:
        words = words_of(language)
        assert all(words(f"needs.{need}") for need in NEEDS)
        assert all(words(f"lessons.{lesson.key}.answers.{k}") for lesson in LESSONS for k in range(lesson.answers))
        assert all(f"lessons.{lesson.key}.answers.{lesson.answers}" not in words.names() for lesson in LESSONS)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0, "0", "0"),
        (1234, "1,234", "1,234"),
        (23456, "23,460", "2.35万"),
        (12_300_000, "12.3 million", "1,230万"),
        (250_000_000, "250 million", "2.5亿"),
    ],
)
def test_amounts_are_short_in_each_language(value, english, chinese):
    assert (words_of("en").amount(value), words_of("zh").amount(value)) == (english, chinese)


def test_listing_and_ordinals():
    english = words_of("en")
    assert english.listing(["a", "b", "c"]) == "a, b and c"
    assert [english.ordinal(number) for number in (2, 12, 14, 22, 33)] == ["second", "twelfth", "14th", "22nd", "33rd"]
    assert words_of("zh").month(2013, 3) == "2013年3月"


def test_an_unknown_language_is_refused():
    with pytest.raises(LinkageError, match="speaks en, zh"):
        words_of("fr")
