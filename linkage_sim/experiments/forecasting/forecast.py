"""From an ensemble to forecasts: runs that differ by parameters, by chance, and by what is not known of the place."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import LinkageError
from ...findings.answer import plain
from ...scenario.overrides import split as keys_of
from ...state.environment import month_index
from .. import account
from ..calibration.targets import window
from ..engines import Engine, open_engine
from ..ensemble.ensemble import Ensemble
from ..files import passing_folder
from ..manifest import model_hash
from ..study.work import Tick, calculate
from .declared import USUAL, ForecastData, load, setting_of
from .finding import Forecast
from .readings import Reading, foretold_rows, read_quantity, run_table, tables_for
from .runs import DrawnRuns, draw, months_of

if TYPE_CHECKING:
    import pandas as pd

SEED = 300_001  # far from the seeds of calibration, reproduction and controls
RUNS = "runs"
"""Folder of the runs, scenario by scenario."""


def forecast(
    declared: ForecastData | str | os.PathLike[str] = USUAL,
    ensemble: Ensemble | str | os.PathLike[str] | None = None,
    *,
    members: int | None = None,
    replicates: int | None = None,
    seed: int = SEED,
    settings: Mapping[str, Any] | None = None,
    out: str | os.PathLike[str] | None = None,
    resume: bool = False,
    engine: str = "processes",
    scheduler: str | None = None,
    jobs: int | None = None,
    tick: Tick | None = None,
    command: str | None = None,
) -> Forecast:
    """Foretell all quantities of a file with 50 and 90 % intervals.

    Parameters
    ----------
    declared : ForecastData, str or path
        What is run and read: a bundled forecast's name, or a file.
    ensemble : Ensemble, str or path, optional
        Parameter sets that the evidence allows; those that the declaration names if not given.
    members, replicates : int, optional
        Draws of the ensemble, each member as often as it weighs, and runs of each draw; as the file says if not given.
    seed : int
        Seed of the first run, and of the draws of the facts.
    settings : mapping, optional
        Values by path that are changed in every scenario.
    out : path, optional
        Folder that keeps the runs and the tables.
    resume : bool
        Whether to go on with what stands in the folder: the runs that are missing are done.
    engine, scheduler, jobs
        Where runs are made, see ``sweep``; the numbers are the same for any.
    tick : callable, optional
        Is told how many more runs are done.
    command : str, optional
        The command that asked for it, for the manifest.

    Examples
    --------
    >>> found = forecast("villages", members=4, replicates=1)  # doctest: +SKIP
    >>> found.frames["forecasts"]  # doctest: +SKIP
    """
    data = declared if isinstance(declared, ForecastData) else load(declared)
    chosen = ensemble if isinstance(ensemble, Ensemble) else Ensemble.load(ensemble or data.ensemble)
    asked = Asked(data, chosen, members or data.members, replicates or data.replicates, seed, dict(settings or {}))
    refuse_unfit(chosen, data, asked.settings)
    with passing_folder() as temporary:
        folder = Path(temporary) / "forecast" if out is None else Path(os.fspath(out))
        with (
            account.kept(folder, Forecast.analysis, command, resume, asked.facts, **asked.told) as files,
            open_engine(engine, calculate, jobs=jobs, scheduler=scheduler) as at_work,
        ):
            found = _foretold(asked, folder / RUNS, at_work, tick)
            files += found.write(folder)
        return found


class Asked(NamedTuple):
    """What is asked of a forecast."""

    data: ForecastData
    ensemble: Ensemble
    members: int
    replicates: int
    seed: int
    settings: Mapping[str, Any]

    @property
    def facts(self) -> dict[str, Any]:
        """What must be the same where a forecast is gone on with."""
        declared = hashlib.sha256(self.data.model_dump_json().encode()).hexdigest()
        hashes = {name: setting_of(self.data, name, self.settings).hash for name in run_names(self.data)}
        facts = {"forecast": self.data.name, "declaration": declared, "ensemble": self.ensemble.hash, "model": model_hash()}
        return facts | {"scenarios": hashes, "members": self.members, "replicates": self.replicates, "seed": self.seed}

    @property
    def told(self) -> dict[str, Any]:
        """What the manifest tells besides."""
        return {"title": self.data.title, "settings": plain(dict(self.settings)),
                "seeds": [self.seed, self.seed + self.members * self.replicates - 1]}  # fmt: skip


def _foretold(asked: Asked, folder: Path, engine: Engine, tick: Tick | None) -> Forecast:
    """Run what is missing of every scenario, and read all quantities."""
    from ...model import MODEL_VERSION, compile_rules

    compile_rules()  # before the workers begin, so that not each of them does
    data, behaviour = asked.data, asked.ensemble.overrides()
    read: dict[int, dict[Reading, pd.Series]] = {}
    draws = {}
    for name in run_names(data):
        drawn = draw(asked.ensemble, data, name, asked.members, asked.replicates, asked.seed)
        mine = {number: quantity for number, quantity in enumerate(data.quantities) if quantity.scenario == name}
        runs = DrawnRuns(setting_of(data, name, asked.settings), drawn, behaviour, tables_for(mine.values()), engine.workers)
        tables = months_of(runs, folder / name, engine, tick)
        read |= {number: read_quantity(quantity, tables) for number, quantity in mine.items()}
        draws[name] = run_table(drawn, {known: numbers for number in mine for known, numbers in read[number].items()})
    rows = [row for number, quantity in enumerate(data.quantities) for row in foretold_rows(quantity, read[number])]
    facts = asked.ensemble.hash, model_hash(), MODEL_VERSION, asked.members, asked.replicates, asked.seed
    return Forecast(data, *facts, tuple(rows), draws, asked.settings, asked.ensemble.outdated)


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
