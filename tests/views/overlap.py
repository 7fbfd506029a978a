"""The one test of all drawings: nothing is written over anything else, or over the edge of the figure."""

from __future__ import annotations

from itertools import combinations

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

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
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()
        whole = figure.get_tightbbox(renderer)
    width, height = figure.get_size_inches()
    assert min(whole.x0, whole.y0) >= 0, what
    assert whole.x1 <= width, what
    assert whole.y1 <= height, what
    for axis in figure.axes:
        for (one, box), (two, other) in combinations(_boxes(axis.texts, renderer), 2):
            assert not box.overlaps(other), (what, one, two)
    beyond = _beyond(figure)
    drawn = [text for text in figure.findobj(Text) if text not in beyond] if between_axes else []
    for (one, box), (two, other) in combinations(_boxes(drawn, renderer), 2):
        assert not box.padded(TOUCHING).overlaps(other.padded(TOUCHING)), (what, one, two)


def _beyond(figure: Figure) -> set[Text]:
    """Labels of ticks beyond the ends of their axis: they are kept at hand, but never drawn."""
    found: set[Text] = set()
    for axis in (one for axes in figure.axes for one in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not low <= tick.get_loc() <= high:
                found |= {tick.label1, tick.label2}
    return found


def _boxes(texts: list[Text], renderer: object) -> list[tuple[str, Bbox]]:
    """Where words stand; those that are not shown stand nowhere."""
    shown = [text for text in texts if text.get_text().strip() and text.get_visible()]
    return [(text.get_text(), Text.get_window_extent(text, renderer)) for text in shown]
