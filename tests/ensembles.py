"""A small ensemble of Junpu, for tests of what is done with one: whatever the calibration found, they stay as they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from linkage_sim.experiments.design.declared import Factor
from linkage_sim.experiments.ensemble.ensemble import Ensemble, EnsembleData, Member, hash_without
from linkage_sim.experiments.ensemble.priors import net_margin
from linkage_sim.model import MODEL_VERSION
from linkage_sim.scenario import Scenario

HEAD = """\
schema: 1
name: junpu
title: Parameters of junpu
scenario: junpu
scenario_hash: {hash}
model_version: {version}
experiment: calibrate-junpu
experiment_hash: abc
seed: 1
waves: 3
tried: 64
runs: 128
tolerance: 0.9
made: 2026-01-31
"""
"""What stands above the factors and members of a file, which a test writes as it needs them."""
FACTORS = {
    "open_rate": Factor(path="actors.household.open_rate", range=(0.05, 0.9)),
    "parcel_value": Factor(path="economy.parcel_value", range=(100, 250)),
    "gross_margin": Factor(path="economy.gross_margin", range=(0.25, 0.5)),
}
MEMBERS = 8
MARGIN = 0.12
"""What is left of sales to a shop, inside what was observed."""


@cache
def few() -> Ensemble:
    """Make it: the first member weighs twice as much as each of the others."""
    scenario = Scenario.load("junpu")
    members = []
    for number in range(MEMBERS):
        values = {"economy.parcel_value": 120.0 + 10 * number, "economy.gross_margin": 0.3}
        gross = 0.3 + MARGIN - net_margin(values, scenario)
        weight = (2.0 if number == 0 else 1.0) / (MEMBERS + 1)
        members.append(Member(weight=weight, distance=0.5, values=(0.4 + 0.05 * number, 120.0 + 10 * number, gross)))
    data = EnsembleData(
        schema=1,
        name="few",
        title="A few parameter sets of Junpu",
        scenario="junpu",
        scenario_hash=hash_without(scenario, [factor.path for factor in FACTORS.values()]),
        model_version=MODEL_VERSION,
        experiment="calibrate-junpu",
        experiment_hash="abc",
        seed=1,
        waves=3,
        tried=64,
        runs=128,
        tolerance=0.9,
        made="2026-01-31",
        factors=FACTORS,
        members=tuple(members),
    )
    return Ensemble(data)


def few_in(folder: Path) -> Path:
    """Write it into a folder, for a command to read."""
    few().save(folder / "few.yaml")
    return folder / "few.yaml"
