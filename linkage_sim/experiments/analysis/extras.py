"""Packages that only some analyses need: asked for before the runs, so that a night's work is not lost to a missing one."""

from __future__ import annotations

import importlib.util

from ...errors import LinkageError

PACKAGES = {"SALib": "SALib", "sklearn": "scikit-learn", "ema_workbench": "ema_workbench"}


def need(what: str, *modules: str) -> None:
    """Refuse where a package is not installed.

    Parameters
    ----------
    what : str
        What needs it, as the beginning of a sentence.
    *modules : str
        Names by which they are imported.

    Raises
    ------
    LinkageError
        One sentence that names them and says how to install them.
    """
    missing = [PACKAGES.get(module, module) for module in modules if importlib.util.find_spec(module) is None]
    if missing:
        raise LinkageError(f"{what} needs {' and '.join(missing)}; install linkage-sim[analysis].")
