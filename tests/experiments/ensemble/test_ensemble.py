"""An ensemble is read strictly, is written as it was read, and gives scenarios of its own village or of another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.calibration.identified import chance_correlation, identified, ridges
from linkage_sim.experiments.ensemble.ensemble import Ensemble, bundled, hash_without
from linkage_sim.model import MODEL_VERSION
from linkage_sim.scenario import Scenario
from tests.ensembles import HEAD

TEXT = (
    HEAD
    + """\
factors:
  open_rate:
    path: actors.household.open_rate
    range: [0.05, 0.9]
  seller_sales:
    path: economy.seller_sales
    range: [10000, 1000000]
    scale: log
members:
  - {{weight: 0.25, distance: 0.5, values: [0.5, 10000]}}
  - {{weight: 0.5, distance: 0.6, values: [0.7, 100000]}}
  - {{weight: 0.25, distance: 0.9, values: [0.9, 200000]}}
"""
)
HASH = hash_without(Scenario.load("junpu"), ["actors.household.open_rate", "economy.seller_sales"])


@pytest.fixture
def path(tmp_path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(TEXT.format(hash=HASH, version=MODEL_VERSION))
    return file


def test_members_are_scenarios_with_their_values(path):
    ensemble = Ensemble.load(path)
    scenarios = ensemble.scenarios()
    assert [one.economy.seller_sales for one in scenarios] == [10000, 100000, 200000]
    assert [one.actors.household.open_rate for one in scenarios] == [0.5, 0.7, 0.9]
    assert ensemble.weights.tolist() == [0.25, 0.5, 0.25]
    assert ensemble.outdated == ""


def test_parameters_can_be_laid_over_another_village(path):
    base = Scenario.load("base")
    made = Ensemble.load(path).scenarios(base)
    assert all(one.places == base.places for one in made)
    assert made[1].economy.seller_sales == 100000


def test_it_is_written_as_it_was_read_byte_for_byte(path, tmp_path):
    ensemble = Ensemble.load(path)
    ensemble.save(tmp_path / "one.yaml")
    Ensemble.load(tmp_path / "one.yaml").save(tmp_path / "two.yaml")
    assert (tmp_path / "one.yaml").read_bytes() == (tmp_path / "two.yaml").read_bytes()
    assert Ensemble.load(tmp_path / "two.yaml").data == ensemble.data


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("values: [0.5, 10000]", "values: [0.5]", "give one for each factor"),
        ("values: [0.5, 10000]", "values: [0.99, 10000]", "outside its prior"),
        ("weight: 0.5", "weight: 0.6", "weights that sum to 1.1"),
        ("tolerance: 0.9", "tolerance: 0.9\ntolerence: 0.9", "tolerence"),
        ("made: 2026-01-31", "made: yesterday", "made"),
        ("weight: 0.5", "weight: -0.5", "weight"),
        ("path: economy.seller_sales", "path: actors.household.open_rate", "line 20: .* is the path of factor open_rate as well"),
        ("economy.seller_sales", "economy.seller_sale", "line 20: factors.seller_sales.path .* write economy.seller_sales"),
        ("economy.seller_sales", "places.wuthering.goods", "line 20: .* which is no parameter of scenario junpu"),
        ("path: economy.seller_sales", "path: economy", "line 20: .* which is no parameter of scenario junpu"),
        ("scenario: junpu", "scenario: atlantis", "line 4: scenario: 'atlantis' is neither a bundled scenario"),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_with_its_place(path, old, new, told):
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(LinkageError, match=told) as caught:
        Ensemble.load(path)
    assert str(path) in str(caught.value)
    assert caught.value.exit_code == 2


def test_the_same_place_is_one_by_its_name_and_by_its_number(path):
    text = path.read_text().replace("economy.seller_sales", "places.0.market_depth")
    path.write_text(text.replace("actors.household.open_rate", "places.junpu.market_depth"))
    with pytest.raises(LinkageError, match=r"is the path of factor open_rate as well"):
        Ensemble.load(path)


def test_members_keep_the_margin_that_was_observed(small):
    """Gross margin, fee and parcels are bound to each other, which no prior of one of them tells; of another scenario nothing is known."""
    small.write_text(small.read_text().replace("[0.7, 0.29]", "[0.7, 0.45]"))
    with pytest.raises(LinkageError, match=r"line 20: members.1.values leave a shop 0.3\d* of its sales, but 0.05 to 0.2 were observed"):
        Ensemble.load(small)
    lines = small.read_text().splitlines(keepends=True)
    small.write_text("".join(f"scenario_hash: {'f' * 64}\n" if line.startswith("scenario_hash") else line for line in lines))
    assert Ensemble.load(small).outdated == "scenario junpu"


def test_a_name_that_is_none_is_refused_with_those_that_are():
    with pytest.raises(LinkageError, match="neither a bundled ensemble nor a file"):
        Ensemble.load("atlantis")


def test_an_ensemble_of_another_state_of_the_scenario_says_so(path):
    path.write_text(path.read_text().replace(HASH, "f" * 64))
    assert Ensemble.load(path).outdated == "scenario junpu"


def test_an_ensemble_does_not_grow_old_when_its_own_centre_is_taken_over(path, monkeypatch):
    ensemble = Ensemble.load(path)
    adopted = Scenario.load("junpu").with_overrides(ensemble.centre)
    monkeypatch.setattr(Scenario, "load", classmethod(lambda _, __: adopted))
    assert Ensemble.load(path).outdated == ""
    moved = adopted.with_overrides({"places.junpu.goods": 0.9})
    monkeypatch.setattr(Scenario, "load", classmethod(lambda _, __: moved))
    assert Ensemble.load(path).outdated == "scenario junpu"


def test_the_centre_is_the_member_nearest_to_the_weighted_mean_on_the_scale_of_the_prior(path):
    ensemble = Ensemble.load(path)
    assert ensemble.centre == {"actors.household.open_rate": 0.7, "economy.seller_sales": 100000}
    at, weights = ensemble.places.to_numpy(), ensemble.weights.to_numpy()
    apart = [float(weights @ ((at - one) ** 2).sum(axis=1)) for one in at]
    assert int(np.argmin(apart)) == 1


def test_members_are_drawn_as_often_as_they_weigh(path):
    ensemble = Ensemble.load(path)
    assert ensemble.draws_of_all == 4
    assert ensemble.draws(4) == [0, 1, 1, 2]
    assert ensemble.draws(1) == [1]


def test_thinning_keeps_what_the_members_stand_for(path):
    some = Ensemble.load(path).thinned(2)
    assert some.weights.sum() == pytest.approx(1.0)
    assert len(some.weights) <= 2
    assert set(some.values["open_rate"]) <= {0.5, 0.7, 0.9}
    assert Ensemble.load(path).thinned(400).weights.tolist() == pytest.approx([0.25, 0.5, 0.25], abs=0.01)


def test_an_experiment_has_a_point_for_each_member_and_change_and_changes_prevail(path):
    asked = Ensemble.load(path).experiment("x", "x", [{}, {"name": "slow", "actors.household.open_rate": 0.1}], replicates=2, seed=9)
    assert len(asked.points) == 6
    rates = [asked.scenario_at(point).actors.household.open_rate for point in asked.points]
    assert rates == [0.5, 0.7, 0.9, 0.1, 0.1, 0.1]
    assert [asked.scenario_at(point).economy.seller_sales for point in asked.points[3:]] == [10000, 100000, 200000]


def test_what_targets_tell_is_measured_on_the_scale_of_the_prior(path):
    ensemble = Ensemble.load(path)
    at = ensemble.places
    assert at["seller_sales"].tolist() == pytest.approx([0.0, 0.5, np.log10(20) / 2])
    wide = ensemble.data.model_copy(update={"members": tuple(
        ensemble.data.members[0].model_copy(update={"weight": 1 / 400, "values": (0.6 + 0.001 * (k % 20), 1e4 * 100 ** ((k + 0.5) / 400))})
        for k in range(400)
    )})  # fmt: skip
    table = identified(Ensemble(wide)).set_index("factor")
    assert table.loc["open_rate", "told"] == "yes"
    assert table.loc["seller_sales", "told"] == "no"
    assert table.loc["seller_sales", "width"] == pytest.approx(1.0, abs=0.02)
    assert list(table.index) == ["open_rate", "seller_sales"]


def test_a_posterior_pressed_against_its_range_is_not_called_identified(path):
    ensemble = Ensemble.load(path)
    for low in (0.1, 0.86):  # the prior of open_rate ends at 0.05 and 0.9
        members = tuple(
            ensemble.data.members[0].model_copy(update={"weight": 1 / 400, "values": (low + 0.0001 * (k % 20) - 0.045 * (low < 0.5), 1e4)})
            for k in range(400)
        )
        table = identified(Ensemble(ensemble.data.model_copy(update={"members": members}))).set_index("factor")
        assert table.loc["open_rate", "told"] == "edge"
        assert table.loc["open_rate", "width"] < 0.5


def test_pairs_of_independent_parameters_are_hardly_ever_named(path):
    """Of forty ensembles of six parameters that have nothing to do with each other, about two name a pair."""
    data = Ensemble.load(path).data
    factors = {f"f{k}": data.factors["open_rate"].model_copy(update={"range": (0.0, 1.0)}) for k in range(6)}
    named = 0
    for seed in range(40):
        at = np.random.default_rng(seed).uniform(size=(60, 6))
        members = tuple(data.members[0].model_copy(update={"weight": 1 / 60, "values": tuple(row)}) for row in at.tolist())
        ensemble = Ensemble(data.model_copy(update={"factors": factors, "members": members}))
        assert 0.3 < chance_correlation(ensemble) < 0.5
        named += len(ridges(ensemble)) > 0
    assert named <= 6


def test_pairs_that_trade_off_are_named(path):
    data = Ensemble.load(path).data
    members = tuple(
        data.members[0].model_copy(update={"weight": 0.01, "values": (0.1 + 0.008 * k, 10000 * 100 ** (1 - k / 99))}) for k in range(100)
    )
    found = ridges(Ensemble(data.model_copy(update={"members": members})))
    assert found["correlation"].tolist() == pytest.approx([-1.0], abs=1e-6)


def test_the_bundled_ensembles_can_be_read_and_run():
    for name in bundled():
        ensemble = Ensemble.load(name)
        assert len(ensemble.scenarios()) >= (40 if ensemble.scenario.nation is None else 8)  # a run of a country takes minutes


def test_its_hash_follows_its_content_not_its_layout(path, tmp_path):
    ensemble = Ensemble.load(path)
    ensemble.save(tmp_path / "written.yaml")
    assert Ensemble.load(tmp_path / "written.yaml").hash == ensemble.hash
    other = tmp_path / "other.yaml"
    other.write_text(path.read_text().replace("[0.5, 10000]", "[0.5, 10001]"))
    assert Ensemble.load(other).hash != ensemble.hash


def test_an_ensemble_of_several_scenarios_knows_what_each_of_them_was(path, tmp_path):
    known = hash_without(Scenario.load("dongfeng"), ["actors.household.open_rate", "economy.seller_sales"])
    path.write_text(path.read_text().replace("model_version", f"others: {{dongfeng: {known}}}\nmodel_version"))
    ensemble = Ensemble.load(path)
    assert list(ensemble.hashes) == ["junpu", "dongfeng"]
    assert ensemble.outdated == ""
    ensemble.save(tmp_path / "again.yaml")
    assert Ensemble.load(tmp_path / "again.yaml").data == ensemble.data
    path.write_text(path.read_text().replace(known, "f" * 64))
    assert Ensemble.load(path).outdated == "scenario dongfeng"
    path.write_text(path.read_text().replace("dongfeng", "atlantis"))
    with pytest.raises(LinkageError, match="line 6: others: 'atlantis' is neither a bundled scenario"):
        Ensemble.load(path)


def test_what_is_set_for_all_members_is_no_value_of_theirs_any_more(small, tmp_path):
    ensemble = Ensemble.load(small).without(["economy.gross_margin", "economy.spoilage"])
    assert ensemble.overrides() == [{"actors.household.open_rate": 0.5}, {"actors.household.open_rate": 0.7}]
    assert ensemble.data.set_aside == ("economy.gross_margin",)
    assert ensemble.outdated == ""
    ensemble.save(tmp_path / "aside.yaml")
    assert Ensemble.load(tmp_path / "aside.yaml").data == ensemble.data
