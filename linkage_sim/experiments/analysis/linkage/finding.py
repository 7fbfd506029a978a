"""The finding where linkage pays: its numbers, and what is told of them: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ....findings import certainty
from ....findings.answer import Answer, Column, Record, Table, plain, records
from ....findings.finding import Finding
from ....findings.numbers import is_count, is_share, number
from ....findings.words import capital, counted, listing
from ...files import write_file
from ...keeping import keep
from ..attribution.keeping import table_bytes
from ..words import kept_words, value_words, with_unit
from .blocks import Block, largest_block
from .columns import columns

if TYPE_CHECKING:
    import pandas as pd

    from ...design.factors import Factor
    from ...design.outcomes import Outcome

PAYS, SHORT, UNCLEAR, NOTHING = "pays", "falls short", "unclear", "nothing"
"""Verdicts on a setting: the interval lies above zero, below it, holds it, or nothing differs in any run."""
EFFECTS: Mapping[str, str] = {
    "helpers": "linkage of the helpers",
    "platform": "what the platform adds",
    "together": "linkage of helpers and platform",
    "helpers_off": "linkage of the helpers without the platform",
    "actors": "linkage of all five",
    "total": "what all achieve",
}
TOLD: Mapping[str, str] = {
    "helpers": "the helpers achieve more together than each with the households alone",
    "platform": "the platform makes it better",
}
"""What is told in sentences, and shown on the map: each quantity, and what it is where it pays."""
OPPOSITE = {"helpers": "less", "platform": "worse"}
WORDS = {PAYS: "better", SHORT: "worse", UNCLEAR: certainty.UNCLEAR, NOTHING: certainty.NONE}
COUNTS = (
    Column("outcome", "outcome"),
    Column("effect", "effect"),
    Column(PAYS, "pays", "count", meaning="Settings in which it is an improvement: the interval lies above zero."),
    Column(SHORT, "falls short", "count", meaning="Settings in which it makes things worse."),
    Column(UNCLEAR, certainty.UNCLEAR, "count", meaning="Settings in which the interval holds zero."),
)
REACH = (
    Column("outcome", "outcome"),
    Column("who", "who acts"),
    Column("low", "lowest setting", "level", meaning="Mean of the runs of the setting with the lowest one."),
    Column("high", "highest setting", "level"),
)
ENDS = (
    Column("outcome", "outcome"),
    Column("effect", "effect"),
    Column("which", "setting"),
    Column("where", "where"),
    Column("value", "improvement", "difference", low="low", high="high", meaning="Above zero where the outcome improves."),
)


@dataclass(frozen=True, repr=False)
class Linkage(Finding):
    """Where linkage pays.

    Attributes
    ----------
    title : str
        What was simulated.
    factors : mapping of str to Factor
        What was varied.
    outcomes : mapping of str to Outcome
        On what linkage may pay.
    table : pandas.DataFrame
        A row per setting, outcome and quantity: the columns of ``COLUMNS`` and a column per factor.
    over : str
        What the intervals are over: so many seeds, or parameter sets.
    question : str
        What was asked.
    """

    analysis: ClassVar[str] = "linkage"
    title: str
    factors: Mapping[str, Factor]
    outcomes: Mapping[str, Outcome]
    table: pd.DataFrame
    over: str
    question: str = ""

    @property
    def settings(self) -> int:
        """How many settings there are."""
        return int(self.table["cell"].nunique())

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    def of(self, outcome: str, quantity: str) -> pd.DataFrame:
        """The settings of one quantity, a row each."""
        rows = self.table[(self.table["outcome"] == outcome) & (self.table["quantity"] == quantity)]
        return rows.reset_index(drop=True)

    def summary(self) -> pd.DataFrame:
        """In how many settings each effect pays, falls short or is not clear: a row per outcome and effect."""
        import pandas as pd

        rows = []
        for name, outcome in self.outcomes.items():
            for quantity, words in EFFECTS.items():
                verdicts = self.of(name, quantity)["verdict"]
                pays, short = (int((verdicts == word).sum()) for word in (PAYS, SHORT))
                rows.append((outcome.label, words, pays, short, len(verdicts) - pays - short))
        return pd.DataFrame(rows, columns=["outcome", "effect", PAYS, SHORT, UNCLEAR])

    @property
    def content(self) -> dict[str, Any]:
        """Numbers and sentences as plain values."""
        made: dict[str, Any] = plain({
            "title": self.title,
            "over": self.over,
            "summary": records(self.summary()),
            "sentences": {name: sentences(self, name) for name in self.outcomes},
            "rows": records(self.table),
        })  # fmt: skip
        return made

    def write(self, folder: Path) -> None:
        """Write ``linkage.json`` and ``linkage.parquet`` into a folder, each whole."""
        keep(self, folder)
        write_file(folder / "linkage.parquet", table_bytes(self.table, columns(self.factors)))


def answer(found: Linkage) -> Answer:
    """Tell where linkage pays: on the first outcome in sentences, on the others in one sentence and in tables."""
    (name, outcome), *others = found.outcomes.items()
    return Answer(
        "linkage",
        found.question or f"Where do helpers and platform achieve more together than apart for {outcome.label}?",
        [*sentences(found, name), *_others(found, dict(others))],
        list(_tables(found)),
        list(_trust(found, name)),
        [],
        f"{found.title}: {counted(found.settings, 'setting')}, {found.over}, 22 coalitions each.",
    )


def sentences(found: Linkage, name: str) -> list[str]:
    """Say in how many settings helpers and platform pay for an outcome, and where they do not."""
    return [line for quantity in TOLD for line in _pays(found.of(name, quantity), found.factors, quantity, found.outcomes[name])]


def _pays(rows: pd.DataFrame, factors: Mapping[str, Factor], quantity: str, outcome: Outcome) -> Iterator[str]:
    """In how many settings something pays or falls short, and in which block of settings it does not pay."""
    verdicts = rows["verdict"]
    pays, short = (int((verdicts == word).sum()) for word in (PAYS, SHORT))
    told = f"On {outcome.label}, {TOLD[quantity]} in {number(pays) if pays else 'none'} of {counted(len(rows), 'setting')}"
    yield f"{told}, and {OPPOSITE[quantity]} in {number(short) if short else 'none'}{_together(rows, pays + short)}."
    values = {key: factor.levels() for key, factor in factors.items()}
    for word, told in ((PAYS, "That is so"), (SHORT, f"It is {OPPOSITE[quantity]}")):
        block, size = largest_block(rows, (verdicts == word).tolist(), values)
        if 0 < size < len(rows):
            yield f"{told} {'at' if size == 1 else 'everywhere with'} {block_words(block, factors, values)}."


def _together(rows: pd.DataFrame, told: int) -> str:
    """How many of the verdicts hold when all settings are read together, where that is not all."""
    firm = _firm(rows)
    return f"; holding when all settings are read together: {firm or 'none'} of these {told:,}" if firm < told else ""


def _firm(rows: pd.DataFrame) -> int:
    """Verdicts that hold when all settings are read together."""
    return int((rows["verdict"].isin([PAYS, SHORT]) & (rows["p_holm"] < certainty.LEVEL)).sum())


def _others(found: Linkage, others: Mapping[str, Outcome]) -> Iterator[str]:
    """In how many settings the helpers pay for other outcomes."""
    told = [f"{number(int((found.of(name, 'helpers')['verdict'] == PAYS).sum()))} for {one.label}" for name, one in others.items()]
    if told:
        yield f"Settings in which the helpers achieve more together for other outcomes: {listing(told[:3])}."


def block_words(block: Block, factors: Mapping[str, Factor], values: Mapping[str, Sequence[Any]]) -> str:
    """A block in words: founders at most 2 and public funds at least 30; factors that it does not restrict are passed over."""
    whole = [(known[0], known[-1]) for known in values.values()]
    parts = zip(block.items(), whole, strict=True)
    return listing([_within(factors[name], *ends, values[name]) for (name, ends), all_of_it in parts if ends != all_of_it])


def _within(factor: Factor, low: Any, high: Any, known: Sequence[Any]) -> str:
    """What neighbouring values of a factor have in common."""
    some = known[known.index(low) : known.index(high) + 1]
    if len(some) == 1 or any(isinstance(value, (str, bool)) for value in some):
        return kept_words(factor, list(some))
    if low == known[0]:
        told = f"at most {value_words(high)}"
    else:
        told = f"at least {value_words(low)}" if high == known[-1] else f"from {value_words(low)} to {value_words(high)}"
    return f"{factor.label} {told if is_count(factor.unit) else with_unit(told, factor.unit, factor.label)}"


def _tables(found: Linkage) -> Iterator[Table]:
    """Counts of all outcomes, best and worst settings, how far the outcomes reach; every setting aside."""
    counts, told = records(found.summary()), [EFFECTS[quantity] for quantity in TOLD]
    yield Table("counts", "In how many settings it pays", COUNTS, [row for row in counts if row["effect"] in told])
    yield Table("ends", "Where it is best and worst", ENDS, list(_ends(found)))
    yield Table("reach", "How far the outcomes themselves reach", REACH, list(_reach(found)), aside=True)
    yield Table("more", "In how many settings other effects pay", COUNTS, [row for row in counts if row["effect"] not in told], aside=True)
    factors = [Column(name, factor.label, meaning=factor.text or factor.label) for name, factor in found.factors.items()]
    for name, outcome in found.outcomes.items():
        effects = [column for quantity in TOLD for column in _effect(quantity, outcome.unit)]
        yield Table(f"{name}_settings", f"{capital(outcome.label)}: every setting", [*factors, *effects], list(_settings(found, name)),
                    "Above zero where the outcome improves.", aside=True)  # fmt: skip


def _effect(quantity: str, unit: str) -> tuple[Column, Column]:
    """An effect with its interval, and its verdict."""
    ends = {"low": f"{quantity}_low", "high": f"{quantity}_high"}
    return Column(quantity, EFFECTS[quantity], "difference", unit, **ends), Column(
        f"{quantity}_verdict", "verdict", meaning=certainty.BY_ITSELF
    )


def _settings(found: Linkage, name: str) -> Iterator[Record]:
    """A row per setting: its factors, and each effect with its verdict."""
    some = {quantity: found.of(name, quantity) for quantity in TOLD}
    for place, (_, row) in enumerate(some["helpers"].iterrows()):
        made = {factor: value_words(row[factor]) for factor in found.factors}
        for quantity, rows in some.items():
            one = rows.iloc[place]
            made |= {quantity: one["value"], f"{quantity}_low": one["low"], f"{quantity}_high": one["high"],
                     f"{quantity}_verdict": WORDS[one["verdict"]]}  # fmt: skip
        yield made


def _ends(found: Linkage) -> Iterator[Record]:
    """The best and the worst setting of each effect."""
    for name, outcome in found.outcomes.items():
        for quantity in TOLD:
            ordered = found.of(name, quantity).sort_values("value", kind="stable")
            for which, row in (("best", ordered.iloc[-1]), ("worst", ordered.iloc[0])):
                where = listing([f"{factor.label} {value_words(row[key])}" for key, factor in found.factors.items()])
                named = outcome.label if is_share(outcome.unit) else f"{outcome.label} ({outcome.unit})"
                yield {"outcome": named, "effect": EFFECTS[quantity], "which": which, "where": where, "unit": outcome.unit,
                       **{key: row[key] for key in ("value", "low", "high")}}  # fmt: skip


def _reach(found: Linkage) -> Iterator[Record]:
    """How far an outcome itself reaches over the settings, with households alone and with all."""
    for name, outcome in found.outcomes.items():
        for quantity, who in (("before", "households alone"), ("after", "all five and the platform")):
            values = found.of(name, quantity)["value"]
            yield {"outcome": outcome.label, "who": who, "low": values.min(), "high": values.max(), "unit": outcome.unit}


def _trust(found: Linkage, name: str) -> Iterator[str]:
    """What the words mean, and how many verdicts hold when all settings are read together."""
    yield certainty.BY_ITSELF
    for quantity in TOLD:
        rows = found.of(name, quantity)
        clear = rows["verdict"].isin([PAYS, SHORT])
        if not clear.any():
            yield f"{capital(EFFECTS[quantity])}: no verdict is clear."
            continue
        told = f"{capital(EFFECTS[quantity])}: of {counted(int(clear.sum()), 'verdict')}, {number(_firm(rows))} hold"
        yield f"{told} when all settings are read together (Holm)."
    yield "The linkage of the helpers is what they improve together beyond the sum of what each improves with the households alone."
