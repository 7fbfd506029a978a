"""The same numbers, however they are calculated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import linkage_sim
from linkage_sim.kernel.rules import COMPILED
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.state.month import COLUMNS

SMALL = {
    "months": 16,
    "places.junpu.households": 40,
    "places.junpu.founders": 3,
    "platform.start": "2012-03",
    "platform.register_start": "2012-02",
    "actors.government.notice_stores": 5,
    "actors.government.notice_delay": 1,
}
PROGRAM = """
import json, sys
from linkage_sim.model import LinkageModel
from linkage_sim.kernel.rules import COMPILED
from linkage_sim.scenario import Scenario
model = LinkageModel(Scenario.load("junpu").with_overrides(json.loads(sys.argv[1])), seed=3).run()
print(json.dumps([COMPILED, model.world.record[:, 0].tolist()]))
"""


@pytest.mark.skipif(not COMPILED, reason="compares with a process in which rules are compiled")
def test_compiled_or_not_a_run_is_the_same() -> None:
    root = Path(linkage_sim.__file__).resolve().parents[1]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", PROGRAM, json.dumps(SMALL)]
    process = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    compiled, record = json.loads(process.stdout)
    assert compiled is False
    here = LinkageModel(Scenario.load("junpu").with_overrides(SMALL), seed=3).run()
    assert here.record.series("stores").max() > 3
    for k, column in enumerate(COLUMNS):
        assert np.array(record)[:, k] == pytest.approx(here.world.record[:, 0, k], rel=1e-4, abs=1e-6), column.name


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
