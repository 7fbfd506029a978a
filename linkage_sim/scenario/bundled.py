"""Where the scenarios, ensembles and tables are that the package brings."""

from __future__ import annotations

import pathlib

from linkage_sim.errors import LinkageError

EVIDENCE_FILE = "evidence.yaml"
ENSEMBLES = "ensembles"


def bundled_folder() -> pathlib.Path:
    """Folder of the bundled scenarios: inside the installed package, or beside it in a checkout."""
    package = pathlib.Path(__file__).resolve().parents[1]
    for folder in (package / "_scenarios", package.parent / "scenarios"):
        if (folder / EVIDENCE_FILE).is_file():
            return folder
    raise LinkageError("The bundled scenarios are missing from this installation; install linkage_sim again.", exit_code=1)


def bundled() -> dict[str, pathlib.Path]:
    """Bundled scenarios by name."""
    return {path.stem: path for path in sorted(bundled_folder().glob("*.yaml")) if path.name != EVIDENCE_FILE}


def ensembles() -> dict[str, pathlib.Path]:
    """Bundled ensembles - parameter sets that the evidence allows - by the name of their scenario."""
    return {path.stem: path for path in sorted((bundled_folder() / ENSEMBLES).glob("*.yaml"))}
