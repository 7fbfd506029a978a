"""The finding of a calibration by an emulator: its numbers, and what is told of them: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ...findings.answer import Answer, Column, Record, Table, plain, records
from ...findings.finding import Finding
from ...findings.numbers import level, number
from ...findings.words import capital, counted, listing
from ..ensemble.ensemble import Ensemble
from .finding import NAMED, PRIOR, RANGE, VALUE, label, prior

if TYPE_CHECKING:
    import pandas as pd

RUNS = 1.645
"""Standard deviations around the mean within which 90 % of single runs lie."""


FACTORS = (
    Column("label", "parameter"),
    PRIOR,
    VALUE,
    Column("width", "left of the range", "share", meaning="Width of the 90 % interval over that of what was tried."),
)


FIGURES = (
    Column("label", "observed figure"),
    Column("observed", "observed", "number"),
    Column("median", "expected", "number", meaning="What the emulator expects.", low="low", high="high", interval=RANGE),
    Column("noise", "chance of a run", "share", meaning="Standard deviation of single runs around it, as a share."),
    Column("foretold", "foretold", "share", meaning="Share of the differences between runs that the emulator foretold of runs left out."),
    Column("verdict", "verdict"),
)


EMULATED = "Runs of the country are too dear for a search: the parameters were judged by an emulator, a smooth curve through some runs."


@dataclass(frozen=True, repr=False)
class Emulated(Finding):
    """What a calibration by an emulator has found.

    Attributes
    ----------
    ensemble : Ensemble
        Members drawn from the posterior, each with the behaviour of a member of the villages' ensemble.
    targets : DataFrame
        A row per target: observed, the emulator's posterior median with the 5 and 95 % quantiles of its mean, the standard deviation of
        single runs around it (sigma of the logarithm), and how much of the variance between runs it foretold when they were left out.
    posterior : DataFrame
        A row per factor: prior, posterior median and 90 % interval, width of the interval over that of the prior's.
    correlation : DataFrame
        Of the factors over the posterior, on the scale of their priors.
    effective : float
        Draws of the prior that the posterior is worth.
    """

    analysis: ClassVar[str] = "calibrate"
    ensemble: Ensemble
    targets: pd.DataFrame
    posterior: pd.DataFrame
    correlation: pd.DataFrame
    effective: float

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Targets, posterior and correlation, a CSV file each."""
        correlation = self.correlation.reset_index(names="factor")
        return {"targets": self.targets, "posterior": self.posterior, "correlation": correlation}

    @property
    def content(self) -> dict[str, Any]:
        """The numbers as plain values."""
        tables = {name: records(frame) for name, frame in self.frames.items()}
        content: dict[str, Any] = plain(tables | {"effective": self.effective, "members": len(self.ensemble.weights)})
        return content


def answer(found: Emulated) -> Answer:
    """Tell a calibration by an emulator."""
    data = found.ensemble.data
    figures = [{**row, "verdict": _verdict(row)} for row in records(found.targets)]
    factors = [{**row, "label": label(found.ensemble, row["factor"]), "prior": prior(row)} for row in records(found.posterior)]
    within = f"In brackets: the range of {RANGE}."
    return Answer(
        "calibrate",
        f"Which values of the parameters fit what was observed in {data.scenario}?",
        list(_verdicts(figures, factors)),
        [Table("posterior", "What the evidence tells of each parameter", FACTORS, factors, within),
         Table("figures", "What is expected of each observed figure there", FIGURES, figures, within)],
        [EMULATED, f"An observed figure is met where it lies between the {RANGE.replace('weight', 'single runs')} that are expected.",
         f"The values that fit are worth {found.effective:.0f} independent draws."],
        list(_caveats(found)),
        f"Experiment {data.experiment}, {counted(data.runs, 'run')}, begun on {data.made}, rules of version {data.model_version}; "
        f"{counted(len(data.members), 'parameter set')} in ensemble.yaml.",
    )  # fmt: skip


def _verdicts(figures: Sequence[Record], factors: Sequence[Record]) -> Iterator[str]:
    """How many figures are met, which are not, and what is known best."""
    met = sum(row["verdict"] == "met" for row in figures)
    which = f"{met} of {len(figures)}" if met < len(figures) else f"all {len(figures)}"
    yield f"{capital(which)} observed figures lie where the model expects them."
    yield from (f"Off: {row['label']}, {_size(row, 'median')} expected and {_size(row, 'observed')} observed." for row in _missed(figures))
    best = sorted(factors, key=lambda row: float(row["width"]))[:NAMED]
    yield f"Best known: {listing([row['label'] for row in best])}."
    first = best[0]
    yield f"{capital(first['label'])} is about {number(first['median'])}, where {first['prior']} were tried."


def _missed(figures: Sequence[Record]) -> list[Record]:
    return [row for row in figures if row["verdict"] != "met"][:NAMED]


def _size(row: Record, name: str) -> str:
    """A figure; counts of villages are whole numbers."""
    return level(row[name], "villages") if row[name] >= 1.0 else number(row[name])


def _verdict(row: Record) -> str:
    """Whether a figure lies within 90 % of the single runs that are expected."""
    off = math.log(row["observed"] / row["median"]) if row["median"] > 0.0 else math.inf
    reach = RUNS * math.hypot(row["noise"], math.log(row["high"] / row["low"]) / (2.0 * RUNS)) if row["low"] > 0.0 else math.inf
    return "met" if abs(off) <= reach else "expected too high" if off < 0.0 else "expected too low"


def _caveats(found: Emulated) -> Iterator[str]:
    weak = [row["label"] for row in records(found.targets) if not row["foretold"] > 0.5]
    if weak:
        yield f"The emulator foretells less than half of what differs between runs for {listing(weak)}."
    if found.effective < 20:
        yield "Few draws fit: intervals are rough; more runs would tell more."
    yield "The behaviour of villages is that of the villages' ensemble and was not fitted again."
