"""The five programs of docs/extending.md: each holds where it is named, changes what it should, and nowhere else anything."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from linkage_sim import LinkageModel, Scenario, run
from linkage_sim.actors.household.feedback import take_heart
from linkage_sim.actors.own import replaced_by
from linkage_sim.cli import main
from linkage_sim.errors import LinkageError
from linkage_sim.extending import load
from linkage_sim.kernel.fingerprint import fingerprint
from linkage_sim.kernel.rules import in_force
from linkage_sim.state.world import World

EXAMPLES = Path(__file__).parents[2] / "examples"
MONTHS = 8


def scenario(name: str, base: str = "junpu", **more: object) -> Scenario:
    """A short scenario with one of the examples."""
    content = {"schema": 1, "name": "tried", "title": "Tried", "extends": base, "months": MONTHS, **more}
    return Scenario.from_dict({**content, "extensions": [str(EXAMPLES / name)]} if name else content)


def recorded(one: Scenario) -> np.ndarray:
    return LinkageModel(one, seed=3).run().record.runs


@pytest.fixture(scope="module")
def plain() -> np.ndarray:
    """Junpu as it is."""
    return recorded(scenario(""))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 50


def test_a_rule_of_ones_own_holds_where_it_is_named_and_nowhere_else(plain: np.ndarray) -> None:
    changed = recorded(scenario("own_rule.py"))
    assert not np.array_equal(changed, plain)
    np.testing.assert_array_equal(recorded(scenario("")), plain)


def test_a_measure_is_recorded_and_changes_nothing(plain: np.ndarray, tmp_path: Path) -> None:
    one = scenario("own_measure.py")
    results = run(one, replicates=2, seed=3)
    shares = results.monthly["poor_with_shop"]
    assert len(shares) == 2 * MONTHS
    assert shares.between(0, 1).all()
    assert (shares > 0).any()
    np.testing.assert_array_equal(recorded(one), plain)


def test_an_effect_reaches_those_who_are_served() -> None:
    with_machines = Scenario.load(EXAMPLES / "own_effect.yaml").with_overrides({"months": 30})
    without = with_machines.with_overrides({"programmes.sewing-machines.effect.own": {"machine": 0.0}})
    assert LinkageModel(with_machines, seed=1).run().world.households.quality.mean() > (
        LinkageModel(without, seed=1).run().world.households.quality.mean()
    )


def test_an_actor_acts_at_all_four_stages(plain: np.ndarray) -> None:
    model = LinkageModel(scenario("own_actor.py"), seed=3).run()
    (cooperative,) = model.added
    assert cooperative.fund > 0
    assert cooperative.members.any()
    assert not np.array_equal(model.record.runs, plain)


def test_a_series_is_read_in_its_year() -> None:
    dry = Scenario.load(EXAMPLES / "own_series.yaml").with_overrides({"months": 36})
    wet = dry.with_overrides({"environment.own": {"rainfall": {2012: 1.0, 2015: 1.0}}})
    mpi = [LinkageModel(one, seed=1).run().record.series("mpi") for one in (dry, wet)]
    np.testing.assert_array_equal(mpi[0][:3], mpi[1][:3])
    assert mpi[0][-12:].mean() > mpi[1][-12:].mean()


def test_the_content_of_a_module_is_part_of_a_runs_identity(tmp_path: Path) -> None:
    module = tmp_path / "own.py"
    source = (EXAMPLES / "own_rule.py").read_text(encoding="utf-8")
    module.write_text(source, encoding="utf-8")
    content = {"schema": 1, "name": "tried", "title": "Tried", "extends": "junpu", "extensions": [str(module)]}
    first = Scenario.from_dict(content).hash
    module.write_text(source.replace("ALIKE = 2.0", "ALIKE = 3.0"), encoding="utf-8")
    assert Scenario.from_dict(content).hash not in (first, Scenario.load("junpu").hash)


def test_a_module_with_another_comment_is_compiled_anew(tmp_path: Path) -> None:
    marks = set()
    for comment in ("# one\n", "# two\n"):  # what was compiled names its module, which has another name now
        module = tmp_path / "own.py"
        module.write_text(comment + (EXAMPLES / "own_rule.py").read_text(encoding="utf-8"), encoding="utf-8")
        with in_force(replaced_by((load(str(module)),))):
            marks.add(fingerprint(take_heart, World))
    assert len(marks) == 2


def test_a_module_is_named_on_the_command_line_for_every_engine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import pandas as pd

    words = ["run", "junpu", "--months", "3", "--replicates", "2", "--jobs", "2", "--with", str(EXAMPLES / "own_measure.py")]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--out", str(tmp_path / "r")])
    assert ended.value.code == 0
    assert "poor_with_shop" in pd.read_parquet(tmp_path / "r" / "monthly.parquet")
    assert not Scenario.load("junpu").data.extensions  # the next command in this process begins anew


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"extensions": ["nowhere.py"]}, "neither a Python file nor a module"),
        ({"extensions": [f"{'x' * 5000}.py"]}, "neither a Python file nor a module"),
        ({"extensions": [str(EXAMPLES / "own_series.py")]}, "rainfall"),
        ({"environment": {"own": {"rainfal": {2012: 1.0}}}}, "declared by no extension"),
        ({"extensions": "own.py"}, "extensions"),
    ],
    ids=["missing", "too long", "series without values", "values without series", "no list"],
)
def test_what_does_not_fit_is_refused_in_a_sentence(content: dict, told: str) -> None:
    with pytest.raises(LinkageError, match=told):
        Scenario.from_dict({"schema": 1, "name": "tried", "title": "Tried", "extends": "junpu", **content})


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({2012: 1e300}, "must be a number from 0 to 20"),
        ({2012: -0.1}, "must be a number from 0 to 20"),
        ({}, "has no year"),
        ({12: 1.0}, "is no year from"),
    ],
    ids=["too much", "too little", "no year", "another age"],
)
def test_a_series_keeps_to_the_bounds_that_its_module_declares(values: dict, told: str) -> None:
    with pytest.raises(LinkageError, match=rf"environment\.own\.rainfall.*{told}"):
        scenario("own_series.py", environment={"own": {"rainfall": values}, "extrapolate": True})


@pytest.mark.parametrize("amount", [-0.1, 2.0, 1e300])
def test_an_effect_keeps_to_the_bound_that_its_module_declares(amount: float) -> None:
    machines = Scenario.load(EXAMPLES / "own_effect.yaml")
    path = next(f"programmes.{name}.effect.own" for name, one in machines.data.programmes.items() if one.effect.own)
    with pytest.raises(LinkageError, match=r"machine is .*, but must be a number from 0 to 1 \(share\)"):
        machines.with_overrides({path: {"machine": amount}})


def test_bounds_that_leave_nothing_between_are_refused(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("from linkage_sim.extending import series\nseries('x', 'u', 'm', low=1, high=float('nan'))\n")
    with pytest.raises(LinkageError, match="declare two rising numbers"):
        scenario(str(tmp_path / "own.py"))


def test_a_module_that_breaks_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("x = 1\ny = x / 0\n", encoding="utf-8")
    with pytest.raises(LinkageError, match=r"broken\.py breaks at line 2: ZeroDivisionError"):
        scenario(str(tmp_path / "broken.py"))


def test_an_unknown_actor_is_answered_with_what_helps() -> None:
    with pytest.raises(LinkageError, match="--with"):
        LinkageModel(scenario(""), actors=["cooperative"])


def test_a_country_is_drawn_with_all_its_units(tmp_path: Path) -> None:
    example = runpy.run_path(str(EXAMPLES / "map_of_china.py"))
    example["draw"](tmp_path, ["zhejiang"], months=72)
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.{kind}" for name in ("poor", "county") for kind in ("png", "svg", "csv")}
    poor = pd.read_csv(tmp_path / "poor.csv").set_index("province")
    assert len(poor) == 34
    written = (tmp_path / "poor.svg").read_text(encoding="utf-8")
    assert all(name in written for name in ("Zhejiang", "Guangdong", "Taiwan", "not simulated"))
