"""What a command says where a package of an extra is not installed: before it begins where it would need it at the end."""

from __future__ import annotations

from collections.abc import Sequence

from linkage_sim.errors import LinkageError

DRAWING = ("run", "sweep")
"""Commands that draw figures into the folder that they are given, as those of registered analyses do."""
ALWAYS_DRAWING = ("demo",)
NO_FIGURES = "--no-figures"
WITHOUT = ("run", "sweep", "linkage", "sensitivity", "discover")
"""Commands that can be told to draw none."""
UNDRAWN = (NO_FIGURES, "--dry-run", "-h", "--help")


def refuse_undrawn(words: Sequence[str]) -> None:
    """Refuse a command that would draw figures after its runs, where nothing can draw them."""
    from linkage_sim.findings.registry import ANALYSES

    command = words[0] if words else ""
    keeps = any(word == "--out" or word.startswith("--out=") for word in words)
    if command in ALWAYS_DRAWING or (command in (*DRAWING, *ANALYSES) and keeps and not set(UNDRAWN).intersection(words)):
        from linkage_sim.experiments.extras import need

        need("A figure", "matplotlib", otherwise=f", or add {NO_FIGURES}" if command in WITHOUT else "")


def told_missing(error: ImportError) -> LinkageError | None:
    """What is to be installed, where an import failed for want of an extra; None where it failed for anything else."""
    from linkage_sim.experiments.extras import EXTRAS

    extra = EXTRAS.get((error.name or "").split(".")[0])
    if extra is None:
        return None
    return LinkageError(f"This needs {extra.package}; install linkage-sim[{extra.extra}].", exit_code=1)
