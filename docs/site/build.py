"""Gather the sources of the site in a folder, and let Sphinx make HTML of them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from . import api, commands, documents

HERE = Path(__file__).resolve().parent
MARK = ".buildinfo"
"""The file by which Sphinx knows a folder that it has made."""


def gather(source: Path) -> None:
    """Write all sources of the site but the gallery's, which Sphinx-Gallery makes of ``examples/gallery``."""
    documents.write(source)
    commands.write(source / "commands")
    api.write(source / "api")


def build(out: Path) -> int:
    """Build the site; any warning is an error. Return the exit code."""
    from sphinx.cmd.build import build_main

    refuse_strange(out)
    with tempfile.TemporaryDirectory(prefix="linkage-sim-site-") as folder:
        source, known, made = (Path(folder) / name for name in ("source", "known", "made"))
        gather(source)
        code = build_main(["-q", "-W", "--keep-going", "-c", str(HERE), "-d", str(known), str(source), str(made)])
        if code == 0:
            shutil.rmtree(out, ignore_errors=True)
            shutil.move(made, out)
    return code


def refuse_strange(out: Path) -> None:
    """Replace a site, and nothing else."""
    if out.exists() and not (out / MARK).exists() and any(out.iterdir()):
        raise SystemExit(f"{out} is no site of an earlier build; name a folder that may be replaced with --out.")
