"""The brief: two pages with the question, its answer, one curve, effects and costs, and where they come from."""

from __future__ import annotations

import re
from html import unescape

import pytest

from linkage_sim import attribute, compare
from linkage_sim.errors import LinkageError
from linkage_sim.findings.answer import Column, Table
from linkage_sim.findings.translation import Translator
from linkage_sim.views import style
from linkage_sim.views.brief import brief
from linkage_sim.views.brief.printing import NAMED, browser, pages
from linkage_sim.views.brief.sheet import HEAD, ROWS, fitting
from linkage_sim.views.course import MOST, course
from linkage_sim.views.report import report
from tests.cli.calling import assert_refused, command
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
    costs = [table for table in found.answer.tables if table.name in ("costs", "spending") and not table.aside]
    assert "spending on assistance" in told
    for table in (found.answer.tables[0], *costs):
        assert all(" ".join(cell.split()) in told for row in table.cells() for cell in row)
    assert all(line in told for line in (*found.answer.trust[:3], *found.answer.caveats[:3]))
    from linkage_sim.experiments.study.study import Study

    manifest = Study(folder).manifest
    assert f"junpu ({manifest['scenarios']['junpu'][:12]})" in told
    assert manifest["versions"]["model"] in told


def test_the_curve_is_that_of_baseline_and_reforms_or_of_nobody_and_everybody(compared, attributed):
    lines = course(compared[0], "compare", most=1).data[""]
    assert list(dict.fromkeys(lines["line"])) == ["junpu", "scattered", "places.junpu.founders=4"]
    assert (lines["p05"] <= lines["median"]).all()
    assert (lines["median"] <= lines["p95"]).all()
    assert len(lines) == 3 * 14
    lines = course(attributed[0], "attribute", most=1).data[""].set_index("line")["median"]
    assert set(lines.index) == {"nobody", "everybody, without the platform", "everybody"}
    assert lines["nobody"].max() == 0.0 < lines["everybody"].iloc[-1]


def test_a_report_shows_the_same_over_time_for_each_headline_outcome(compared, attributed, tmp_path):
    drawing = course(compared[0], "compare")
    assert len([axis for axis in drawing.figure.axes if axis.get_title(loc="left")]) == MOST
    assert "spending" not in set(drawing.data[""]["measure"])
    captions = [
        re.findall(r"<figcaption[^>]*>([^<]*)", report(folder, tmp_path / "r.html").read_text()) for folder, _ in (compared, attributed)
    ]
    assert captions[0][0] == "What is compared, over time."
    assert captions[1][0] == "What is compared, over time."


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
    (tmp_path / "b.pdf").write_bytes(b"%PDF mine")
    with pytest.raises(LinkageError, match="not overwritten"):
        brief(folder, tmp_path / "b.html")


# ---------------------------------------------------------------- in Chinese


def untold(folder, place, make):
    """What a page tells in English though it is to be in Chinese, without names, commands, and reasons of parameters."""
    page = make(folder, place / "page.html")
    translator = Translator("zh")
    html = re.sub(r'<section id="(evidence|scenario|varied|provenance|explore)">.*?</section>', "", page.read_text(), flags=re.DOTALL)
    translator.page(html)
    names = r"[\w.=“”-]+|\S+ \([0-9a-f]{12}\)|linkage-sim .*"
    return [text for text in translator.missing if not re.fullmatch(rf"({names})( (and|/) ({names}))*", text)]


def made_brief(folder, out):
    return brief(folder, out, pdf=False).html


@pytest.mark.parametrize("make", [made_brief, report], ids=["brief", "report"])
@pytest.mark.parametrize("which", ["compared", "attributed"])
def test_nothing_of_a_page_stays_in_english(which, make, request, tmp_path):
    folder, _ = request.getfixturevalue(which)
    assert untold(folder, tmp_path, make) == []


def test_a_page_in_chinese_says_so_and_lies_beside_the_other(compared):
    page = brief(compared[0], pdf=False, language="zh").html
    assert page.name == "brief-zh.html"
    assert '<html lang="zh-CN">' in page.read_text()
    assert "与junpu相比" in page.read_text()
    assert report(compared[0], language="zh").name == "report-zh.html"
    with pytest.raises(LinkageError, match="no catalogue"):
        brief(compared[0], pdf=False, language="fr")


def test_without_chinese_letters_no_pdf_is_printed_with_boxes_in_it(compared, tmp_path, monkeypatch):
    monkeypatch.setattr(style, "CHINESE_FONTS", ("No Such Font",))
    done = command("report", compared[0], "--brief", "--language", "zh", "--out", tmp_path / "b.html")
    assert done.returncode == 0, done.stderr
    assert "font" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["b.html"]


# ---------------------------------------------------------------- several folders


def test_several_folders_make_one_page(compared, attributed, tmp_path):
    page = report([compared[0], attributed[0]], tmp_path / "both.html").read_text()
    for folder, found in (compared, attributed):
        assert page.count(str(folder)) >= 2
        assert unescape(page).count(found.answer.question) >= 2
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="|url\()#([^")]+)', page)) <= set(ids)
    with pytest.raises(LinkageError, match="--out"):
        report([compared[0], attributed[0]])
    assert_refused("one folder", "report", compared[0], attributed[0], "--brief")
    done = command("report", compared[0], attributed[0], "--out", tmp_path / "again.html")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again.html").read_text() == page
