"""Finding experiment files."""

from __future__ import annotations

import os
import pathlib
from typing import NamedTuple

from ...errors import LinkageError
from ...scenario.problems import nearest, shortened
from ...scenario.reading import exists, read_file


def bundled_folder() -> pathlib.Path | None:
    """Folder of the bundled experiments: inside the installed package, or beside it in a checkout."""
    package = pathlib.Path(__file__).resolve().parents[2]
    return next((folder for folder in (package / "_experiments", package.parent / "experiments") if folder.is_dir()), None)


def bundled() -> dict[str, pathlib.Path]:
    """Bundled experiments by name."""
    folder = bundled_folder()
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))} if folder else {}


class BundledExperiment(NamedTuple):
    """An experiment that the package brings: its name, what it is in a line, and the question that it answers."""

    name: str
    title: str
    question: str


def bundled_experiments() -> list[BundledExperiment]:
    """List the bundled experiments, by name.

    Examples
    --------
    >>> "tipping-line" in [one.name for one in bundled_experiments()]
    True
    """
    known = {name: read_file(path).value for name, path in bundled().items()}
    return [BundledExperiment(name, str(one.get("title", "")), str(one.get("question", ""))) for name, one in known.items()]


def locate(name_or_path: str | os.PathLike[str]) -> pathlib.Path:
    """Find an experiment by the name of a bundled one or by its path."""
    text = os.fspath(name_or_path)
    names = bundled()
    if isinstance(name_or_path, str) and text in names:
        return names[text]
    path = pathlib.Path(text)
    if path.suffix in (".yaml", ".yml") or exists(path):
        return path
    guess = nearest(text, names)
    remedy = f"write {guess}" if guess else f"use {', '.join(names) or 'a file'} or the path of a .yaml file"
    raise LinkageError(f"'{shortened(text)}' is neither a bundled experiment nor a file; {remedy}.")
