"""Whether a sample was large enough: the same numbers from half of it, and the intervals beside what was asked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

OF_LARGEST = " of the largest"
MOST = 64  # a forecast over more than so many times the sample is told as "at least"


class Convergence(NamedTuple):
    """How well indices are known.

    Attributes
    ----------
    size : int
        Trajectories, or base points.
    unit : str
        What these are called.
    widest : float
        Largest half of a 95 % interval.
    change : float
        Largest difference of an index from that of the first half of the sample; infinite where the half is too small.
    tolerance : float
        Both are to be at most this; the indices' unit, or share of the largest where ``relative``.
    relative : bool
        Whether the three are shares of the largest index.
    needed : int
        Size at which they can be expected to be.
    points_each : int
        Points that one more of ``unit`` costs.
    fewest : int
        Size below which the intervals themselves cannot be trusted, however short.
    sound : bool
        Whether the indices are such as true ones can be.
    """

    size: int
    unit: str
    widest: float
    change: float
    tolerance: float
    relative: bool
    needed: int
    points_each: int
    fewest: int
    sound: bool = True

    @property
    def settled(self) -> bool:
        """Whether the sample is large enough."""
        return self.sound and self.size >= self.fewest and self.widest <= self.tolerance and self.change <= self.tolerance

    @property
    def sentence(self) -> str:
        """Say it, and what to do if it is not."""
        widest, asked = self._size(self.widest), self._size(self.tolerance).removesuffix(OF_LARGEST)
        moved = f"The second half of the sample moved one by {self._size(self.change)}"
        if self.settled:
            return f"Settled: with {self.size:,} {self.unit} every index is known to within {widest} ({asked} asked). {moved} at most."
        why = f"Not settled: with {self.size:,} {self.unit} intervals reach {widest} to either side ({asked} asked)."
        halves = f"{moved}." if math.isfinite(self.change) else "The sample is too small to be halved."
        odd = "" if self.sound else " The indices contradict each other."
        few = f" Fewer than {self.fewest} {self.unit} tell little of their own error." if self.size < self.fewest else ""
        least = "at least " if self.needed >= MOST * self.size else "about "
        more = self.needed - self.size
        remedy = f"Use {least}{self.needed:,} {self.unit}, {more:,} more, which are {more * self.points_each:,} points."
        return f"{why} {halves}{odd}{few} {remedy}"

    def _size(self, value: float) -> str:
        return f"{100 * value:.0f} %{OF_LARGEST}" if self.relative else f"{value:.2g}"


def judged(
    full: Array,
    half: Array | None,
    widths: Array,
    tolerance: float,
    *,
    size: int,
    unit: str,
    points_each: int,
    fewest: int,
    relative: bool,
    sound: bool = True,
) -> Convergence:
    """Judge indices by their intervals and by those of the first half of the sample.

    Parameters
    ----------
    full, half : array
        Indices from the whole sample and from its half; None where no half can be had.
    widths : array
        Halves of the 95 % intervals.
    tolerance : float
        Accuracy that is asked, as a share of the largest index where ``relative``.
    size, unit, points_each, fewest, relative, sound
        As in :class:`Convergence`.

    Returns
    -------
    Convergence
        The size that is needed follows from errors that fall with the root of the size; it is at least twice the size, and a power of
        two for base points, a multiple of ten for trajectories.
    """
    scale = float(abs(full).max()) if relative else 1.0
    widest = float(widths.max()) / scale
    change = float(abs(full - half).max()) / scale if half is not None else math.inf
    known = [value for value in (widest, change) if math.isfinite(value)]
    grow = min(max((max(known, default=tolerance) / tolerance) ** 2, 2.0), float(MOST))
    wanted = max(math.ceil(size * grow), fewest)
    needed = 1 << (wanted - 1).bit_length() if unit == "base points" else math.ceil(wanted / 10) * 10
    return Convergence(size, unit, widest, change, tolerance, relative, needed, points_each, fewest, sound)
