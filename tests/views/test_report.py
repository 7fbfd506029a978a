"""The report without a browser: what it tells, that it fetches nothing, and when it refuses."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from functools import cache
from html import unescape

import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.comparison.cases import experiment_of, read_cases, with_noise
from linkage_sim.experiments.analysis.statistics import mean_interval
from linkage_sim.experiments.design.outcomes import usual
from linkage_sim.experiments.study.study import Study
from linkage_sim.findings.answer import Answer, Column, Table
from linkage_sim.findings.numbers import estimated, level, number
from linkage_sim.scenario import Scenario
from linkage_sim.views.brief import brief
from linkage_sim.views.report import explorer as explorers
from linkage_sim.views.report import report
from linkage_sim.views.report.figures import kept_below
from linkage_sim.views.report.inline import inlined
from linkage_sim.views.report.of_study import is_told, scenarios_of
from linkage_sim.views.report.support import changes, coverage
from tests.folders import tell
from tests.views.report_cases import EVIL, GRID, make_run, make_sweep, spoil

MINUS = "\N{MINUS SIGN}"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">{}</svg>'


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    return make_sweep(tmp_path_factory.mktemp("report") / "swept")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("report") / "ran")


@pytest.fixture(scope="module")
def spoilt(swept, tmp_path_factory):
    return spoil(swept, tmp_path_factory.mktemp("report") / "spoilt")


def sketched(folder):
    """Put a drawing into a folder, so that none are made for its report: for tests of what else it tells."""
    (folder / "figures").mkdir()
    (folder / "figures/tornado_poor.svg").write_text(SVG.format("<text>drawn</text>"))
    return folder


@pytest.fixture
def copied(swept, tmp_path):
    """A copy of the sweep to change, with a drawing in it."""
    return sketched(shutil.copytree(swept, tmp_path / "copied"))


def told_in(folder, place):
    """Make a report elsewhere and give its text."""
    return report(folder, place / "told.html").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The same, once for each folder: no test changes one after its report was made."""
    place = tmp_path_factory.mktemp("told")
    return cache(lambda folder: told_in(folder, place))


def words(html):
    """What a reader sees, on one line, without the embedded data, style and script."""
    seen = re.sub(r"<(style|script).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", seen)).replace("\xa0", " ").split())


def sentences(html):
    section = html.partition('<section id="answer">')[2].partition("</section>")[0]
    return [words(one) for one in re.findall(r"<li>(.*?)</li>", section, re.DOTALL)]


def data(html):
    return json.loads(html.partition('<script type="application/json" id="data">')[2].partition("</script>")[0])


# ---------------------------------------------------------------- one file that needs nothing


@pytest.mark.parametrize("which", ["swept", "ran"])
def test_nothing_is_fetched(which, told, request):
    html = told(request.getfixturevalue(which))
    assert "default-src 'none'" in html
    assert not re.search(r"<(link|script|img|iframe|object|embed|source|video|audio|base)\b[^>]*\b(src|href)=(?![\"']?data:)", html)
    assert not re.search(r"url\(\s*[\"']?(?!#)", html)
    assert not re.search(r"@import|@font-face|fetch\(|XMLHttpRequest|WebSocket|importScripts|sendBeacon", html)
    assert set(re.findall(r"https?://[^\s\"'<)]+", html)) <= {"http://www.w3.org/2000/svg"}


def test_what_others_wrote_is_text_and_never_markup(spoilt, told):
    html = told(spoilt)
    assert html.count(EVIL) == 0
    assert "<script>alert" not in html
    assert not re.search(r"<img|<b>|<i>", html)
    assert EVIL in unescape(html)
    assert len(re.findall(r"</script>", html)) == 2
    assert data(html)["factors"][0]["label"] == GRID["factors"]["accuracy"]["title"]


@pytest.mark.parametrize("which", ["swept", "ran"])
def test_the_same_folder_gives_the_same_bytes_wherever_it_lies_and_can_be_read_afterwards(which, tmp_path, told, request):
    folder = request.getfixturevalue(which)
    shutil.copytree(folder, tmp_path / "elsewhere")
    assert report(tmp_path / "elsewhere").read_bytes() == told(folder).encode("utf-8")
    assert Study(tmp_path / "elsewhere").experiment.title == EVIL


def test_the_sections_come_in_order(swept, told):
    found = re.findall(r'<section id="([\w-]+)"', told(swept))
    assert found == ["answer", "figures", "explore", "tables", "scenario", "varied", "evidence", "runs", "provenance"]


def test_every_place_in_the_contents_exists(swept, told):
    html = told(swept)
    assert set(re.findall(r'href="#([\w-]+)"', html.partition("<main>")[0])) <= set(re.findall(r'\bid="([\w-]+)"', html))


def test_no_id_is_given_twice(swept, ran, told):
    for folder in (swept, ran):
        found = re.findall(r'\bid="([^"]+)"', told(folder))
        assert len(found) == len(set(found))


# ---------------------------------------------------------------- the answer


def test_a_run_is_answered_from_its_numbers(ran, told):
    html, results = told(ran), Study(ran)
    last = results.monthly.groupby("run").last()
    stores, owners = last["stores"].median(), last["online_households"].median()
    first, second, third = sentences(html)
    assert f"the village has {number(stores)} online stores by June 2014, run by {number(owners)} households" in first
    reached = results.runs["takeoff_after"].dropna()
    assert f"they reached 100 stores, the mark of a Taobao village, after {round(reached.median())} months in the median" in second
    assert second.startswith("All 3 runs" if len(reached) == 3 else f"{len(reached)} of 3 runs")
    poor = results.monthly.groupby("run")["headcount"]
    assert f"{number(100 * poor.first().median())} % of the people in January 2012" in third
    assert f"{number(100 * poor.last().median())} % in the last month" in third


def test_a_single_run_has_no_range_and_a_warning_and_its_villages_are_told_where_they_were_kept(tmp_path, told):
    html = told(sketched(make_run(tmp_path / "one", replicates=1, villages=True, months=3)))
    first, second, _ = sentences(html)
    assert re.match(r"In the one run, the village has \d+ online stores", first)
    assert "5-95" not in first
    assert second == "It never reached 100 stores, the mark of a Taobao village."
    assert "One run says nothing about chance" in words(html)
    assert "Villages in the last month" in words(html)


def test_a_sweep_is_answered_from_its_numbers(swept, told):
    table, points = pd.read_parquet(swept / "outcomes.parquet"), pd.read_parquet(swept / "points.parquet")
    means = table.groupby("design")["poor"].mean()
    best, worst = means.idxmin(), means.idxmax()
    runs = table.set_index(["seed", "design"])["poor"].unstack()
    size, ends = estimated(mean_interval((runs[worst] - runs[best]).to_numpy()), "persons")
    ends = ends.replace("-", MINUS)
    first, last, second, third = sentences(told(swept))
    assert first.startswith("For poor people (less is better), the best point comes to")
    assert f"founders set to {points.loc[best, 'founders']}" in first
    assert f"founders set to {points.loc[worst, 'founders']}" in last
    assert f"they are {size} apart (95 % interval {ends})" in last
    assert "picked out of 18 points" in last
    levels = means.groupby(points.set_index("design")["founders"]).mean()
    assert second.startswith("Founders matters most")
    few, many = sorted((levels.idxmin(), levels.idxmax()))
    assert f"from {level(levels[few], 'persons')} persons (at {few}) to {level(levels[many], 'persons')} persons (at {many})" in second
    assert third == "Behind it stand 72 runs that succeeded, 18 points with 4 seeds each; none failed."


# ---------------------------------------------------------------- failed and missing runs


def test_failed_and_missing_runs_are_told_with_stage_and_message(spoilt, told):
    html = told(spoilt)
    text = words(html)
    assert "5 of 72 runs are missing or failed" in text
    assert "The study is not finished (its state is: running)" in text
    assert "67 runs that succeeded, 18 points with 4 seeds each; 2 failed, 3 pending." in sentences(html)[-1]
    assert f"{EVIL} 0" in text
    assert f"{EVIL} 1" in text
    assert "3 runs were never finished. Give the command again with --resume to go on." in text


def test_a_sweep_of_which_nothing_succeeded_says_so(swept, tmp_path, told):
    html = told(spoil(swept, tmp_path / "nothing", failed=72, pending=0))
    assert sentences(html) == ["No run has succeeded yet, so that nothing can be said."]
    assert 'id="explore"' not in html
    assert 'id="figures"' not in html


def test_a_finished_sweep_is_told_from_its_tables_though_its_runs_would_have_other_ids_now(copied, swept, told):
    tell(copied, lambda known: known | {"versions": known["versions"] | {"model": "0.0.1"}})
    assert sentences(told(copied)) == sentences(told(swept))


def test_an_unfinished_sweep_is_told_from_its_ledger_though_its_runs_would_have_other_ids_now(spoilt, tmp_path, told):
    old = sketched(shutil.copytree(spoilt, tmp_path / "old"))
    tell(old, lambda known: known | {"versions": known["versions"] | {"model": "0.0.1"}})
    assert sentences(told(old)) == sentences(told(spoilt))


# ---------------------------------------------------------------- scenario, evidence, provenance


def test_an_unchanged_scenario_is_set_against_the_one_that_it_extends():
    same, parent = changes([Scenario.load("junpu")])
    assert same.sentence == "The scenario junpu is the same as the bundled scenario junpu."
    assert "extends base" in parent.sentence
    rows = {row[0].text: (row[1].text, row[2].text) for row in parent.table.rows}
    assert rows["places.junpu.founders"] == ("0", "12")
    assert rows["platform.start"] == ("2014-01", "2013-07")


def test_a_changed_scenario_tells_the_values_that_differ():
    own = Scenario.load("junpu").with_overrides({"platform.on": False, "places.junpu.founders": 3})
    table = next(iter(changes([own]))).table
    assert {tuple(cell.text for cell in row) for row in table.rows} == {("platform.on", "on", "off"), ("places.junpu.founders", "12", "3")}


def test_a_scenario_of_ones_own_is_set_against_base():
    content = {"schema": 1, "name": "mine", "title": "Mine", "extends": "base", "months": 12}
    (only,) = changes([Scenario.from_dict(content)])
    assert "mine is no bundled scenario, so that it is set against base" in only.sentence
    assert [cell.text for cell in only.table.rows[0]] == ["months", "60", "12"]


def test_evidence_counts_every_parameter_once():
    found = coverage([Scenario.load("junpu")])
    assert sum(share.parameters for share in found.shares) == len(Scenario.load("junpu").coverage()) == len(found.table.rows)
    assert {"A", "assumed"} <= {share.grade for share in found.shares}


def test_provenance_tells_command_versions_seeds_and_hashes(swept, told):
    text, known = words(told(swept)), json.loads((swept / "manifest.json").read_text())
    for fact in (known["command"], known["scenarios"]["junpu"], known["versions"]["numpy"], *known["files"].values(), "Seeds 5 to 8"):
        assert fact in text
    assert "changed since" not in text


def test_a_piece_that_was_changed_is_not_reported_on(swept, tmp_path):
    shutil.copytree(swept, tmp_path / "touched")
    (tmp_path / "touched/runs.parquet").write_bytes(b"something else")
    with pytest.raises(LinkageError, match=r"runs\.parquet: was changed or damaged after it was written"):
        report(tmp_path / "touched")


def test_factors_are_told_with_unit_and_support(swept, told):
    section = words(told(swept).partition('<section id="varied">')[2].partition("</section>")[0])
    for told_of in ("platform.accuracy", "0.3 to 0.9", "places.junpu.founders", "0, 12, 4", "junpu.founders", "switch or rule"):
        assert told_of in section


# ---------------------------------------------------------------- figures


def test_a_folder_without_figures_gets_them_drawn(ran, swept, told):
    assert told(ran).count('<figure class="drawn twofold">') == 3
    assert told(swept).count('<figure class="drawn twofold">') == 2


def test_figures_of_the_folder_are_taken_in_the_order_that_matters(swept, tmp_path, told):
    shutil.copytree(swept, tmp_path / "drawn")
    (tmp_path / "drawn/figures").mkdir()
    for name in ("zoo", "attribution_stores", "attribution_poor", "tornado_share"):
        (tmp_path / f"drawn/figures/{name}.svg").write_text(SVG.format("<text>seen</text>"))
    (tmp_path / "drawn/figures/attribution_poor.csv").touch()
    captions = [words(one) for one in re.findall(r"<figcaption.*?</figcaption>", told(tmp_path / "drawn"))]
    assert captions[0] == "What each player contributed, and how much is linkage: poor people. Its numbers: figures/attribution_poor.csv."
    assert captions[1] == "What each player contributed, and how much is linkage: online stores."
    assert "share who are poor" in captions[2]
    assert captions[3] == "Zoo."


def test_figures_of_scenarios_stand_in_the_order_of_the_answer(tmp_path):
    (tmp_path / "figures").mkdir()
    for name in ("base", "junpu", "near-junpu"):
        (tmp_path / f"figures/forecast_{name}.svg").write_text(SVG.format("<text>seen</text>"))
    shown = [one.drawing for one in kept_below(tmp_path, ("near-junpu", "junpu", "base"))]
    assert shown == ["forecast_near-junpu", "forecast_junpu", "forecast_base"]


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "<foreignObject><body/></foreignObject>",
        '<rect onclick="alert(1)" width="1"/>',
        '<image href="https://example.org/a.png"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<use href="https://example.org/a.svg#a"/>',
        '<rect style="fill: url(https://example.org/a.svg#a)"/>',
        '<rect style="fill: u\\72l(https://example.org/a.svg#a)"/>',
        "<style>@import 'https://example.org/a.css'</style>",
        '<a href="https://example.org"><text>here</text></a>',
        '<animate attributeName="href" to="https://example.org"/>',
    ],
)
def test_a_drawing_cannot_run_or_fetch_anything(bad):
    clean = inlined(SVG.format(bad + "<text>kept</text>"), "one", "a file")
    assert "<text>kept</text>" in clean
    assert not re.search(r"script|onclick|https|file:|foreign|import|animate", clean)


def test_drawings_keep_their_ids_apart():
    clean = inlined(SVG.format('<defs><clipPath id="a"/></defs><g id="b" clip-path="url(#a)"><use xlink:href="#a"/></g>'), "figure-2", "")
    assert 'id="figure-2-a"' in clean
    assert 'clip-path="url(#figure-2-a)"' in clean
    assert 'href="#figure-2-a"' in clean
    assert 'id="b"' not in clean


@pytest.mark.parametrize("text", ["no svg", "<html/>", '<svg xmlns="http://www.w3.org/2000/svg"/>'])
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(LinkageError, match=r"a\.svg: is no"):
        inlined(text, "one", "a.svg")


# ---------------------------------------------------------------- what analyses have put there


ROWS = [
    {"title": "poor people", "unit": "persons", "difference": -1.0, "low": -1.5, "high": -0.5, "p": 0.0001},
    {"title": "share", "unit": "share of people", "difference": -0.1, "low": None, "high": None, "p": 0.2},
]
COLUMNS = (Column("title", "outcome"), Column("difference", "difference", "difference", low="low", high="high"), Column("p", "p", "chance"))
ANSWER = Answer(
    "compare", "What does it change?", ["It is <b>better</b>.", "It costs nothing."], [Table("effects", "Effects", COLUMNS, ROWS)],
    ["It was tested."], ["Mind the gap."], "From nine pairs.",
)  # fmt: skip


def test_a_finding_gives_the_answer_its_tables_and_how_sure_it_is(copied, told):
    (copied / "comparison.json").write_text(json.dumps({"finding": ANSWER.content()}))
    html = told(copied)
    assert sentences(html) == ANSWER.verdicts
    text = words(html.partition('<section id="analysis-1">')[2].partition("</section>")[0])
    for seen in ("It was tested.", "Mind the gap.", f"poor people {MINUS}1.00 ({MINUS}1.50 to {MINUS}0.50) < 0.001",
                 f"share {MINUS}10 0.200"):  # fmt: skip
        assert seen in text
    page = words(html.partition("<body>")[2])
    assert [page.count(one) for one in (ANSWER.question, *ANSWER.verdicts)] == [1, 1, 1]  # what is told above is not told again
    assert "<b>" not in html.partition("<main>")[2]


def test_a_brief_shows_the_figure_that_the_report_shows_first(swept, tmp_path):
    shutil.copytree(swept, tmp_path / "moved")
    (tmp_path / "moved/figures").mkdir()
    for name in ("tornado_sales", "tornado_stores"):
        (tmp_path / f"moved/figures/{name}.svg").write_text(SVG.format(f"<text>{name}</text>"))
    (tmp_path / "moved/sensitivity.json").write_text(json.dumps({"finding": replace(ANSWER, analysis="sensitivity").content()}))
    told = brief(tmp_path / "moved", pdf=False).html.read_text()
    assert "tornado_stores" in told
    assert "tornado_sales" not in told


def test_of_a_comparison_luck_and_placebo_are_no_scenarios_to_choose(swept):
    cases = with_noise(read_cases("junpu", ["platform.on=false"], {}))
    experiment = experiment_of(cases, usual(["stores"]), 4, 1, "A comparison")
    assert [one.name for one in scenarios_of(experiment, ())] == list(experiment.sources)
    assert len(experiment.sources) == 4
    assert [one.platform.on for one in scenarios_of(experiment, (ANSWER,))] == [True, False]
    assert is_told(experiment, (ANSWER,))
    assert not is_told(experiment, ())
    assert not is_told(Study(swept).experiment, (ANSWER,))  # its points have levels


def test_what_an_older_version_has_kept_is_refused_with_the_remedy(swept, tmp_path):
    shutil.copytree(swept, tmp_path / "older")
    (tmp_path / "older/comparison.json").write_text(json.dumps({"sentences": ["It is better."]}))
    with pytest.raises(LinkageError, match="made by an older version"):
        report(tmp_path / "older")


def test_analyses_in_lists_and_in_a_folder_of_their_own_are_found(copied, told):
    (copied / "comparison").mkdir()
    (copied / "comparison/comparison.json").write_text(json.dumps({"finding": ANSWER.content()}))
    several = [{"finding": replace(ANSWER, analysis="sensitivity", question=f"What moves {name}?").content()} for name in ("a", "b")]
    (copied / "sensitivity.json").write_text(json.dumps(several))
    text = words(told(copied).partition("<main>")[2])
    assert text.index("Comparison") < text.index("Mind the gap.") < text.index("Sensitivity") < text.index("What moves a?")
    assert "What moves b?" in text


def test_an_analysis_that_cannot_be_read_is_refused(swept, tmp_path):
    shutil.copytree(swept, tmp_path / "broken")
    (tmp_path / "broken/discovery.json").write_text("{")
    with pytest.raises(LinkageError, match=r"discovery\.json: cannot be read as JSON"):
        report(tmp_path / "broken")


# ---------------------------------------------------------------- what the reader can explore


def test_the_page_holds_every_run_as_the_table_does(swept, told):
    found, table = data(told(swept)), pd.read_parquet(swept / "outcomes.parquet")
    assert found["points"]["number"] == list(range(18))
    for name in GRID["outcomes"]:
        runs = table.set_index(["design", "seed"])[name].unstack()
        assert found["seeds"] == list(runs.columns)
        for row, known in zip(found["values"][name], runs.to_numpy(), strict=True):
            assert row == pytest.approx(known.tolist(), rel=1e-9)
        assert found["mean"][name] == pytest.approx(runs.mean(axis=1).tolist(), rel=1e-9)
        assert found["low"][name] == pytest.approx(runs.quantile(0.05, axis=1).tolist(), rel=1e-9)
        assert found["high"][name] == pytest.approx(runs.quantile(0.95, axis=1).tolist(), rel=1e-9)


def test_runs_that_are_missing_are_empty_in_the_page(spoilt, told):
    found = data(told(spoilt))
    counts = [sum(value is not None for value in row) for row in found["values"]["poor"]]
    assert counts == found["n"]["poor"]
    assert sum(counts) < 18 * 4


@pytest.mark.parametrize(("most", "whole"), [(95, False), (96, True)])
def test_of_very_many_runs_and_points_some_are_in_the_page_and_it_says_so(copied, tmp_path, monkeypatch, most, whole):
    monkeypatch.setattr(explorers, "MOST_POINTS", 6)
    monkeypatch.setattr(explorers, "MOST_VALUES", most)  # of 6 points, 4 seeds and 4 outcomes
    html = told_in(copied, tmp_path)
    assert data(html)["points"]["number"] == [0, 3, 6, 9, 12, 15]
    assert len(data(html)["mean"]["poor"]) == 6
    assert "Of 18 points, 6 are here" in words(html)
    assert (data(html)["values"] is not None) == whole
    assert ("too many runs to put each of them here" in words(html)) != whole


# ---------------------------------------------------------------- where it is written


def test_only_a_report_is_replaced(copied, swept, tmp_path, told):
    mine = tmp_path / "mine.html"
    mine.write_text("<p>my own</p>")
    with pytest.raises(LinkageError, match=r"no report, and it is not overwritten") as refusal:
        report(copied, mine)
    assert refusal.value.exit_code == 2
    assert mine.read_text() == "<p>my own</p>"
    older = tmp_path / "older.html"
    older.write_bytes(told(swept).encode("utf-8"))
    assert report(copied, older).read_bytes() == told(copied).encode("utf-8")


def test_a_piece_of_the_folder_is_never_taken_for_a_place(swept):
    before = (swept / "manifest.json").read_bytes()
    with pytest.raises(LinkageError, match="not overwritten"):
        report(swept, swept / "manifest.json")
    assert (swept / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("place", "reason"),
    [("missing/report.html", "there is no folder"), (".", "is a folder"), ("file/report.html", "there is no folder")],
)
def test_a_place_that_cannot_be_is_refused_before_anything_is_read(swept, tmp_path, place, reason):
    (tmp_path / "file").touch()
    with pytest.raises(LinkageError, match=reason):
        report(swept, tmp_path / place)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_report_that_cannot_be_written_whole_leaves_the_old_one(copied, swept, tmp_path, told, monkeypatch):
    old = told(swept).encode("utf-8")
    (tmp_path / "report.html").write_bytes(old)
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(LinkageError, match="no space left on device"):
        report(copied, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == old
    assert {path.name for path in tmp_path.iterdir()} == {"copied", "report.html"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "has no manifest.json"),
        ("{", "cannot be read as JSON"),
        ('{"format": "linkage_sim results 99"}', "its format is"),
        ('{"format": "linkage_sim results 1", "kind": "poem"}', "holds a poem, of which no report is made"),
    ],
)
def test_a_folder_that_holds_no_results_is_refused(tmp_path, content, reason):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(LinkageError, match=reason):
        report(tmp_path)


def test_a_run_whose_tables_were_changed_is_refused(ran, tmp_path):
    shutil.copytree(ran, tmp_path / "touched")
    (tmp_path / "touched/monthly.parquet").write_bytes(b"something else")
    with pytest.raises(LinkageError, match="was changed or damaged after it was written"):
        report(tmp_path / "touched")
