"""The page as data: what each part of it shows, in the words of a language. The browser draws it; tests read it."""

from __future__ import annotations

from dataclasses import dataclass

from ...findings.language import Words, words_of
from .levers import PLATFORM, SWITCHES
from .pace import SPEEDS
from .panel import panel_of
from .place_names import name_of
from .room import Room
from .shown_controls import controls_of
from .shown_curves import curves_of
from .shown_head import Props, head_of, saved_of, trail_of
from .shown_village import loop_of, picture_of, plan_shown


@dataclass(frozen=True)
class View:
    """What the parts of the page are given, each a plain dict.

    Attributes
    ----------
    head : dict
        Title, month, stage, menus, problem.
    controls : dict
        Scenario, seed, switches, levers.
    transport : dict
        Play, step, speed.
    plan, picture : dict
        The village: where things stand, and how they are this month.
    loop : dict
        The dial.
    curves : dict
        The charts.
    panel : dict
        The tab that is open.
    saved : dict
        A file for the browser to keep, by number; empty before the first.
    """

    head: Props
    controls: Props
    transport: Props
    plan: Props
    picture: Props
    loop: Props
    curves: Props
    panel: Props
    saved: Props


def view_of(room: Room) -> View:
    """Put a room into words and pictures."""
    words = words_of(room.language)
    return View(
        _head(room, words), controls_of(room, words), _transport(room, words), plan_shown(room, words), picture_of(room, words),
        loop_of(room, words), curves_of(room, words), panel_of(room, words), saved_of(room),
    )  # fmt: skip


def _head(room: Room, words: Words) -> Props:
    frame, alone = room.frame, room.setting.alone
    when = words.month(frame.year, frame.calendar)
    title = room.setting.parent.title if alone is None else words("country.alone", name=name_of(alone.at, words))
    return {
        **head_of(room, words, ("results", "xlsx", "csv", "stata", "scenario", "png", "svg")),
        "scenario": f"{words.known(f'scenarios.{room.setting.known}', title)} · {_linked(room, words)}",
        "when": when if frame.month else words("page.month_before", when=when),
        "progress": words("page.of_months", month=frame.month, months=frame.months),
        "share": frame.month / max(frame.months, 1),
        "stages": [{"name": words(f"stages.{k}"), "now": k == frame.stage, "past": k < frame.stage} for k in range(1, 5)],
        "trail": trail_of(alone.at, words) if alone else [],
        "lesson": room.lesson.key if room.lesson else "",
    }


def _linked(room: Room, words: Words) -> str:
    """Whether the platform links the actors, as the run stands, and who is absent."""
    absent = [words(f"actors.{actor}.name") for actor, path in SWITCHES.items() if not room.setting.value(path)]
    if room.frame.linked:
        return words("page.linked_without", actors=words.listing(absent)) if absent else words("page.linked")
    return words("page.not_yet" if room.setting.value(PLATFORM) else "page.unlinked")


def _transport(room: Room, words: Words) -> Props:
    return {
        "playing": room.playing,
        "over": room.run.over,
        "play": words("controls.pause" if room.playing else "controls.play"),
        "step": words("controls.step"),
        "year": words("controls.year"),
        "reset": words("controls.reset"),
        "keep": words("whatif.keep"),
        "speed": room.speed,
        "speeds": len(SPEEDS),
        "speed_name": words("controls.speed"),
        "speed_value": words("controls.speed_value", speed=SPEEDS[room.speed]),
        "keys": words("controls.keys"),
    }
