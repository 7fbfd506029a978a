"""The finding of a forecast: its numbers, and what is told of them: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ...findings.answer import Answer, Column, Record, Table, plain
from ...findings.finding import Finding
from ...findings.numbers import estimated, is_share
from ...findings.words import capital, counted, listing
from ..calibration.targets import window
from ..files import write_file
from ..keeping import sealed
from ..tables import spreadsheet
from .declared import ForecastData
from .readings import Foretold

if TYPE_CHECKING:
    import pandas as pd

MOST = 6
"""Quantities of which a sentence is told."""
WIDE = 1.5
"""Times the lower end of an interval, from which its width is told."""
RANGE, HALF = "90 % of runs", "50 % of runs"
MEDIAN = Column("median", "expected", "level", meaning="Median of all runs.", low="low", high="high", interval=RANGE)
QUANTITIES = (
    Column("scenario", "in"),
    Column("named", "quantity", meaning="What is foretold, with its unit."),
    Column("time", "when"),
    MEDIAN,
    Column("half", HALF, meaning="Between which the middle half of the runs lies."),
)
PROVINCES = (Column("province", "province"), Column("named", "quantity"), Column("time", "when"), MEDIAN)
MEANINGS = (Column("named", "quantity"), Column("scenario", "in"), Column("meaning", "what it counts"))
UNKNOWN = (
    Column("scenario", "in"),
    Column("path", "fact of the place"),
    Column("low", "from", "number"),
    Column("high", "to", "number"),
    Column("why", "what is known"),
)
IN_IT = (
    "An interval is the range of 90 % of the runs. Runs differ by the parameters that the evidence allows, by chance, and by facts of the "
    "place that are not known."
)
NOT_IN_IT = "An interval does not hold that the rules themselves may be wrong, or that the world may change in a way that they do not know."


@dataclass(frozen=True, repr=False)
class Forecast(Finding):
    """All quantities of a file.

    Attributes
    ----------
    declared : ForecastData
        What was asked.
    ensemble, model, model_version : str
        Hashes of the ensemble and of the model's sources, and the version of its rules.
    members, replicates, seed : int
        Draws of the ensemble, runs of each, and seed of the first run; each run has a seed of its own.
    rows : tuple of Foretold
        In the order of the file.
    draws : dict of str to DataFrame
        By scenario a row per run: member, seed, drawn facts, and what was read.
    settings : dict
        What was changed in the scenarios, by path.
    outdated : str
        What has changed since the ensemble was calibrated; empty where nothing has.
    """

    analysis: ClassVar[str] = "forecast"
    declared: ForecastData
    ensemble: str
    model: str
    model_version: str
    members: int
    replicates: int
    seed: int
    rows: tuple[Foretold, ...]
    draws: Mapping[str, pd.DataFrame]
    settings: Mapping[str, Any] = field(default_factory=dict)
    outdated: str = ""

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """The table, a row per quantity, place and time, and of each scenario a row per run."""
        import pandas as pd

        runs = {f"runs-{name}": frame for name, frame in self.draws.items()}
        return {"forecasts": pd.DataFrame([asdict(row) for row in self.rows])} | runs

    def to_csv(self) -> str:
        """Write the table as CSV, with all digits: a line per quantity, place and time."""
        return spreadsheet(self.frames["forecasts"]).to_csv(index=False, lineterminator="\n")

    @property
    def hash(self) -> str:
        """SHA-256 of ``forecasts.csv``, by which anybody can tell later that the table is the one that was made."""
        return hashlib.sha256(self.to_csv().encode()).hexdigest()

    @property
    def content(self) -> dict[str, Any]:
        """The numbers as plain values, without the single runs."""
        names = ("ensemble", "model", "model_version", "members", "replicates", "seed")
        facts = {"name": self.declared.name, "title": self.declared.title} | {name: getattr(self, name) for name in names}
        content: dict[str, Any] = plain(facts | {"settings": dict(self.settings), "hash": self.hash})
        return content | {"quantities": plain([asdict(row) for row in self.rows])}

    def write(self, folder: Path) -> list[str]:
        """Write the table as JSON and CSV, and the runs of each scenario as CSV; each appears whole. Return the names of the files."""
        files = {"forecasts.json": sealed(self), "forecasts.csv": self.to_csv().encode()}
        draws = {name: spreadsheet(frame).to_csv(index=False, lineterminator="\n") for name, frame in self.draws.items()}
        files |= {f"runs-{name}.csv": text.encode() for name, text in draws.items()}
        for name, content in files.items():
            write_file(folder / name, content)
        return list(files)


def answer(found: Forecast) -> Answer:
    """Tell a forecast."""
    last = max(window(row.when)[1] for row in found.rows)
    return Answer(
        "forecast",
        f"What does the model expect of {listing(list(found.draws))} until {'the ' if last.endswith('-12') else ''}{time(last)}?",
        list(_verdicts(found)),
        list(_tables(found)),
        [IN_IT, *_widths(found)],
        [NOT_IN_IT, *_caveats(found)],
        _provenance(found),
    )


def _whole(found: Forecast) -> list[Foretold]:
    """Rows that are not of single provinces."""
    return [row for row in found.rows if not row.province]


def last_rows(rows: Sequence[Foretold]) -> list[Foretold]:
    """Of each quantity its last time, in the order of the file."""
    latest: dict[tuple[str, ...], Foretold] = {}
    for row in rows:
        key = (row.name, row.scenario, row.village, row.province)
        if key not in latest or window(row.when) > window(latest[key].when):
            latest[key] = row
    return list(latest.values())


def _leading(found: Forecast) -> list[Foretold]:
    """What is told in sentences: all quantities of one scenario; of several, the first of each."""
    rows = last_rows(_whole(found))
    if len(found.draws) > 1:
        rows = list({row.scenario: row for row in reversed(rows)}.values())[::-1]
    return rows[:MOST]


def _verdicts(found: Forecast) -> Iterator[str]:
    """A sentence for each quantity that leads."""
    for row in _leading(found):
        size, inside = _sized(row)
        size = size.removesuffix(row.unit).rstrip() if _silent(row) else size
        where = f" in {row.scenario}" if len(found.draws) > 1 else ""
        yield f"{capital(row.name)}{where}, {time(row.when)}: {size} ({RANGE}: {inside})."


def _silent(row: Foretold) -> bool:
    """Whether a quantity's name, or its number, tells its unit."""
    return is_share(row.unit) or row.unit in row.name or row.unit == "persons"


def _sized(row: Foretold, low: str = "low", high: str = "high") -> tuple[str, str]:
    """Median with its unit, and the ends of an interval."""
    values = [getattr(row, name) for name in ("median", low, high)]
    if is_share(row.unit):
        size, inside = estimated([100.0 * value for value in values])
        return f"{size} %", f"{inside} %"
    return estimated(values, row.unit)


def time(when: str) -> str:
    """A month, or the months of a window; a whole year by its number, and a December as the end of one."""
    first, last = window(when)
    if first == last:
        return f"end of {last[:4]}" if last.endswith("-12") else last
    return last[:4] if (first, last) == window(last[:4]) else f"{first} to {last}"


def _tables(found: Forecast) -> Iterator[Table]:
    """Quantities, provinces at the last time, what is counted, and what was drawn for not being known."""
    several, note = len(found.draws) > 1, f"In brackets: the range of {RANGE}."
    whole = [{**_record(row), "scenario": row.scenario if several else ""} for row in _whole(found)]
    yield Table("forecasts", "What the model expects", QUANTITIES, whole, note)
    places = [_record(row) for row in last_rows([row for row in found.rows if row.province])]
    if places:
        yield Table("provinces", "By province, at the last time", PROVINCES, places, note, aside=True)
    meanings = {(row.name, row.scenario): _record(row) for row in _whole(found)}
    yield Table("meanings", "What each quantity counts", MEANINGS, list(meanings.values()), aside=True)
    unknown = list(_unknown(found))
    if unknown:
        yield Table("unknown", "Facts that are not known and were drawn for each run", UNKNOWN, unknown, aside=True)


def _record(row: Foretold) -> dict[str, Any]:
    """A row with what people read."""
    _, half = _sized(row, "half_low", "half_high")
    named = " ".join(filter(None, (row.name, f"of {row.village}" if row.village and row.village != row.scenario else "")))
    return asdict(row) | {"named": named if _silent(row) else f"{named} ({row.unit})", "time": time(row.when), "half": half}


def _unknown(found: Forecast) -> Iterator[Record]:
    for name in found.draws:
        for path, fact in found.declared.scenarios[name].uncertain.items():
            yield {"scenario": name, "path": path, "low": fact.range[0], "high": fact.range[1], "why": fact.why}


def _widths(found: Forecast) -> Iterator[str]:
    """How wide the intervals of the leading quantities are."""
    wide = {row.name: row.high / row.low for row in _leading(found) if row.low > 0.0}
    if wide and max(wide.values()) >= WIDE:
        first = max(wide, key=wide.__getitem__)
        yield f"The widest interval of those above is that of {first}: its upper end is {wide[first]:.1f} times its lower end."


def _caveats(found: Forecast) -> Iterator[str]:
    if found.outdated:
        yield f"Since the ensemble was calibrated, {found.outdated} changed: calibrate again."
    runs = found.members * found.replicates
    if runs < 20:
        yield f"Only {counted(runs, 'run')} of each scenario were made: the ends of the intervals are rough."
    if found.settings:
        yield f"Values were set by hand: {', '.join(f'{path} = {value}' for path, value in found.settings.items())}."


def _provenance(found: Forecast) -> str:
    runs = f"{counted(found.members * found.replicates, 'run')} of each scenario, {counted(found.members, 'draw')} of the ensemble"
    versions = f"rules of version {found.model_version}, model {found.model[:16]}"
    return f"{runs} {found.ensemble[:16]}, {versions}; hash of the table {found.hash[:16]}."
