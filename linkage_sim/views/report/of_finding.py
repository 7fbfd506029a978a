"""What a report tells of the folder of an analysis that has made runs of its own: a validation, a calibration, a forecast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...errors import LinkageError
from ...experiments.account import FINISHED
from ...experiments.keeping import answers
from ...scenario import Scenario
from ...scenario.bundled import bundled
from . import support
from .analyses import kind_of, leading
from .content import Content, Coverage
from .figures import kept_below
from .provenance import provenance


def of_finding(folder: Path, manifest: Mapping[str, Any]) -> Content:
    """Read the folder of an analysis, and say what it tells.

    Raises
    ------
    LinkageError
        Where the analysis has not come to its end yet.
    """
    found, command = answers(folder), str(manifest.get("command") or "")
    if not found:
        raise LinkageError(f"{folder}: nothing was found yet; its runs are not done. Go on with: {command} --resume")
    names = tuple(manifest.get("scenarios", {}))
    unfinished = () if manifest.get("state") == FINISHED else (f"It was begun again and is not finished: go on with {command} --resume.",)
    return Content(
        kind=kind_of(found[0]).lower(), title=str(manifest.get("title", "")), question=found[0].question, answer=leading(found),
        warnings=unfinished, figures=kept_below(folder, names), tables=(), analyses=found, explorer=None, changes=(), varied=None,
        coverage=_coverage(manifest.get("scenarios", {})), failed=None, runs="", missing="",
        provenance=provenance(folder, manifest, command),
    )  # fmt: skip


def _coverage(hashes: Mapping[str, str]) -> Coverage | None:
    """On which evidence the scenarios stand, where they are still what they were."""
    known = [Scenario.load(name) for name in _known(hashes)]
    return support.coverage(known) if known and all(one.hash == hashes[one.name] for one in known) else None


def _known(names: Iterable[str]) -> list[str]:
    return [name for name in names if name in bundled()]
