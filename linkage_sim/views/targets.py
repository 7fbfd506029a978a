"""The evidence that a figure shows beside the runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ..experiments.calibration.targets import READINGS, Reading, short_grade, window
from ..scenario.evidence import Entry

BOUNDS = {"near": "", "range": "", "floor": "over "}
DRAWN = ("stores", "online_households", "people_engaged", "sales")  # measures that figures of runs have a panel for
EVIDENT = ("junpu", "scattered")  # scenarios about the village that was observed


@dataclass(frozen=True)
class Target:
    """An observed value of a measure, with the dates between which it held.

    Attributes
    ----------
    value, low : float
        What was observed; where it is a range its upper and its lower end, else the same number twice.
    bound : str
        "over " where it is a least value.
    """

    id: str
    measure: str
    value: float
    low: float
    start: pd.Timestamp
    end: pd.Timestamp
    grade: str
    bound: str = ""

    @property
    def marker(self) -> str:
        """A diamond for a value, a triangle that points to where the truth may lie for a bound."""
        return "^" if self.bound else "D"

    def told(self, write: Callable[[float], str]) -> str:
        """Tell it in words: a value, a bound, or from where to where."""
        return f"{write(self.low)} to {write(self.value)}" if self.low < self.value else f"{self.bound}{write(self.value)}"


def targets_for(scenario_name: str, evidence: Mapping[str, Entry]) -> list[Target]:
    """The targets that belong to a scenario's village; none for other villages.

    Parameters
    ----------
    scenario_name : str
        Name of the scenario.
    evidence : mapping of str to Entry
        The evidence base.
    """
    if not scenario_name.startswith(EVIDENT):
        return []
    shown = [reading for reading in READINGS if reading.scenario == EVIDENT[0] and reading.column in DRAWN and reading.over == "mean"]
    return [_target(evidence[reading.entry], reading) for reading in shown if evidence[reading.entry].use == "target"]


def target_table(targets: Sequence[Target]) -> pd.DataFrame:
    """The targets as a table, in the units of the evidence."""
    return pd.DataFrame([vars(target) for target in targets])


def _target(entry: Entry, reading: Reading) -> Target:
    start, end = window(entry.date)
    low, high = entry.value if reading.kind == "range" else (entry.value, entry.value)
    dates = pd.Timestamp(start), pd.Timestamp(end)
    return Target(entry.id, reading.column, float(high), float(low), *dates, short_grade(entry), BOUNDS[reading.kind])
