"""Names: labels of points in a scatter, put where they touch nothing, and names of files that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .style import GREY, Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

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
    axis: Axes, points: Sequence[tuple[float, float, str]], obstacles: Sequence[tuple[float, float, float, float]] = (), size: float = 8.5
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
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    renderer = axis.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    spots = [axis.transData.transform((x, y)) for x, y, _ in points]
    taken = [Bbox.from_bounds(x - 4, y - 4, 8, 8) for x, y in spots]
    taken += [Bbox(axis.transData.transform([(x0, y0), (x1, y1)])).padded(1.5) for x0, y0, x1, y1 in obstacles]
    left_out = []
    for x, y, label in points:
        for place, (dx, dy, side, height) in enumerate(PLACES):
            how: dict[str, Any] = {"textcoords": "offset points", "ha": side, "va": height, "fontsize": size, "zorder": 6}
            if place >= NEAR:
                how["arrowprops"] = {
                    "arrowstyle": "-",
                    "color": GREY,
                    "lw": 0.6,
                    "relpos": (0.0 if dx > 0 else 1.0, 0.5),
                    "shrinkA": 1,
                    "shrinkB": 4,
                }
            text = axis.annotate(label, (x, y), (dx, dy), **how)
            text.update_positions(renderer)
            box = Text.get_window_extent(text, renderer)  # of the words, without the line
            if _free(box, taken, axis):
                taken.append(box)
                break
            text.remove()
        else:
            left_out.append(label)
    return left_out


def _free(box: Bbox, taken: Sequence[Bbox], axis: Axes) -> bool:
    inside = axis.bbox.x0 <= box.x0 and box.x1 <= axis.bbox.x1 and axis.bbox.y0 <= box.y0 and box.y1 <= axis.bbox.y1
    return inside and not any(box.overlaps(other) for other in taken)
