"""How a study shows itself in a script or a notebook."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import LinkageError
from ...findings.registry import load

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ...findings.answer import Answer

# What tells of studies, and what draws them, stands above them and is imported when it is asked for.
ANSWERS = "linkage_sim.experiments.answers.of_study"
FIGURES = "linkage_sim.views.study:figures"
SPEAK = "linkage_sim.views.style:speak"


class Shown:
    """What tells of itself in a few lines, in a notebook with its table, and can be drawn."""

    folder: Path

    @property
    def answer(self) -> Answer:
        """What the runs tell: the question, the answer in sentences, and the table behind it."""
        told: Answer = load(f"{ANSWERS}:answer")(self)
        return told

    def plot(self, name: str = "", language: str = "en") -> Figure:
        """Draw one of its figures.

        Parameters
        ----------
        name : str
            Which; the main one if not given. A run has ``emergence``, ``poverty`` and ``loop``, and of a country maps; a sweep has
            ``levels`` and ``months``.
        language : str
            ``en``, or ``zh`` for Chinese words.

        Raises
        ------
        LinkageError
            If there is no such figure, or no run has succeeded.
        """
        drawn: Figure = load(FIGURES)(self, name)[0].figure
        load(SPEAK)(drawn, language)
        return drawn

    def __repr__(self) -> str:
        try:
            return str(load(f"{ANSWERS}:brief")(self))
        except (LinkageError, OSError, sqlite3.Error):  # a folder that has gone or was spoilt has a name still
            return f"<Study {self.folder}>"

    def _repr_html_(self) -> str:
        from ...findings.render import html

        return html(self.answer)
