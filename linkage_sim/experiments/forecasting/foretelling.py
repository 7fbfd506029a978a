"""From an ensemble to forecasts: runs that differ by parameters, by chance, and by what is not known of the place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import LinkageError
from ...scenario.overrides import split as keys_of
from ...state.environment import month_index
from ..calibration.ensemble import Ensemble
from ..calibration.targets import read_column, unit_of, window
from ..calibration.weighted import quantiles
from ..design.declared import Design
from ..design.sampling import unit_points
from ..files import new_folder
from ..manifest import model_hash, run_id
from ..running import carried_out, split, stacked
from ..study.work import PlannedRun, Tick
from ..summary import TABLES
from ..tables import spreadsheet
from .declared import ForecastData, Quantity, setting_of

if TYPE_CHECKING:
    import pandas as pd

    from ...scenario import Scenario

SEED = 300_001  # far from the seeds of calibration, reproduction and controls
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Foretold:
    """A quantity at a time: median, 50 and 90 % interval over all runs.

    Attributes
    ----------
    name, scenario, village, province, when, unit, meaning : str
        What it is; village and province are empty where all of the scenario's villages are read together.
    median, half_low, half_high, low, high : float
        Of the runs.
    """

    name: str
    scenario: str
    village: str
    province: str
    when: str
    unit: str
    meaning: str
    median: float
    half_low: float
    half_high: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """All quantities of a file.

    Attributes
    ----------
    name, title : str
        Of the file.
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
    """

    name: str
    title: str
    ensemble: str
    model: str
    model_version: str
    members: int
    replicates: int
    seed: int
    rows: tuple[Foretold, ...]
    draws: dict[str, pd.DataFrame]
    settings: Mapping[str, Any] = field(default_factory=dict)

    def to_csv(self) -> str:
        """Write the table as CSV: a line per quantity, place and time."""
        import pandas as pd

        return spreadsheet(pd.DataFrame([asdict(row) for row in self.rows])).to_csv(index=False, lineterminator="\n")

    @property
    def hash(self) -> str:
        """SHA-256 of ``forecasts.csv``, by which anybody can tell later that the table is the one that was made."""
        return hashlib.sha256(self.to_csv().encode()).hexdigest()

    def to_json(self) -> str:
        """Write it as JSON, without the single runs."""
        content = {key: value for key, value in vars(self).items() if key not in ("rows", "draws")} | {"hash": self.hash}
        content["quantities"] = [asdict(row) for row in self.rows]
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    def save(self, folder: Path) -> None:
        """Write the table as JSON and CSV, and the runs of each scenario as CSV, into a new folder that appears whole."""
        with new_folder(folder) as partial:
            (partial / "forecasts.json").write_text(self.to_json(), encoding="utf-8")
            (partial / "forecasts.csv").write_bytes(self.to_csv().encode())
            for name, frame in self.draws.items():
                frame.to_csv(partial / f"runs-{name}.csv", index=False)


class Drawn(NamedTuple):
    """The runs of a scenario before they are run: which member each has, its seed, and its facts by path."""

    members: list[int]
    seeds: list[int]
    facts: list[dict[str, Any]]


class Reading(NamedTuple):
    """What is read of the runs of a scenario: a quantity, of a village or a province or all of it, at a time."""

    name: str
    village: str
    province: str
    date: str


def forecast(
    ensemble: Ensemble,
    data: ForecastData,
    *,
    members: int | None = None,
    replicates: int | None = None,
    seed: int = SEED,
    settings: Mapping[str, Any] | None = None,
    jobs: int = 1,
    tick: Tick | None = None,
) -> Forecast:
    """Foretell all quantities of a file.

    Parameters
    ----------
    ensemble : Ensemble
        Parameter sets that the evidence allows.
    data : ForecastData
        What is run and read.
    members, replicates : int, optional
        Draws of the ensemble, each member as often as it weighs, and runs of each draw; as the file says if not given.
    seed : int
        Seed of the first run, and of the draws of the facts.
    settings : mapping, optional
        Values by path that are changed in every scenario.
    jobs : int
        Processes on this machine; the numbers are the same for any number.
    tick : callable, optional
        Is told how many more months of runs are done.
    """
    from ...model import MODEL_VERSION

    drawn_members, each, changed = members or data.members, replicates or data.replicates, dict(settings or {})
    refuse_unfit(ensemble, data, changed)
    read: dict[int, dict[Reading, pd.Series]] = {}
    draws = {}
    for name in run_names(data):
        scenario, drawn = setting_of(data, name, changed), draw(ensemble, data, name, drawn_members, each, seed)
        mine = {number: quantity for number, quantity in enumerate(data.quantities) if quantity.scenario == name}
        tables = _run(ensemble, scenario, drawn, list(mine.values()), jobs, tick)
        read |= {number: _read(quantity, tables) for number, quantity in mine.items()}
        draws[name] = _table(drawn, {known: numbers for number in mine for known, numbers in read[number].items()})
    rows = [row for number, quantity in enumerate(data.quantities) for row in _rows(quantity, read[number])]
    facts = data.name, data.title, ensemble.hash, model_hash(), MODEL_VERSION
    return Forecast(*facts, drawn_members, each, seed, tuple(rows), draws, changed)


def run_names(data: ForecastData) -> list[str]:
    """Names of the scenarios that are run: those of which a quantity is read."""
    asked = {quantity.scenario for quantity in data.quantities}
    return [name for name in data.scenarios if name in asked]


def refuse_unfit(ensemble: Ensemble, data: ForecastData, settings: Mapping[str, Any]) -> None:
    """Refuse, before anything is run, what cannot be foretold: facts that are varied twice, and months that no run will have."""
    _refuse_twice(ensemble, data, settings)
    _refuse_outside(data, settings)


def _refuse_twice(ensemble: Ensemble, data: ForecastData, settings: Mapping[str, Any]) -> None:
    """Refuse a fact, or a setting, that the ensemble varies already."""
    for name, setting in data.scenarios.items():
        content = setting_of(data, name).resolved()
        known = {keys_of(path, content) for path in ensemble.factors.values()}
        twice = [path for path in setting.uncertain if keys_of(path, content) in known]
        if twice:
            what = f"{twice[0]} is varied by the ensemble {ensemble.name}"
            raise LinkageError(f"{data.name}: {what}; leave it out of the uncertain facts of {name}.")
        for path in settings:
            if keys_of(path, content) in known:
                raise LinkageError(f"{path} is varied by the ensemble {ensemble.name}; leave it out of --set.")
            if path in setting.uncertain:
                raise LinkageError(f"{path} is drawn for each run of {name}; leave it out of --set.")


def _refuse_outside(data: ForecastData, settings: Mapping[str, Any]) -> None:
    """Refuse months that no run will have."""
    for quantity in data.quantities:
        scenario = setting_of(data, quantity.scenario, settings)
        begin = month_index(scenario.start)
        for date in quantity.when:
            first, last = window(date)
            if month_index(first) < begin or month_index(last) >= begin + scenario.months:
                raise LinkageError(f"The months from {first} to {last} are not among those that were run: {quantity.name} asks for them.")


def draw(ensemble: Ensemble, data: ForecastData, name: str, members: int, replicates: int, seed: int) -> Drawn:
    """Draw the runs of a scenario: members in turn, seeds one after the other, facts from a Latin hypercube over all runs."""
    factors = [fact.factor(path) for path, fact in data.scenarios[name].uncertain.items()]
    count = members * replicates
    places = unit_points(Design(kind="lhs", points=count, seed=seed), len(factors)).tolist() if factors else [[]] * count
    facts = [{factor.path: factor.at(place) for factor, place in zip(factors, row, strict=True)} for row in places]
    return Drawn(ensemble.draws(members) * replicates, [seed + number for number in range(count)], facts)


# ---------------------------------------------------------------- details


def _run(
    ensemble: Ensemble, scenario: Scenario, drawn: Drawn, quantities: Sequence[Quantity], jobs: int, tick: Tick | None
) -> dict[str, pd.DataFrame]:
    """Run all draws of a scenario; give the months of the runs, and of their villages or provinces where quantities are read of them."""
    from ...model import MODEL_VERSION

    sets = ensemble.overrides()
    behaviour = [sets[member] | facts for member, facts in zip(drawn.members, drawn.facts, strict=True)]
    names = [run_id(f"{scenario.hash} {number}", seed, scenario.months, MODEL_VERSION) for number, seed in enumerate(drawn.seeds)]
    runs = [PlannedRun(name, number, number, 0, drawn.seeds[number]) for number, name in enumerate(names)]
    wanted = {"monthly", *(_source(quantity) for quantity in quantities)}
    asked = tuple(name for name in TABLES if name in wanted)
    parts = carried_out(split(scenario, runs, jobs, asked, behaviour), jobs, tick)
    failures = [failure for part in parts for failure in part.failures.values()]
    if failures:
        raise LinkageError(f"{len(failures)} of {len(runs)} runs of {scenario.name} failed; the first: {failures[0].message}.", 1)
    return {name: stacked([part.tables[name] for part in parts], TABLES[name].columns) for name in asked}


def _source(quantity: Quantity) -> str:
    """Name of the table of months that a quantity is read of."""
    return "provinces" if quantity.by else "villages" if quantity.village else "monthly"


def _read(quantity: Quantity, tables: Mapping[str, pd.DataFrame]) -> dict[Reading, pd.Series]:
    """Read a quantity at all its places and times: a number per run."""
    column, per, over = quantity.column, quantity.per, quantity.over
    return {
        Reading(quantity.name, quantity.village, province, date): read_column(months, column, per, *window(date), over).sort_index()
        for province, months in _months(quantity, tables)
        for date in quantity.when
    }


def _months(quantity: Quantity, tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Months of what a quantity is read of: all villages or one; by province the country, which is their sum, and then each of them."""
    table, columns = tables[_source(quantity)], [quantity.column, *([quantity.per] if quantity.per else [])]
    if not quantity.by:
        yield "", table[table["village"] == quantity.village] if quantity.village else table
        return
    yield "", table.groupby(["design", "replicate", "month"], as_index=False)[columns].sum()
    yield from ((str(name), own) for name, own in table.groupby("province", sort=False))


def _rows(quantity: Quantity, read: Mapping[Reading, pd.Series]) -> list[Foretold]:
    import numpy as np

    rows = []
    for known, numbers in read.items():
        values = numbers.to_numpy(dtype=float)
        low, half_low, median, half_high, high = quantiles(values, np.ones(len(values)), LEVELS)
        facts = quantity.name, quantity.scenario, quantity.village, known.province, known.date
        unit = unit_of(quantity.column, quantity.per, quantity.over)
        rows.append(Foretold(*facts, unit, quantity.meaning, median, half_low, half_high, low, high))
    return rows


def _table(drawn: Drawn, read: Mapping[Reading, pd.Series]) -> pd.DataFrame:
    """A row per run of a scenario."""
    import pandas as pd

    facts = pd.DataFrame(drawn.facts, index=range(len(drawn.seeds)))
    told = pd.DataFrame({" ".join(filter(None, known)): values.to_numpy() for known, values in read.items()})
    return pd.concat([pd.DataFrame({"member": drawn.members, "seed": drawn.seeds}), facts, told], axis=1)
