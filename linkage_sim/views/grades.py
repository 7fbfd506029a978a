"""The grade of the evidence behind a parameter, as a colour and a key; used by every figure that shows parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..experiments.analysis.sensitivity.grades import ASSUMED, CALIBRATED, CHOICE
from .style import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, YELLOW

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# From the firmest to none: cold to warm. Switches and rules have no evidence to be asked for, and no colour.
GRADE_COLOURS: Mapping[str, str] = {
    "A": BLUE, "B": SKY, "C/D": GREEN, "paper": PURPLE, "M": ORANGE, CALIBRATED: YELLOW, ASSUMED: VERMILLION, CHOICE: GREY,
}  # fmt: skip
KEY: Mapping[str, str] = {
    "A": "A official",
    "B": "B press, local",
    "C/D": "C, D secondary",
    "paper": "the paper",
    "M": "M memory",
    CALIBRATED: "calibrated",
    ASSUMED: "assumed",
    CHOICE: "switch or rule",
}
SHORT: Mapping[str, str] = {CALIBRATED: "calibrated", ASSUMED: "assumed", CHOICE: "choice"}
"""What stands in brackets behind a number; other grades by themselves."""


def grade_key(figure: Figure, left: float = 0.012, below: float = 0.1) -> None:
    """Draw the key of grades along the lower edge of a figure, ``below`` inches above it."""
    from matplotlib.patches import Patch

    words: dict[str, Any] = {"fontsize": 8.0, "frameon": False, "ncols": len(KEY), "handlelength": 1.0, "handletextpad": 0.4}
    patches = [Patch(color=GRADE_COLOURS[grade], lw=0, label=text) for grade, text in KEY.items()]
    place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (left, below / figure.get_figheight()), "borderaxespad": 0.0}
    figure.legend(handles=patches, columnspacing=1.1, borderpad=0.0, **words, **place)
    figure.text(left, (below + 0.21) / figure.get_figheight(), "Evidence behind the parameter:", fontsize=8.0, color=GREY, va="bottom")
