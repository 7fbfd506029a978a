"""The scripts and fonts that the page loads in a browser: files of the package solara-assets, and nothing else."""

from __future__ import annotations

from pathlib import Path


def script_at(folder: Path, path: str) -> Path:
    """Return a file of a folder; fetch none from outside, and remove none, as Solara would a folder that is asked for.

    Raises
    ------
    FileNotFoundError
        Where there is no such file, or it lies outside the folder.
    """
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise FileNotFoundError(f"{path} is not on this machine, and nothing is fetched from outside")
    return file
