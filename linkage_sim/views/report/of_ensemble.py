"""What a report tells of a study over an ensemble: what was found over all its parameter sets, each of which is a study of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...experiments.keeping import answers
from ...experiments.study.ledger import PENDING, SUCCEEDED
from ...experiments.study.study import Study
from ...findings.words import counted
from ...scenario.reading import MADE, read_file
from . import support
from .analyses import kind_of, leading
from .content import Content
from .figures import kept, over_time
from .of_study import missing_words, runs_words
from .provenance import provenance

NOTHING = "No answer stands here yet. Give the command again with --resume."


def of_ensemble(folder: Path, places: Sequence[Path]) -> Content:
    """Read a study over an ensemble, finished or not, and say what it tells.

    Parameters
    ----------
    folder : Path
        The result folder.
    places : sequence of Path
        Folders of the studies of its parameter sets.
    """
    studies, found = [Study(place) for place in places], answers(folder)
    experiment = studies[0].experiment
    counts = Counter({SUCCEEDED: 0, PENDING: 0})
    for one in studies:
        counts.update(one.counts)
    scenarios = list(experiment.sources.values())
    return Content(
        kind=", ".join(dict.fromkeys(kind_of(one).lower() for one in found)) or "study over an ensemble",
        title=experiment.title,
        question=found[0].question if found else experiment.question,
        answer=leading(found) or (NOTHING,),
        warnings=tuple(_warnings(counts)),
        figures=kept(folder, {name: one.label for name, one in experiment.outcomes.items()}, over_time(folder, found)),
        tables=(),
        analyses=found,
        explorer=None,
        changes=tuple(support.changes(scenarios)),
        varied=support.varied(experiment),
        coverage=support.coverage(scenarios),
        failed=None,
        runs=runs_words(counts, sum(len(one.points) * one.replicates for one in studies)),
        missing=missing_words(counts[PENDING]),
        provenance=provenance(folder, _facts(folder, studies), ""),
    )


def _warnings(counts: Mapping[str, int]) -> Iterator[str]:
    lost = sum(counts.values()) - counts[SUCCEEDED]
    if lost:
        yield f"{lost:,} of {counted(sum(counts.values()), 'run')} are missing or failed; what follows stands on the others alone."


def _facts(folder: Path, studies: Sequence[Study]) -> Mapping[str, Any]:
    """What the manifests of the parameter sets say together."""
    known = [one.manifest for one in studies]
    ensemble = read_file(folder / "ensemble.yaml", MADE).value
    name = ensemble.get("name", "") if isinstance(ensemble, dict) else ""
    seeds = [seed for one in known for seed in one.get("seeds", [])]
    return known[0] | {"ensemble": f"{name}, {counted(len(studies), 'parameter set')}", "seeds": seeds, "files": {},
                       "finished": max((str(one.get("finished") or "") for one in known), default="")}  # fmt: skip
