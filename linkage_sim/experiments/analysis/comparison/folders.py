"""Compare result folders: their runs are read; only the tests of noise are run, from the baseline's stored scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ....errors import LinkageError
from ...design.outcomes import known_outcomes
from . import noise
from .assembling import assembled
from .cases import Case, chosen_outcomes, experiment_of, frames_of, with_noise
from .costs import cost_outcomes
from .making import Running, kept_or_passing
from .stored import Stored, is_folder, matched, read_stored

if TYPE_CHECKING:
    import pandas as pd

    from ...design.outcomes import Outcome
    from .finding import Comparison


def refuse_mixture(given: Sequence[Any], asked: dict[str, Any]) -> None:
    """Refuse folders beside scenarios, and options that would need runs."""
    others = [one for one in given if not is_folder(one)]
    if others:
        raise LinkageError(f"{others[0]}: is no result folder, but another one is. Give scenarios only, or result folders only.")
    meant = [option for option, value in asked.items() if value]
    if meant:
        raise LinkageError(f"{meant[0]}: has no meaning for result folders, whose runs are there already. Leave it out, or give scenarios.")


def from_folders(given: Sequence[Any], names: Sequence[str | Outcome] | None, running: Running) -> Comparison:
    """Compare result folders, the baseline first, which says what is usually looked at."""
    read = chosen_outcomes(names) if names else known_outcomes()
    stored, notes = matched([read_stored(one, {**read, **cost_outcomes()}) for one in given])
    outcomes = chosen_outcomes(names, nation=stored[0].scenario.nation is not None)
    labels = _labels(stored, given)
    cases = [Case(label, one.scenario) for label, one in zip(labels, stored, strict=True)]
    reason = _left_out(cases[0], stored[0])
    tests = {} if reason else _tests(cases[0], stored[0], outcomes, running)
    versions = sorted({one.version for one in stored})
    if len(versions) > 1:
        notes.append(f"The folders were made by versions {', '.join(versions)} of the model: a difference may be that of the versions.")
    frames = {case.label: one.outcomes for case, one in zip(cases, stored, strict=True)}
    return assembled(cases, frames, tests, outcomes, notes=(*notes, *([reason] if reason else [])))


def _labels(stored: Sequence[Stored], given: Sequence[Any]) -> list[str]:
    """Names of the folders, and whole paths where two have the same name."""
    names = [one.label for one in stored]
    labels = [name if names.count(name) == 1 else str(path) for name, path in zip(names, given, strict=True)]
    twice = [label for label in labels if labels.count(label) > 1]
    if twice:
        raise LinkageError(f"'{twice[0]}' is given twice; compare a folder with another one.")
    return labels


def _left_out(baseline: Case, stored: Stored) -> str:
    """Why the noise floor is left out; empty where it is not."""
    from ....model import MODEL_VERSION

    if stored.version != MODEL_VERSION:
        why = f"{baseline.label} was made by version {stored.version} of the model, and this is version {MODEL_VERSION}"
        return f"The noise floor was left out: {why}."
    if stored.ensemble is not None:
        return f"The noise floor was left out: each run of {baseline.label} has a behaviour of its own, drawn from an ensemble."
    seeds = sorted(stored.planned)
    if seeds != list(range(seeds[0], seeds[0] + len(seeds))):
        return f"The noise floor was left out: the seeds of {baseline.label} do not follow each other."
    return ""


def _tests(baseline: Case, stored: Stored, outcomes: dict[str, Outcome], running: Running) -> dict[str, pd.DataFrame]:
    """Run the placebo and luck on the stored seeds, and some of the stored runs again."""
    cases = with_noise([baseline])[1:]
    experiment = experiment_of(cases, outcomes, len(stored.planned), min(stored.planned), f"Noise floor of {baseline.label}")
    with kept_or_passing(None) as folder:
        frames = frames_of(running.sweep(experiment, folder, False, len(stored.planned)), len(stored.planned))
    there = [int(seed) for seed in stored.outcomes["seed"]]
    kept = {case.label: frames[case.label][frames[case.label]["seed"].isin(there)] for case in cases}
    again = noise.null_seeds(there, baseline.scenario)
    return {noise.NULL: noise.run_again(baseline.scenario, experiment.outcomes, again), **kept}
