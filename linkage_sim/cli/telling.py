"""What a command says of findings, and the figures that it keeps."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from .screen import say, show

if TYPE_CHECKING:
    from linkage_sim.findings.finding import Finding
    from linkage_sim.views.style import Drawing


def tell(found: Finding | list[Finding], folder: Path | None, as_json: bool) -> None:
    """Print a finding, or a list of findings and where they are kept; or print them as JSON."""
    from linkage_sim.findings import finding

    if as_json:
        print(finding.as_json(found))
        return
    from linkage_sim.findings.render import terminal

    for one in found if isinstance(found, list) else [found]:
        show(*terminal(one.answer))
    say(f"Tables and figures: {folder}" if folder else "Nothing was kept; add --out DIR to keep runs, tables and figures.")


def draw(found: Finding | list[Finding], folder: Path) -> None:
    """Draw the figures of findings into a folder, each file whole."""
    from linkage_sim.findings.finding import drawings

    save_all(drawings(found if isinstance(found, list) else [found]), folder)


def save_all(drawings: Iterable[Drawing], folder: Path) -> None:
    """Save figures into a folder, each file whole, in the language that the command was asked for."""
    from linkage_sim.experiments.files import cannot_write, write_file
    from linkage_sim.views.style import save

    from .language import of_figures

    spoken = of_figures()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    with tempfile.TemporaryDirectory() as drawn:
        for one in drawings:
            save(one, Path(drawn), spoken)
        for path in sorted(Path(drawn).iterdir()):
            write_file(folder / path.name, path.read_bytes())
