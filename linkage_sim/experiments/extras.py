"""Packages that not everybody needs: asked for before the runs, so that a night's work is not lost to a missing one."""

from __future__ import annotations

import importlib.util
from typing import NamedTuple

from ..errors import LinkageError


class Extra(NamedTuple):
    """A package that an extra brings: its name in an index of packages, and the extra."""

    package: str
    extra: str


EXTRAS = {
    "SALib": Extra("SALib", "analysis"),
    "sklearn": Extra("scikit-learn", "analysis"),
    "ema_workbench": Extra("ema_workbench", "analysis"),
    "matplotlib": Extra("matplotlib", "figures"),
}
"""By the name under which each is imported."""


def need(what: str, *modules: str, otherwise: str = "") -> None:
    """Refuse where a package is not installed.

    Parameters
    ----------
    what : str
        What needs it, as the beginning of a sentence.
    *modules : str
        Names by which they are imported.
    otherwise : str
        What can be done instead, as the end of the sentence.

    Raises
    ------
    LinkageError
        One sentence that names them and says how to install them.
    """
    missing = [EXTRAS.get(module, Extra(module, "analysis")) for module in modules if importlib.util.find_spec(module) is None]
    if missing:
        packages = " and ".join(one.package for one in missing)
        raise LinkageError(f"{what} needs {packages}; install linkage-sim[{missing[0].extra}]{otherwise}.")
