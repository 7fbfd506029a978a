"""The evidence that a figure shows beside the runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ..scenario.evidence import Entry

# Which measure an entry of evidence.yaml observes, and whether its value is a bound: the entries' notes say so.
OBSERVES = {
    "junpu.stores_after_one_year": ("stores", ""),
    "junpu.stores": ("stores", ""),
    "junpu.online_households": ("online_households", ""),
    "junpu.people_engaged": ("people_engaged", ""),
    "junpu.monthly_sales": ("sales", "at most "),
    "junpu.double_eleven_2016": ("sales", "over "),
}
MARKERS = {"": "D", "at most ": "v", "over ": "^"}
EVIDENT = ("junpu", "scattered")  # scenarios about the village that was observed


@dataclass(frozen=True)
class Target:
    """An observed value of a measure, with the dates between which it held."""

    id: str
    measure: str
    value: float
    start: pd.Timestamp
    end: pd.Timestamp
    grade: str
    bound: str = ""

    @property
    def marker(self) -> str:
        """A diamond for a value, a triangle that points to where the truth may lie for a bound."""
        return MARKERS[self.bound]


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
    entries = [evidence[name] for name in OBSERVES if name in evidence]
    return [_target(entry) for entry in entries if entry.use == "target"]


def target_table(targets: Sequence[Target]) -> pd.DataFrame:
    """The targets as a table, in the units of the evidence."""
    return pd.DataFrame([vars(target) for target in targets])


def _target(entry: Entry) -> Target:
    measure, bound = OBSERVES[entry.id]
    start, _, end = entry.date.partition("..")
    value = entry.value[-1] if isinstance(entry.value, list) else entry.value  # of a range the upper end, with that end's grade
    grade = entry.grade.partition(" for ")[0]
    return Target(entry.id, measure, float(value), pd.Timestamp(start), pd.Timestamp(end or start), grade, bound)
