"""The curves as small drawings: one run, the ghost, the class's band, and the evidence points of Junpu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite

from ..style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILLION
from ..targets import Target
from .ghost import Band

WIDTH, YEARS = 420.0, 17.0  # the years stand below the last chart only
TALL, LOW = 104.0, 84.0
"""Heights of a chart: of three, which leave room below them, and of all five."""
LEFT, RIGHT, TOP, BOTTOM = 58.0, 8.0, 7.0, 7.0
COLOURS = {"stores": BLUE, "online_households": GREEN, "headcount": BLACK, "inclusion_error": ORANGE, "exclusion_error": PURPLE,
           "spending": VERMILLION, "taobao_villages": GREY, "listed_villages": VERMILLION, "poor_people": BLACK}  # fmt: skip

INKS = {ORANGE: "#8f5f00", PURPLE: "#99407a"}
"""Darker shades of colours that are too pale for letters on white."""


@dataclass(frozen=True)
class Line:
    """One measure in a chart: the run, its ghost and the bands of the class."""

    column: str
    values: Sequence[float]
    ghost: Sequence[float] = ()
    band: Band | None = None
    ghost_band: Band | None = None

    @property
    def highest(self) -> float:
        """The highest value that is drawn."""
        bands = [band.highest for band in (self.band, self.ghost_band) if band is not None]
        return max((value for some in (self.values, self.ghost, *bands) for value in some if isfinite(value)), default=0.0)


@dataclass(frozen=True)
class Point:
    """An evidence point: months between which it held, its value (the upper end of a range), its lower end and its label."""

    start: float
    end: float
    value: float
    low: float
    label: str


def points_of(targets: Sequence[Target], column: str, start: str, months: int, write: Callable[[float], str]) -> list[Point]:
    """Evidence about a measure that lies within the run."""
    begin = int(start[:4]) * 12 + int(start[5:7]) - 1
    found = []
    for target in targets:
        if target.measure != column:
            continue
        first, last = ((when.year * 12 + when.month - 1 - begin) + when.day / 31 for when in (target.start, target.end))
        if first >= 0 and last <= months:
            found.append(Point(first, last, target.value, target.low, target.told(write)))
    return found


def chart(
    lines: Sequence[Line], months: int, start: str, write: Callable[[float], str], points: Sequence[Point] = (), label: str = "",
    least: float = 1e-9, years: bool = False, height: float = TALL,
) -> str:  # fmt: skip
    """Draw a chart as SVG.

    Parameters
    ----------
    lines : sequence of Line
        One or two measures.
    months : int
        Length of the run, and of the time axis.
    start : str
        First month, YYYY-MM.
    write : callable
        Writes a value on the axis.
    points : sequence of Point
        Evidence.
    label : str
        What a screen reader says.
    least : float
        The least that the axis reaches to.
    years : bool
        Whether the years are written below.
    height : float
        Height without these years.
    """
    top = _round_up(max([line.highest for line in lines] + [point.value * 1.08 for point in points] + [least]))
    scale = _Scale(months, top, height)
    parts = [_grid(scale, start, write, years)]
    for line in lines:
        parts += _drawn(line, scale)
    parts += [_evidence(point, scale) for point in points]
    box, name = f"0 0 {WIDTH:g} {height + YEARS * years:g}", escape(label, quote=True)
    return f'<svg viewBox="{box}" class="chart" role="img" aria-label="{name}">{"".join(parts)}</svg>'


@dataclass(frozen=True)
class _Scale:
    months: int
    top: float
    height: float

    def x(self, month: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * month / max(self.months, 1), 1)

    def y(self, value: float) -> float:
        return round(self.height - BOTTOM - (self.height - TOP - BOTTOM) * min(max(value, 0.0), self.top) / self.top, 1)

    def path(self, values: Sequence[float]) -> str:
        """A line through the ends of the months; broken where a value is missing."""
        told, pen = [], "M"
        for month, value in enumerate(values, 1):
            if isfinite(value):
                told.append(f"{pen}{self.x(month):g} {self.y(value):g}")
                pen = "L"
            else:
                pen = "M"
        return "".join(told)

    def area(self, low: Sequence[float], high: Sequence[float]) -> str:
        """A closed band between two lines."""
        up = self.path(high)
        back = "".join(f"L{self.x(month):g} {self.y(low[month - 1]):g}" for month in range(len(low), 0, -1))
        return f"{up}{back}Z" if up else ""


def _drawn(line: Line, scale: _Scale) -> list[str]:
    colour = COLOURS[line.column]
    parts = []
    if line.ghost_band is not None:
        parts += _band(line.ghost_band, scale, GREY)
    if line.band is not None:
        parts += _band(line.band, scale, colour)
    if len(line.ghost):
        dashes = f'stroke="{GREY}" stroke-width="1.8" stroke-dasharray="5 3"'
        parts.append(f'<path class="ghost" d="{scale.path(line.ghost)}" fill="none" {dashes}/>')
    if len(line.values):
        parts.append(f'<path class="run" d="{scale.path(line.values)}" fill="none" stroke="{colour}" stroke-width="2.6"/>')
        last = line.values[-1]
        if isfinite(last):
            parts.append(f'<circle cx="{scale.x(len(line.values)):g}" cy="{scale.y(last):g}" r="4" fill="{colour}"/>')
    return parts


def _band(band: Band, scale: _Scale, colour: str) -> list[str]:
    wide = f'<path class="spread" d="{scale.area(band.lowest, band.highest)}" fill="{colour}" opacity="0.10"/>'
    narrow = f'<path class="band" d="{scale.area(band.low, band.high)}" fill="{colour}" opacity="0.38"/>'
    return [wide, narrow]


def _grid(scale: _Scale, start: str, write: Callable[[float], str], years: bool) -> str:
    year, month = int(start[:4]), int(start[5:7])
    lines = [
        f'<line x1="{LEFT:g}" x2="{WIDTH - RIGHT:g}" y1="{scale.y(value):g}" y2="{scale.y(value):g}" class="grid"/>'
        for value in (0.0, scale.top / 2, scale.top)
    ]
    lines += [
        f'<text x="{LEFT - 6:g}" y="{scale.y(value) + 5:g}" class="tick" text-anchor="end">{escape(write(value))}</text>'
        for value in (0.0, scale.top)
    ]
    begins = [(year + k, 12 * k - month + 1) for k in range(scale.months // 12 + 2)]
    shown = [(name, at) for name, at in begins if 0 <= at <= scale.months]
    every = max(1, -(-len(shown) // 7))
    for name, at in shown[::every]:
        lines.append(f'<line x1="{scale.x(at):g}" x2="{scale.x(at):g}" y1="{TOP:g}" y2="{scale.height - BOTTOM:g}" class="grid"/>')
        if years and at < scale.months - 3:
            lines.append(f'<text x="{scale.x(at) + 3:g}" y="{scale.height + YEARS - 4:g}" class="tick">{name}</text>')
    return "".join(lines)


def _evidence(point: Point, scale: _Scale) -> str:
    x, y = (scale.x(point.start) + scale.x(point.end)) / 2, scale.y(point.value)
    first, last = scale.x(point.start), scale.x(point.end)
    bar = f'<line x1="{first:g}" x2="{last:g}" y1="{y:g}" y2="{y:g}" stroke="{BLACK}" stroke-width="1.4"/>'
    mark = f'<path d="M{x:g} {y - 5:g}l5 5l-5 5l-5 -5z" fill="white" stroke="{BLACK}" stroke-width="1.6"/>'
    if point.low < point.value:
        height = scale.y(point.low) - y
        mark = (
            f'<rect x="{first:g}" y="{y:g}" width="{last - first:g}" height="{height:g}" fill="none" stroke="{BLACK}" stroke-width="1.4"/>'
        )
    at = scale.x(point.start) - 8
    return f'<g class="evidence">{bar}{mark}<text x="{at:g}" y="{y + 4:g}" class="proof" text-anchor="end">{escape(point.label)}</text></g>'


def _round_up(value: float) -> float:
    """The next round number, so that the axis does not move with every month."""
    ten = 10.0 ** len(f"{int(value)}") if value >= 1 else 1.0
    while ten / 10 >= value:
        ten /= 10
    return next(part * ten for part in (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0) if part * ten >= value * 0.9999)
