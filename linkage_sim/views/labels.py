"""Names: labels of points in a scatter, put where they touch nothing, and names of files that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from .style import BLACK, GREY, Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1 in the units of the axes."""

# Offsets in points with the alignment that goes with them, the most readable first.
PLACES: tuple[tuple[float, float, str, str], ...] = (
    (6, 0, "left", "center"), (-6, 0, "right", "center"), (0, 5, "center", "bottom"), (0, -5, "center", "top"),
    (5, 5, "left", "bottom"), (5, -5, "left", "top"), (-5, 5, "right", "bottom"), (-5, -5, "right", "top"),
)  # fmt: skip
NEAR = len(PLACES)
# Further away, with a thin line to the point.
PLACES += tuple(
    (sign * across, along, "left" if sign > 0 else "right", "center")
    for across, along in ((20, 18), (20, -18), (64, 24), (34, 32), (34, -32), (80, 14), (80, -14), (50, 46), (50, -46), (100, -24))
    for sign in (1, -1)
)

# The same for labels of bars and boxes: an end (0 left, 1 right) and an edge of the box to which the offset belongs.
VALUE, LOW, HIGH = "value", "low", "high"
SIDES: tuple[tuple[int, str, float, float, str, str], ...] = (
    (0, VALUE, -4, 0, "right", "center"), (0, LOW, 0, -5, "left", "top"), (1, LOW, 0, -5, "right", "top"),
    (1, VALUE, 4, 0, "left", "center"), (0, HIGH, 8, 5, "right", "bottom"), (0, HIGH, 0, 5, "left", "bottom"),
    (1, HIGH, 0, 5, "right", "bottom"),
)  # fmt: skip
BESIDE = len(SIDES)
SIDES += tuple(
    (end, edge, (-1 if end == 0 else 1) * across, (-1 if edge == LOW else 1) * along, "right" if end == 0 else "left", "center")
    for across, along in ((8, 14), (8, 24), (16, 34), (24, 48), (24, 64))
    for end, edge in ((1, LOW), (0, HIGH), (0, LOW), (1, HIGH))
)
OUTSIDE = 10.0  # how much worse it is to leave the axes than to lie over something


class Mark(NamedTuple):
    """A bar or box with its label; a bar has no height."""

    box: Rectangle
    value: float
    text: str
    colour: str = BLACK


def wrapped(text: str, length: int) -> str:
    """Break a long label into lines."""
    import textwrap

    return "\n".join(textwrap.wrap(text, length)) or text


def distinct(drawings: Sequence[Drawing]) -> list[Drawing]:
    """Add a number to names that were used before."""
    seen: Counter[str] = Counter()
    made = []
    for drawing in drawings:
        seen[drawing.name] += 1
        made.append(drawing if seen[drawing.name] == 1 else drawing._replace(name=f"{drawing.name}_{seen[drawing.name]}"))
    return made


def place_labels(
    axis: Axes, points: Sequence[tuple[float, float, str]], obstacles: Sequence[Rectangle] = (), size: float = 8.5
) -> list[str]:
    """Write labels beside their points; one for which there is no room is left out.

    Parameters
    ----------
    axis : Axes
        With its limits set.
    points : sequence of (x, y, label)
        The most important first.
    obstacles : sequence of (x0, y0, x1, y1)
        What must not be written over.
    size : float
        Size of the letters in points.

    Returns
    -------
    list of str
        The labels that were left out.
    """
    from matplotlib.transforms import Bbox

    spots = [axis.transData.transform((x, y)) for x, y, _ in points]
    taken = [Bbox.from_bounds(x - 4, y - 4, 8, 8) for x, y in spots]
    taken += _pixels(axis, obstacles)
    left_out = []
    for x, y, label in points:
        for place, (dx, dy, side, height) in enumerate(PLACES):
            text = _written(
                axis, label, (x, y), (dx, dy), {"ha": side, "va": height, "fontsize": size, "zorder": 6}, 4 if place >= NEAR else None
            )
            box = _words(text)
            if _free(box, taken, axis):
                taken.append(box)
                break
            text.remove()
        else:
            left_out.append(label)
    return left_out


def place_beside(axis: Axes, marks: Sequence[Mark], obstacles: Sequence[Rectangle] = (), size: float = 8.5) -> None:
    """Write labels beside bars and boxes; where there is no room a label stands where it hides least.

    Parameters
    ----------
    axis : Axes
        With its limits set.
    marks : sequence of Mark
        The most important first.
    obstacles : sequence of (x0, y0, x1, y1)
        What must not be written over.
    size : float
        Size of the letters in points.
    """
    taken = _pixels(axis, [*obstacles, *(mark.box for mark in marks)])
    for mark in marks:
        best, least = 0, float("inf")
        for side in range(len(SIDES)):
            text = _at_side(axis, mark, side, size)
            hidden = _hidden(_words(text), taken, axis)
            text.remove()
            if hidden < least:
                best, least = side, hidden
            if hidden == 0:
                break
        taken.append(_words(_at_side(axis, mark, best, size)))


def covered(x: Iterable[float], low: Iterable[float], high: Iterable[float]) -> list[Rectangle]:
    """Rectangles that cover the band between two curves, one from each point to the next."""
    both = list(zip(x, low, high, strict=True))
    return [(x0, min(a, c), x1, max(b, d)) for (x0, a, b), (x1, c, d) in pairwise(both)]


def _at_side(axis: Axes, mark: Mark, side: int, size: float) -> Annotation:
    """Write a mark's label at one of the sides."""
    end, edge, dx, dy, across, along = SIDES[side]
    x0, y0, x1, y1 = mark.box
    anchor = (x1 if end else x0, {VALUE: mark.value, LOW: y0, HIGH: y1}[edge])
    look = {"fontsize": size, "color": mark.colour, "linespacing": 1.1, "zorder": 8}
    how = {"ha": across, "va": along, "annotation_clip": False, **look}
    return _written(axis, mark.text, anchor, (dx, dy), how, 0 if side >= BESIDE else None)


def _written(
    axis: Axes, label: str, at: tuple[float, float], offset: tuple[float, float], how: dict[str, Any], short: float | None
) -> Annotation:
    """Write a label, with a thin line that ends ``short`` of its point where that is given."""
    line = {"arrowstyle": "-", "color": GREY, "lw": 0.6, "relpos": (0.0 if offset[0] > 0 else 1.0, 0.5), "shrinkA": 1, "shrinkB": short}
    more: dict[str, Any] = {"arrowprops": line} if short is not None else {}
    return axis.annotate(label, at, offset, textcoords="offset points", **how, **more)


def _words(text: Annotation) -> Bbox:
    """The place of a label's words, without its line."""
    from matplotlib.text import Text

    renderer = text.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    text.update_positions(renderer)
    return Text.get_window_extent(text, renderer)


def _pixels(axis: Axes, rectangles: Sequence[Rectangle]) -> list[Bbox]:
    """Rectangles where they are drawn, a little larger."""
    from matplotlib.transforms import Bbox

    return [Bbox(axis.transData.transform([(x0, y0), (x1, y1)])).padded(1.5) for x0, y0, x1, y1 in rectangles]


def _hidden(box: Bbox, taken: Sequence[Bbox], axis: Axes) -> float:
    """How much a label would hide, or have outside the axes, in pixels."""
    over = sum(_shared(box, other) for other in taken)
    return over + OUTSIDE * (box.width * box.height - _shared(box, axis.bbox))


def _shared(one: Bbox, other: Bbox) -> float:
    """The area that two boxes share."""
    width = float(min(one.x1, other.x1) - max(one.x0, other.x0))
    height = float(min(one.y1, other.y1) - max(one.y0, other.y0))
    return max(width, 0.0) * max(height, 0.0)


def _free(box: Bbox, taken: Sequence[Bbox], axis: Axes) -> bool:
    inside = axis.bbox.x0 <= box.x0 and box.x1 <= axis.bbox.x1 and axis.bbox.y0 <= box.y0 and box.y1 <= axis.bbox.y1
    return inside and not any(box.overlaps(other) for other in taken)
