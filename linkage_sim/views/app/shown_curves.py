"""The curves as data: five charts with their present values, the ghost, the class's bands and the evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from math import nan
from typing import Any

from ...findings.language import Words
from ...scenario.evidence import Evidence
from ..targets import Target, targets_for
from .curves import COLOURS, INKS, LOW, TALL, Line, chart, points_of
from .ghost import Band, Crowd
from .room import Room

CHARTS: dict[str, tuple[str, ...]] = {
    "stores": ("stores",),
    "online_households": ("online_households",),
    "headcount": ("headcount",),
    "register": ("exclusion_error", "inclusion_error"),
    "spending": ("spending",),
}
LEAST = {"stores": 20.0, "online_households": 20.0, "headcount": 0.05, "register": 0.2, "spending": 5000.0}
SHARES = ("headcount", "inclusion_error", "exclusion_error")
OF_THE_REGISTER = ("inclusion_error", "exclusion_error")
COUNTED = {"inclusion_error": "registered_households", "exclusion_error": "poor_households"}
FEW = 20
"""Of fewer households than that, a share is told as a count."""


def curves_of(room: Room, words: Words) -> dict[str, Any]:
    """All charts."""
    keys = _wanted(room)
    return {
        "charts": [_chart(key, room, words, key == keys[-1], LOW if room.all_curves else TALL) for key in keys],
        "month": room.run.month,
        "all": room.all_curves,
        "more": words("curves.fewer" if room.all_curves else "curves.more"),
        "ghost": words("curves.ghost") if room.beside.ghost else "",
        "evidence": words("curves.evidence") if _targets(room.setting.parent.name) else "",
    }


def writer(column: str, words: Words) -> Callable[[float], str]:
    """How values of a column are written."""
    return words.percent if column in SHARES else words.amount


def difference_writer(column: str, words: Words) -> Callable[[float], str]:
    """How differences of values of a column are written: those of shares in points."""
    return words.points if column in SHARES else words.amount


def _wanted(room: Room) -> list[str]:
    """All charts where they are asked for; else three of them, so that these and what stands below them can be read from afar."""
    if room.all_curves:
        return list(CHARTS)
    about_the_list = room.tab == "lesson" and room.lesson is not None and room.lesson.column in OF_THE_REGISTER
    return ["online_households", "headcount", "register"] if about_the_list else ["stores", "online_households", "headcount"]


def _chart(key: str, room: Room, words: Words, last: bool, height: float) -> dict[str, Any]:
    columns, start, months = CHARTS[key], room.setting.scenario.start, room.frame.months
    write = writer(columns[0], words)
    lines = [_line(column, room) for column in columns]
    points = points_of(_targets(room.setting.parent.name), columns[0], start, months, write)
    name = words(f"curves.{key}")
    return {
        "key": key,
        "name": name,
        "values": [_value(line, _counting(line.column, room, words) or write, key, words) for line in lines],
        "delta": _delta(lines[0], words) if len(lines) == 1 else "",
        "svg": chart(lines, months, start, write, points, name, LEAST[key], last, height),
    }


def _counting(column: str, room: Room, words: Words) -> Callable[[float], str] | None:
    """How a share of a few households is written: as so many of so many."""
    of = room.frame.series[COUNTED[column]][-1:] if column in COUNTED else ()
    if not of or of[0] >= FEW:
        return None
    return lambda share: words("curves.of", some=round(share * of[0]), all=round(of[0]))


def _value(line: Line, write: Callable[[float], str], key: str, words: Words) -> dict[str, str]:
    last = line.values[-1] if line.values else nan
    ink = INKS.get(COLOURS[line.column], COLOURS[line.column])
    name = {"inclusion_error": words("curves.inclusion"), "exclusion_error": words("curves.exclusion")}.get(line.column, "")
    if key == "register" and last != last:
        return {"colour": ink, "text": "", "name": words("curves.no_register") if line.column == "exclusion_error" else ""}
    return {"colour": ink, "text": write(last) if last == last else "", "name": name}


def _delta(line: Line, words: Words) -> str:
    """The difference from the ghost this month."""
    if not line.ghost or not line.values or len(line.ghost) < len(line.values):
        return ""
    difference = line.values[-1] - line.ghost[len(line.values) - 1]
    sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else "±"
    return words("curves.against", difference=f"{sign}{difference_writer(line.column, words)(abs(difference))}")


def _line(column: str, room: Room) -> Line:
    frame, ghost = room.frame, room.beside.ghost
    values = _known(column, frame.series[column], frame.series["registered_households"])
    kept: tuple[float, ...] = ()
    if ghost is not None:
        kept = _known(column, ghost.upto(column, frame.month), ghost.series["registered_households"])
    return Line(column, values, kept, _band(room.beside.crowd, column), _band(room.beside.ghosts if ghost else None, column))


def _known(column: str, values: Sequence[float], registered: Sequence[float]) -> tuple[float, ...]:
    """Errors of a register are not known before there is one."""
    if column not in OF_THE_REGISTER:
        return tuple(values)
    begun = next((month for month, count in enumerate(registered) if count > 0), len(registered))
    return tuple(nan if month < begun else value for month, value in enumerate(values))


def _band(crowd: Crowd | None, column: str) -> Band | None:
    return crowd.band(column) if crowd is not None and len(crowd) else None


@cache
def _targets(name: str) -> list[Target]:
    return targets_for(name, Evidence.load())
