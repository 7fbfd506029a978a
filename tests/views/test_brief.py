"""The brief: two pages with the question, its answer, one curve, effects and costs, and where they come from."""

from __future__ import annotations

import re
from html import unescape

import pytest

from linkage_sim import attribute, compare
from linkage_sim.errors import LinkageError
from linkage_sim.findings.finding import Column, Table
from linkage_sim.views.brief import brief
from linkage_sim.views.brief.course import course
from linkage_sim.views.brief.printing import NAMED, browser, pages
from linkage_sim.views.brief.sheet import HEAD, ROWS, fitting
from tests.cli.calling import command
from tests.views.report_cases import make_run, make_sweep, spoil

HOW = {"months": 14, "engine": "inprocess"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("brief")


@pytest.fixture(scope="module")
def compared(place):
    found = compare("junpu", "scattered", "places.junpu.founders=4", replicates=3, out=place / "compared", **HOW)
    return place / "compared", found


@pytest.fixture(scope="module")
def attributed(place):
    found = attribute("junpu", replicates=2, outcomes=["stores", "spending"], out=place / "attributed", **HOW)
    found.write(place / "attributed")
    return place / "attributed", found


def words(folder, place):
    """What a reader of a brief sees, on one line."""
    seen = re.sub(r"<(style|title).*?</\1>", " ", brief(folder, place / "told.html", pdf=False).html.read_text(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", seen)).replace("\xa0", " ").replace("\N{MINUS SIGN}", "-").split())


@pytest.mark.parametrize("which", ["compared", "attributed"])
def test_it_tells_question_answer_effects_costs_and_provenance(which, request, tmp_path):
    folder, found = request.getfixturevalue(which)
    told = words(folder, tmp_path)
    assert found.answer.question in told
    assert all(verdict in told for verdict in found.answer.verdicts[:5])
    costs = [table for table in found.answer.tables if table.name in ("costs", "spending")]
    assert costs
    for table in (found.answer.tables[0], *costs):
        assert all(" ".join(cell.split()) in told for row in table.cells() for cell in row)
    assert all(line in told for line in (*found.answer.trust[:3], *found.answer.caveats[:3]))
    from linkage_sim.experiments.study.study import Study

    manifest = Study(folder).manifest
    assert f"junpu ({manifest['scenarios']['junpu'][:12]})" in told
    assert manifest["versions"]["model"] in told


def test_the_curve_is_that_of_baseline_and_reforms_or_of_nobody_and_everybody(compared, attributed):
    lines = course(compared[0], "compare").data[""]
    assert list(dict.fromkeys(lines["line"])) == ["junpu", "scattered", "places.junpu.founders=4"]
    assert (lines["p05"] <= lines["median"]).all()
    assert (lines["median"] <= lines["p95"]).all()
    assert len(lines) == 3 * 14
    lines = course(attributed[0], "attribute").data[""].set_index("line")["median"]
    assert set(lines.index) == {"nobody", "everybody, without the platform", "everybody"}
    assert lines["nobody"].max() == 0.0 < lines["everybody"].iloc[-1]


def test_a_run_and_a_sweep_that_was_interrupted_have_briefs_too(place, tmp_path):
    assert "Online stores" in words(make_run(place / "ran", replicates=2), tmp_path)
    spoilt = spoil(make_sweep(place / "swept", replicates=2), place / "spoilt")
    assert "not finished" in words(spoilt, tmp_path)


def test_tables_are_cut_where_they_do_not_fit_and_say_so():
    def table(name, rows):
        return Table(name, name, (Column("a", "a"),), [{"a": str(number)} for number in range(rows)])

    assert [one.name for one in fitting([table("first", 8), table("other", 8), table("costs", 8)])] == ["first", "costs"]
    (long,) = fitting([table("first", 100)])
    assert len(long.rows) == ROWS - HEAD
    assert "100 rows" in long.note
    assert sum(len(one.rows) + HEAD for one in fitting([table(str(number), 5) for number in range(9)])) <= ROWS


def test_nothing_but_a_brief_is_overwritten(compared, tmp_path):
    (tmp_path / "mine.html").write_text("mine")
    with pytest.raises(LinkageError, match="not overwritten"):
        brief(compared[0], tmp_path / "mine.html")
    with pytest.raises(LinkageError, match="no such folder"):
        brief(tmp_path / "nowhere")
    with pytest.raises(LinkageError, match=r"manifest\.json"):
        brief(tmp_path, pdf=False)


def test_without_a_browser_it_says_that_there_is_no_pdf(compared, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(NAMED, raising=False)
    if browser() is not None:
        pytest.skip("this machine has a browser in a place of its own")
    assert brief(compared[0], tmp_path / "b.html").pdf is None
    done = command("report", compared[0], "--brief", "--out", tmp_path / "c.html")
    assert done.returncode == 0, done.stderr
    assert f"Brief: {tmp_path / 'c.html'}\nNo PDF" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"b.html", "c.html"}


@pytest.mark.slow
@pytest.mark.parametrize("which", ["compared", "attributed"])
def test_the_pdf_has_two_pages(which, request, tmp_path):
    if browser() is None:
        pytest.skip(f"no Chromium was found; install one, or name it in {NAMED}")
    folder, _ = request.getfixturevalue(which)
    made = brief(folder, tmp_path / "b.html")
    assert pages(made.pdf.read_bytes()) == 2
    again = brief(folder, tmp_path / "b.html")
    assert again.html.read_bytes() == made.html.read_bytes()
    (tmp_path / "b.pdf").write_bytes(b"%PDF mine")
    with pytest.raises(LinkageError, match="not overwritten"):
        brief(folder, tmp_path / "b.html")
