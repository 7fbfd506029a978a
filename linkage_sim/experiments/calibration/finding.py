"""The finding of a calibration: its numbers, and what is told of them: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ...findings.answer import Answer, Column, Record, Table, plain, records
from ...findings.finding import Finding
from ...findings.numbers import given, percent
from ...findings.words import capital, counted, listing
from ..ensemble.ensemble import Ensemble
from .identified import SURE, effective_size, identified, ridges
from .search import Search
from .targets import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

NAMED = 3
"""So many parameters are named in a sentence."""
RANGE = "90 % of the weight"
WORDS = {"yes": "known", "partly": "narrowed", "edge": "at an end of its range", "no": "not told"}
VALUE = Column("median", "value", "number", meaning="Median of the sets that fit.", low="low", high="high", interval=RANGE)
PRIOR = Column("prior", "tried from")
PARAMETERS = (
    Column("label", "parameter"),
    PRIOR,
    VALUE,
    Column("width", "width", "share", meaning="Middle half of the values that fit, over that of those that were tried."),
    Column("words", "evidence tells it", meaning="Known: less than half of the range is left. Narrowed: more, but not by chance."),
)
PAIRS = (Column("one", "parameter"), Column("other", "with"), Column("correlation", "correlation", "number"))
WAVES = (
    Column("wave", "wave", "count"),
    Column("tried", "tried", "count"),
    Column("tolerance", "tolerance", "number", meaning="What a set had to be nearer than."),
    Column("median", "median distance", "number"),
    Column("accepted", "taken", "share", meaning="Share of the moves that were taken."),
)


@dataclass(frozen=True, repr=False)
class Calibration(Finding):
    """What a search in waves found.

    Attributes
    ----------
    ensemble : Ensemble
        The parameter sets that are kept.
    search : Search
        All that were tried.
    targets : list of Target
        What they were held against.
    """

    analysis: ClassVar[str] = "calibrate"
    ensemble: Ensemble
    search: Search
    targets: list[Target]

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """What the evidence tells of each parameter, see :func:`.identified.identified`."""
        return identified(self.ensemble)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Parameters that trade off, see :func:`.identified.ridges`."""
        return ridges(self.ensemble)

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Parameters and pairs, a CSV file each."""
        return {"parameters": self.parameters, "pairs": self.pairs}

    @property
    def content(self) -> dict[str, Any]:
        """The numbers as plain values."""
        facts: dict[str, Any] = {"tolerance": self.search.tolerance, "members": len(self.ensemble.weights), "tried": self.search.runs}
        facts |= {"runs": self.ensemble.data.runs, "waves": [vars(wave) for wave in self.search.waves]}
        content: dict[str, Any] = plain(facts | {"parameters": records(self.parameters), "pairs": records(self.pairs)})
        return content


def answer(found: Calibration) -> Answer:
    """Tell a search in waves."""
    data = found.ensemble.data
    return Answer(
        "calibrate",
        f"Which values of the parameters fit what was observed in {listing(list(found.ensemble.hashes))}?",
        list(_verdicts(found)),
        list(_tables(found)),
        list(_trust(found)),
        list(_caveats(found)),
        f"Experiment {data.experiment}, seed {data.seed}, {counted(data.waves, 'wave')}, {counted(data.runs, 'run')}; "
        f"begun on {data.made}, rules of version {data.model_version}. The sets: ensemble.yaml.",
    )


def _verdicts(found: Calibration) -> Iterator[str]:
    """How many sets fit and how well, what the evidence tells of the parameters, and which trade off."""
    data = found.ensemble.data
    yield f"{capital(counted(len(found.ensemble.weights), 'parameter set'))} of {data.tried:,} that were tried fit."
    near = "all of them are as near to the observed figures as asked"
    far = f"not all figures can be met at once: on average a set is off by up to {data.tolerance:.2f} times what was asked"
    yield f"{capital(near if data.tolerance <= 1.0 else far)}."
    yield from _known([{**row, "label": label(found.ensemble, row["factor"])} for row in records(found.parameters)])
    if len(found.pairs):
        first = found.pairs.iloc[0]
        both = listing([label(found.ensemble, str(first[side])) for side in ("one", "other")])
        yield f"{capital(counted(len(found.pairs), 'pair'))} of parameters trade off, most of all {both}."


def _known(rows: Sequence[Record]) -> Iterator[str]:
    """What the evidence tells of the parameters."""
    groups = {told: [row["label"] for row in rows if row["told"] == told] for told in WORDS}
    known, narrowed, ends = (len(groups[told]) for told in ("yes", "partly", "edge"))
    more = [f"narrows {narrowed} more"] * bool(narrowed) + [f"leaves {ends} at an end of their range"] * bool(ends)
    yield f"The evidence tells the value of {known} of {counted(len(rows), 'parameter')}{''.join(f', {one}' for one in more)}."
    for told, words in (("yes", "Best known"), ("edge", "At an end of the range that was tried, so that others beyond it may fit")):
        names = groups[told][:NAMED]
        if names:
            yield f"{words}: {listing(names)}."


def label(ensemble: Ensemble, factor: str) -> str:
    """What people call a parameter."""
    return ensemble.data.factors[factor].title or factor.replace("_", " ")


def _tables(found: Calibration) -> Iterator[Table]:
    rows = [
        {**row, "label": label(found.ensemble, row["factor"]), "prior": prior(row), "words": WORDS[row["told"]]}
        for row in records(found.parameters)
    ]
    yield Table("parameters", "What the evidence tells of each parameter", PARAMETERS, rows, f"In brackets: the range of {RANGE}.")
    pairs = [{**row, **{side: label(found.ensemble, row[side]) for side in ("one", "other")}} for row in records(found.pairs)]
    if pairs:
        yield Table("pairs", "Parameters that trade off", PAIRS, pairs)
    waves = [{"wave": number, **vars(wave)} for number, wave in enumerate(found.search.waves)]
    yield Table("waves", "The waves of the search", WAVES, waves, aside=True)


def prior(row: Record) -> str:
    """From where to where a parameter was tried."""
    return f"{given(row['prior_low'])} to {given(row['prior_high'])}"


def _trust(found: Calibration) -> Iterator[str]:
    """What the words mean, and how much the sets tell."""
    yield (
        f"A parameter is known where the middle half of the sets takes less than {percent(SURE)} of what was tried, and narrowed where it "
        "takes more, but less than chance would leave; of the others the evidence tells nothing."
    )
    yield "A set is as near as asked where its runs are off by one tolerance, on the average over all figures and seeds."
    yield f"The sets have weights: they tell as much as {effective_size(found.ensemble):.0f} of equal weight."


def _caveats(found: Calibration) -> Iterator[str]:
    yield "Only the observed figures were used; what the model shows beyond them is told by 'linkage-sim reproduce --controls'."
    if len(found.ensemble.weights) < 20:
        yield f"Only {counted(len(found.ensemble.weights), 'different set')} are left: intervals are rough; run more waves."
