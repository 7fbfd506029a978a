"""The finding of a validation: its numbers, and what is told of them: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ...findings.answer import Answer, Column, Record, Table, plain
from ...findings.finding import Finding
from ...findings.numbers import is_share, level, number, percent, quantity
from ...findings.words import capital, counted, listing
from .arms import AS_IS
from .controls import Controls, controls
from .fit import TargetRow
from .reproduction import Reproduction

if TYPE_CHECKING:
    import pandas as pd

    from ..ensemble.ensemble import Ensemble
    from .controls import ControlRow
    from .reproduction import PatternRow

MOSTLY, PARTLY = 0.75, 0.5
"""Shares of all that is asked from which the model shows it mostly, or in part."""
NAMED = 3
"""So many of those that do not hold are named in a sentence."""
RANGE = "90 % of runs"
MEANING = (
    "An observed figure is met when 90 % of the runs include it and their median is as near as asked.",
    "A pattern shows when enough of the runs that can tell have it. A negative control takes a cause away, and its effect must go.",
)
FITTED = (
    "The observed figures were used in the calibration: here they only test that it holds for other seeds. Patterns and controls were not."
)
WHERE = Column("scenario", "in")
TARGETS = (
    WHERE,
    Column("named", "what was observed"),
    Column("when", "when"),
    Column("seen", "observed"),
    Column("median", "model", "level", meaning="Median of all runs.", low="low", high="high", interval=RANGE),
    Column("must", "asked"),
    Column("verdict", "verdict", meaning=MEANING[0]),
    Column("grade", "evidence", meaning="Grade of the source: the paper itself, or A (best) to D."),
)
PATTERNS = (
    WHERE,
    Column("label", "pattern"),
    Column("share", "runs with it", "share", meaning="Of the runs that can tell."),
    Column("must", "asked", "share"),
    Column("runs", "runs", "count"),
    Column("verdict", "verdict", meaning=MEANING[1]),
)
CONTROLS = (
    WHERE,
    Column("name", "cause taken away"),
    Column("claim", "what must follow"),
    Column("share", "runs where it does", "share", meaning="Of the runs that can tell."),
    Column("must", "asked", "share"),
    Column("runs", "runs", "count"),
    Column("verdict", "verdict", meaning=MEANING[1]),
)
MEDIANS = (
    WHERE,
    Column("name", "cause taken away"),
    Column("figure", "figure"),
    Column("median", "with it taken away", "number", meaning="Median of the runs."),
    Column("other", "beside it", "number", meaning="Median of the runs that it is held against."),
    Column("against", "held against"),
)
BESIDE = (
    Column("label", "figure"),
    Column("when", "when"),
    Column("observed", "observed", "number"),
    Column("median", "model", "number", meaning="Median of all runs.", low="low", high="high", interval=RANGE),
)


@dataclass(frozen=True, repr=False)
class Validation(Finding):
    """Scenarios held against the evidence.

    Attributes
    ----------
    ensemble : Ensemble
        The parameter sets.
    scenarios : tuple of Reproduction
        What came out of each.
    controls : mapping of str to Controls
        By scenario its negative controls, where they were asked for.
    model_version : str
        Version of the rules.
    """

    analysis: ClassVar[str] = "reproduce"
    ensemble: Ensemble
    scenarios: tuple[Reproduction, ...]
    controls: Mapping[str, Controls]
    model_version: str

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return all(one.holds for one in self.scenarios) and all(one.holds for one in self.controls.values())

    def of(self, name: str) -> Validation:
        """The part that is about one scenario."""
        mine = {key: one for key, one in self.controls.items() if key == name}
        return Validation(self.ensemble, tuple(one for one in self.scenarios if one.name == name), mine, self.model_version)

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    @property
    def rows(self) -> dict[str, list[Any]]:
        """All that is judged, or shown beside it, by kind: targets, patterns, controls, beside."""
        found = {kind: [row for one in self.scenarios for row in getattr(one, kind)] for kind in ("targets", "patterns", "beside")}
        return found | {"controls": [row for one in self.controls.values() for row in one.rows]}

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Targets, patterns, controls and what is shown beside them, a CSV file each."""
        import pandas as pd

        judged = {kind: [_row(row) for row in rows] for kind, rows in self.rows.items() if rows}
        return {kind: pd.DataFrame(rows) for kind, rows in judged.items()}

    @property
    def content(self) -> dict[str, Any]:
        """All numbers, scenario by scenario; what is not known is None."""
        told = {one.name: one.content | self._judged(one.name) for one in self.scenarios}
        facts = {"ensemble": self.ensemble.hash, "model_version": self.model_version, "holds": self.holds}
        content: dict[str, Any] = plain(facts | {"scenarios": told})
        return content

    def _judged(self, name: str) -> dict[str, Any]:
        return {"controls": self.controls[name].content} if name in self.controls else {}


def _row(row: Any) -> dict[str, Any]:
    return asdict(row) | ({"holds": row.holds} if hasattr(row, "holds") else {})


def answer(found: Validation) -> Answer:
    """Tell a validation."""
    names = listing([one.name for one in found.scenarios])
    return Answer(
        "reproduce",
        f"Does the model show what was observed in {names}?",
        list(_verdicts(found)),
        list(_tables(found)),
        list(_trust(found)),
        list(_caveats(found)),
        _provenance(found),
    )


def _verdicts(found: Validation) -> Iterator[str]:
    """How much of it holds, kind by kind, and what does not."""
    rows = found.rows
    targets, shown, judged = rows["targets"], rows["patterns"], rows["controls"]
    every = [row.holds for row in (*targets, *shown, *judged)]
    part = sum(every) / len(every)
    word = "Yes" if part == 1.0 else "Mostly" if part >= MOSTLY else "Only in part" if part >= PARTLY else "No"
    told = [
        f"{_of(targets)} observed figures are met" if targets else "",
        f"{_of(shown)} patterns that the evidence describes in words show" if shown else "",
        f"{_of(judged)} negative controls come out: an effect goes when its cause is taken away" if judged else "",
    ]
    first, *others = filter(None, told)
    yield f"{word}: {first}."
    yield from (f"{capital(one)}." for one in others)
    yield from _missed_targets([row for row in targets if not row.holds], len(found.scenarios) > 1)
    yield from _missed("Too few runs show", [row.label for row in shown if not row.holds])
    yield from _missed("Controls that do not come out", [f"{row.name} ({row.claim})" for row in judged if not row.holds])


def _of(rows: Sequence[TargetRow | PatternRow | ControlRow]) -> str:
    held = sum(row.holds for row in rows)
    return f"{held} of {len(rows)}" if held < len(rows) else f"all {len(rows)}"


def _missed_targets(rows: Sequence[TargetRow], several: bool) -> Iterator[str]:
    """The figure that is furthest off, with both numbers, and the others by name."""
    if not rows:
        return
    first, *others = sorted(rows, key=_off, reverse=True)
    seen = first.observed(lambda value: level(value, first.unit))
    shown = level(first.median, first.unit) if _silent(first) else quantity(first.median, first.unit)
    where = f" in {first.scenario}" if several else ""
    yield f"Furthest off: {first.label}{where}, {shown} in the model and {seen} observed."
    yield from _missed("Also off", [f"{row.label} ({_verdict(row)})" for row in others])


def _missed(what: str, names: Sequence[str]) -> Iterator[str]:
    """Names of what does not hold; of many, the first."""
    more = len(names) - NAMED
    listed = [*names[:NAMED], counted(more, "other")] if more > 0 else names
    if names:
        yield f"{what}: {listing(listed)}."


def _off(row: TargetRow) -> float:
    """How far the median is from what was observed, on the scale of factors."""
    near = min(max(row.median, row.least), row.value)
    return math.inf if row.median <= 0.0 else abs(math.log(row.median / near)) if near else math.inf


def _verdict(row: TargetRow) -> str:
    """What becomes of an observed figure."""
    if row.holds:
        return "met"
    if row.within:
        return "near, but outside the runs"
    return "too high" if row.median > row.value else "too low"


def _tables(found: Validation) -> Iterator[Table]:
    several, rows = len(found.scenarios) > 1, found.rows
    kinds = (
        ("targets", "Observed figures and the model", TARGETS, _target_rows, f"In brackets: the range of {RANGE}."),
        ("patterns", "Patterns", PATTERNS, _share_rows, ""),
        ("controls", "Negative controls", CONTROLS, _share_rows, ""),
        ("beside", "Beside them, not judged", BESIDE, _beside_rows, ""),
        ("medians", "Figures of the negative controls", MEDIANS, _control_rows, ""),
    )
    for name, title, columns, made, note in kinds:
        mine = rows["controls" if name == "medians" else name]
        shown = [row if several else {**row, "scenario": ""} for row in made(mine)]
        if shown:
            yield Table(name, title, columns, shown, note, aside=name == "medians")


def _target_rows(rows: Sequence[TargetRow]) -> Iterator[Record]:
    for row in rows:
        seen = row.observed(lambda value, unit=row.unit: level(value, unit))  # type: ignore[misc]
        named = row.label if _silent(row) else f"{row.label} ({row.unit})"
        yield asdict(row) | {"named": named, "when": _when(row.date), "seen": seen, "verdict": _verdict(row)}


def _silent(row: TargetRow) -> bool:
    """Whether a figure's name, or its number, tells its unit."""
    return is_share(row.unit) or row.unit in row.label or row.unit == "persons"


def _when(date: str) -> str:
    return " to ".join(dict.fromkeys(date.split("..")))


def _share_rows(rows: Sequence[PatternRow | ControlRow]) -> Iterator[Record]:
    for row in rows:
        few = "" if row.told > 0.995 else f"{percent(row.told)} can tell" if row.told else "no run can tell"
        verdict = "yes" if row.holds else "no"
        yield asdict(row) | {"verdict": f"{verdict}; {few}" if few else verdict}


def _control_rows(rows: Sequence[ControlRow]) -> Iterator[Record]:
    against = {control.name: control.arms[-1] for control in controls()}
    for row in rows:
        yield asdict(row) | {"figure": FIGURES.get(row.figure, row.figure), "against": against.get(row.name, AS_IS)}


def _beside_rows(rows: Sequence[Any]) -> Iterator[Record]:
    for row in rows:
        interval = {} if row.low < row.high else {"low": None, "high": None}  # a curve has none
        yield asdict(row) | {"when": _when(row.date)} | interval


FIGURES = {
    "takeoff": "months to take-off",
    "spread": "months to 100 households",
    "stores": "most stores",
    "closing": "closed in a month",
    "late": "gave up per entrant",
    "sigma": "sigma of sales",
    "away": "migrants away",
    "spread_to": "villages taken off",
    "taobao": "Taobao villages",
    "near": "mean villages taken off",
    "lifted": "people lifted",
    "errors": "errors of the list",
    "poor": "poor people",
    "motivation": "mean motivation",
    "online": "mean households online",
    "spending": "RMB spent",
}
"""What the numbers of controls are called."""


def _trust(found: Validation) -> Iterator[str]:
    """What the words mean, and what the runs are."""
    yield from MEANING
    yield FITTED
    for one in found.scenarios:
        runs = f"{counted(one.runs, 'run')} of {counted(one.members, 'parameter set')}"
        yield f"{capital(one.name)}: {runs}, with seeds that no calibration has used."


def _caveats(found: Validation) -> Iterator[str]:
    """What has changed since the calibration, and chance that was left out."""
    if found.scenarios[0].outdated:
        yield f"Since the ensemble was calibrated, {found.scenarios[0].outdated} changed: calibrate again."
    alone = [one.name for one in found.scenarios if one.runs == one.members]
    if alone:
        yield f"Each parameter set was run once in {listing(alone)}: its runs hold little of chance."
    if not found.controls:
        yield "Negative controls were not run; add --controls."


def _provenance(found: Validation) -> str:
    made = found.ensemble
    return f"Ensemble {made.name} ({number(len(made.weights))} parameter sets, {made.hash[:16]}), rules of version {found.model_version}."
