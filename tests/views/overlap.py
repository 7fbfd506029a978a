"""The one test of all drawings: nothing is written over anything else, or over the edge of the figure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from matplotlib.text import Text

from linkage_sim.views.style import styled

TOUCHING = -1  # pixels by which words of two kinds, such as a tick's and a title, may come near


def refuse_overlaps(figure: Figure, what: object = "", between_axes: bool = True) -> None:
    """Refuse words of a drawing that leave the figure, that touch within their axes, or that lie on any others.

    Parameters
    ----------
    figure : Figure
        What is drawn.
    what : object
        Names the drawing where it is refused.
    between_axes : bool
        Whether to compare all words of the figure, also those of several axes, or only the labels within each.
    """
    with styled():
        figure.draw_without_rendering()  # all is placed as on paper, and no pixel is coloured
        renderer = figure.canvas.get_renderer()
        whole = figure.get_tightbbox(renderer)
    width, height = figure.get_size_inches()
    assert min(whole.x0, whole.y0) >= 0, what
    assert whole.x1 <= width, what
    assert whole.y1 <= height, what
    for axis in figure.axes:
        _refuse_pairs(axis.texts, renderer, 0, what)
    if between_axes:
        beyond = _beyond(figure)
        _refuse_pairs([text for text in figure.findobj(Text) if text not in beyond], renderer, TOUCHING, what)


def _refuse_pairs(texts: list[Text], renderer: object, padding: float, what: object) -> None:
    """Refuse two words whose boxes, padded by so many pixels, overlap; all pairs are compared at once, for there are thousands."""
    words, boxes = _boxes(texts, renderer)
    overlap = np.triu(np.ones((len(words), len(words)), dtype=bool), 1)
    for ends in (boxes[:, [0, 2]], boxes[:, [1, 3]]):  # across, and along
        first, last = np.sort(ends + np.array([-padding, padding])).T
        overlap &= (first[:, None] <= last) & (first <= last[:, None])
    pairs = np.argwhere(overlap)
    assert len(pairs) == 0, (what, *(words[k] for k in pairs[0]))


def _beyond(figure: Figure) -> set[Text]:
    """Labels of ticks beyond the ends of their axis: they are kept at hand, but never drawn."""
    found: set[Text] = set()
    for axis in (one for axes in figure.axes for one in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not low <= tick.get_loc() <= high:
                found |= {tick.label1, tick.label2}
    return found


def _boxes(texts: list[Text], renderer: object) -> tuple[list[str], npt.NDArray[np.float64]]:
    """Words and where they stand: left, low, right, high; those that are not shown stand nowhere."""
    shown = [text for text in texts if text.get_text().strip() and text.get_visible()]
    extents = [Text.get_window_extent(text, renderer).extents for text in shown]
    return [text.get_text() for text in shown], np.array(extents).reshape(-1, 4)
