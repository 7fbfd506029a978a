"""Outcomes read anew off months that are on the disk: for a study that is asked something else than when it was run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ...state.month import COLUMNS
from ..design.outcomes import Outcome, measure

if TYPE_CHECKING:
    import pyarrow as pa

    from .plan import Plan


def outcomes_of(
    rows: pa.Table, asked: Sequence[Outcome], plan: Plan, designs: Mapping[str, int]
) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield each run with its outcomes.

    Parameters
    ----------
    rows : pyarrow.Table
        Months of whole runs, run by run.
    asked : sequence of Outcome
        What to read.
    plan : Plan
        Knows the start of each point's runs.
    designs : mapping of str to int
        Point of each run that is wanted.
    """
    frame = rows.to_pandas()
    names = [column.name for column in COLUMNS]
    for run, months in frame.groupby("run", sort=False):
        if run in designs:
            record = months[names].to_numpy(dtype=float)[:, None, :]
            yield str(run), tuple(measure(asked, record, plan.points[designs[str(run)]].start)[0].tolist())
