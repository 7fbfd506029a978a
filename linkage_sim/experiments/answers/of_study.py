"""What a study tells: the question, the answer in sentences, the table behind it, and how many runs there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...findings.answer import Answer
from ...findings.words import counted
from ..study.ledger import PENDING, SUCCEEDED
from . import of_run, of_sweep

if TYPE_CHECKING:
    from ..study.study import Study

MONTHS, RUNS = "monthly.parquet", "runs.parquet"


def answer(study: Study) -> Answer:
    """Answer what a study asks; of one that is under way, from the runs that are there."""
    if not study.experiment.single:
        behind = f"{study.experiment.title}: {words(study)}"
        return Answer("sweep", asked(study), of_sweep.sentences(study), of_sweep.points(study), provenance=behind)
    if not (study.folder / MONTHS).is_file():  # its months are told, which an unfinished study has no table of
        return Answer("run", asked(study), ["The runs are not finished, so that nothing can be said yet."], [], provenance=words(study))
    tables = [] if study.monthly.empty else [of_run.ends(study)]
    return Answer("run", asked(study), of_run.sentences(study), tables, provenance=words(study))


def sentences(study: Study) -> list[str]:
    """The answer in sentences, of a study that is finished."""
    return of_run.sentences(study) if study.experiment.single else of_sweep.sentences(study)


def asked(study: Study) -> str:
    """The question of a study; that of a run is what comes of its scenario."""
    experiment = study.experiment
    return run_question(study.scenario.title) if experiment.single else experiment.question or experiment.title


def run_question(title: str) -> str:
    """What a run asks."""
    return f"{title}: what comes of it?"


def words(study: Study) -> str:
    """What was run, and what became of it: points, seeds, runs that are done of those that were asked for."""
    counts = study.counts
    runs = sum(counts.values())
    done = runs - counts[PENDING]
    made = counted(runs, "run") if done == runs else f"{done:,} of {counted(runs, 'run')} done"
    made += f", {done - counts[SUCCEEDED]:,} without success" if done > counts[SUCCEEDED] else ""
    if study.experiment.single:
        behaviour = study.behaviour if (study.folder / RUNS).is_file() else ""
        return f"{made} of {counted(study.scenario.months, 'month')}{behaviour}."
    return f"{counted(len(study.points), 'point')} with {counted(study.replicates, 'seed')} each, {made}."


def brief(study: Study) -> str:
    """A study in a few lines: what it is, its scenarios, its runs, its folder."""
    experiment = study.experiment
    kind, names = ("Run", "Scenario") if experiment.single else ("Sweep", "Scenarios" if len(experiment.scenarios) > 1 else "Scenario")
    place = "none, the tables vanish with this study" if study.passing else str(study.folder)
    title = study.scenario.title if experiment.single else experiment.title
    return "\n".join((f"{kind}: {title}", f"{names}: {', '.join(experiment.scenarios)}", words(study), f"Folder: {place}"))
