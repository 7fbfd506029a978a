"""The page on the linkage effect: its measured parts are known and filled, and their making is right on a small example."""

import json
from pathlib import Path

import pytest

from linkage_sim.experiments.analysis.attribution.numbers import Estimate
from linkage_sim.experiments.analysis.statistics import Interval
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.findings.answer import Answer, Column, Table
from linkage_sim.model import MODEL_VERSION
from tests.docs.scripts import DOCS, script

linkage = script("linkage")
PAGE = (DOCS / "linkage.md").read_text(encoding="utf-8")


def test_every_measured_part_is_known_and_filled():
    parts = {name: body for _, name, body, _ in linkage.PART.findall(PAGE)}
    assert set(parts) == set(linkage.PARTS)
    assert all(body.strip() for body in parts.values())
    assert "nan" not in "".join(parts.values())


def test_the_page_is_about_the_ensemble_that_is_shipped_or_says_at_its_head_that_it_is_not():
    shipped = Ensemble.load("junpu")
    said = f"hash {shipped.thinned(20).hash[:16]}, rules of version {shipped.data.model_version}."
    of_earlier = "**These numbers are of an earlier calibration.**" in PAGE.split("## ")[0]
    assert (said in PAGE) != of_earlier, "run 'python docs/linkage.py', read what it says now, and take the warning away"


def test_the_page_of_the_screening_is_about_it_as_well():
    page = (DOCS / "screening.md").read_text(encoding="utf-8")
    assert f"hash {Ensemble.load('junpu').hash[:16]}; rules of version {MODEL_VERSION}" in page, "run 'python docs/screen.py'"


def test_every_figure_is_there_as_png_svg_and_csv():
    for name in linkage.FIGURES:
        assert f"figures/{name}.png" in PAGE
        assert all((DOCS / "figures" / f"{name}.{ending}").is_file() for ending in ("png", "svg", "csv"))


def test_an_improvement_is_told_as_positive_and_with_its_verdict():
    fewer = Estimate(-20.0, -30.0, -10.0, 0.5, 0.01, 0.02)
    assert linkage.better(fewer, "poor_people") == Interval(20.0, 10.0, 30.0)
    assert linkage.better(fewer, "sales") == Interval(-20.0, -30.0, -10.0)
    assert linkage.answer(Interval(20.0, 10.0, 30.0)) == "**yes**"
    assert linkage.answer(Interval(-20.0, -30.0, -10.0)) == "**no**"
    assert linkage.answer(Interval(2.0, -3.0, 7.0)) == "unclear"
    assert linkage.words(Interval(20.0, 10.0, 30.0), "persons") == "20 (10 to 30)"
    assert linkage.words(Interval(1.0, -1.0, 2.0), "persons") == "1 (-1 to 2)"


def test_only_measured_parts_are_renewed():
    made = linkage.Made(Path(), {study.name: 12.4 for study in linkage.STUDIES})
    text = linkage.renewed("Mine.\n<!-- measured: commands -->\nold\n<!-- end -->\nMine too.\n", made)
    assert text.startswith("Mine.\n")
    assert text.endswith("Mine too.\n")
    assert "old" not in text
    assert "| Junpu | `--equal-funds` | 12 |" in text
    assert "linkage-sim linkage where-linkage-pays --equal-funds --out where\n" in text


def test_the_numbers_of_the_page_are_those_of_the_table_beside_it():
    made = linkage.Made(Path(), {}, linkage.read_numbers(linkage.TABLE))
    parts = {name: body.strip() for _, name, body, _ in linkage.PART.findall(PAGE)}
    assert linkage.claims(made).strip() == parts["claims"]
    assert linkage.interactions(made).strip() == parts["interactions"]
    shown = {(study, outcome) for study, outcome, *_ in made.known}
    assert shown == {(study.name, outcome) for study in linkage.attributions() for outcome in linkage.OUTCOMES}


def test_numbers_are_read_as_they_were_written(tmp_path):
    linkage.write_numbers([linkage.Row("edge", "sales", "share", "market", 1.5, -1.0, 3.25)], tmp_path / "linkage.csv")
    (row,) = linkage.read_numbers(tmp_path / "linkage.csv").values()
    assert linkage.interval(row) == Interval(1.5, -1.0, 3.25)
    assert row["held"] == ""


def test_both_maps_are_one_table_with_the_block_in_which_an_effect_falls_short(tmp_path):
    columns = (Column("outcome", "outcome"), Column("effect", "effect"), *(Column(word, word, "count") for word in linkage.VERDICTS))
    short = {"helpers": "It is less everywhere with founders at least 8.", "platform": "It is worse at founders 1."}
    for study, pays in (("where", 3), ("where-ensemble", 2)):
        rows = [{"outcome": "sales", "effect": effect, "pays": pays, "falls short": 1, "unclear": 0} for effect in short]
        finding = Answer("linkage", "Where?", ["It pays."], [Table("counts", "", columns, rows)]).content()
        sentences = ["It pays in 3 settings.", "That is so everywhere with founders 0.", *short.values()]
        (tmp_path / study).mkdir()
        (tmp_path / study / "linkage.json").write_text(json.dumps({"sentences": {"sales": sentences}, "finding": finding}))
    told = linkage.where(linkage.Made(tmp_path, {}))
    assert "| sales | helpers | 3 / 2 | 1 / 1 | 0 / 0 | founders at least 8 |" in told
    assert "| sales | platform | 3 / 2 | 1 / 1 | 0 / 0 | founders 1 |" in told


def test_money_is_a_row_for_each_study():
    def one(players: str, platform: str, rate: float, missed: float | None, funds: float = 100.0) -> dict[str, object]:
        return {"players": players, "platform": platform, "funds": funds, "rate": rate, "missed": missed}

    coalitions = [one("", "on", 0.0, -1.0, 0.0), one("household+market", "on", 33.1, 0.0), one("household+market", "off", 62.2, 0.0),
                  one("market", "on", 40.0, 0.21), one("market", "off", 0.0, None)]  # fmt: skip
    assert linkage.spent(coalitions) == ["100", "33.1", "62.2", "2 of 3", "+21 %"]
    assert linkage.spent(coalitions[:3])[-1] == "none"


def test_an_unknown_option_is_refused(capsys):
    with pytest.raises(SystemExit):
        linkage.main(["--replicate", "3"])
    assert "unrecognized" in capsys.readouterr().err
