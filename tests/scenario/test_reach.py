"""A run lies within the years of its exogenous series, or says that it goes beyond them."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from linkage_sim.errors import Extrapolated, LinkageError
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.places import YEARLY, Environment
from linkage_sim.state.environment import extrapolate, month_index, monthly_environment
from tests.cli.calling import command

BEYOND = {"environment.extrapolate": True}


def base(start: str, months: int, **overrides: object) -> Scenario:
    dates = {"start": start, "months": months, "platform.start": "2022-12", "platform.register_start": "2022-12"}
    return Scenario.load("base").with_overrides({**dates, **overrides})


def extrapolated(*dates: object, **overrides: object) -> Scenario:
    with pytest.warns(Extrapolated):
        return base(*dates, **{**BEYOND, **overrides})  # type: ignore[arg-type]


def test_every_series_covers_2006_to_2022() -> None:
    for name in YEARLY:
        years = getattr(Environment(), name)
        assert (min(years), max(years)) == (2006, 2022), name


@pytest.mark.parametrize(("start", "months"), [("2006-01", 1), ("2006-01", 204), ("2022-12", 1)])
def test_months_before_the_first_and_after_the_last_middle_of_a_year_are_inside(start: str, months: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = base(start, months)
    assert not made.environment.extrapolate


@pytest.mark.parametrize(("start", "months", "last"), [("2005-12", 1, "2005-12"), ("2022-12", 2, "2023-01"), ("2012-01", 600, "2061-12")])
def test_a_run_beyond_the_series_is_refused_in_one_sentence(start: str, months: int, last: str) -> None:
    with pytest.raises(LinkageError) as refused:
        base(start, months)
    told = str(refused.value)
    assert told == (
        "override: environment.poverty_line has values for 2006 to 2022 only, as have rural_income, migrant_wage, online_retail, "
        f"rural_internet, network, courier_price, but the run lasts from {start} to {last}; choose other "
        "months, give further years, or add --extrapolate (environment.extrapolate: true)."
    )


def test_a_shorter_series_of_ones_own_is_named_alone() -> None:
    with pytest.raises(LinkageError, match=r"environment\.courier_price has values for 2012 to 2013 only but the run lasts from 2012-01"):
        base("2012-01", 36, **{"environment.courier_price": {2012: 9.0, 2013: 8.0}, "platform.start": "2014-01"})


def test_a_variant_is_refused_alike() -> None:
    with pytest.raises(LinkageError, match=r"environment\.poverty_line has values for 2006 to 2022 only"):
        Scenario.load("base").variant({"months": 600})


def test_beyond_the_series_a_run_is_told_where_it_is_asked_for() -> None:
    with pytest.warns(Extrapolated, match=r"the run lasts from 2022-12 to 2023-01, beyond the years 2006 to 2022 of poverty_line, rural"):
        made = base("2022-12", 2, **BEYOND)
    assert made.environment.extrapolate


def test_the_key_is_part_of_the_hash_only_where_it_is_on() -> None:
    plain = Scenario.load("base")
    off, on = plain.with_overrides({"environment.extrapolate": False}), plain.with_overrides(BEYOND)
    assert off.hash == plain.hash != on.hash
    assert "extrapolate" not in plain.resolved()["environment"]
    assert on.resolved()["environment"]["extrapolate"] is True
    assert Scenario.from_dict(on.resolved()) == on


def test_series_go_on_as_they_are_declared_on_both_sides() -> None:
    longer = extrapolated("2005-01", 12 * 19)
    table = monthly_environment(longer.environment, "2005-01", 12 * 19, {})
    july = np.arange(6, len(table), 12)
    income, line, internet, parcel = (
        table.array[name][july] for name in ("rural_income", "poverty_line", "rural_internet", "courier_price")
    )
    assert income[1] / income[0] == pytest.approx(income[2] / income[1], rel=0.02)  # growth, also before
    assert income[-1] / income[-2] == pytest.approx(income[-2] / income[-3], rel=0.02)
    assert line[[0, -1]] == pytest.approx([2044 / (2105 / 2044), 4162 * 4162 / 4080])
    assert internet[0] == pytest.approx(0.031, rel=0.11)
    assert (internet[-1], parcel[-1]) == pytest.approx((0.619, 9.5))


def test_a_month_has_one_value_wherever_a_run_begins_or_ends() -> None:
    inside = monthly_environment(Environment(), "2006-01", 204, {})
    wide = monthly_environment(Environment(), "2003-01", 12 * 25, {})
    first = month_index("2006-01") - month_index("2003-01")
    for name in YEARLY:
        np.testing.assert_allclose(inside.array[name], wide.array[name][first : first + 205], rtol=1e-12, err_msg=name)


def test_growth_by_hand() -> None:
    made = extrapolate({2010: 100.0, 2012: 121.0, 2013: 242.0}, 2009, 2015)
    assert made == pytest.approx({2009: 100 / 1.1, 2010: 100.0, 2012: 121.0, 2013: 242.0, 2014: 484.0, 2015: 968.0})
    assert extrapolate({2014: 7.0}, 2013, 2015) == {2013: 7.0, 2014: 7.0, 2015: 7.0}


BOTH = ("run", "base", "--months", "600", "--replicates", "1")


def test_the_command_refuses_with_the_same_sentence() -> None:
    done = command(*BOTH)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("override: environment.poverty_line has values for 2006 to 2022 only")
    assert done.stderr.endswith("or add --extrapolate (environment.extrapolate: true).\n")


@pytest.mark.parametrize("told", [("--extrapolate",), ("--set", "environment.extrapolate=true")])
def test_the_command_goes_beyond_where_it_is_asked_to_and_says_so_in_one_line(told: tuple[str, ...]) -> None:
    done = command("run", "base", "--months", "133", *told)
    assert done.returncode == 0, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("Mind: the run lasts from 2012-01 to 2023-01, beyond the years 2006 to 2022 of poverty_line")
    assert command("run", "base", "--months", "133").returncode == 2, "what one command was asked for is nothing to the next"


def test_inside_the_series_the_option_changes_no_number_and_says_nothing(tmp_path) -> None:
    for name, option in (("without", ()), ("with", ("--extrapolate",))):
        done = command("run", "base", "--months", 2, "--no-figures", "--out", tmp_path / name, *option)
        assert (done.returncode, done.stderr) == (0, "")
    assert Scenario.load(tmp_path / "with" / "scenario.yaml").differences(Scenario.load("base")).keys() == {
        "environment.extrapolate",
        "months",
    }
    months = [pd.read_parquet(tmp_path / name / "monthly.parquet").drop(columns="run") for name in ("without", "with")]
    pd.testing.assert_frame_equal(*months)
    assert "--extrapolate" in (tmp_path / "with" / "manifest.json").read_text()


def test_an_experiment_goes_beyond_in_other_processes(tmp_path) -> None:
    content = "schema: 1\nname: long\ntitle: L\nscenario: base\nfactors: {far: {path: months}}\ndesign: {kind: list}\n"
    content += "points: [{far: 12}, {far: 133}]\n"
    path = tmp_path / "long.yaml"
    path.write_text(content + "outcomes: {stores: {column: stores, better: more}}\nreplicates: 2\n")
    assert command("sweep", path, "--dry-run").returncode == 2
    done = command("sweep", path, "--extrapolate", "--jobs", 2, "--yes", "--no-figures", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("Mind: ")]) == 1
