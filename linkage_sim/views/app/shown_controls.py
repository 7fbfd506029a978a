"""The left side of the page as data: scenario, seed, who takes part, and a slider for every lever."""

from __future__ import annotations

from typing import Any

from ...findings.language import Words
from ..style import ACTOR_COLOURS
from .changes import lever_name, value_shown
from .levers import PLATFORM, SWITCHES, Lever, levers, payer_of
from .room import Room
from .run import place_name
from .setting import Setting, offered

PLATFORM_COLOUR = "#444444"


def controls_of(room: Room, words: Words) -> dict[str, Any]:
    """Scenario, seed, switches and levers with their values in words."""
    setting = room.setting
    groups = levers(setting, place_name(setting.parent, room.run.village))
    names = room.run.model.village_names
    return {
        "scenarios": scenarios_shown(room.first, setting.name, words),
        "choices": [],
        "note": "",
        "seed": setting.seed,
        "villages": [{"number": k, "name": name, "on": k == room.run.village} for k, name in enumerate(names)] if len(names) > 1 else [],
        "switches": [_switch(actor, path, setting, words) for actor, path in (*SWITCHES.items(), ("platform", PLATFORM))],
        "groups": [_group(group, some, setting, words) for group, some in groups.items() if some],
        "changed": len(setting.changes),
        "words": {key: words(f"controls.{key}") for key in ("scenario", "seed", "switches", "levers", "undo", "village", "on", "off")}
        | {"changed": words("controls.changed", count=len(setting.changes))},
    }


def scenarios_shown(first: str, chosen: str, words: Words) -> list[dict[str, Any]]:
    """The scenarios that the page offers."""
    return [
        {"name": name, "title": words.known(f"scenarios.{name}", title), "on": name == chosen} for name, title in offered(first).items()
    ]


def _switch(actor: str, path: str, setting: Setting, words: Words) -> dict[str, Any]:
    name = words("platform.name") if actor == "platform" else words(f"actors.{actor}.name")
    colour = ACTOR_COLOURS.get(actor, PLATFORM_COLOUR)
    return {"path": path, "name": name, "colour": colour, "on": bool(setting.value(path)), "actor": actor}


def _group(group: str, some: list[Lever], setting: Setting, words: Words) -> dict[str, Any]:
    changed = sum(1 for lever in some if setting.value(lever.path) != setting.original(lever.path))
    return {
        "key": group,
        "name": words(f"groups.{group}"),
        "colour": ACTOR_COLOURS.get(group, PLATFORM_COLOUR),
        "changed": changed,
        "levers": [_shown(lever, setting, words) for lever in some],
    }


def _shown(lever: Lever, setting: Setting, words: Words) -> dict[str, Any]:
    value, original = setting.value(lever.path), setting.original(lever.path)
    colour = ACTOR_COLOURS[payer_of(setting, lever.path)] if lever.path.startswith("programmes.") else ""
    return {
        "path": lever.path,
        "name": lever_name(lever.path, words),
        "text": _meaning(lever, words),
        "value": value,
        "shown": value_shown(lever, value, words),
        "original": words("controls.original", value=value_shown(lever, original, words)),
        "changed": value != original,
        "low": lever.low,
        "high": lever.high,
        "step": lever.step,
        "colour": colour,
        "choices": [{"value": choice, "name": words.known(f"choices.{choice}", choice)} for choice in lever.choices],
    }


def _meaning(lever: Lever, words: Words) -> str:
    """The one sentence of the declaration, in the catalogue's translation where it has one."""
    return words.known(f"meanings.{lever.declared.replace('*.', '')}", lever.text)
