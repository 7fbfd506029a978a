"""A factor as the axis of a scatter: places of its values, its box, its words."""

from __future__ import annotations

from math import ceil, floor, isfinite
from typing import TYPE_CHECKING, NamedTuple

from ..experiments.analysis.discovery.cases import Cases
from ..experiments.analysis.discovery.prim import Limits
from ..experiments.analysis.words import SILENT_UNITS, value_words
from ..findings.numbers import tick

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from matplotlib.axes import Axes

GOLDEN = 0.6180339887498949
APART = 0.6  # over how much of the step between two values their points are spread


class Side(NamedTuple):
    """What an axis shows.

    Attributes
    ----------
    label : str
        What people call the factor, with its unit.
    values : array
        Where the points lie; those of whole numbers and of words are spread a little, so that they do not hide each other.
    limits : tuple of float
        What the axis shows.
    box : tuple of float
        Between which places the box lies.
    words : tuple of str
        Words at the places 0, 1, 2, ...; none for numbers.
    log : bool
        Whether the axis is logarithmic.
    """

    label: str
    values: npt.NDArray[np.float64]
    limits: tuple[float, float]
    box: tuple[float, float]
    words: tuple[str, ...] = ()
    log: bool = False


def side(name: str, limits: Limits, known: Cases) -> Side:
    """Lay out a factor along an axis, with what a box demands of it."""
    if name in known.codes:
        return _words(name, limits, known)
    factor, numbers = known.factors[name], known.frame[name].to_numpy(dtype=float)
    label = factor.label if factor.unit in SILENT_UNITS else f"{factor.label}, {factor.unit}"
    if known.whole(name):
        ends = (float(numbers.min()) - 0.5, float(numbers.max()) + 0.5)
        low = ceil(limits.low) - 0.5 if isfinite(limits.low) else ends[0]
        high = floor(limits.high) + 0.5 if isfinite(limits.high) else ends[1]
        return Side(label, _spread(numbers), ends, (low, high))
    ends = (float(numbers.min()), float(numbers.max())) if factor.values else (factor.low, factor.high)
    within = (max(limits.low, ends[0]), min(limits.high, ends[1]))
    return Side(label, numbers, ends, within, log=factor.scale == "log")


def _words(name: str, limits: Limits, known: Cases) -> Side:
    """Values without order, those in the box together at the end."""
    import numpy as np

    codes = range(len(known.codes[name]))
    kept = set(limits.kept if limits.kept is not None else codes)
    order = [code for code in codes if code not in kept] + [code for code in codes if code in kept]
    places = np.array([order.index(int(code)) for code in known.frame[name]], dtype=float)
    words = tuple(value_words(known.codes[name][code]) for code in order)
    ends = (-0.5, len(order) - 0.5)
    return Side(known.factors[name].label, _spread(places), ends, (len(order) - len(kept) - 0.5, ends[1]), words)


def _spread(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Spread points around their places, always the same."""
    import numpy as np

    scattered: npt.NDArray[np.float64] = values + APART * (np.modf(GOLDEN * np.arange(1, len(values) + 1))[0] - 0.5)
    return scattered


def dress(axis: Axes, x: Side, y: Side) -> None:
    """Set limits, scales, ticks and labels of both axes."""
    axis.set_xlabel(x.label)
    axis.set_ylabel(y.label)
    for one, set_scale, set_limits, scale in (
        (x, axis.set_xscale, axis.set_xlim, axis.xaxis),
        (y, axis.set_yscale, axis.set_ylim, axis.yaxis),
    ):
        if one.log:
            set_scale("log")
        set_limits(*one.limits)
        _ticks(scale, one)


def _ticks(scale: object, one: Side) -> None:
    from matplotlib.axis import Axis
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

    assert isinstance(scale, Axis)
    if one.words:
        scale.set_ticks(range(len(one.words)), list(one.words))
        return
    if not one.log:
        scale.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10], integer=float(one.limits[0] + 0.5).is_integer()))
    scale.set_minor_formatter(NullFormatter())
    scale.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
