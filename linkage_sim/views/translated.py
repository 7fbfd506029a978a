"""Figures in another language: every word of a drawing told by the catalogue, in letters that this machine has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.text import Text
from matplotlib.ticker import Formatter

from ..findings.lines import relined, width
from ..findings.translation import Translator

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

LATIN = 0.55
"""Width of a Latin letter in a sentence, of that of a Chinese one."""


class Told(Formatter):
    """Labels of an axis, told in the language of a translator."""

    def __init__(self, inner: Formatter, translator: Translator) -> None:
        self.inner, self.translator = inner, translator

    def __call__(self, value: float, pos: int | None = None) -> str:
        """Tell one label."""
        return relined(self.inner(value, pos), self.translator)

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Tell the labels of all ticks."""
        return [relined(text, self.translator) for text in self.inner.format_ticks(list(values))]

    def get_offset(self) -> str:
        """Tell what stands at the end of the axis."""
        return relined(self.inner.get_offset(), self.translator)

    def set_axis(self, axis: Any) -> None:
        """Give the axis to the formatter that writes the labels."""
        super().set_axis(axis)
        self.inner.set_axis(axis)

    def set_locs(self, locs: Any) -> None:
        """Give the places of the ticks to the formatter that writes the labels."""
        super().set_locs(locs)
        self.inner.set_locs(locs)


def translate(figure: Figure, translator: Translator, fonts: Sequence[str]) -> None:
    """Tell all words of a figure in another language; places, sizes and colours stay.

    Parameters
    ----------
    figure : Figure
        Is changed.
    translator : Translator
        Tells the words; those that it lacks stay in English, and it takes note of them.
    fonts : sequence of str
        Families of letters, the first one that has a letter is taken.
    """
    for axis in _axes(figure):
        for set_formatter, known in (
            (axis.set_major_formatter, axis.get_major_formatter()), (axis.set_minor_formatter, axis.get_minor_formatter()),
        ):  # fmt: skip
            if not isinstance(known, Told):  # panels may share an axis
                set_formatter(Told(known, translator))
        axis.set_tick_params(which="both", labelfontfamily=list(fonts))
    for text in figure.findobj(Text):
        if isinstance(text, Text):
            before = text.get_text()
            text.set_text(relined(before, translator))
            text.set_fontfamily(list(fonts))
            _refit(text, before)


def _refit(text: Text, before: str) -> None:
    """Let the letters of a title or note, which were made smaller for its length, grow as far as it is shorter now."""
    most = str(text.get_label())
    if most.replace(".", "", 1).isdigit() and text.get_text():
        shorter = LATIN * len(before) / width(text.get_text())
        text.set_fontsize(min(float(most), float(text.get_fontsize()) * max(shorter, 1.0)))


def _axes(figure: Figure) -> Iterator[Axis]:
    for panel in figure.axes:
        yield from (panel.xaxis, panel.yaxis)
