"""The same numbers, however they are calculated."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import linkage_sim
from linkage_sim.kernel.fingerprint import reached
from linkage_sim.kernel.stages import COMPILED
from linkage_sim.kernel.state import Table
from linkage_sim.model import ALL_STAGES, LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.state.month import COLUMNS

SMALL = {
    "months": 16,
    "places.junpu.households": 40,
    "places.junpu.founders": 3,
    "platform.start": "2012-03",
    "platform.register_start": "2012-03",
    "platform.look_back_start": "2012-05",
    "platform.look_back_end": "2012-08",
    "platform.update_start": "2012-10",
    "actors.government.notice_stores": 5,
    "actors.government.notice_delay": 1,
}
EVENTFUL = {
    **SMALL,
    "places.junpu.households": 30,
    "places.junpu.network": 2,
    "actors.household.illness_onset": 0.1,
    "actors.household.patience": 2,
    "actors.household.medical_cost": 3_000,
    "actors.community.village_fund": 300,
    "actors.government.public_funds": 900,
    "actors.government.audit": 0.5,
    "actors.government.notice_stores": 2,
    "actors.market.courier_cost": 300,
    "actors.market.entry_proof": 1,
    "actors.market.supplier_sales": 2_000,
    "programmes.startup_loan.effect.loan": 4_000,
    "population.founder_debt": 300_000,
}
HELD = (
    "households",
    "tenants",
    "villages",
    "months",
    "offers",
    "accounts",
    "journal",
    "record",
    "village_record",
    "ties",
    "groups",
    "cohorts",
)
"""What is compared: all that a month leaves behind."""


def few_villages() -> Scenario:
    """Three villages in two counties, in which within a year everything happens: stores, help, loans, cards, audits."""
    content = Scenario.load("junpu").with_overrides(EVENTFUL).resolved()
    place = {**content["places"][0], "tourism": 0.2}
    beside = {**place, "name": "beside", "households": 17, "founders": 1, "product": "shoes"}
    content["places"] = [place, beside, {**place, "name": "far", "county": "far", "households": 9, "founders": 0, "broadband": 0.5}]
    return Scenario.from_dict({**content, "evidence": {}})


def played() -> dict[str, np.ndarray]:
    """Play two runs of the few villages; return all that is left, column by column."""
    model = LinkageModel(few_villages(), seeds=[11, 12], journal=True, by_village=True)
    for first in (0, 3):  # of each run; the third village is stood for by the first until two founders come home to it
        representative, asleep = model.villages[first], model.villages[first + 2]
        representative.weight, representative.account_weight, representative.awake = 2.0, 2.0, 0.0
        asleep.weight, asleep.account_weight, asleep.awake, asleep.stands_in = 0.0, 0.0, 0.0, first + 1
        asleep.arrival, asleep.arriving = 4, 2
    model.villages[4].spared = 1.0  # in the second run a founder keeps a shop on the side
    model.run()
    left: dict[str, np.ndarray] = {}
    for name in HELD:
        held = getattr(model.world, name)
        if isinstance(held, Table):
            left.update({f"{name}.{field}": held.array[field] for field in held.kind.fields})
        else:
            left[name] = held
    return left


PROGRAM = """
import sys
import numpy as np
from linkage_sim.kernel.rules import Rule
from linkage_sim.kernel.stages import COMPILED
sys.path.insert(0, sys.argv[1])
import test_sameness
assert not COMPILED
called, call = set(), Rule.__call__
Rule.__call__ = lambda rule, *args, **kwargs: called.add(repr(rule)) or call(rule, *args, **kwargs)
left = test_sameness.played()
np.savez(sys.argv[2], called=sorted(called), **left)
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """What is left of the few villages where nothing is compiled, and which rules were called."""
    root, out = Path(linkage_sim.__file__).resolve().parents[1], tmp_path_factory.mktemp("plain") / "left.npz"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(out)], env=environment, check=True)
    with np.load(out) as left:
        return dict(left)


@pytest.mark.skipif(not COMPILED, reason="compares with a process in which rules are compiled")
def test_compiled_or_not_a_run_is_the_same(plain) -> None:
    here = played()
    assert here.keys() == plain.keys() - {"called"}
    for name, column in here.items():
        assert plain[name].dtype == column.dtype, name
        if column.dtype.kind == "f":
            np.testing.assert_allclose(plain[name], column, rtol=1e-6, atol=1e-6, err_msg=name)
        else:
            np.testing.assert_array_equal(plain[name], column, err_msg=name)


@pytest.mark.skipif(not COMPILED, reason="nothing is compared")
def test_in_what_is_compared_everything_happens_and_every_rule_is_called(plain) -> None:
    silent = {column.name for k, column in enumerate(COLUMNS) if not plain["record"][:, :, k].any()}
    assert not silent
    rules = {one.function.__name__ for stage in ALL_STAGES for one in reached(stage.rule)}
    assert len(rules) > 250
    assert rules - {name.split(".")[-1].rstrip(">") for name in plain["called"]} <= {
        "has_own_effects",
        "take_up_product",
    }  # without an extension; where each village has a product of its own


@pytest.fixture(scope="module")
def county() -> Scenario:
    """Seven villages of different sizes in two towns."""
    content = Scenario.load("junpu").with_overrides(SMALL).resolved()
    place = {**content["places"][0], "households": 25}
    content["places"] = [{**place, "name": f"v{k}", "households": 15 + 6 * k, "town": "ab"[k % 2], "founders": k % 3} for k in range(7)]
    return Scenario.from_dict({**content, "evidence": {}})


@pytest.mark.parametrize("threads", [2, 3, 11])
def test_threads_change_nothing(county, threads) -> None:
    one = LinkageModel(county, seeds=[4, 5], by_village=True).run()
    many = LinkageModel(county, seeds=[4, 5], by_village=True, threads=threads).run()
    np.testing.assert_array_equal(one.world.record, many.world.record)
    np.testing.assert_array_equal(one.world.village_record, many.world.village_record)
    np.testing.assert_array_equal(one.world.accounts, many.world.accounts)
    np.testing.assert_array_equal(one.world.households.array, many.world.households.array)


def test_recording_villages_changes_no_run(county) -> None:
    with_villages = LinkageModel(county, seed=4, by_village=True).run()
    np.testing.assert_array_equal(with_villages.world.record, LinkageModel(county, seed=4).run().world.record)


def test_step_by_step_is_all_at_once(county) -> None:
    model = LinkageModel(county, seed=4)
    for _ in range(5):
        model.step()
    assert model.month == 5
    np.testing.assert_array_equal(model.run().world.record, LinkageModel(county, seed=4).run().world.record)


class TestNothingElseIsWiredIn:
    """The platform works through matching, cards and budgets alone: where there is none of them it changes nothing."""

    def runs(self, *, without_programmes: bool = False, **overrides: object) -> tuple[LinkageModel, LinkageModel]:
        content = {**Scenario.load("junpu").resolved(), "evidence": {}, **({"programmes": {}} if without_programmes else {})}
        scenario = Scenario.from_dict(content).with_overrides({**SMALL, "months": 30, **overrides})
        return LinkageModel(scenario, seed=6).run(), LinkageModel(scenario.with_overrides({"platform.on": False}), seed=6).run()

    def test_on_and_off_begin_alike(self) -> None:
        on, off = LinkageModel(Scenario.load("junpu"), seed=6), LinkageModel(Scenario.load("scattered"), seed=6)
        np.testing.assert_array_equal(on.world.households.array, off.world.households.array)

    def test_before_its_start_the_platform_changes_nothing(self) -> None:
        on, off = self.runs(**{"platform.start": "2013-04"})
        np.testing.assert_array_equal(on.world.record[:15], off.world.record[:15])
        assert not np.array_equal(on.world.record[15:], off.world.record[15:])

    def test_without_programmes_and_register_the_platform_gives_no_bonus(self) -> None:
        on, off = self.runs(without_programmes=True, **{"platform.register_start": "2099-01"})
        assert on.record.series("stores").max() > 10
        heard = {"input_household", "waiting"}  # more needs are voiced, and nobody answers them
        for k, column in enumerate(COLUMNS):
            if column.name not in heard:
                np.testing.assert_array_equal(on.world.record[:, 0, k], off.world.record[:, 0, k], err_msg=column.name)
        assert on.record.series("input_household").sum() > off.record.series("input_household").sum()

    def test_with_all_of_them_it_does_change_a_run(self) -> None:
        on, off = self.runs()
        assert not np.array_equal(on.world.record, off.world.record)

    def test_a_platform_that_reaches_nobody_matches_nobody(self) -> None:
        on, off = self.runs(**{"platform.coverage": 0, "platform.start": "2012-01"})
        assert on.record.series("links_one_to_one").sum() + on.record.series("links_one_to_many").sum() == 0
        assert off.record.series("links_one_to_many").sum() > 0
