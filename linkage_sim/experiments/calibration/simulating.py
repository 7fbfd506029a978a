"""Runs of the search: each wave is a study of its own, run by the project's sweep and kept in a folder of its own.

Where there are several scenarios, a wave runs each of its parameter sets in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LinkageError
from ...scenario import Scenario
from ...scenario.evidence import Evidence
from ...state.environment import month_index
from ..design.declared import Design
from ..design.experiment import Experiment
from ..design.sampling import SPREAD, unit_points
from ..ensemble.priors import admissible
from .distance import distances
from .targets import Target, has_targets, read_targets, targets_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ..study.study import Study

    Floats = npt.NDArray[np.float64]

FINER = (1, 2, 4, 8, 16, 32)  # times the points of the first wave that are laid out until enough of them are admissible
CONFIRMING = (
    8  # times the experiment's replicates that the last particles are run with: the median of 24 villages is known to a few per cent
)
DIGITS = 6  # of a parameter's value: what is stored is exactly what was run
Tick = Callable[[int], None]


class Simulator:
    """Runs the particles of a wave and measures their distance from the evidence.

    Each wave has seeds of its own, and each particle of a wave the same ones: no particle is kept for a seed that happened to suit it in
    an earlier wave, and within a wave particles differ by their parameters only.

    Parameters
    ----------
    experiment : Experiment
        Factors with their priors, scenarios, replicates, first seed.
    out : Path, optional
        Folder for the waves' studies; they are not kept if there is none.
    resume : bool
        Whether waves that stand there are gone on with.
    how : dict
        Further arguments of the sweep, such as ``jobs``.

    Attributes
    ----------
    targets : list of Target
        What the runs are held against.
    day : str
        Day on which the first wave was begun, from its manifest.
    runs : int
        Runs that it asked for.
    """

    def __init__(self, experiment: Experiment, out: Path | None = None, resume: bool = False, **how: Any) -> None:
        refuse_unfit(experiment)
        self.experiment, self.out, self.resume, self.how = experiment, out, resume, how
        self.targets = targets_of(list(experiment.scenarios), Evidence.load())
        self.day = ""
        self.runs = 0

    def __call__(self, wave: int, places: Floats) -> Floats:
        """Give the distance of every particle of a wave."""
        return self._measured(wave, places, self.experiment.data.replicates)

    def confirm(self, wave: int, places: Floats) -> Floats:
        """Give the distance of every particle of the last wave, with many more seeds."""
        return self._measured(wave, places, self.experiment.data.replicates * CONFIRMING)

    def _measured(self, wave: int, places: Floats, replicates: int) -> Floats:
        from ..study.sweeping import sweep

        self.runs += len(places) * replicates * len(self.experiment.scenarios)
        asked = self.wave(wave, self.values(places), replicates)
        folder = None if self.out is None else self.out / f"wave-{wave:02d}"
        study = sweep(asked, folder, resume=self.resume, **self.how)
        self.day = self.day or str(study.manifest["started"])[:10]
        return distances(read_study(study, self.targets), self.targets)

    def values(self, places: Floats) -> list[dict[str, Any]]:
        """Values of the factors at places in the unit cube, rounded as they are stored."""
        factors = self.experiment.factors.values()
        return [{factor.name: rounded(factor.at(place)) for factor, place in zip(factors, row, strict=True)} for row in places.tolist()]

    def wave(self, number: int, points: list[dict[str, Any]], replicates: int) -> Experiment:
        """Make the experiment of a wave."""
        seed = self.experiment.data.seed + number * self.experiment.data.replicates
        return listed(self.experiment, points, name=f"{self.experiment.name}-wave-{number:02d}", seed=seed, replicates=replicates)

    def first(self, design: Design) -> Floats:
        """Places of the first wave: as many as the design's points, spread over the prior, all of them admissible."""
        for times in FINER:
            places = unit_points(design.model_copy(update={"points": design.points * times}), len(self.experiment.factors))
            allowed = places[self.admit(places)]
            if len(allowed) >= design.points:
                return allowed[: design.points]
        raise LinkageError(f"Experiment {self.experiment.name}: hardly any of its points are admissible; see docs/calibration.md.")

    def admit(self, places: Floats) -> npt.NDArray[np.bool_]:
        """Which places the evidence allows; see :func:`.admissible`."""
        import numpy as np

        scenario = next(iter(self.experiment.scenarios.values()))
        evidence = Evidence.load()
        paths = {name: factor.path for name, factor in self.experiment.factors.items()}
        return np.array([admissible({paths[k]: v for k, v in row.items()}, scenario, evidence) for row in self.values(places)], dtype=bool)


def refuse_unfit(experiment: Experiment) -> None:
    """Refuse an experiment that does not say what to search."""
    if experiment.design.kind not in SPREAD[:2]:
        what = f"has a design of kind {experiment.design.kind}"
        raise LinkageError(f"Experiment {experiment.name} {what}; a calibration spreads its first wave by lhs or sobol.")
    fixed = [factor.name for factor in experiment.factors.values() if factor.values]
    if fixed:
        raise LinkageError(f"Experiment {experiment.name}: {', '.join(fixed)} must have a range, which is the prior, not values.")


def over(experiment: Experiment, scenarios: Sequence[str]) -> Experiment:
    """Give the factors, design and seeds of an experiment to other scenarios; its outcomes, of its own scenario's months, are left out."""
    content = _content(experiment) | {"scenarios": list(scenarios), "design": experiment.design.model_dump(exclude_defaults=True)}
    return Experiment.from_dict(content)


def listed(experiment: Experiment, points: list[dict[str, Any]], **changed: Any) -> Experiment:
    """Make an experiment that runs given points of the factors of another one, in one of its scenarios after the other."""
    laid = [{"scenario": name} | point for name in experiment.sources for point in points]
    content = _content(experiment) | {"design": {"kind": "list"}, "points": laid}
    return Experiment.from_dict(content | changed, experiment.sources)


def _content(experiment: Experiment) -> dict[str, Any]:
    """What an experiment file would hold of an experiment, without its design and outcomes."""
    data = experiment.data
    return {
        "name": experiment.name,
        "title": data.title,
        "question": data.question,
        "scenarios": list(experiment.sources),
        "set": dict(data.set),
        "months": data.months,
        "factors": {name: factor.model_dump(exclude_defaults=True) for name, factor in data.factors.items()},
        "replicates": data.replicates,
        "seed": data.seed,
    }


def read_study(study: Study, targets: Sequence[Target]) -> pd.DataFrame:
    """Read the targets off all runs of a study, of which none may be missing.

    Returns
    -------
    DataFrame
        A row per parameter set and replicate, in order, a column per target's id: a set's runs in all scenarios are one row.
    """
    import pandas as pd

    columns = list(dict.fromkeys(column for target in targets for column in target.columns))
    of, read = study.points["scenario"], []
    for name, place in dict.fromkeys((target.scenario, target.place) for target in targets):
        designs = of.index[of == name]
        months = whole_months(study, columns, place)
        own = months[months["design"].isin(designs)]
        own = own.assign(design=own["design"] - designs[0])
        read.append(read_targets(own, [target for target in targets if (target.scenario, target.place) == (name, place)]))
    return pd.concat(read, axis=1)[[target.id for target in targets]]


def whole_months(study: Study, columns: list[str], place: str = "") -> pd.DataFrame:
    """Months of every design and replicate of a study, of which none may be missing; runs that several designs share are there for each.

    Where a place is named, those of this province of the country.
    """
    import pandas as pd

    runs = study.complete()[["run", "design", "replicate"]]
    monthly = study.months_in(place, columns) if place else study.months(columns=columns)
    if len(runs) == monthly["run"].nunique():
        return monthly
    return pd.merge(runs, monthly.drop(columns=["design", "replicate"]), on="run", how="left")


def months_asked(scenario: Scenario) -> dict[str, int]:
    """Return how long an experiment about a scenario runs: of a country, whose runs are dear, until the last target; else as it says."""
    if scenario.nation is None or not has_targets(scenario.name):
        return {}
    last = max(target.last for target in targets_of(scenario.name, Evidence.load()))
    return {"months": month_index(last) - month_index(scenario.data.start) + 1}


def rounded(value: Any) -> Any:
    """Round a number to the digits that are stored."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
