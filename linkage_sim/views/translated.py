"""Figures in another language: every word of a drawing told by the catalogue, in letters that this machine has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.text import Text
from matplotlib.ticker import Formatter

from ..findings.translation import Translator

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

LATIN_WIDTH = 0.6
"""Width of a Latin letter, of that of a Chinese one."""
NEVER_FIRST = "，。；：、！？）》”%"
"""Signs with which no line begins."""


class Told(Formatter):
    """Labels of an axis, told in the language of a translator."""

    def __init__(self, inner: Formatter, translator: Translator) -> None:
        self.inner, self.translator = inner, translator

    def __call__(self, value: float, pos: int | None = None) -> str:
        """Tell one label."""
        return told(self.inner(value, pos), self.translator)

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Tell the labels of all ticks."""
        return [told(text, self.translator) for text in self.inner.format_ticks(list(values))]

    def get_offset(self) -> str:
        """Tell what stands at the end of the axis."""
        return told(self.inner.get_offset(), self.translator)

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
            text.set_text(told(text.get_text(), translator))
            text.set_fontfamily(list(fonts))


def told(text: str, translator: Translator) -> str:
    """Tell a label, whose lines are a sentence that was broken, or stand for themselves; formulas stay.

    Lines are broken anew where one would be longer than the longest was.
    """
    if not text.strip() or "$" in text:
        return text
    plain = text.replace("_", " ")
    text = plain if plain != text and translator.knows(plain) else text  # a parameter that has no title
    lines = text.split("\n")
    if len(lines) > 1 and not translator.knows(" ".join(lines)) and all(map(translator.knows, lines)):
        return "\n".join(map(translator, lines))
    return "\n".join(broken(translator(text), max(map(width, lines)))) if len(lines) > 1 else translator(text)


def width(text: str) -> float:
    """About how wide a line is, in Chinese letters."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else LATIN_WIDTH for letter in text)


def broken(text: str, most: float) -> Iterator[str]:
    """Break a text into lines no wider than ``most``; numbers and Latin words stay whole."""
    line = ""
    for piece in _pieces(" ".join(text.split())):
        if line and width(line + piece.rstrip()) > most and piece[0] not in NEVER_FIRST:
            yield line.strip()
            line = ""
        line += piece
    yield line.strip()


def _pieces(text: str) -> Iterator[str]:
    """What no line is broken within: a Chinese letter, or a word or number in Latin letters with the space after it."""
    piece = ""
    for letter in text:
        alone = unicodedata.east_asian_width(letter) in "WF"
        if piece and (alone or piece.endswith(" ") or unicodedata.east_asian_width(piece[-1]) in "WF"):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _axes(figure: Figure) -> Iterator[Axis]:
    for panel in figure.axes:
        yield from (panel.xaxis, panel.yaxis)
