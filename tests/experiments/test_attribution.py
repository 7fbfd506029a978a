from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.attribution.attributing import analyse
from linkage_sim.experiments.analysis.attribution.attributing import attribute as attribute_scenario
from linkage_sim.experiments.analysis.attribution.contributions import COLUMNS
from linkage_sim.experiments.analysis.attribution.design import plan
from linkage_sim.experiments.design.outcomes import Outcome, usual
from linkage_sim.experiments.tables import read_table, units
from linkage_sim.scenario import Scenario
from linkage_sim.state.month import ACTORS

STORES = usual(["stores"])
POOR = usual(["poor_people"])


def frames(value, players=ACTORS, seeds=(1, 2, 3, 4, 5, 6), states=(True, False), name="stores"):
    """Runs of every coalition: ``value(who takes part, platform on, seed)``."""
    runs, members = [], []
    for design, (on, *here) in enumerate(product(states, *[(False, True)] * len(players))):
        who = {player for player, present in zip(players, here, strict=True) if present}
        members.append(dict(zip(players, here, strict=True)) | {"platform": on})
        runs += [
            {"run": f"{design}-{seed}", "design": design, "replicate": k, "seed": seed, "state": "succeeded", "message": "",
             name: float(value(who, on, seed))}
            for k, seed in enumerate(seeds)
        ]  # fmt: skip
    return pd.DataFrame(runs), pd.DataFrame(members)


def attribute(value, measured=STORES, **how):
    name = next(iter(measured))
    return analyse(*frames(value, name=name, **how), measured, "A village")


def row(found, platform, quantity, player="", other="", outcome="stores"):
    table = found.of(outcome)
    keys = (("platform", platform), ("quantity", quantity), ("player", player), ("other", other))
    for column, wanted in keys:
        table = table[table[column] == wanted]
    return table.iloc[0] if len(table) == 1 else pytest.fail(f"{len(table)} rows of {keys}")


def village(who, on, seed):
    """Households that need government and market; the platform doubles what they achieve; each seed is another village."""
    worth = 100.0 * ("household" in who) + (800.0 + 10 * (seed % 4)) * ({"household", "government", "market"} <= who) * (2 if on else 1)
    return 12 + seed + worth + 5 * ("society" in who)


def test_shares_sum_to_the_total_with_and_without_the_platform():
    found = attribute(village)
    for platform in ("on", "off", "added", "player"):
        total = row(found, platform, "total")["value"]
        shares = found.shares[found.shares["platform"] == platform]
        assert shares["value"].sum() == pytest.approx(total, abs=1e-9)
        assert len(shares) == (6 if platform == "player" else 5)
    ends = [row(found, "on", quantity)["value"] for quantity in ("none", "all")]
    assert row(found, "on", "total")["value"] == pytest.approx(ends[1] - ends[0])


def test_numbers_are_those_that_can_be_worked_out_by_hand():
    found = attribute(village)
    joint = 800 + 10 * np.mean([seed % 4 for seed in range(1, 7)])
    assert row(found, "on", "share", "household")["value"] == pytest.approx(100 + 2 * joint / 3)
    assert row(found, "on", "share", "market")["value"] == pytest.approx(2 * joint / 3)
    assert row(found, "on", "share", "community")["value"] == 0.0
    assert row(found, "off", "linkage")["value"] == pytest.approx(joint)
    assert row(found, "off", "alone_sum")["value"] == pytest.approx(105)
    assert row(found, "off", "needed", "household")["value"] == pytest.approx(100 + joint)
    assert row(found, "on", "interaction", "government", "market")["value"] == pytest.approx(2 * joint / 2)
    assert row(found, "added", "total")["value"] == pytest.approx(joint)
    assert row(found, "player", "share", "platform")["value"] == pytest.approx(joint / 4)
    assert row(found, "off", "linkage_beside", "household")["value"] == pytest.approx(joint)
    assert row(found, "off", "linkage_beside", "society")["value"] == pytest.approx(joint)
    assert row(found, "off", "linkage")["part"] == pytest.approx(joint / (joint + 105))


def test_the_interval_is_students_over_the_seeds_that_share_their_draws():
    """The villages' own level (12 + seed) is common to all coalitions, so that it leaves no trace in any difference."""
    found = attribute(village)
    joint = np.array([800 + 10 * (seed % 4) for seed in range(1, 7)])
    half = 2.570582 * joint.std(ddof=1) / np.sqrt(6)  # t of 0.975 with 5 degrees of freedom
    link = row(found, "off", "linkage")
    assert (link["low"], link["high"]) == pytest.approx((joint.mean() - half, joint.mean() + half), rel=1e-6)
    alone = row(found, "off", "alone", "household")
    assert (alone["low"], alone["high"], alone["p"]) == (100.0, 100.0, 0.0)
    assert link["seeds"] == 6


def test_symmetric_dummies_get_equal_shares_and_a_dummy_gets_none():
    found = attribute(lambda who, on, seed: seed + 3 * ("a" in who) * ("b" in who) * (1 + on), players=("a", "b", "idle"))
    for platform, worth in (("on", 3.0), ("off", 1.5)):
        assert [row(found, platform, "share", player)["value"] for player in ("a", "b")] == [worth, worth]
        idle = row(found, platform, "share", "idle")
        assert (idle["value"], idle["low"], idle["high"], idle["p"]) == (0.0, 0.0, 0.0, 1.0)


def test_rounding_is_not_taken_for_an_effect():
    found = attribute(lambda who, on, seed: 0.1 * seed + 0.1 * len(who))
    assert row(found, "on", "linkage")["value"] == 0.0
    assert (found.interactions["value"] == 0.0).all()
    assert told(found)[1].startswith("None of it is linkage")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=64, max_size=64), st.integers(0, 5))
def test_efficiency_holds_for_any_table(values, spread):
    table = dict(zip(product((True, False), range(32)), values, strict=True))

    def value(who, on, seed):
        return table[on, sum(1 << ACTORS.index(player) for player in who)] + spread * seed * len(who)

    found = attribute(value, seeds=(1, 2, 3))
    for platform in ("on", "off", "added", "player"):
        shares = found.shares[found.shares["platform"] == platform]["value"].sum()
        assert shares == pytest.approx(row(found, platform, "total")["value"], abs=1e-8)
    assert len(told(found)) == 4
    found.to_json()


def told(found, outcome="stores"):
    """The verdicts on an outcome."""
    return found.content["outcomes"][outcome]["sentences"]


def test_verdicts_tell_the_numbers_three_at_most_in_a_sentence():
    found = attribute(village)
    whole, linkage, beside, platform = told(found)
    assert whole.startswith("With the platform, the five actors together bring online stores from 1")
    assert "; the households contributed most (" in whole
    assert whole.endswith(" %), ahead of the government.")
    assert "% of the difference is linkage" in linkage
    assert beside.startswith("With the households taking part anyway, the linkage of the others is 1,630 stores more (")
    assert platform.startswith("With the platform, it is clearly better: 815 stores more ")
    assert not any("not clear" in sentence or "no clear" in sentence for sentence in found.answer.verdicts)
    assert max(len(re.findall(r"\d[\d,.]*", sentence)) for sentence in found.answer.verdicts) <= 3
    assert found.answer.verdicts == told(found)


def test_the_table_has_the_states_of_the_platform_side_by_side_and_the_largest_contribution_first():
    table = attribute(village).answer.tables[0]
    assert [column.name for column in table.shown] == ["who", "on", "off", "added"]
    assert [row[0] for row in table.cells()] == [
        "Households", "Government", "Market", "Society", "Community", "all five together", "each alone, summed", "linkage",
    ]  # fmt: skip
    assert table.cells()[5][1].startswith("1,735 (")


def test_of_several_outcomes_the_first_is_told_and_the_others_stand_in_a_table():
    runs, members = frames(village)
    runs["poor_people"] = 900 - runs["stores"] / 4
    found = analyse(runs, members, STORES | POOR)
    assert set(found.table["outcome"]) == {"stores", "poor_people"}
    assert row(found, "on", "total", outcome="poor_people")["value"] == pytest.approx(-row(found, "on", "total")["value"] / 4)
    assert found.answer.verdicts == [*told(found), "Other outcomes: linkage is clear in poor people."]
    overview, first, *others = found.answer.tables
    assert [line[0] for line in overview.cells()] == ["online stores", "poor people"]
    assert [line[-1] for line in overview.cells()] == ["clearly better", "clearly better"]
    assert first.name == "stores"
    assert all(table.aside for table in others)


def noise(who, on, seed):
    """Numbers without any effect, different in every run."""
    return 100 + (hash((tuple(sorted(map(ACTORS.index, who))), on, seed)) % 1000) / 100


def test_verdicts_say_so_where_nothing_is_clear():
    for sentence in told(attribute(noise, seeds=range(1, 9))):
        assert "not clear" in sentence or "no clear difference" in sentence
        assert "contributed most (" not in sentence
        assert "%" not in sentence


def test_a_lead_that_is_not_clear_is_not_told_as_one():
    def value(who, on, seed):
        return 100 * len(who & {"market", "government"}) + 7 * (seed % 3 - 1) * ("market" in who)

    assert "though the lead over the " in told(attribute(value))[0]


def test_players_that_hinder_each_other_are_told():
    found = attribute(lambda who, on, seed: seed + min(len(who), 1) * 50 + seed % 2 * ("market" in who))
    assert "Together they achieve less than the sum" in told(found)[1]
    assert "they replace or hinder each other" in told(found)[1]


def test_which_side_of_zero_is_better_is_told_of_an_interval_around_it():
    def value(who, on, seed):
        return seed + ("household" in who) * (50 + len(who) + (-1) ** seed * (len(who) > 3))

    for measured, side in ((STORES, "above"), (POOR, "below")):
        beside = told(attribute(value, measured, seeds=range(1, 7)), next(iter(measured)))[2]
        assert "is not clear" in beside
        assert f"{side} zero" in beside


def test_helpers_that_replace_each_other_are_told_beside_households_that_need_them():
    def value(who, on, seed):
        return seed + (100 + seed % 2) * ("household" in who and bool(who - {"household"}))

    linkage, beside = told(attribute(value))[1:3]
    assert linkage.startswith("100 % of the difference is linkage")
    assert "the linkage of the others is 302 stores fewer (" in beside
    assert beside.endswith("): they replace or hinder each other.")


def test_a_change_for_the_worse_is_told():
    worse, better = (attribute(lambda who, on, seed, sign=sign: 500 + sign * (10 + seed) * len(who), POOR) for sign in (1, -1))
    assert ", for the worse; " in told(worse, "poor_people")[0]
    assert "for the worse" not in told(better, "poor_people")[0]
    spending = usual(["spending"])
    assert "for the worse" not in told(attribute(lambda who, on, seed: (10 + seed) * len(who), spending), "spending")[0]


def test_shares_of_people_are_told_in_per_cent_and_points():
    found = attribute(lambda who, on, seed: 0.3 - 0.04 * len(who), usual(["headcount"]))
    assert "the share of people who are poor from 30 % to 10 %" in told(found, "headcount")[0]
    assert "points" in found.answer.tables[0].cells()[0][1]


def test_an_interval_that_does_not_hold_among_so_many_is_marked():
    """One seed in four has no effect: clear by itself with so few seeds, but not among all intervals of the outcome."""
    found = attribute(lambda who, on, seed: 100.0 * (seed % 4 > 0) * ({"household", "market"} <= who), seeds=range(1, 9))
    total = row(found, "on", "total")
    assert total["p"] < 0.05 < total["p_holm"]
    assert any("Not clear any more when all are read together: " in line and "all together" in line for line in found.answer.trust)
    assert not any("Not clear any more" in line for line in attribute(village).answer.trust)
    assert "no clear difference" in found.answer.verdicts[0]  # and the headline says no more than the box


def test_the_note_counts_the_intervals():
    found = attribute(village)
    effects = found.table[found.table["p"].notna()]
    assert any(f"Of {len(effects)} intervals" in line for line in found.answer.trust)
    assert set(found.table[found.table["p"].isna()]["quantity"]) == {"none", "all"}
    assert (effects["p_holm"] >= effects["p"]).all()


def test_one_state_of_the_platform_is_not_set_against_another():
    found = attribute(village, states=(False,))
    assert set(found.table["platform"]) == {"off"}
    assert len(told(found)) == 3
    assert told(found)[0].startswith("Without the platform, ")


def test_one_player_can_be_attributed():
    found = attribute(lambda who, on, seed: seed + 10 * len(who), players=("aid",))
    assert row(found, "on", "share", "aid")["value"] == 10.0
    assert told(found)[0].endswith("; the aid contributed most (100 %).")


def test_tables_are_tidy_and_have_every_declared_column():
    found = attribute(village)
    assert sorted(found.table.columns) == sorted(column.name for column in COLUMNS)
    assert not found.table.duplicated(["outcome", "platform", "quantity", "player", "other"]).any()
    for table, rows in ((found.shares, 21), (found.interactions, 30), (found.linkage, 22), (found.totals, 8)):
        assert len(table) == rows


def test_json_holds_numbers_and_sentences_and_nothing_that_is_no_json():
    found = attribute(village)
    read = json.loads(found.to_json(), parse_constant=pytest.fail)
    assert read["players"] == list(ACTORS)
    assert read["outcomes"]["stores"]["sentences"] == told(found)
    assert len(read["rows"]) == len(found.table)
    assert read["rows"][0]["p"] is None  # a level, not an effect


def test_the_parquet_file_carries_units_and_meanings(tmp_path):
    found = attribute(village)
    found.write(tmp_path)
    again = read_table(tmp_path / "attribution.parquet")
    pd.testing.assert_frame_equal(again, found.table[list(again.columns)], check_dtype=False)
    assert units(tmp_path / "attribution.parquet") == {column.name: column for column in COLUMNS}
    assert json.loads((tmp_path / "attribution.json").read_text())["seeds"] == [1, 2, 3, 4, 5, 6]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["attribution.json", "attribution.parquet"]


def refused(runs, members, measured=STORES):
    with pytest.raises(LinkageError) as told:
        analyse(runs, members, measured)
    return str(told.value)


def test_a_missing_coalition_is_refused_in_a_sentence():
    runs, members = frames(village)
    text = refused(runs[runs["design"] != 5], members)
    assert text == (
        "The attribution needs one run of every coalition with every seed, and government and society with the platform on has 0 runs of "
        "seed 1. Run all of them on common seeds."
    )


def test_a_seed_that_one_coalition_lacks_or_has_twice_is_refused():
    runs, members = frames(village)
    assert "nobody with the platform on has 0 runs of seed 3" in refused(runs.drop(index=2), members)
    assert "nobody with the platform on has 2 runs of seed 1" in refused(pd.concat([runs, runs.iloc[:1]]), members)


def test_seeds_that_differ_between_coalitions_are_refused():
    runs, members = frames(village)
    runs["seed"] += 100 * runs["design"]
    assert "common seeds" in refused(runs, members)


def test_a_number_that_is_missing_is_refused():
    runs, members = frames(village)
    runs.loc[7, "stores"] = np.nan
    assert "'stores' is not finite in 1 of 384 runs" in refused(runs, members)


def test_a_failed_run_is_refused_with_its_reason():
    runs, members = frames(village)
    runs.loc[7, ["state", "message"]] = ["failed", "no households left"]
    text = refused(runs, members)
    assert "1 of 384 runs are missing (1 failed)" in text
    assert "no households left" in text
    assert "--resume" in text


def test_one_seed_is_too_few():
    assert "needs two seeds at least" in refused(*frames(village, seeds=(1,)))


def test_rows_may_come_in_any_order():
    runs, members = frames(village)
    shuffled = runs.sample(frac=1.0, random_state=3)
    pd.testing.assert_frame_equal(analyse(shuffled, members, STORES).table, analyse(runs, members, STORES).table)


TWO = {"memory": {"measures.stage_memory": 6.0}, "list": {"platform.own_list": 0.1, "platform.own_accuracy": 0.1}}


def test_the_plan_has_every_coalition_once():
    made = plan("junpu", replicates=4, removals={"memory": TWO["memory"], "visits": {"actors.community.visits": 0.0}}, months=24)
    assert made.experiment.design.kind == "grid"
    assert len(made.members) == len(made.members.drop_duplicates()) == 8
    assert made.players == ("memory", "visits")
    assert made.experiment.data.replicates == 4
    for point in made.experiment.points:
        scenario, member = made.experiment.scenario_at(point), made.members.loc[point.design]
        assert scenario.platform.on == member["platform"]
        assert (scenario.measures.stage_memory == 6.0) != member["memory"]
        assert (scenario.actors.community.visits == 0.0) != member["visits"]
        assert scenario.months == 24


def test_a_player_may_be_removed_by_several_values():
    made = plan("junpu", removals=TWO)
    assert made.experiment.design.kind == "list"
    assert len(made.members.drop_duplicates()) == 8
    for point in made.experiment.points:
        platform = made.experiment.scenario_at(point).platform
        assert {platform.own_list, platform.own_accuracy} == ({0.3} if made.members.loc[point.design, "list"] else {0.1})


def test_the_platform_can_be_held():
    made = plan("junpu", removals=TWO, platform=(False,))
    assert len(made.members) == 4
    assert not made.members["platform"].any()
    assert not any(made.experiment.scenario_at(point).platform.on for point in made.experiment.points)


def test_a_scenario_of_ones_own_can_be_given():
    mine = Scenario.load("junpu").with_overrides({"months": 7})
    made = plan(mine, removals=TWO, settings={"platform.coverage": 0.5})
    point = made.experiment.scenario_at(made.experiment.points[0])
    assert (point.months, point.platform.coverage) == (7, 0.5)


def test_the_five_actors_are_the_players():
    made = plan("scattered")
    assert made.players == ACTORS
    assert len(made.members) == 64
    everyone = made.experiment.scenario_at(made.experiment.points[int(made.members.all(axis=1).idxmax())])
    assert everyone.platform.on
    assert all(getattr(everyone.actors, actor).active for actor in ACTORS)
    assert set(made.measured) == set(usual())


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"replicates": 1}, "at least 2 seeds"),
        ({"outcomes": ["store"]}, "'store' is not a known outcome; write stores"),
        ({"outcomes": ["xyzzy"]}, "use one of poor_people"),
        ({"removals": {}}, "name at least one"),
        ({"removals": {"platform": {"platform.accuracy": 0.1}}}, "none of them 'platform'"),
        ({"removals": {"a": {}}}, "a has nothing that removes it"),
        ({"removals": {"a": {"platform.accuracy": 0.85}}}, "that is its value anyway"),
        ({"removals": {"a": {"platform.accuracy": 0.1}, "b": {"platform.accuracy": 0.2}}}, "a and b are both removed by platform.accuracy"),
        ({"removals": TWO, "settings": {"platform.on": False}}, "platform.on: is switched by the attribution itself"),
        ({"removals": TWO, "platform": ()}, "at least one state of the platform"),
        ({"removals": {"a": {"platform.accurracy": 0.1}}}, "platform.accuracy"),
        ({"removals": {f"p{k}": {f"programmes.p{k}": None} for k in range(13)}}, "give at most 12"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_a_sentence(how, told):
    with pytest.raises(LinkageError, match=told.replace("(", r"\(")):
        plan("junpu", **how)


def test_outcomes_of_ones_own_can_be_attributed():
    gini = Outcome("inequality", "gini", "end", "less")
    made = plan("junpu", removals=TWO, outcomes={"inequality": gini})
    assert made.measured == {"inequality": gini}


def told_of_removal():
    """What the document says of each actor's programmes: those that stop without it, and those that go on by half."""
    page = Path(__file__).resolve().parents[2] / "docs" / "attribution.md"
    lines = [line.split("|") for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| **")]
    cells = {line[1].strip(" *"): [set(re.findall(r"`(\w+)`", cell)) for cell in line[3:5]] for line in lines if len(line) == 6}
    return {actor: cells[actor] for actor in ACTORS}


def test_the_document_tells_which_programmes_each_removal_stops_and_halves():
    programmes = Scenario.load("base").data.programmes
    assert all(len(programme.providers) <= 2 for programme in programmes.values())
    for actor, (stopped, halved) in told_of_removal().items():
        assert stopped == {name for name, one in programmes.items() if one.providers[0] == actor}
        assert halved == {name for name, one in programmes.items() if actor in one.providers[1:]}


def test_in_the_model_itself_symmetric_dummies_get_exactly_nothing_and_the_market_all():
    players = {"memory": {"measures.stage_memory": 6.0}, "cutoff": {"measures.mpi_cutoff": 0.5}, "market": {"actors.market.active": False}}
    found = attribute_scenario("junpu", 2, outcomes=["stores", "sales"], players=players, months=20, engine="inprocess")
    for outcome, platform in product(("stores", "sales"), ("on", "off", "added", "player")):
        for dummy in ("memory", "cutoff"):
            share = row(found, platform, "share", dummy, outcome=outcome)
            assert (share["value"], share["low"], share["high"]) == (0.0, 0.0, 0.0)
    total = row(found, "on", "total", outcome="sales")["value"]
    assert row(found, "on", "share", "market", outcome="sales")["value"] == pytest.approx(total)
    assert total != 0.0
    assert found.seeds == (1, 2)
