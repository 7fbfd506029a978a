"""What a report tells of a study: the runs of a scenario or of a whole sweep, and what analyses have put beside them."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...experiments.analysis.comparison.cases import course
from ...experiments.answers import of_run, of_sweep
from ...experiments.answers.levels import Varied, by_level, means, point_words, varied
from ...experiments.keeping import answers
from ...experiments.study.ledger import PENDING, SUCCEEDED
from ...experiments.study.study import Study
from ...findings.numbers import level, number, unit_words
from ...findings.words import counted
from . import run_tables, support
from .analyses import kind_of, leading
from .atlas import atlas
from .content import Cell, Content, Figure, Table, right, table
from .explorer import explorer
from .figures import drawn_for_run, drawn_for_study, kept, over_time
from .provenance import provenance

if TYPE_CHECKING:
    from ...experiments.design.experiment import Experiment
    from ...experiments.design.outcomes import Outcome
    from ...findings.answer import Answer
    from ...scenario import Scenario

MONTHS = "monthly.parquet"
MOST_OUTCOMES = 6
"""Columns of the table of means."""
MOST_FAILED = 200
"""Failed runs that are listed one by one."""


def of_study(folder: Path, manifest: Mapping[str, Any]) -> Content:
    """Read a study's folder, finished or not, and say what it tells."""
    study, found = Study(folder), answers(folder)
    experiment, whole = study.experiment, MONTHS in manifest.get("files", {})
    if whole:
        study.sound(MONTHS)
    alone = experiment.single and whole  # its months are told, which an unfinished study has no table of
    told, scenarios = is_told(experiment, found), scenarios_of(experiment, found)
    return Content(
        kind=", ".join(dict.fromkeys(kind_of(one).lower() for one in found)) or ("run" if alone else "sweep"),
        title=experiment.title,
        question=found[0].question if found else experiment.question,
        answer=leading(found) or tuple(of_run.sentences(study) if alone else of_sweep.sentences(study)),
        warnings=tuple(_warnings(study)),
        figures=_figures(study, alone, found),
        tables=tuple(run_tables.tables(study) if alone else _tables(study, told)),
        analyses=found,
        explorer=None if told or alone else explorer(study),
        changes=tuple(support.changes(scenarios)),
        varied=None if experiment.single else support.varied(experiment),
        coverage=support.coverage(scenarios),
        failed=_failed(study),
        runs=of_run.runs_words(study) if alone else runs_words(study.counts, len(study.points) * study.replicates),
        missing=missing_words(study.counts[PENDING]),
        provenance=provenance(folder, manifest, of_run.again(study) if alone else _again(study)),
        atlas=atlas(study.provinces) if alone and study.provinces is not None and len(study.provinces) else None,
    )


def _figures(study: Study, alone: bool, found: Sequence[Answer]) -> tuple[Figure, ...]:
    """The figures that lie in the folder with the course of what was compared, or else some drawn for it."""
    if alone:
        return kept(study.folder) or drawn_for_run(study)
    labels = {name: one.label for name, one in study.experiment.outcomes.items()}
    return kept(study.folder, labels, over_time(study.folder, found)) or drawn_for_study(study)


def is_told(experiment: Experiment, found: Sequence[Answer]) -> bool:
    """Whether an answer tells all points: those of a comparison are cases, two of which test the machinery, and no levels."""
    return not experiment.factors and any(one.analysis == "compare" for one in found)


def scenarios_of(experiment: Experiment, found: Sequence[Answer]) -> list[Scenario]:
    """The scenarios of a study; of a comparison the baseline and the reforms."""
    if not is_told(experiment, found):
        return list(experiment.sources.values())
    designs = set(course(experiment).values())
    return [experiment.sources[point.scenario] for point in experiment.points if point.design in designs]


def _warnings(study: Study) -> Iterator[str]:
    """What a reader must know first."""
    lost = sum(study.counts.values()) - study.counts[SUCCEEDED]
    if lost:
        yield f"{lost:,} of {counted(sum(study.counts.values()), 'run')} are missing or failed; what follows stands on the others alone."
    if study.manifest.get("state") != "finished":
        yield f"The study is not finished (its state is: {study.manifest.get('state')})."
    if study.experiment.single:
        yield from ["One run says nothing about chance: other seeds may end elsewhere."] if sum(study.counts.values()) == 1 else []
    elif study.replicates == 1 and study.counts[SUCCEEDED]:
        yield "There is one run for each point, so that differences of points may be chance."


def _tables(study: Study, told: bool) -> Iterator[Table]:
    found = [] if told else varied(study)
    shown = list(study.experiment.outcomes.values())[:MOST_OUTCOMES]
    if study.counts[SUCCEEDED] and found:
        yield _by_levels(study, found, shown)
    set_everywhere = support.common(study.experiment)
    if set_everywhere is not None:
        yield set_everywhere


def _by_levels(study: Study, found: list[Varied], shown: list[Outcome]) -> Table:
    """Means by the levels of each factor."""
    known = {outcome.name: means(study.outcomes, outcome.name) for outcome in shown}
    rows: list[list[str | Cell]] = []
    for one in found:
        columns = [by_level(known[outcome.name], one) for outcome in shown]
        for k, of in enumerate(one.levels):
            values = (right(_value(column[k], outcome)) for column, outcome in zip(columns, shown, strict=True))
            rows.append([one.factor.label if k == 0 else "", of.words, right(f"{len(of.designs):,}"), *values])
    headings = [("factor", ""), ("level", ""), ("points", ""), *((outcome.label, unit_words(outcome.unit)) for outcome in shown)]
    more = len(study.experiment.outcomes) - len(shown)
    note = "Each level's mean over all points that have it, each point counting once."
    note += f" {counted(more, 'further outcome')} can be chosen above." if more else ""
    return table("Means by level", headings, rows, note)


def _value(value: float, outcome: Outcome) -> str:
    return "" if value != value else level(value, outcome.unit)


def _failed(study: Study) -> Table | None:
    """Runs that failed or were aborted; of very many, how many of each kind."""
    failed = study.failed
    if not failed:
        return None
    if len(failed) > MOST_FAILED:
        kinds = Counter((entry.state, entry.stage_broken, entry.message) for entry in failed)
        rows = [(right(f"{count:,}"), *kind) for kind, count in kinds.most_common(MOST_FAILED)]
        return table("Failed runs by kind", ("runs", "state", "stage", "message"), rows, "Each run is in ledger.sqlite.")
    each = [
        (right(str(entry.design)), point_words(study, entry.design), right(str(entry.seed)), entry.state, entry.stage_broken, entry.message,
         right(str(entry.attempts)))
        for entry in failed
    ]  # fmt: skip
    return table("Failed runs", ("point", "levels", "seed", "state", "stage", "message", "attempts"), each)


def runs_words(counts: Mapping[str, int], planned: int) -> str:
    """How many runs there are, and what became of them."""
    runs = sum(counts.values())
    told = "all succeeded" if counts[SUCCEEDED] == runs else ", ".join(f"{count:,} {state}" for state, count in counts.items() if count)
    shared = f" They stand for {number(planned)} pairs of point and seed, for points that simulate the same share their runs."
    return f"{counted(runs, 'run')}: {told}.{shared if planned != runs else ''}"


def missing_words(pending: int) -> str:
    """How many runs were never made; empty where none is missing."""
    if not pending:
        return ""
    return f"{counted(pending, 'run')} {'was' if pending == 1 else 'were'} never finished. Give the command again with --resume to go on."


def _again(study: Study) -> str:
    """Python that makes the same study from the experiment in the folder."""
    name = shlex.quote(study.experiment.name)
    return (
        "from pathlib import Path\n\nfrom linkage_sim.experiments.study.folder import read_experiment\n"
        "from linkage_sim.experiments.study.sweeping import sweep\n\n"
        f'if __name__ == "__main__":\n    sweep(read_experiment(Path("{name}")), "again", replicates={study.replicates})\n'
    )
