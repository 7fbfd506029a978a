"""From an ensemble to forecasts: runs that differ by parameters, by chance, and by what is not known of the place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import LinkageError
from ...scenario.overrides import split as keys_of
from ..calibration.ensemble import Ensemble
from ..calibration.targets import read_column, unit_of, window
from ..calibration.weighted import quantiles
from ..design.declared import Design
from ..design.sampling import unit_points
from ..files import new_folder
from ..manifest import model_hash, run_id
from ..running import carried_out, split, stacked
from ..study.work import PlannedRun, Tick
from ..summary import TABLES, tables_asked
from .declared import ForecastData, Quantity, setting_of

if TYPE_CHECKING:
    import pandas as pd

    from ...scenario import Scenario

MEMBERS, REPLICATES = 50, 10
SEED = 300_001  # far from the seeds of calibration, reproduction and controls
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Foretold:
    """A quantity at a time: median, 50 and 90 % interval over all runs.

    Attributes
    ----------
    name, scenario, village, when, unit, meaning : str
        What it is; the village is empty where all of the scenario's villages are read together.
    median, half_low, half_high, low, high : float
        Of the runs.
    """

    name: str
    scenario: str
    village: str
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

    def to_json(self) -> str:
        """Write it as JSON, without the single runs."""
        content = {key: value for key, value in vars(self).items() if key not in ("rows", "draws")}
        content["quantities"] = [asdict(row) for row in self.rows]
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    def save(self, folder: Path) -> None:
        """Write the table as JSON and CSV, and the runs of each scenario as CSV, into a new folder that appears whole."""
        import pandas as pd

        with new_folder(folder) as partial:
            (partial / "forecasts.json").write_text(self.to_json(), encoding="utf-8")
            pd.DataFrame([asdict(row) for row in self.rows]).to_csv(partial / "forecasts.csv", index=False)
            for name, frame in self.draws.items():
                frame.to_csv(partial / f"runs-{name}.csv", index=False)


class Drawn(NamedTuple):
    """The runs of a scenario before they are run: which member each has, its seed, and its facts by path."""

    members: list[int]
    seeds: list[int]
    facts: list[dict[str, Any]]


def forecast(
    ensemble: Ensemble,
    data: ForecastData,
    *,
    members: int = MEMBERS,
    replicates: int = REPLICATES,
    seed: int = SEED,
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
    members, replicates : int
        Draws of the ensemble, each member as often as it weighs, and runs of each draw.
    seed : int
        Seed of the first run, and of the draws of the facts.
    jobs : int
        Processes on this machine; the numbers are the same for any number.
    tick : callable, optional
        Is told how many more months of runs are done.
    """
    from ...model import MODEL_VERSION

    asked = {quantity.scenario for quantity in data.quantities}
    refuse_calibrated(ensemble, data)
    read, draws = {}, {}
    for name in (name for name in data.scenarios if name in asked):
        scenario, drawn = setting_of(data, name), draw(ensemble, data, name, members, replicates, seed)
        mine = [quantity for quantity in data.quantities if quantity.scenario == name]
        read[name] = _read(mine, *_run(ensemble, scenario, drawn, any(one.village for one in mine), jobs, tick))
        draws[name] = _table(drawn, read[name])
    rows = [row for quantity in data.quantities for row in _rows(quantity, read[quantity.scenario])]
    facts = data.name, data.title, ensemble.hash, model_hash(), MODEL_VERSION
    return Forecast(*facts, members, replicates, seed, tuple(rows), draws)


def refuse_calibrated(ensemble: Ensemble, data: ForecastData) -> None:
    """Refuse a fact that the ensemble varies already."""
    for name, setting in data.scenarios.items():
        content = setting_of(data, name).resolved()
        known = {keys_of(path, content) for path in ensemble.factors.values()}
        twice = [path for path in setting.uncertain if keys_of(path, content) in known]
        if twice:
            what = f"{twice[0]} is varied by the ensemble {ensemble.name}"
            raise LinkageError(f"{data.name}: {what}; leave it out of the uncertain facts of {name}.")


def draw(ensemble: Ensemble, data: ForecastData, name: str, members: int, replicates: int, seed: int) -> Drawn:
    """Draw the runs of a scenario: members in turn, seeds one after the other, facts from a Latin hypercube over all runs."""
    factors = [fact.factor(path) for path, fact in data.scenarios[name].uncertain.items()]
    count = members * replicates
    places = unit_points(Design(kind="lhs", points=count, seed=seed), len(factors)).tolist() if factors else [[]] * count
    facts = [{factor.path: factor.at(place) for factor, place in zip(factors, row, strict=True)} for row in places]
    return Drawn(ensemble.draws(members) * replicates, [seed + number for number in range(count)], facts)


# ---------------------------------------------------------------- details


def _run(
    ensemble: Ensemble, scenario: Scenario, drawn: Drawn, villages: bool, jobs: int, tick: Tick | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run all draws of a scenario; give the months of the runs, and those of their villages where they are asked for."""
    from ...model import MODEL_VERSION

    sets = ensemble.overrides()
    behaviour = [sets[member] | facts for member, facts in zip(drawn.members, drawn.facts, strict=True)]
    names = [run_id(f"{scenario.hash} {number}", seed, scenario.months, MODEL_VERSION) for number, seed in enumerate(drawn.seeds)]
    runs = [PlannedRun(name, number, number, 0, drawn.seeds[number]) for number, name in enumerate(names)]
    asked = tables_asked(villages, stores=False)
    parts = carried_out(split(scenario, runs, jobs, asked, behaviour), jobs, tick)
    failures = [failure for part in parts for failure in part.failures.values()]
    if failures:
        raise LinkageError(f"{len(failures)} of {len(runs)} runs of {scenario.name} failed; the first: {failures[0].message}.", 1)
    made = {name: stacked([part.tables[name] for part in parts], TABLES[name].columns) for name in asked}
    return made["monthly"], made.get("villages", made["monthly"])


def _read(quantities: Sequence[Quantity], months: pd.DataFrame, villages: pd.DataFrame) -> dict[str, pd.Series]:
    """Read quantities at all their times: a number per run."""
    return {
        key(quantity, date): read_column(
            villages[villages["village"] == quantity.village] if quantity.village else months,
            *(quantity.column, quantity.per, *window(date), quantity.over),
        ).sort_index()
        for quantity in quantities
        for date in quantity.when
    }


def key(quantity: Quantity, date: str) -> str:
    """Name of what is read, among those of a scenario."""
    return " ".join(word for word in (quantity.name, quantity.village, date) if word)


def _rows(quantity: Quantity, read: dict[str, pd.Series]) -> list[Foretold]:
    import numpy as np

    rows = []
    for date in quantity.when:
        values = read[key(quantity, date)].to_numpy(dtype=float)
        low, half_low, median, half_high, high = quantiles(values, np.ones(len(values)), LEVELS)
        facts = (
            quantity.name,
            quantity.scenario,
            quantity.village,
            date,
            unit_of(quantity.column, quantity.per, quantity.over),
            quantity.meaning,
        )
        rows.append(Foretold(*facts, median, half_low, half_high, low, high))
    return rows


def _table(drawn: Drawn, read: dict[str, pd.Series]) -> pd.DataFrame:
    """A row per run of a scenario."""
    import pandas as pd

    facts = pd.DataFrame(drawn.facts, index=range(len(drawn.seeds)))
    told = pd.DataFrame({name: values.to_numpy() for name, values in read.items()})
    return pd.concat([pd.DataFrame({"member": drawn.members, "seed": drawn.seeds}), facts, told], axis=1)
