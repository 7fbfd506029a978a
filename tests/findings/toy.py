"""An analysis of one file: how far the ends of a study's outcomes are apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from linkage_sim.errors import LinkageError
from linkage_sim.findings.answer import Answer, Column, Table
from linkage_sim.findings.finding import Finding
from linkage_sim.findings.numbers import apart
from linkage_sim.findings.registry import Analysis
from linkage_sim.views.style import Drawing, panels

if TYPE_CHECKING:
    import pandas as pd

    from linkage_sim.experiments.design.experiment import Experiment
    from linkage_sim.experiments.study.study import Study

COLUMNS = (Column("outcome", "outcome"), Column("low", "lowest", "level"), Column("high", "highest", "level"))
TOY = Analysis(
    "reach",
    "reach",
    "Reach",
    "How far runs are apart.",
    "tests.findings.toy:reach",
    "tests.findings.toy:figures",
    "tests.findings.toy:check",
)


@dataclass(frozen=True, repr=False)
class Reach(Finding):
    """How far runs are apart."""

    analysis: ClassVar[str] = "reach"
    ends: pd.DataFrame

    @property
    def answer(self) -> Answer:
        rows = self.ends.to_dict("records")
        words = [" to ".join(apart(row["low"], row["high"], row["unit"])) for row in rows]
        return Answer("reach", "How far are runs apart?", words, [Table("ends", "Ends", COLUMNS, rows)], ["Nothing was tested."])

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        return {"ends": self.ends}


def reach(study: Study, outcomes: Sequence[str] = (), floor: float = 0.0) -> Reach:
    """Tell how far the runs of a study are apart.

    Parameters
    ----------
    study : Study
        What was run.
    outcomes : sequence of str
        Outcomes to look at; all if none is named.
    floor : float
        Smallest value that counts.
    """
    import pandas as pd

    runs, known = study.outcomes, study.experiment.outcomes
    rows = [(known[name].label, known[name].unit, *runs[name].clip(lower=floor).agg(["min", "max"])) for name in outcomes or known]
    return Reach(pd.DataFrame(rows, columns=["outcome", "unit", "low", "high"]))


def check(experiment: Experiment, outcomes: Sequence[str], floor: float) -> None:
    if floor < 0:
        raise LinkageError("--floor is below zero; give a number of stores.")


def figures(found: Sequence[Reach]) -> list[Drawing]:
    figure, (axis,) = panels(7.0, 2.0, 1, 1)
    axis.plot([0, 1], found[0].ends[["low", "high"]].iloc[0])
    return [Drawing("reach", figure, {"": found[0].ends})]
