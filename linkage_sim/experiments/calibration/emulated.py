"""A calibration whose runs are dear: one spread of runs, an emulator of what the targets read in them, and a posterior by importance.

A country takes minutes where a village takes milliseconds, so that no search in waves is possible. The emulator is a Gaussian process over
the logarithm of each target (Rasmussen and Williams 2006), with the chance of single runs as its noise; the posterior are points of the
prior, weighted by how well the emulator meets the evidence there, tolerances and chance added up (history matching: Vernon et al. 2010).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import LinkageError
from ...scenario import Scenario
from ...scenario.evidence import Evidence
from ..design.experiment import Experiment
from ..design.sampling import unit_points
from ..ensemble.ensemble import Ensemble, EnsembleData, Member, hash_without
from ..extras import need
from ..files import passing_folder
from ..keeping import keep
from ..study.study import Study
from ..study.sweeping import sweep
from .calibrating import experiment_hash, kept
from .emulated_finding import Emulated
from .emulator import differences, emulate, foretold
from .simulating import read_study, rounded
from .targets import Target, targets_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ..design.factors import Factor

    Floats = npt.NDArray[np.float64]


class Whole(NamedTuple):
    """Runs of the whole country: where they lie in the unit cube of the prior, a row each, whose behaviour they had, and what was read off.

    Attributes
    ----------
    places : array of shape (runs, factors)
        Where they lie in the unit cube of the prior.
    behaviours : array of shape (runs,)
        Number of the member of the villages' ensemble whose behaviour each had.
    read : DataFrame
        A row per run, a column per target.
    """

    places: Floats
    behaviours: npt.NDArray[np.int64]
    read: pd.DataFrame


class Known(NamedTuple):
    """What is known of a target over the prior, on the scale of its logarithm.

    Attributes
    ----------
    mean : array of shape (members, points)
        The emulator's, moved to the whole country, for the behaviour of each member that is drawn.
    error : array of shape (points,)
        The emulator's own, a standard deviation.
    noise : float
        Chance of a single run, a standard deviation.
    """

    mean: Floats
    error: Floats
    noise: float


Within = Mapping[str, tuple[float, float]]
BEHAVIOUR = "junpu"
"""Whose members give the behaviour of the country's: that of villages is not calibrated anew."""
MEMBERS, DRAWS, LEAST_POINTS = 8, 2**13, 40


def calibrate_by_emulator(
    experiment: Experiment,
    out: Path | None = None,
    *,
    members: int = MEMBERS,
    within: Within | None = None,
    whole: Sequence[Path] = (),
    resume: bool = False,
    **how: Any,
) -> Emulated:
    """Find the values of an experiment's factors that the targets of its scenario allow.

    Parameters
    ----------
    experiment : Experiment
        Its factors' ranges are the prior, its design (a Latin hypercube) the runs.
    out : Path, optional
        Folder for the runs and the ensemble.
    members : int
        Members of the ensemble.
    within : mapping of str to (float, float), optional
        Of a factor the part of its range that counts as its prior: the runs are spread over all of it.
    whole : sequence of Path, optional
        Folders with runs of the whole country at the members of earlier calibrations, by which the emulator of the experiment's cheaper
        ones is corrected: the ``runs`` that ``reproduce`` keeps. Two or more tell what is a behaviour's own from the chance of a run.
    resume : bool
        Whether to go on with what stands in the folder.
    how
        Further arguments of the sweep.

    Raises
    ------
    LinkageError
        If the design is not a Latin hypercube of enough points, or scikit-learn is missing.
    """
    need("This calibration", "sklearn")
    if experiment.design.kind != "lhs" or experiment.design.points < LEAST_POINTS:
        raise LinkageError(f"Experiment {experiment.name} must have a design of kind lhs with {LEAST_POINTS} points or more.")
    targets = targets_of(list(experiment.scenarios), Evidence.load())
    _inside(experiment, _prior(experiment), within or {})  # before anything is run
    of_whole = whole_runs(experiment, whole, targets) if whole else None
    with passing_folder() as temporary:
        folder = Path(temporary) / "calibration" if out is None else out
        study = sweep(experiment, folder / "runs", resume=resume, **how)
        read = read_study(study, targets)
        places = unit_points(experiment.design, len(experiment.factors)).repeat(experiment.data.replicates, axis=0)
        day = str(study.manifest["started"])[:10]
        found = posterior_of(experiment, places, read, targets, members, day, within, of_whole)
        with kept(folder, experiment, how.get("command")) as files:
            found.ensemble.save(folder / "ensemble.yaml")
            files += ["ensemble.yaml", *keep(found, folder)]
    return found


def posterior_of(
    experiment: Experiment,
    places: Floats,
    read: pd.DataFrame,
    targets: Sequence[Target],
    members: int,
    day: str,
    within: Within | None = None,
    whole: Whole | None = None,
) -> Emulated:
    """Emulate the targets over the factors, and draw the posterior.

    Parameters
    ----------
    experiment : Experiment
        Whose factors they are.
    places : array of shape (runs, factors)
        Of each run, in the unit cube of the prior.
    read : DataFrame
        A row per run, a column per target.
    targets : sequence of Target
        What was observed.
    members : int
        Members to draw.
    day : str
        On which the runs were begun, YYYY-MM-DD.
    within : mapping, optional
        See :func:`calibrate_by_emulator`.
    whole : Whole, optional
        Runs of the whole country, by which the emulator of the thinned one is corrected.
    """
    import numpy as np

    prior = _prior(experiment)
    inside = _inside(experiment, prior, within or {})
    behaviours = Ensemble.load(BEHAVIOUR).draws(members)
    logs = [_log(read, target) for target in targets]
    emulated = [_known(places, log, prior, target, whole, behaviours) for log, target in zip(logs, targets, strict=True)]
    fits = np.zeros((members, DRAWS))
    for target, (mean, error, noise) in zip(targets, emulated, strict=True):
        fits += target.weight * (mean - math.log(target.value)) ** 2 / (target.tolerance**2 + error**2 + noise**2)
    heavy = np.where(inside, np.exp(-0.5 * (fits - fits[:, inside].min(axis=1)[:, None])), 0.0)
    heavy /= heavy.sum(axis=1)[:, None]  # behaviours weigh alike: they are not calibrated anew
    lots = (np.arange(members) + 0.5) / members
    chosen = np.array([min(np.searchsorted(np.cumsum(row), lot), DRAWS - 1) for row, lot in zip(heavy, lots, strict=True)])
    rows = zip(targets, emulated, logs, strict=True)
    table = [_target_row(target, mean, noise, heavy, foretold(places, log)) for target, (mean, _, noise), log in rows]
    distances, over_all = np.sqrt(fits[np.arange(members), chosen] / len(targets)), heavy.mean(axis=0)
    runs = len(read) + (len(whole.places) if whole else 0)
    return Emulated(
        _ensemble(experiment, prior[chosen], behaviours, distances, runs, day),
        _frame(table), _posterior(experiment, prior, over_all), _correlation(experiment, prior, over_all),
        float(1.0 / (over_all**2).sum()),
    )  # fmt: skip


def whole_runs(experiment: Experiment, folders: Sequence[Path], targets: Sequence[Target]) -> Whole:
    """Read runs of the whole country at the members of earlier ensembles, such as those of ``reproduce``."""
    import numpy as np
    import pandas as pd

    behaviour = Ensemble.load(BEHAVIOUR)
    paths = list(behaviour.factors.values())
    number_of = {member.values: number for number, member in enumerate(behaviour.data.members)}
    places, behaviours, read = [], [], []
    for folder in folders:
        study = Study(folder)
        read.append(read_study(study, targets))
        for design in read[-1].index.get_level_values("design"):
            point = study.experiment.data.points[design]
            number = number_of.get(tuple(point.get(path) for path in paths))
            if number is None:
                raise LinkageError(
                    f"{folder}: its runs have not the behaviour of the ensemble {BEHAVIOUR}; make them anew with 'reproduce'."
                )
            places.append([_place(factor, float(point[factor.path])) for factor in experiment.factors.values()])
            behaviours.append(number)
    return Whole(np.array(places), np.array(behaviours), pd.concat(read))


def _place(factor: Factor, value: float) -> float:
    """Return where a value lies in a factor's range, on its scale."""
    if factor.scale == "log":
        return (math.log(value) - math.log(factor.low)) / (math.log(factor.high) - math.log(factor.low))
    return (value - factor.low) / (factor.high - factor.low)


def _log(read: pd.DataFrame, target: Target) -> Floats:
    import numpy as np

    return np.asarray(np.log(np.maximum(read[target.id].to_numpy(float), target.nothing)))


def _known(places: Floats, log: Floats, prior: Floats, target: Target, whole: Whole | None, behaviours: Sequence[int]) -> Known:
    """Emulate one target over the prior for each behaviour; where whole runs are known, moved by how far these lie from it.

    The thinned country is the cheaper of two models of one truth: the whole one is its emulator and a difference (Kennedy and O'Hagan
    2000), here one for each behaviour that is constant on the scale of the logarithm.
    """
    import numpy as np

    if whole is None:
        mean, error, noise = emulate(places, log, prior)
        return Known(np.tile(mean, (len(behaviours), 1)), error, noise)
    mean, error, _ = emulate(places, log, np.concatenate([prior, whole.places]))
    moved, noise = differences(_log(whole.read, target) - mean[len(prior) :], whole.behaviours, behaviours)
    return Known(mean[: len(prior)] + moved[:, None], error[: len(prior)], noise)


def _prior(experiment: Experiment) -> Floats:
    """Return points spread over the unit cube of the factors, the same for the same experiment."""
    import numpy as np
    from scipy.stats import qmc

    return np.asarray(qmc.Sobol(len(experiment.factors), rng=experiment.design.seed).random(DRAWS))


def _inside(experiment: Experiment, prior: Floats, within: Within) -> npt.NDArray[np.bool_]:
    """Return which places count as the prior.

    Raises
    ------
    LinkageError
        If a factor is unknown, or nothing of its range is left.
    """
    import numpy as np

    inside = np.ones(len(prior), bool)
    for name, (low, high) in within.items():
        if name not in experiment.factors:
            known = ", ".join(experiment.factors)
            raise LinkageError(f"--within names '{name}', which is no factor of {experiment.name}; use {known}.")
        values = np.array([experiment.factors[name].at(place) for place in prior[:, list(experiment.factors).index(name)].tolist()])
        inside &= (values >= low) & (values <= high)
    if not inside.any():
        raise LinkageError("--within leaves nothing of the ranges; give a wider one.")
    return inside


def _target_row(target: Target, mean: Floats, noise: float, heavy: Floats, told: float) -> dict[str, Any]:
    import numpy as np

    from ..ensemble.weighted import quantiles

    low, middle, high = quantiles(np.exp(mean).ravel(), heavy.ravel() / len(heavy), (0.05, 0.5, 0.95))
    return {"id": target.id, "label": target.label, "observed": target.value, "median": middle, "low": low, "high": high,
            "noise": noise, "foretold": told}  # fmt: skip


def _posterior(experiment: Experiment, prior: Floats, heavy: Floats) -> pd.DataFrame:
    from ..ensemble.weighted import quantiles

    rows = []
    for factor, column in zip(experiment.factors.values(), prior.T, strict=True):
        low, middle, high = quantiles(column, heavy, (0.05, 0.5, 0.95))
        rows.append({
            "factor": factor.name, "path": factor.path, "prior_low": factor.at(0.0), "prior_high": factor.at(1.0),
            "median": factor.at(middle), "low": factor.at(low), "high": factor.at(high), "width": (high - low) / 0.9,
        })  # fmt: skip
    return _frame(rows)


def _correlation(experiment: Experiment, prior: Floats, heavy: Floats) -> pd.DataFrame:
    import pandas as pd

    from ..ensemble.weighted import correlation

    names = list(experiment.factors)
    return pd.DataFrame(correlation(prior, heavy), index=names, columns=names)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows)


def _ensemble(experiment: Experiment, places: Floats, behaviours: Sequence[int], distances: Floats, runs: int, day: str) -> Ensemble:
    """Give each place the behaviour of the member of the villages' ensemble for which it was drawn."""
    from ...model import MODEL_VERSION

    behaviour = Ensemble.load(BEHAVIOUR)
    name = next(iter(experiment.sources))
    factors = dict(behaviour.data.factors) | dict(experiment.data.factors)
    own = [[factor.at(place) for factor, place in zip(experiment.factors.values(), row, strict=True)] for row in places.tolist()]
    made = [
        Member(
            weight=1.0 / len(places),
            distance=rounded(float(distance)),
            values=(*behaviour.data.members[number].values, *map(rounded, values)),
        )
        for number, values, distance in zip(behaviours, own, distances, strict=True)
    ]
    paths = [factor.path for factor in factors.values()]
    return Ensemble(EnsembleData(
        schema=1, name=name, title=f"Parameters of {name} that the evidence allows, with the behaviour of {BEHAVIOUR}'s",
        scenario=name, scenario_hash=hash_without(Scenario.load(name), paths), model_version=MODEL_VERSION,
        experiment=experiment.name, experiment_hash=experiment_hash(experiment), seed=experiment.design.seed, waves=1,
        tried=experiment.design.points, runs=runs, tolerance=rounded(float(distances.max())),
        made=day, factors=factors, members=tuple(made),
    ))  # fmt: skip
