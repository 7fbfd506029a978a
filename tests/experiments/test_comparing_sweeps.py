"""Two sweeps compared point by point: what is matched, what is told, and what is refused."""

from __future__ import annotations

import json
from functools import partial

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.comparison import comparing
from linkage_sim.experiments.study.study import Study
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.findings.answer import Answer
from linkage_sim.findings.translation import Translator
from linkage_sim.views.report import report
from tests.views.overlap import refuse_overlaps

MONTHS, PAIRS = 8, 3
compare = partial(comparing.compare, engine="inprocess")
FACTORS = {"founders": {"path": "places.junpu.founders", "values": [0, 20, 40], "title": "returning shopkeepers"}}
OUTCOMES = {
    "stores": {"column": "stores", "better": "more", "title": "stores at the end"},
    "spending": {"column": "spending", "summary": "sum", "title": "spending on assistance"},
}


def swept(folder, factors=FACTORS, outcomes=OUTCOMES, **rest):
    content = {"schema": 1, "name": folder.name, "title": folder.name, "scenario": "junpu", "factors": factors, "outcomes": outcomes,
               "design": {"kind": "grid"}, "months": MONTHS, "replicates": PAIRS}  # fmt: skip
    sweep(content | rest, folder, engine="inprocess")
    return folder


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory):
    place = tmp_path_factory.mktemp("sweeps")
    other = {"founders": {**FACTORS["founders"], "values": [20, 40, 60]}}
    return swept(place / "before"), swept(place / "after", other, set={"actors.government.active": False})


@pytest.fixture(scope="module")
def kept(sweeps):
    place = sweeps[0].parent / "kept"
    return place, compare(*sweeps, out=place)


def test_each_point_has_the_difference_of_its_own_pairs(sweeps, kept):
    found = kept[1]
    runs = [Study(folder).outcomes for folder in sweeps]
    rows = found.effects[found.effects["outcome"] == "spending"]
    assert list(rows["founders"]) == [20, 40]
    for design, (_, row) in zip((1, 2), rows.iterrows(), strict=True):
        before = runs[0][runs[0]["design"] == design].set_index("seed")["spending"]
        after = runs[1][runs[1]["design"] == design - 1].set_index("seed")["spending"]
        assert row["difference"] == pytest.approx((after - before).mean())
        assert row["pairs"] == PAIRS
        assert row["low"] <= row["difference"] <= row["high"]
    mean = found.means.set_index("outcome").loc["spending"]
    assert mean["difference"] == pytest.approx(rows["difference"].mean())
    assert mean["more"] + mean["less"] + mean["unclear"] == mean["points"] == 2


def test_it_is_a_finding_like_any_other(kept):
    place, found = kept
    answer = found.answer
    assert answer.question == "What does after change against before, point by point?"
    assert "of 2 points" in answer.verdicts[0]
    assert any("Only before has 1 point: returning shopkeepers = 0" in note for note in answer.caveats)
    assert any("Only after has 1 point: returning shopkeepers = 60" in note for note in answer.caveats)
    told = json.loads((place / "comparison" / "comparison.json").read_text())
    assert Answer.read(told["finding"]).verdicts == answer.verdicts
    assert len(told["points"]) == 4
    assert (place / "comparison" / "points.csv").read_text().count("\n") == 5
    chinese = Translator("zh")
    for text in (
        answer.question,
        *answer.verdicts,
        *answer.trust,
        *answer.caveats,
        answer.provenance,
        *(one.title for one in answer.tables),
    ):
        chinese(text)
    assert list(chinese.missing) == []


def test_its_figures_show_the_points_and_its_report_tells_it(kept, tmp_path):
    from linkage_sim.views.comparison_points import figures

    place, found = kept
    drawn = figures([found])
    for one in drawn:
        refuse_overlaps(one.narrow(), one.name)
    assert [one.name for one in drawn] == ["points_stores", "points_spending"]
    assert list(drawn[1].data[""]["difference"]) == list(found.effects[found.effects["outcome"] == "spending"]["difference"])
    html = report(place, tmp_path / "told.html").read_text("utf-8")
    assert found.answer.question in html


def test_outcomes_can_be_chosen_and_those_that_differ_are_left_out(sweeps, tmp_path):
    other = {"stores": OUTCOMES["stores"], "spending": {**OUTCOMES["spending"], "summary": "end"}}
    third = swept(tmp_path / "third", outcomes=other)
    found = compare(sweeps[0], third)
    assert list(found.outcomes) == ["stores"]
    assert any("Left out" in note and "spending" in note for note in found.notes)
    assert (found.means["difference"] == 0.0).all()
    assert set(found.effects["below"]) == {"no pair differs"}
    assert list(compare(*sweeps, outcomes=["spending"]).outcomes) == ["spending"]
    with pytest.raises(LinkageError, match=r"'spending' is no outcome that both sweeps have; these are stores\."):
        compare(sweeps[0], third, outcomes=["spending"])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"factors": {"lines": {"path": "places.junpu.broadband", "values": [0.1, 0.5]}}}, "before varies founders, but odd varies lines"),
        ({"months": MONTHS + 1}, "before covers 8 months from 2012-01, but odd 9 months"),
        ({"factors": {"founders": {"path": "places.junpu.founders", "values": [1, 2]}}}, "have no point in common"),
        ({"seed": 1000}, "share two seeds"),
        ({"outcomes": {"people": {"column": "people"}}}, "measure no outcome in the same way"),
    ],
)
def test_what_cannot_be_matched_is_refused(sweeps, tmp_path, changed, told):
    with pytest.raises(LinkageError, match=told):
        compare(sweeps[0], swept(tmp_path / "odd", **changed))


def test_a_sweep_is_not_compared_with_itself_nor_with_two_others(sweeps):
    with pytest.raises(LinkageError, match="given twice"):
        compare(sweeps[0], sweeps[0])
    with pytest.raises(LinkageError, match="two at a time"):
        compare(*sweeps, sweeps[0])
    with pytest.raises(LinkageError, match="--months: has no meaning"):
        compare(*sweeps, months=3)
