"""The page as data where one looks at a country: head, time, what is played, the map, the curves, the places by rank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from ....experiments.calibration.targets import Target, has_targets, targets_of
from ....findings.language import Words, words_of
from ....findings.numbers import short
from ....scenario.evidence import Evidence
from ....scenario.nation import ALL
from ..address import address_of
from ..curves import COLOURS, INKS, TALL, Line, Point, chart
from ..frame import calendar_of
from ..pace import SPEEDS
from ..place_names import name_of
from ..shown_controls import scenarios_shown
from ..shown_head import Props, head_of, saved_of, trail_of
from .atlas import THINS, Atlas
from .part_run import KEPT
from .shown_map import amounts_of, map_of, measures_of, table_of

CHARTS = {"taobao": ("listed_villages", "taobao_villages"), "stores": ("stores",), "poor_people": ("poor_people",)}
LEAST = {"taobao": 10.0, "stores": 100.0, "poor_people": 100.0}
MOST_LISTED = 200
MINUTE = 90.0


@dataclass(frozen=True)
class AtlasView:
    """What the parts of the page are given, each a plain dict; see :class:`linkage_sim.views.app.view.View`."""

    head: Props
    controls: Props
    transport: Props
    map: Props
    curves: Props
    places: Props
    saved: Props


def atlas_view(atlas: Atlas, first: str) -> AtlasView:
    """Put a country into words and pictures."""
    words = words_of(atlas.language)
    return AtlasView(
        _head(atlas, words), _controls(atlas, first, words), _transport(atlas, words), map_of(atlas, words), _curves(atlas, words),
        _places(atlas, words), saved_of(atlas),
    )  # fmt: skip


def _when(atlas: Atlas, words: Words) -> str:
    when = words.month(*calendar_of(atlas.run.scenario.start, max(atlas.month - 1, 0)))
    return when if atlas.month else words("page.month_before", when=when)


def _head(atlas: Atlas, words: Words) -> Props:
    return {
        **head_of(atlas, words, ("scenario",)),
        "scenario": name_of(atlas.at, words),
        "when": _when(atlas, words),
        "progress": words("page.of_months", month=atlas.month, months=atlas.run.months),
        "share": atlas.month / max(atlas.run.months, 1),
        "stages": [],
        "trail": trail_of(atlas.at, words),
        "lesson": "",
    }


def _controls(atlas: Atlas, first: str, words: Words) -> Props:
    level = atlas.at.level
    choices = [{"act": "measure", "name": words("country.measure"), "value": atlas.measure, "options": measures_of(words)}]
    if level in atlas.thins:
        known = sorted({*THINS, atlas.thins[level]}, reverse=True)
        options = [{"value": str(k), "name": words("country.thinned", count=k) if k > 1 else words("country.full")} for k in known]
        choices.append({"act": "thin", "name": words("country.thin"), "value": str(_thin(atlas)), "options": options})
    borrowed = level == "province" and atlas.run is atlas.runs.get("")
    return {
        "scenarios": scenarios_shown(first, atlas.setting.name, words), "seed": atlas.setting.seed, "villages": [], "choices": choices,
        "switches": [], "groups": [], "changed": 0, "note": _beforehand(atlas, borrowed, words),
        "own": words("country.own", name=name_of(atlas.at, words)) if borrowed else "",
        "words": {key: words(f"controls.{key}") for key in ("scenario", "seed", "switches", "levers", "undo", "village")},
    }  # fmt: skip


def _thin(atlas: Atlas) -> int:
    nation = atlas.run.scenario.nation
    return nation.thin if nation else 1


def _beforehand(atlas: Atlas, borrowed: bool, words: Words) -> str:
    """What is played, and how long it takes; said before it begins."""
    run = atlas.run
    if borrowed:
        return words("country.borrowed", count=_thin(atlas))
    if run.households is None:
        return words("country.counting")
    thin = words("country.thinned_told", count=_thin(atlas)) if _thin(atlas) > 1 else words(f"country.full_{atlas.at.level}")
    takes = words("country.takes", size=words.amount(run.households), duration=_duration(run.seconds_left, words))
    return f"{thin} {takes}" if run.model is None else thin


def _duration(seconds: float, words: Words) -> str:
    if seconds < MINUTE:
        return words("country.seconds", count=max(round(seconds / 5) * 5, 5))
    return words("country.minutes", count=round(seconds / 60))


def _transport(atlas: Atlas, words: Words) -> Props:
    run = atlas.run
    return {
        "playing": atlas.playing,
        "over": atlas.month >= run.months,
        "play": words("controls.pause" if atlas.playing else "controls.play"),
        "step": words("controls.step"), "year": words("controls.year"), "reset": words("controls.reset"), "keep": "",
        "speed": atlas.speed, "speeds": len(SPEEDS), "speed_name": words("controls.speed"),
        "speed_value": words("controls.speed_value", speed=SPEEDS[atlas.speed]),
        "scrub": {
            "name": words("country.scrub"), "month": atlas.month, "months": run.months, "done": run.done, "when": _when(atlas, words),
            "told": _played(atlas, words), "stop": words("country.stop") if run.done < run.until else "",
        },
    }  # fmt: skip


def _played(atlas: Atlas, words: Words) -> str:
    run = atlas.run
    if run.over:
        return words("country.all_played")
    if run.done >= run.until:
        return words("country.played", done=run.done, months=run.months)
    if run.model is None or not run.done:
        return words("country.drawing")
    left = run.seconds_left * (run.until - run.done) / (run.months - run.done)
    return words("country.playing", done=run.done, months=run.months, duration=_duration(left, words))


# ---------------------------------------------------------------- curves, places


def _curves(atlas: Atlas, words: Words) -> Props:
    """The place that is looked at over the months, beside what was counted."""
    table = table_of(atlas)
    series = {
        name: tuple(table.values[: atlas.month, :, KEPT.index(name)].sum(axis=1).tolist()) for names in CHARTS.values() for name in names
    }
    targets, axis = _targets(atlas), partial(short, language=words.language)
    charts = []
    for key, columns in CHARTS.items():
        lines = [Line(name, series[name]) for name in columns]
        points = [_point(target, atlas, words) for target in targets if target.column in columns]
        name = words(f"country.charts.{key}")
        last = key == list(CHARTS)[-1]
        svg = chart(lines, atlas.run.months, atlas.run.scenario.start, axis, points, name, LEAST[key], last, TALL)
        charts.append({"key": key, "name": name, "values": [_value(line, words) for line in lines], "delta": "", "svg": svg})
    return {"charts": charts, "all": False, "more": "", "ghost": "", "evidence": words("country.evidence") if targets else ""}


def _value(line: Line, words: Words) -> dict[str, str]:
    ink = INKS.get(COLOURS[line.column], COLOURS[line.column])
    name = words.known(f"country.lines.{line.column}", "")
    return {"colour": ink, "text": words.amount(round(line.values[-1])) if line.values else "", "name": name}


def _targets(atlas: Atlas) -> list[Target]:
    """What was counted of the place, where the country is whole."""
    if ALL not in atlas.nation.only or atlas.at.level == "county":
        return []
    return [target for target in _all_targets(atlas.setting.parent.name) if target.place == atlas.at.province]


@cache
def _all_targets(name: str) -> list[Target]:
    return targets_of(name, Evidence.load()) if has_targets(name) else []


def _point(target: Target, atlas: Atlas, words: Words) -> Point:
    begin = _running(atlas.run.scenario.start)
    first, last = _running(target.first) - begin, _running(target.last) + 1 - begin
    return Point(first, last, target.value, target.least, words.amount(target.value))


def _running(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _places(atlas: Atlas, words: Words) -> Props:
    """The places below the one that is looked at, those with most first."""
    amounts = amounts_of(atlas, atlas.measure)
    ranked = sorted(amounts, key=lambda name: (-amounts[name], name))[:MOST_LISTED]
    level = atlas.at.level
    rows: list[dict[str, Any]] = [
        {"to": address_of(name).text, "name": name_of(address_of(name), words), "amount": words.amount(round(amounts[name], 1))}
        for name in ranked
    ]
    return {
        "title": words(f"country.below_{level}"), "measure": words(f"country.measures.{atlas.measure}"), "rows": rows,
        "sum": words.amount(round(sum(amounts.values()))) if amounts else "", "sum_name": words("country.sum"),
        "none": words("country.press"), "hint": words(f"country.hint_{level}"),
    }  # fmt: skip
