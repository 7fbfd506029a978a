"""The finding of an attribution: its numbers, and what is told of them: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ....findings import certainty
from ....findings.answer import Answer, Column, Record, Table, plain, records
from ....findings.finding import Finding
from ....findings.numbers import number, percent
from ....findings.words import capital, counted, listing, spelled
from ...design.outcomes import Outcome
from ...files import write_file
from ...keeping import keep
from ..statistics import LEVEL
from . import members, spending
from . import members as sets
from .contributions import ADDED, COLUMNS, OFF, ON, PLATFORM, PLAYER
from .keeping import table_bytes
from .numbers import Estimate, Numbers, called, leader, main_platform, numbers
from .verdicts import HINDER, against, verdicts

if TYPE_CHECKING:
    import pandas as pd

STATES = {ON: "with the platform", OFF: "without the platform", ADDED: "difference"}
WHOLE = {"none": "nobody", "all": "everybody", "total": "all together", "alone_sum": "each alone, summed", "linkage": "linkage"}
DETAILS = {"alone": "{who} alone", "needed": "{who} taken away", "interaction": "{who} and {other} together"}
CLEAR, AGAINST, UNCLEAR = "linkage is clear", HINDER, "no clear linkage"
OVERVIEW = (
    Column("named", "outcome"),
    Column("none", "nobody acts", "level", meaning="Mean of the runs in which nobody takes part."),
    Column("all", "all act", "level", meaning="Mean of the runs in which all take part."),
    Column("most", "contributed most", meaning="By Shapley's rule: what each adds, averaged over all orders in which they could join."),
    Column("linkage", "linkage", meaning="Part of the difference that comes about only when they act together."),
    Column("platform", "the platform makes it", meaning=certainty.MEANING),
)
SURE = (
    Column("named", "outcome"),
    Column("intervals", "intervals", "count", meaning="Of all effects of the outcome."),
    Column("clear", "leave out zero", "count", meaning="Each read by itself."),
    Column("firm", "hold together", "count", meaning="Leave out zero when all of the outcome are read together (Holm)."),
    Column("weak", "clear only by itself"),
)
SPREAD = (
    Column("named", "outcome"),
    Column("what", "what"),
    Column("low", "5 % quantile", "difference", meaning="Of the parameter sets, by weight."),
    Column("median", "median", "difference"),
    Column("high", "95 % quantile", "difference"),
    Column("above", "above zero", "share", meaning="Part of the posterior in which it is above zero."),
)


@dataclass(frozen=True, repr=False)
class Attribution(Finding):
    """What each player contributed to each outcome.

    Attributes
    ----------
    title : str
        What was simulated.
    players : tuple of str
        The players, in order.
    outcomes : mapping of str to Outcome
        What was attributed.
    seeds : tuple of int
        The seeds; each was run with every coalition.
    table : pandas.DataFrame
        Every number in a row of its own, with the columns of ``COLUMNS``.
    coalitions : pandas.DataFrame, optional
        What each coalition was given and spent, with the columns of :mod:`.spending`.
    spread : pandas.DataFrame, optional
        Over an ensemble: how much each number differs between parameter sets, with the columns of :mod:`.members`.
    members : pandas.DataFrame, optional
        Over an ensemble: each number in each parameter set.
    drawn : str
        What the intervals are over, in words.
    """

    analysis: ClassVar[str] = "attribute"
    title: str
    players: tuple[str, ...]
    outcomes: Mapping[str, Outcome]
    seeds: tuple[int, ...]
    table: pd.DataFrame
    coalitions: pd.DataFrame | None = None
    spread: pd.DataFrame | None = None
    members: pd.DataFrame | None = None
    drawn: str = ""

    @property
    def over(self) -> str:
        """What the intervals are over: so many seeds, or parameter sets with their seeds."""
        return self.drawn or counted(len(self.seeds), "seed")

    @property
    def shares(self) -> pd.DataFrame:
        """Shapley shares by outcome, platform and player; they sum to the total."""
        return self.only("share").drop(columns="other")

    @property
    def interactions(self) -> pd.DataFrame:
        """Shapley interaction index of each pair of players."""
        return self.only("interaction").drop(columns="part")

    @property
    def linkage(self) -> pd.DataFrame:
        """The sum of what each achieves alone, what all achieve together beyond it, and the same while one player takes part anyway."""
        return self.only("alone_sum", "linkage", "linkage_beside").drop(columns="other")

    @property
    def totals(self) -> pd.DataFrame:
        """The outcome with nobody and with all, and the difference."""
        return self.only("none", "all", "total").drop(columns=["player", "other", "part"])

    def only(self, *quantities: str) -> pd.DataFrame:
        """The rows of some quantities."""
        return self.table[self.table["quantity"].isin(quantities)].reset_index(drop=True)

    def of(self, outcome: str) -> pd.DataFrame:
        """The rows of an outcome."""
        return self.table[self.table["outcome"] == outcome].reset_index(drop=True)

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    @property
    def content(self) -> dict[str, Any]:
        """All numbers and sentences, in plain values; what is missing is None."""
        return {
            "title": self.title,
            "players": list(self.players),
            "seeds": list(self.seeds),
            "level": LEVEL,
            "over": self.over,
            "outcomes": {name: self._told(name) for name in self.outcomes},
            "money": "" if self.coalitions is None else " ".join(spending.sentences(self.coalitions)),
            "rows": plain(records(self.table)),
            **({} if self.coalitions is None else {"coalitions": plain(records(self.coalitions))}),
        }

    def _told(self, name: str) -> dict[str, Any]:
        """What is told of an outcome."""
        from .verdicts import verdicts

        one = self.outcomes[name]
        told = list(verdicts(numbers(self.of(name)), one, self.players))
        return {"label": one.label, "unit": one.unit, "meaning": one.meaning, "better": one.better, "sentences": told}

    def write(self, folder: Path) -> None:
        """Write ``attribution.json`` and all tables as Parquet into a folder; each appears whole."""
        keep(self, folder)
        for name, frame, columns in (
            ("", self.table, COLUMNS),
            ("_coalitions", self.coalitions, spending.COLUMNS),
            ("_spread", self.spread, sets.SPREAD_COLUMNS),
            ("_members", self.members, sets.MEMBER_COLUMNS),
        ):
            if frame is not None:
                write_file(folder / f"attribution{name}.parquet", table_bytes(frame, columns))


def answer(found: Attribution) -> Answer:
    """Tell an attribution: its first outcome in sentences, the others in one sentence and a table."""
    players, known = found.players, {name: numbers(found.of(name)) for name in found.outcomes}
    (name, outcome), *others = found.outcomes.items()
    who = "each actor" if len(players) > 1 else f"the {called(players[0])}"
    money = [] if found.coalitions is None else spending.sentences(found.coalitions)
    return Answer(
        "attribute",
        f"What does {who} contribute to {_plain(outcome)}, and how much comes about only when they act together?",
        [*verdicts(known[name], outcome, players), *_others(known, dict(others))],
        list(_tables(found, known)),
        list(_trust(found, known)),
        [*money, *_never(found.outcomes)],
        f"{found.title}: {len(players)} players, {found.over}, all coalitions.",
    )


def _plain(outcome: Outcome) -> str:
    return f"the {outcome.label}" if outcome.label.startswith("share") else outcome.label


def _others(known: Mapping[str, Numbers], others: Mapping[str, Outcome]) -> Iterator[str]:
    """In which of the other outcomes there is linkage."""
    groups: dict[str, list[str]] = {}
    for name, outcome in others.items():
        groups.setdefault(_kind(known[name]), []).append(outcome.label)
    told = [f"{words} in {listing(groups[words])}" for words in (CLEAR, AGAINST, UNCLEAR) if words in groups]
    if told:
        yield f"Other outcomes: {'; '.join(told)}."


def _kind(found: Numbers) -> str:
    platform = main_platform(found)
    total, link = found[platform, "total", "", ""], found[platform, "linkage", "", ""]
    return AGAINST if against(link, total) else CLEAR if link.clear else UNCLEAR


def _tables(found: Attribution, known: Mapping[str, Numbers]) -> Iterator[Table]:
    """All outcomes at a glance where there are several; the first with its contributions; details, and how sure it is, aside."""
    named = {name: _with_unit(outcome) for name, outcome in found.outcomes.items()}
    if len(known) > 1:
        rows = [_overview(known[name], outcome) | {"named": named[name]} for name, outcome in found.outcomes.items()]
        yield Table("overview", "All outcomes at a glance", OVERVIEW, rows)
    for place, name in enumerate(known):
        yield from _of_outcome(found, name, known[name], aside=place > 0)
    yield Table("sure", "Intervals read by themselves and together", SURE, [_sure(known[name], named[name]) for name in known], aside=True)
    if found.spread is not None:
        what = {(quantity, player): words for quantity, player, words in members.WHOSE}
        rows = [
            {
                **row,
                "named": named[row["outcome"]],
                "unit": found.outcomes[row["outcome"]].unit,
                "what": what[row["quantity"], row["player"]],
            }
            for row in records(found.spread)
            if (row["quantity"], row["player"]) in what and row["platform"] == main_platform(known[row["outcome"]])
        ]
        yield Table("between", "Between parameter sets", SPREAD, rows, aside=True)


def _with_unit(outcome: Outcome) -> str:
    return f"{outcome.label} ({outcome.unit})" if outcome.unit.startswith("RMB") else outcome.label


def _overview(found: Numbers, outcome: Outcome) -> dict[str, Any]:
    """An outcome in a row."""
    platform = main_platform(found)
    total, link = found[platform, "total", "", ""], found[platform, "linkage", "", ""]
    first, _ = leader(found, platform)
    share, added = found[platform, "share", first, ""], found.get((ADDED, "total", "", ""))
    part = {AGAINST: "less than none", UNCLEAR: certainty.UNCLEAR}.get(_kind(found)) or (
        "more than all" if link.part > 1 else percent(link.part)
    )
    better = None if outcome.better is None or added is None else (outcome.better == "more") == (added.value > 0)
    return {
        "unit": outcome.unit,
        "none": found[platform, "none", "", ""].value,
        "all": found[platform, "all", "", ""].value,
        "most": f"{called(first)}{f' ({percent(share.part)})' if total.clear and 0 < share.part <= 1 else ''}"
        if share.clear
        else "not clear",
        "linkage": part,
        "platform": "" if added is None else certainty.words(added.clear, better),
    }


def _of_outcome(found: Attribution, name: str, values: Numbers, aside: bool) -> Iterator[Table]:
    """Contributions, the largest first, whole and linkage with the platform's states side by side; alone, needed and in pairs aside."""
    outcome = found.outcomes[name]
    states = [state for state in STATES if (state, "total", "", "") in values]
    columns = [Column("who", "contribution of"), *(
        Column(state, STATES[state], "difference", outcome.unit, low=f"{state}_low", high=f"{state}_high") for state in states
    )]  # fmt: skip
    towards = -1 if values[states[0], "total", "", ""].value < 0 else 1
    ordered = sorted(found.players, key=lambda player: -towards * values[states[0], "share", player, ""].value)
    keys = [(capital(called(player)), "share", player, "") for player in ordered]
    keys += [(f"all {spelled(len(ordered))} together" if len(ordered) > 1 else "in all", "total", "", "")]
    keys += [(WHOLE[quantity], quantity, "", "") for quantity in ("alone_sum", "linkage")]
    title = f"{capital(outcome.label)}: what each contributes"
    note = "Contributions add up to what all achieve together (Shapley)."
    yield Table(name, title, columns, [_row(values, states, *key) for key in keys], note, aside)
    details = [(words.format(who=called(player), other=called(other)), quantity, player, other)
               for quantity, words in DETAILS.items()
               for player, other in dict.fromkeys(key[2:] for key in values if key[1] == quantity)]  # fmt: skip
    own = (
        [{"who": "platform as one player more", **_ends(ON, values[PLAYER, "share", PLATFORM, ""])}]
        if ON in states and ADDED in states
        else []
    )
    rows = [*(_row(values, states, *key) for key in details), *own]
    yield Table(f"{name}_details", f"{capital(outcome.label)}: alone, taken away, in pairs", columns, rows, aside=True)


def _row(values: Numbers, states: Sequence[str], who: str, quantity: str, player: str, other: str) -> dict[str, Any]:
    row: dict[str, Any] = {"who": who}
    for state in states:
        one = values.get((state, quantity, player, other))
        row |= {} if one is None else _ends(state, one)
    return row


def _ends(state: str, one: Estimate) -> dict[str, float]:
    return {state: one.value, f"{state}_low": one.low, f"{state}_high": one.high}


def _sure(values: Numbers, named: str) -> Record:
    """How many intervals of an outcome leave out zero, each by itself and all read together."""
    effects = [one for one in values.values() if one.p == one.p]
    weak = sorted(
        {WHOLE.get(key[1], called(key[2])) for key, one in values.items() if one.weak and key[1] in ("share", "total", "linkage")}
    )
    return {"named": named, "intervals": len(effects), "clear": sum(one.p < 0.05 for one in effects),
            "firm": sum(one.p_holm < 0.05 for one in effects), "weak": listing(weak) if weak else ""}  # fmt: skip


def _trust(found: Attribution, known: Mapping[str, Numbers]) -> Iterator[str]:
    """What the words mean, how many intervals hold, and how much parameter sets differ."""
    yield certainty.MEANING
    (name, values), *_ = known.items()
    row = _sure(values, "")
    intervals = f"{counted(row['intervals'], 'interval')} on {found.outcomes[name].label}"
    alone, together = number(row["clear"]), number(row["firm"])
    yield f"Of {intervals}, {alone} leave out zero, each read by itself; {together} still do when all are read together (Holm)."
    if row["weak"]:
        yield f"Not clear any more when all are read together: {row['weak']}."
    if found.spread is not None:
        rows = found.spread[found.spread["outcome"] == name]
        yield from members.sentences(rows, found.outcomes[name], main_platform(values))


def _never(outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    """What a number stands for that is none."""
    names = [outcome.label for outcome in outcomes.values() if outcome.summary == "crossing"]
    if names:
        yield f"A run that never gets there counts as one month longer than it lasts: {listing(names)}."
