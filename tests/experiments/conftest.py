"""What the tests of experiments share: a short run of Junpu, and a small ensemble of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkage_sim.experiments.ensemble.ensemble import hash_without
from linkage_sim.experiments.running import run
from linkage_sim.experiments.study.study import Study
from linkage_sim.model import MODEL_VERSION
from linkage_sim.scenario import Scenario
from tests.ensembles import HEAD

MONTHS, RUNS = 14, 5
TEXT = (
    HEAD
    + """\
factors:
  open_rate: {{path: actors.household.open_rate, range: [0.05, 0.9]}}
  gross_margin: {{path: economy.gross_margin, range: [0.25, 0.5]}}
members:
  - {{weight: 0.5, distance: 0.5, values: [0.5, 0.31]}}
  - {{weight: 0.5, distance: 0.6, values: [0.7, 0.29]}}
"""
)


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return Scenario.load("junpu").with_overrides({"months": MONTHS})


@pytest.fixture(scope="session")
def results(scenario: Scenario) -> Study:
    return run(scenario, replicates=RUNS, seed=7)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """File of an ensemble: nearly the scenario's own values, and others beside them."""
    path = tmp_path / "small.yaml"
    known = hash_without(Scenario.load("junpu"), ["actors.household.open_rate", "economy.gross_margin"])
    path.write_text(TEXT.format(hash=known, version=MODEL_VERSION))
    return path
