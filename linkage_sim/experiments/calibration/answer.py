"""What is told of a calibration, in waves or by an emulator: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...findings.finding import Answer, Column, Record, Table, records
from ...findings.numbers import given, level, number, percent
from ...findings.words import capital, counted, listing
from .identified import SURE, effective_size

if TYPE_CHECKING:
    from ..ensemble.ensemble import Ensemble
    from .calibrating import Calibration
    from .emulated import Emulated

NAMED = 3
"""So many parameters are named in a sentence."""
RANGE = "90 % of the weight"
RUNS = 1.645
"""Standard deviations around the mean within which 90 % of single runs lie."""
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


def answer_of_emulated(found: Emulated) -> Answer:
    """Tell a calibration by an emulator."""
    data = found.ensemble.data
    figures = [{**row, "verdict": _verdict(row)} for row in records(found.targets)]
    factors = [{**row, "label": label(found.ensemble, row["factor"]), "prior": prior(row)} for row in records(found.posterior)]
    within = f"In brackets: the range of {RANGE}."
    return Answer(
        "calibrate",
        f"Which values of the parameters fit what was observed in {data.scenario}?",
        list(_verdicts_of_emulated(figures, factors)),
        [Table("posterior", "What the evidence tells of each parameter", FACTORS, factors, within),
         Table("figures", "What is expected of each observed figure there", FIGURES, figures, within)],
        [EMULATED, f"An observed figure is met where it lies between the {RANGE.replace('weight', 'single runs')} that are expected.",
         f"The values that fit are worth {found.effective:.0f} independent draws."],
        list(_caveats_of_emulated(found)),
        f"Experiment {data.experiment}, {counted(data.runs, 'run')}, begun on {data.made}, rules of version {data.model_version}; "
        f"{counted(len(data.members), 'parameter set')} in ensemble.yaml.",
    )  # fmt: skip


def _verdicts_of_emulated(figures: Sequence[Record], factors: Sequence[Record]) -> Iterator[str]:
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


def _caveats_of_emulated(found: Emulated) -> Iterator[str]:
    weak = [row["label"] for row in records(found.targets) if not row["foretold"] > 0.5]
    if weak:
        yield f"The emulator foretells less than half of what differs between runs for {listing(weak)}."
    if found.effective < 20:
        yield "Few draws fit: intervals are rough; more runs would tell more."
    yield "The behaviour of villages is that of the villages' ensemble and was not fitted again."
