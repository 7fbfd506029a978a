"""A file of forecasts is read strictly; each run has a member, a seed and facts of its own; what is told are quantiles of the runs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.forecasting.declared import bundled, load
from linkage_sim.experiments.forecasting.forecast import forecast, refuse_unfit
from linkage_sim.experiments.forecasting.runs import draw
from linkage_sim.experiments.study.ledger import Ledger
from linkage_sim.scenario import Scenario
from linkage_sim.views.forecast import figures
from linkage_sim.views.report import report
from linkage_sim.views.style import save
from tests.ensembles import few

TEXT = """\
schema: 1
name: few
title: A few quantities of small villages
scenarios:
  base:
    months: 6
    uncertain:
      places.village.goods: {range: [0.1, 0.5], why: not known}
      places.village.roads: {range: [0, 2], scale: integer, why: not known}
  near-junpu:
    months: 4
quantities:
  - {name: people, scenario: base, column: people, when: [2012-01, 2012-01..2012-06], meaning: members}
  - {name: stores, scenario: near-junpu, column: stores, village: junpu, when: [2012-04], meaning: online stores}
  - {name: share, scenario: near-junpu, column: online_households, per: households, when: [2012-04], meaning: households with a store}
  - {name: sales, scenario: near-junpu, column: sales, over: total, when: [2012-01..2012-04], meaning: online sales}
"""
ROOT = Path(__file__).resolve().parents[3]
FEW = {"members": 2, "replicates": 3, "engine": "inprocess"}


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return few()


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("forecasts") / "few.yaml"
    path.write_text(TEXT)
    return path


@pytest.fixture(scope="module")
def found(ensemble, file):
    return forecast(file, ensemble, **FEW)


@pytest.mark.parametrize("name", bundled())
def test_a_bundled_file_is_sound_and_can_be_run_with_its_ensemble(name):
    data = load(name)
    assert data.name == name
    refuse_unfit(Ensemble.load(data.ensemble), data, {})
    assert {quantity.scenario for quantity in data.quantities} <= set(data.scenarios)
    assert all(Scenario.load(name) for name in data.scenarios)
    assert all(quantity.meaning for quantity in data.quantities)


def test_each_run_has_a_member_a_seed_and_facts_of_its_own(ensemble, file):
    drawn = draw(ensemble, load(file), "base", 2, 3, seed=7)
    assert drawn.members == ensemble.draws(2) * 3
    assert drawn.seeds == list(range(7, 13))
    goods = sorted(facts["places.village.goods"] for facts in drawn.facts)
    assert all(0.1 + 0.4 * k / 6 <= value <= 0.1 + 0.4 * (k + 1) / 6 for k, value in enumerate(goods))  # one in each sixth
    assert [sum(facts["places.village.roads"] == roads for facts in drawn.facts) for roads in (0, 1, 2)] == [2, 2, 2]


def test_intervals_are_those_of_the_runs(found):
    runs = found.draws["base"]
    assert len(runs) == 6
    row = next(one for one in found.rows if one.when == "2012-01")
    assert row.low <= row.half_low <= row.median <= row.half_high <= row.high
    assert row.median == pytest.approx(runs["people 2012-01"].median())
    assert [one.unit for one in found.rows] == ["persons", "persons", "stores", "share of the households", "RMB"]


def test_a_village_is_read_by_itself_and_a_window_is_added_up(found):
    runs = found.draws["near-junpu"]
    assert (runs["stores junpu 2012-04"] >= 12).all()  # its founders, and none of the neighbour's
    assert (runs["share 2012-04"] < 0.1).all()
    assert (runs["sales 2012-01..2012-04"] > 0).all()


def test_the_numbers_are_the_same_for_any_number_of_processes(ensemble, file, found):
    again = forecast(file, ensemble, members=2, replicates=3, jobs=2)
    assert again.rows == found.rows


def test_it_is_kept_with_the_hashes_and_every_run(ensemble, file, found, tmp_path):
    forecast(file, ensemble, **FEW, out=tmp_path / "kept")
    content = json.loads((tmp_path / "kept" / "forecasts.json").read_text())
    assert content["ensemble"] == ensemble.hash
    assert len(content["model"]) == 64
    assert len(content["quantities"]) == 5
    assert len(pd.read_csv(tmp_path / "kept" / "runs-base.csv")) == 6
    assert list(pd.read_csv(tmp_path / "kept" / "forecasts.csv")["name"]) == [row.name for row in found.rows]
    with pytest.raises(LinkageError, match="Add --resume"):
        forecast(file, ensemble, **FEW, out=tmp_path / "kept")
    with pytest.raises(LinkageError, match="begun with another members"):
        forecast(file, ensemble, members=3, replicates=3, out=tmp_path / "kept", resume=True)


KILLED = """\
import os, signal, sys
from tests.ensembles import few
from linkage_sim import forecast

def tick(runs):  # the runs are in the ledger when this is told
    os.kill(os.getpid(), signal.SIGKILL)

forecast(sys.argv[1], few(), members=2, replicates=3, engine="inprocess", out=sys.argv[2], tick=tick)
"""


def test_one_that_was_killed_goes_on_where_it_was_and_comes_to_the_same(ensemble, file, found, tmp_path):
    kept = tmp_path / "kept"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file), str(kept)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(Ledger(kept / "runs" / "base" / "ledger.sqlite", read_only=True)) as ledger:
        before = ledger.counts()
    assert before["succeeded"] > 0 < before["pending"]
    again = forecast(file, ensemble, **FEW, out=kept, resume=True)
    assert again.to_csv() == found.to_csv()
    with closing(Ledger(kept / "runs" / "base" / "ledger.sqlite", read_only=True)) as ledger:
        assert {entry.attempts for entry in ledger.entries()} == {1}  # none was made twice


def test_the_answer_and_the_figure_are_in_its_report(ensemble, file, tmp_path):
    made = forecast(file, ensemble, **FEW, out=tmp_path / "kept")
    for drawing in figures([made]):
        (tmp_path / "kept" / "figures").mkdir(exist_ok=True)
        save(drawing, tmp_path / "kept" / "figures")
    page = report(tmp_path / "kept").read_text()
    assert made.answer.question in page
    assert page.count("<figure") == 2  # one of each scenario
    assert not any(word in repr(made) for word in ("nan", "inf"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("column: people", "column: peeple", "line 13: .*peeple is not recorded"),
        ("scenario: base, column", "scenario: bass, column", "line 13: .*bass, which is not run"),
        ("when: [2012-01,", "when: [January,", "line 13: .*no month or window"),
        ("places.village.goods", "places.hamlet.goods", "line 8: .*no fact of a place"),
        ("places.village.goods", "economy.spoilage", "line 8: .*no fact of a place"),
        ("range: [0.1, 0.5]", "range: [0.5, 0.1]", "line 8: .*does not rise"),
        ("  base:\n", "  bass:\n", "line 5: .*cannot be run"),
        ("meaning: members", "meening: members", "line 13: .*lacks meaning"),
        ("scenario: base, column", "scenario: base, by: province, column", "line 13: .*by is province, but base has none"),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_with_its_place(tmp_path, old, new, told):
    path = tmp_path / "wrong.yaml"
    path.write_text(TEXT.replace(old, new, 1))
    with pytest.raises(LinkageError, match=told) as caught:
        load(path)
    assert str(path) in str(caught.value)


def test_a_fact_that_the_ensemble_varies_and_a_month_that_is_not_run_are_refused(ensemble, file, tmp_path):
    factor = next(iter(ensemble.data.factors.values())).model_copy(update={"path": "places.0.goods"})
    members = tuple(one.model_copy(update={"values": (0.3,)}) for one in ensemble.data.members)
    varying = Ensemble(ensemble.data.model_copy(update={"factors": {"goods": factor}, "members": members}))
    with pytest.raises(LinkageError, match="varied by the ensemble few; leave it out of the uncertain facts of base"):
        forecast(file, varying, **FEW)
    with pytest.raises(LinkageError, match=r"places\.village\.goods is drawn for each run of base; leave it out of --set"):
        forecast(file, ensemble, **FEW, settings={"places.village.goods": 0.3})
    late = tmp_path / "late.yaml"
    late.write_text(TEXT.replace("[2012-04]", "[2014-04]"))
    with pytest.raises(LinkageError, match=r"2014-04 .* not among those that were run"):
        forecast(late, ensemble, **FEW)


COUNTRY = """\
schema: 1
name: part
title: A part of the country
ensemble: china
scenarios: {china: {months: 4}}
quantities:
  - {name: poor, scenario: china, by: province, column: poor_people, when: [2008-02, 2008-04], meaning: poor people}
  - {name: all poor, scenario: china, column: poor_people, when: [2008-02, 2008-04], meaning: poor people}
  - {name: share, scenario: china, by: province, column: poor_people, per: people, when: [2008-04], meaning: poor people}
"""


def test_a_country_is_the_sum_of_its_provinces(tmp_path):
    path = tmp_path / "part.yaml"
    path.write_text(COUNTRY)
    part = {"nation.only": ["ningxia", "hainan"], "nation.per_stratum": 1}
    found = forecast(path, "china", members=2, replicates=1, settings=part, engine="inprocess")
    runs = found.draws["china"]
    assert (runs["poor 2008-02"] > 0).all()
    for date in ("2008-02", "2008-04"):
        total = runs[f"poor {date}"].to_list()
        assert total == pytest.approx((runs[f"poor ningxia {date}"] + runs[f"poor hainan {date}"]).to_list())
        assert total == pytest.approx(runs[f"all poor {date}"].to_list())
    assert [(row.name, row.province, row.when) for row in found.rows[:4]] == [
        ("poor", "", "2008-02"), ("poor", "", "2008-04"), ("poor", "hainan", "2008-02"), ("poor", "hainan", "2008-04"),
    ]  # fmt: skip
    assert ((runs["share ningxia 2008-04"] > 0) & (runs["share ningxia 2008-04"] < 1)).all()
    assert found.settings == part
