"""The ghost and the class: same seeds, a band that narrows, differences run by run."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim import LinkageModel
from linkage_sim.views.app.curves import Line, Point, chart
from linkage_sim.views.app.dial import dial, length_of
from linkage_sim.views.app.ghost import Crowd, ghost_of
from linkage_sim.views.app.setting import Setting


def test_a_ghost_is_the_whole_run_of_its_setting():
    setting = Setting(seed=4).changed("platform.on", False)
    ghost = ghost_of(setting, 10)
    model = LinkageModel(setting.scenario, seed=4).run()
    assert ghost.series["stores"] == tuple(model.record.series("stores").tolist())
    assert len(ghost.upto("stores", 3)) == 10
    assert len(ghost.upto("stores", 12)) == 12


def test_the_class_holds_the_runs_of_its_seeds_in_whatever_batches_they_came():
    together, apart = Crowd(Setting(seed=3)).grown(5), Crowd(Setting(seed=3)).grown(2).grown(3)
    assert len(together) == len(apart) == 5
    assert np.array_equal(together.runs["stores"], apart.runs["stores"])
    alone = LinkageModel(Setting().scenario, seed=6).run()
    assert np.array_equal(together.runs["stores"][3], alone.record.series("stores"))


def test_the_band_narrows_as_runs_are_added():
    crowd = Crowd(Setting()).grown(4)
    widths = []
    for _ in range(4):
        band = crowd.band("stores")
        widths.append(np.mean(np.subtract(band.high, band.low)))
        crowd = crowd.grown(len(crowd))
    assert widths[-1] < widths[0] / 2  # about the root of eight, and Student's factor
    assert widths[-1] < widths[-2] < widths[0]


def test_the_effect_of_a_change_is_sharper_by_pairs():
    linked, scattered = Crowd(Setting()).grown(20), Crowd(Setting().changed("platform.on", False)).grown(20)
    paired = scattered.difference(linked, "stores", 30)
    unpaired = linked.interval("stores", 30).half_width + scattered.interval("stores", 30).half_width
    assert paired.half_width < unpaired / 2
    assert paired.estimate == pytest.approx(scattered.interval("stores", 30).estimate - linked.interval("stores", 30).estimate)


def test_a_single_run_has_no_interval():
    band = Crowd(Setting()).grown(1).band("stores")
    assert band.low == band.mean == band.high


def test_a_chart_holds_its_lines_its_evidence_and_its_years():
    crowd = Crowd(Setting()).grown(3)
    line = Line("stores", (1.0, 2.0, float("nan"), 4.0), (2.0, 3.0), crowd.band("stores"))
    svg = chart([line], 60, "2012-01", str, [Point(10, 12, 1000.0, 1000.0, "1,000")], "a <label>", years=True)
    assert all(
        part in svg for part in ('class="run"', 'class="ghost"', 'class="band"', 'class="evidence"', "1,000", "2016", "a &lt;label&gt;")
    )
    assert svg.count("M") >= 3
    assert "2016" not in chart([line], 60, "2012-01", str)


def test_a_chart_without_months_is_an_empty_grid():
    svg = chart([Line("headcount", ())], 60, "2012-01", str, least=0.05)
    assert 'class="run"' not in svg
    assert "0.05" in svg


def test_the_petals_of_the_dial_grow_with_what_was_done():
    assert length_of(0) == 0
    assert 0 < length_of(1) < length_of(30) < length_of(1000) == length_of(10**6) == 1
    flows = {stage: dict.fromkeys(("household", "community", "government", "market", "society"), 0.0) for stage in
             ("input", "integration", "implementation", "feedback")}  # fmt: skip
    assert dial(flows).count("fill=") == 0
    flows["input"]["market"] = 5.0
    assert dial(flows).count("fill=") == 1
