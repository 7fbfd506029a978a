"""From an experiment to an ensemble: the targets, the search, what is kept."""

from __future__ import annotations

import hashlib
import json
import math
import os
import time
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LinkageError
from .. import account
from ..design.experiment import Experiment
from ..ensemble.ensemble import Ensemble, EnsembleData, Member, hash_without
from ..files import cannot_write, passing_folder, write_file
from ..keeping import keep
from ..stored import read_json
from .finding import Calibration
from .search import KEPT, Search, search
from .simulating import Simulator, over, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FACTORS = "calibrate-junpu"  # whose factors are searched if no other experiment is named
SCENARIOS = ("junpu", "dongfeng", "ordinary")  # which the shipped ensemble is calibrated to; the first gives it its name
WAVES = 170  # rounds of runs: a budget of time, by which Junpu's search ended, its tolerance still falling (0.92 to 0.74 from wave 150)
CLIMBS = 40  # waves that lead the population to where the targets of three places are met at once, which hardly a point of the prior does
MEMBERS = 100  # of the ensemble: enough for a 90 % interval, few enough to be run again and again
SETTINGS = "calibration.json"
CONFIRMED = "confirming"  # folder of last waves, one for each length of the search: more waves of it find their own folders free
LEAST_PARTICLES = 16 * KEPT


def calibrate(
    experiment: Experiment | str | os.PathLike[str] = FACTORS,
    out: str | os.PathLike[str] | None = None,
    *,
    scenarios: Sequence[str] = (),
    particles: int | None = None,
    waves: int = WAVES,
    seconds: float | None = None,
    seed: int | None = None,
    resume: bool = False,
    told: Callable[[str], Any] = lambda line: None,
    **how: Any,
) -> Calibration:
    """Search the factors of an experiment for the parameter sets that the evidence allows.

    Parameters
    ----------
    experiment : Experiment, str or path
        Its factors' ranges are the prior; its design spreads the first wave; its replicates are the seeds of each particle.
    out : path, optional
        Folder of the calibration: each wave's study, and the ensemble.
    scenarios : sequence of str
        Names of the scenarios that are to come out as observed, all with the same parameters; the experiment's own if not given.
    particles : int, optional
        Particles of the first wave in place of the design's points.
    waves : int
        Most waves.
    seconds : float, optional
        No further wave is begun after so long, but for the last one. The same number of waves gives the same ensemble on any machine.
    seed : int, optional
        Seed of the search in place of that of the experiment's design.
    resume : bool
        Whether to go on with what stands in the folder.
    told : callable
        Is told in a line what each wave brought.
    how
        Further arguments of the sweeps: jobs, engine, scheduler, command.

    Returns
    -------
    Calibration
        The same for the same experiment and seed, whatever the number of workers, and however often it was interrupted.
    """
    chosen = experiment if isinstance(experiment, Experiment) else Experiment.load(experiment)
    chosen = over(chosen, scenarios) if scenarios else chosen
    if any(one.nation is not None for one in chosen.scenarios.values()):
        raise LinkageError(f"{chosen.name} is of a country, which is too dear for waves; use emulated.calibrate_by_emulator.")
    design = chosen.design
    design = design.model_copy(update={"points": particles or design.points, "seed": design.seed if seed is None else seed})
    if design.points < LEAST_PARTICLES:
        raise LinkageError(f"A calibration needs at least {LEAST_PARTICLES} particles, not {design.points}.")
    with passing_folder() as temporary:
        folder = Path(temporary) / "calibration" if out is None else Path(os.fspath(out))
        simulator = Simulator(chosen, folder, resume, **how)
        confirming = Simulator(chosen, folder / CONFIRMED, resume, **how)
        _begin(folder, chosen, {"particles": design.points, "seed": design.seed}, resume)
        places, late = simulator.first(design), _late(seconds)
        tell, tell_last = _telling(simulator, told), _telling(confirming.confirm, told)
        with kept(folder, chosen, how.get("command")) as files:
            found = search(tell, places, waves, design.seed, simulator.admit, tell_last, late, CLIMBS)
            ensemble = Ensemble(_data(chosen, simulator, found, simulator.runs + confirming.runs, design.seed))
            made = Calibration(ensemble, found, simulator.targets)
            files += _written(folder, made)
    return made


def kept(folder: Path, experiment: Experiment, command: str | None) -> AbstractContextManager[list[str]]:
    """Note in the manifest what is calibrated; what must be the same where it is gone on with is compared elsewhere."""
    hashes = {name: scenario.hash for name, scenario in experiment.scenarios.items()}
    told = {"title": f"Parameters of {', '.join(hashes)} that the evidence allows", "experiment": experiment.name, "scenarios": hashes}
    return account.kept(folder, Calibration.analysis, command, True, {}, **told)


def _late(seconds: float | None) -> Callable[[], bool]:
    """Whether the budget of time is used up."""
    end = math.inf if seconds is None else time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def _telling(simulator: Callable[[int, Any], Any], told: Callable[[str], Any]) -> Any:
    def simulate(wave: int, places: Any) -> Any:
        distances = simulator(wave, places)
        told(
            f"wave {wave}: {len(places)} parameter sets, nearest {distances.min():.2f}, median {sorted(distances)[len(distances) // 2]:.2f}"
        )
        return distances

    return simulate


def _begin(out: Path, experiment: Experiment, settings: dict[str, Any], resume: bool) -> None:
    """Note the settings in the folder; refuse to go on with others."""
    asked = {
        "format": "linkage_sim calibration 1",
        "experiment": experiment.name,
        "experiment_hash": experiment_hash(experiment),
    } | settings
    path = out / SETTINGS
    if path.is_file():
        if not resume:
            raise LinkageError(f"{out}: holds a calibration already. Add --resume to go on with it, or name a new folder.")
        known = _settings(path)
        other = [key for key, value in asked.items() if known.get(key) != value]
        if other:
            raise LinkageError(f"{out}: was begun with another {other[0].replace('_', ' ')}; calibrate into a new folder.")
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(out, error) from error
    write_file(path, (json.dumps(asked, indent=2) + "\n").encode())


def _settings(path: Path) -> dict[str, Any]:
    """Read the settings that a folder was begun with."""
    known: Any = None
    try:
        known = read_json(path)
    except OSError as error:
        raise LinkageError(f"{path}: cannot be read ({error.strerror}). Check its permissions, or calibrate into a new folder.") from error
    except ValueError:
        pass  # told below
    if not isinstance(known, dict):
        raise LinkageError(f"{path}: is damaged and does not tell what was calibrated here. Restore it, or calibrate into a new folder.")
    return known


def experiment_hash(experiment: Experiment) -> str:
    """SHA-256 of an experiment, written out, with what its scenario simulates."""
    text = experiment.to_yaml() + "".join(hash_without(scenario, _varied(experiment)) for scenario in experiment.scenarios.values())
    return hashlib.sha256(text.encode()).hexdigest()


def _varied(experiment: Experiment) -> list[str]:
    return [factor.path for factor in experiment.data.factors.values()]


def _data(experiment: Experiment, simulator: Simulator, found: Search, runs: int, seed: int) -> EnsembleData:
    from ...model import MODEL_VERSION

    hashes = {given: hash_without(experiment.scenarios[given], _varied(experiment)) for given in experiment.sources}
    name, *others = hashes
    numbers, weights = chosen(found, MEMBERS)
    values = simulator.values(found.places[numbers])
    members = [
        Member(weight=weight, distance=rounded(float(found.distances[number])), values=tuple(map(float, row.values())))
        for number, weight, row in zip(numbers, weights, values, strict=True)
    ]
    return EnsembleData(
        schema=1,
        name=name,
        title=f"Parameters of {', '.join(hashes)} that the evidence allows",
        scenario=name,
        scenario_hash=hashes[name],
        others={other: hashes[other] for other in others},
        model_version=MODEL_VERSION,
        experiment=experiment.name,
        experiment_hash=experiment_hash(experiment),
        seed=seed,
        waves=len(found.waves),
        tried=found.runs,
        runs=runs,
        tolerance=rounded(found.tolerance),
        made=simulator.day,
        factors=dict(experiment.data.factors),
        members=tuple(members),
    )


def chosen(found: Search, most: int) -> tuple[list[int], list[float]]:
    """Choose members from a population: every k-th particle in the order of distances, and one member for particles that are the same.

    Returns
    -------
    tuple
        Numbers of the particles, and weights that sum to one.
    """
    import numpy as np

    order = np.argsort(found.distances, kind="stable")
    count = min(most, len(order))
    drawn = order[((np.arange(count) + 0.5) * len(order) / count).astype(int)]
    copies: dict[bytes, list[int]] = {}
    for number in drawn.tolist():
        copies.setdefault(found.places[number].tobytes(), []).append(number)
    return [group[0] for group in copies.values()], [len(group) / count for group in copies.values()]


def _written(out: Path, made: Calibration) -> list[str]:
    """Write the ensemble, a line on each wave, and what is told; return the names of the files."""
    made.ensemble.save(out / "ensemble.yaml")
    lines = [{"wave": number} | asdict(wave) for number, wave in enumerate(made.search.waves)]
    write_file(out / "waves.json", (json.dumps(lines, indent=2) + "\n").encode())
    return ["ensemble.yaml", "waves.json", *keep(made, out)]
