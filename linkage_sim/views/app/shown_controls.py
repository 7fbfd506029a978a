"""The left side of the page as data: scenario, seed, who takes part, and a slider for every lever."""

from __future__ import annotations

from typing import Any

from ...findings.language import Words
from ..style import ACTOR_COLOURS
from .levers import PLATFORM, SWITCHES, Lever, levers, payer_of
from .room import Room
from .run import place_name
from .setting import Setting, offered

PLATFORM_COLOUR = "#444444"
SHARES = ("share", "chance per month", "share per month", "per month")


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


def value_shown(lever: Lever, value: Any, words: Words) -> str:
    """A lever's value as it is printed beside its slider, with its unit."""
    if lever.choices:
        return words.known(f"choices.{value}", str(value))
    unit = words.known(f"units.{lever.unit}", lever.unit)
    if lever.unit in SHARES:
        return f"{words.percent(float(value))} {unit}".strip()
    return f"{words.amount(float(value))} {unit}".strip()


def lever_name(path: str, words: Words) -> str:
    """Name of a lever or a switch; places go without their name."""
    parts = path.split(".")
    if path == PLATFORM:
        return words("platform.name")
    if path in SWITCHES.values():
        return words(f"actors.{parts[1]}.name")
    key = ".".join([parts[0], *parts[2:]]) if parts[0] == "places" else path
    return words.known(f"levers.{key}", parts[-1])


def change_shown(path: str, setting: Setting, place: str, words: Words) -> str:
    """A changed value in words, such as "Market: off"."""
    known = {lever.path: lever for some in levers(setting, place).values() for lever in some}
    value = setting.value(path)
    if path in known:
        shown = value_shown(known[path], value, words)
    else:
        shown = words("controls.on" if value else "controls.off") if isinstance(value, bool) else str(value)
    return words("whatif.changed", name=lever_name(path, words), value=shown)


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
