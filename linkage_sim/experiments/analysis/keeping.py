"""Keep findings: their numbers as JSON and CSV, each file whole."""

from __future__ import annotations

from pathlib import Path

from ...findings.finding import Finding, as_json
from ...findings.registry import ANALYSES
from ..files import write_file
from ..tables import spreadsheet


def keep(found: Finding | list[Finding], folder: Path) -> list[str]:
    """Write what scripts and reports read of a finding, or of a list of findings, into a folder, which is made if it is not there.

    Returns
    -------
    list of str
        Names of the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in found if isinstance(found, list) else [found]:
        for name, frame in one.frames.items():
            written.append(f"{name}.csv")
            write_file(folder / written[-1], spreadsheet(frame).to_csv(index=False, lineterminator="\n", float_format="%.10g").encode())
    first = found[0] if isinstance(found, list) else found
    written.append(f"{ANALYSES[first.analysis].stem}.json")
    write_file(folder / written[-1], f"{as_json(found)}\n".encode())
    return written
