"""Figures in Chinese: the catalogue has every word of every figure, and nothing is written over anything else."""

from __future__ import annotations

import re

import pytest
from matplotlib.text import Text

from linkage_sim.cli import language
from linkage_sim.errors import LinkageError
from linkage_sim.findings.lines import broken, relined, width
from linkage_sim.findings.translation import Translator
from linkage_sim.views import style
from linkage_sim.views.translated import translate
from tests.cli.calling import assert_refused, command
from tests.views import every_figure
from tests.views.overlap import refuse_overlaps

GROUPS = ("of_analyses", "of_evidence", "of_forecasts", "of_runs")
NAMES = {"scattered", "linked", "junpu", "A small grid"}
"""What tests call scenarios, reforms and experiments; it stays as it is."""
ENTRIES = re.compile(r"[a-z]+\.\w+(, [a-z]+\.\w+)*")
"""Entries of the evidence, which are found by these names."""


def fonts() -> list[str]:
    try:
        return style.letters("zh")
    except LinkageError:
        return [style.LATIN]


@pytest.fixture(scope="module", params=GROUPS)
def chinese(request, monthly, village):
    """Drawings in Chinese, with the texts that the catalogue has not."""
    make = getattr(every_figure, request.param)
    drawn = make(monthly, village) if request.param == "of_runs" else make()
    translator = Translator("zh")
    with style.styled():
        for one in drawn:
            translate(one.figure, translator, fonts())
            one.figure.draw_without_rendering()  # ticks are written last
    return drawn, list(translator.missing)


@pytest.mark.parametrize("make", [every_figure.of_evidence, every_figure.of_forecasts])
def test_no_words_of_evidence_and_forecasts_lie_outside_a_figure_or_on_others_in_english(make):
    for one in make():
        refuse_overlaps(one.figure, one.name)


def test_the_catalogue_has_every_word(chinese):
    _, missing = chinese
    assert [text for text in missing if text not in NAMES and not ENTRIES.fullmatch(text)] == []


def test_no_words_lie_outside_a_figure_or_on_others(chinese):
    if len(fonts()) == 1:
        pytest.skip("this machine has no Chinese letters")
    for one in chinese[0]:
        refuse_overlaps(one.figure, one.name)


def test_a_figure_says_what_it_said_in_english(monthly):
    (drawing,) = every_figure.drawings(monthly, "Junpu village", names=["emergence"])
    translate(drawing.figure, Translator("zh"), fonts())
    drawing.figure.draw_without_rendering()
    words = {text.get_text() for text in drawing.figure.findobj(Text)}
    assert {"网店数", "开店农户", "百万元/月", "2013"} <= words
    assert all("stores" not in text for text in words)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("depth of the market for the village's\nmain product", ["本村主要产品的市场容量"]),
        ("January 2012\nafter take-off", ["2012年1月", "起飞之后"]),
        ("most stores: 12\nas it is: 3", ["最多网店数：12", "现状：3"]),
        ("market\ndepth of\nthe\nvillage's\nproduct", ["本村产品的", "市场容量"]),
        ("gross_margin", ["毛利率"]),
        ("$\\mathdefault{10^{2}}$", ["$\\mathdefault{10^{2}}$"]),
    ],
)
def test_lines_are_told_together_or_each_by_itself_and_broken_anew(english, chinese):
    assert relined(english, Translator("zh")).split("\n") == chinese


def test_no_line_is_wider_than_asked_or_begins_with_a_sign_and_numbers_stay_whole():
    text = "各次运行的中位数，以及居中的九成（带），共 12,345 次运行。"
    lines = list(broken(text, 8.0))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(width, lines)) <= 9.0
    assert not any(line[0] in "，。（）" and line[0] != "（" for line in lines)
    assert any("12,345" in line for line in lines)


def test_a_command_keeps_its_figures_in_chinese(tmp_path):
    if len(fonts()) == 1:
        pytest.skip("this machine has no Chinese letters")
    done = command("run", "junpu", "--months", "6", "--language", "zh", "--figures", "poverty", "--out", tmp_path / "zh")
    assert done.returncode == 0, done.stderr
    drawn = (tmp_path / "zh" / "figures" / "poverty.svg").read_text("utf-8")
    assert "收入贫困发生率" in drawn
    assert "Headcount" not in drawn


def test_without_chinese_letters_it_says_so_and_stays_in_english(monkeypatch, capsys):
    monkeypatch.setattr(style, "CHINESE_FONTS", ("No Such Font",))
    monkeypatch.setattr(language, "asked", ["zh"])
    assert language.of_figures() == "en"
    assert "install" in capsys.readouterr().err


def test_another_language_is_refused():
    assert_refused("en or zh", "run", "junpu", "--language", "fr")
