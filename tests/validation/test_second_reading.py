"""The model read twice: an ordinary Mesa model, written from docs/ODD.md alone, gives the same distributions."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.agreement import Ensemble, compare, compiled, holm, plain, scenario_of
from linkage_sim.experiments.design.experiment import value_at

JUNPU, MONTHS = "junpu", 36


@pytest.fixture(scope="module")
def read_rightly() -> Ensemble:
    """Three years of junpu in the plain model: for the comparison, and for its control."""
    return plain(scenario_of(JUNPU, MONTHS), range(1, 11))


def assert_agrees(ours: Ensemble, theirs: Ensemble) -> None:
    table = compare(ours, theirs)
    assert set(table["column"]) == set(ours.columns)  # nothing that is recorded is left out
    different = table[table["different"]]
    assert different.empty, f"\n{different.to_string()}"


def test_the_second_reading_of_junpu_agrees(read_rightly: Ensemble) -> None:
    """Holm's procedure over all measures, at the start and year by year: no difference at a chance of a false alarm of 1 in 1,000."""
    assert_agrees(compiled(scenario_of(JUNPU, MONTHS), range(1, 49)), read_rightly)


@pytest.mark.parametrize(
    ("name", "months", "runs"),
    [
        ("base", 36, 6),
        ("scattered", 30, 6),
        ("small-without-government", 36, 8),
        ("small-without-households", 24, 6),
        ("small-pioneers", 24, 8),
        ("small-crash", 60, 6),
    ],
)
def test_the_second_reading_agrees(name: str, months: int, runs: int) -> None:
    """Likewise."""
    scenario = scenario_of(name, months)
    assert_agrees(compiled(scenario, range(1, 49)), plain(scenario, range(1, runs + 1)))


@pytest.mark.parametrize(
    ("path", "factor"),
    [
        ("actors.household.tell_rate", 0.5),
        ("actors.household.informants", 0.5),
        ("actors.household.below_threshold", 4.0),
        ("actors.household.newcomer_rate", 0.3),
        ("economy.parcels_per_hand", 0.5),
        ("economy.store_rank", 0.7),
    ],
)
def test_a_wrong_reading_would_be_found(read_rightly: Ensemble, path: str, factor: float) -> None:
    """The control: with one parameter half or several times what it is, however it was calibrated, the comparison tells."""
    right = scenario_of(JUNPU, MONTHS)
    wrong = right.with_overrides({path: value_at(right, path) * factor})
    assert compare(compiled(wrong, range(1, 49)), read_rightly)["different"].any()


def test_holms_procedure_by_hand() -> None:
    """Chances 0.01, 0.02, 0.04 at level 0.05: limits 0.05/3, 0.05/2, 0.05/1, and all are rejected; with 0.03 in place of 0.02, one is."""
    assert holm(np.array([0.04, 0.01, 0.02]), 0.05).all()
    assert list(holm(np.array([0.04, 0.01, 0.03]), 0.05)) == [False, True, False]


def test_equal_ensembles_are_never_different() -> None:
    made = Ensemble({"stores": np.arange(120.0).reshape(10, 12)})
    assert not compare(made, made)["different"].any()
