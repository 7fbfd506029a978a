"""Keep findings: their numbers as JSON and CSV, each file whole."""

from __future__ import annotations

from pathlib import Path

from ...findings.finding import Finding, as_json
from ...findings.registry import ANALYSES
from ..files import write_file
from ..tables import spreadsheet


def keep(found: Finding | list[Finding], folder: Path) -> None:
    """Write what scripts and reports read of a finding, or of a list of findings, into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in found if isinstance(found, list) else [found]:
        for name, frame in one.frames.items():
            write_file(folder / f"{name}.csv", spreadsheet(frame).to_csv(index=False, lineterminator="\n", float_format="%.10g").encode())
    first = found[0] if isinstance(found, list) else found
    write_file(folder / f"{ANALYSES[first.analysis].stem}.json", f"{as_json(found)}\n".encode())
