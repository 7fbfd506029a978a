"""What can be changed on the page, and changes of it, in words."""

from __future__ import annotations

from typing import Any

from ...findings.language import Words
from .levers import PLATFORM, SWITCHES, Lever, levers
from .setting import Setting

SHARES = ("share", "chance per month", "share per month", "per month")


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
