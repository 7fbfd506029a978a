from __future__ import annotations

import json
import shutil
from functools import partial

import pandas as pd
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.comparison import comparing
from linkage_sim.experiments.running import run
from linkage_sim.experiments.study.sweeping import sweep
from tests.folders import altered, tell

MONTHS, PAIRS, SEED = 18, 6, 5
compare = partial(comparing.compare, engine="inprocess")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = tmp_path_factory.mktemp("results")
    for name in ("junpu", "scattered"):
        run(name, PAIRS, SEED, MONTHS, out=made / name)
    return made


def test_folders_give_what_scenarios_give(folders):
    read = compare(folders / "junpu", folders / "scattered")
    made = compare("junpu", "scattered", replicates=PAIRS, seed=SEED, months=MONTHS)
    pd.testing.assert_frame_equal(read.effects, made.effects, check_exact=True)
    pd.testing.assert_frame_equal(read.noise, made.noise)
    pd.testing.assert_frame_equal(read.costs, made.costs)
    assert read.sound
    assert read.notes == ()


@pytest.mark.slow
def test_design_points_of_a_sweep_go_by_number_or_label(folders, tmp_path):
    points = [{"scenario": "junpu"}, {"scenario": "scattered", "name": "apart"}, {"scenario": "junpu", "platform.on": False}]
    content = {"schema": 1, "name": "three", "title": "Three", "scenarios": ["junpu", "scattered"], "points": points, "months": MONTHS}
    sweep(content | {"design": {"kind": "list"}, "replicates": PAIRS, "seed": SEED}, tmp_path / "swept", engine="inprocess")
    swept = str(tmp_path / "swept")
    read = compare(folders / "junpu", folders / "scattered").effects.drop(columns="reform")
    for reform in ("#apart", "#1", "#2"):  # the last one shares its runs with the one before
        found = compare(f"{swept}#0", f"{swept}{reform}")
        pd.testing.assert_frame_equal(found.effects.drop(columns="reform"), read)
    assert compare(folders / "junpu", f"{swept}#apart").reforms == ["apart"]
    for wrong, told in (("", "holds 3 design points"), ("#7", "has no design point '7'")):
        with pytest.raises(LinkageError, match=told):
            compare(f"{swept}#0", f"{swept}{wrong}")


def test_missing_runs_cost_their_pairs_and_that_is_told(folders, tmp_path):
    shutil.copytree(folders / "scattered", tmp_path / "lame")
    altered(tmp_path / "lame", "monthly", lambda months: months[months["seed"] != SEED + 2])
    found = compare(folders / "junpu", tmp_path / "lame")
    assert found.facts["pairs"] == PAIRS - 1
    assert SEED + 2 not in set(found.pairs["seed"])
    assert found.notes == ("1 of 6 pairs are lost, because runs failed: lame lacks 1.",)
    assert found.notes[0] in found.answer.caveats
    whole = compare(folders / "junpu", folders / "scattered").pairs
    pd.testing.assert_frame_equal(found.pairs[["outcome", "seed", "difference"]].reset_index(drop=True),
                                  whole[whole["seed"] != SEED + 2][["outcome", "seed", "difference"]].reset_index(drop=True))  # fmt: skip


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"replicates": PAIRS + 1, "seed": SEED, "months": MONTHS}, "junpu has 6 seeds from 5 to 10, but other 7 seeds from 5 to 11"),
        ({"replicates": PAIRS, "seed": SEED + 1, "months": MONTHS}, "cannot be paired. Run both with the same --seed and --replicates"),
        (
            {"replicates": PAIRS, "seed": SEED, "months": MONTHS + 1},
            "junpu covers 18 months from 2012-01, but other 19 months from 2012-01",
        ),
    ],
)
def test_other_seeds_or_months_are_refused(folders, tmp_path, how, told):
    run("scattered", **how, out=tmp_path / "other")
    with pytest.raises(LinkageError, match=told):
        compare(folders / "junpu", tmp_path / "other")


def test_results_of_another_version_are_compared_without_the_noise_floor(folders, tmp_path):
    shutil.copytree(folders / "junpu", tmp_path / "older")
    tell(tmp_path / "older", lambda known: known | {"versions": known["versions"] | {"model": "0.0.1"}})
    found = compare(tmp_path / "older", folders / "scattered")
    assert found.noise.empty
    assert found.effects["luck"].isna().all()
    assert "The folders were made by versions 0.0.1, " in found.notes[0]
    assert "The noise floor was left out: older was made by version 0.0.1 of the model" in found.notes[1]
    assert any("not tested" in line for line in found.answer.trust)
    assert found.sound  # nothing was found wrong
    json.loads(found.to_json())


def test_results_that_cannot_be_made_again_are_found_out(folders, tmp_path):
    """The null reform of a folder runs its scenario again: numbers that did not come from it do not pass."""
    shutil.copytree(folders / "junpu", tmp_path / "junpu")
    altered(tmp_path / "junpu", "monthly", lambda months: months.assign(stores=months["stores"] + 1.0))
    found = compare(tmp_path / "junpu", folders / "scattered")
    assert not found.sound
    assert "online stores" in found.answer.verdicts[0]


def test_a_comparison_of_folders_can_be_kept_in_a_new_folder(folders, tmp_path):
    compare(folders / "junpu", folders / "scattered", out=tmp_path / "kept")
    assert {path.name for path in (tmp_path / "kept" / "comparison").iterdir()} == {
        "effects.csv", "costs.csv", "noise.csv", "pairs.csv", "comparison.json",
    }  # fmt: skip
    with pytest.raises(LinkageError, match="not empty"):
        compare(folders / "junpu", folders / "scattered", out=tmp_path / "kept")


def test_a_comparison_of_folders_appears_with_its_figures_or_not_at_all(folders, tmp_path):
    def drawn(_, folder):
        assert (folder / "effects.csv").is_file()
        assert not (tmp_path / "c").exists()
        if broken:
            raise KeyboardInterrupt
        (folder / "comparison.svg").write_text("<svg/>")

    broken = True
    with pytest.raises(KeyboardInterrupt):
        compare(folders / "junpu", folders / "scattered", out=tmp_path / "c", draw=drawn)
    assert list(tmp_path.iterdir()) == []
    broken = False
    compare(folders / "junpu", folders / "scattered", out=tmp_path / "c", draw=drawn)
    assert (tmp_path / "c" / "comparison" / "comparison.svg").is_file()


@pytest.mark.parametrize(
    ("reform", "how", "told"),
    [
        ("scattered", {}, "scattered: is no result folder, but another one is"),
        ("FOLDER", {"precision": {"stores": 5.0}}, "--precision: has no meaning for result folders"),
        ("FOLDER", {"months": 12}, "--months: has no meaning for result folders"),
        ("FOLDER", {"budget_neutral": "actors.society.donations"}, "--budget-neutral: has no meaning"),
        ("FOLDER", {"settings": {"platform.on": False}}, "--set: has no meaning"),
        ("SAME", {}, "is given twice"),
    ],
)
def test_folders_and_scenarios_are_not_mixed(folders, reform, how, told):
    chosen = {"FOLDER": folders / "scattered", "SAME": folders / "junpu"}.get(reform, reform)
    with pytest.raises(LinkageError, match=told):
        compare(folders / "junpu", chosen, **how)


def test_a_folder_that_is_no_result_folder_is_refused(folders, tmp_path):
    with pytest.raises(LinkageError, match=r"has no manifest\.json"):
        compare(folders / "junpu", tmp_path)
