"""The worlds of a handout: Junpu with every choice of who takes part, and what the five lessons load beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from ...errors import LinkageError
from ...scenario import Scenario
from ..app.lessons import LESSONS, Lesson
from ..app.levers import PLATFORM, SWITCHES
from ..app.setting import FIRST, Setting

PLAYERS: dict[str, str] = {**SWITCHES, "platform": PLATFORM}
"""Who may be switched off, and the path of the switch."""


@dataclass(frozen=True)
class World:
    """A setting that is recorded.

    Attributes
    ----------
    key : str
        Its name in the page: who takes part, as a number whose bit ``k`` stands for player ``k``, or a lesson's name.
    setting : Setting
        Scenario and changes.
    """

    key: str
    setting: Setting

    def scenario(self, months: int | None) -> Scenario:
        """What is played, of another length where one is wanted."""
        scenario = self.setting.scenario
        return scenario if months is None else scenario.with_overrides({"months": months})


def worlds(vary: Sequence[str], lessons: Sequence[Lesson]) -> list[World]:
    """All worlds, each once: every choice of the players that vary, then what lessons need beside.

    Parameters
    ----------
    vary : sequence of str
        Players that may be switched off.
    lessons : sequence of Lesson
        Lessons that are held.

    Raises
    ------
    LinkageError
        If there is no such player.
    """
    for name in vary:
        if name not in PLAYERS:
            raise LinkageError(f"There is no actor '{name}' to vary; choose from {', '.join(PLAYERS)}.")
    choices = product(*((True, False) if player in vary else (True,) for player in PLAYERS))
    found = {setting: World(key_of(choice), setting) for choice in choices for setting in [_setting(choice)]}
    for lesson in lessons:
        for setting, name in ((lesson.setting, lesson.key), (lesson.other, f"{lesson.key}-other")):
            if setting is not None and setting not in found:
                found[setting] = World(name, setting)
    return list(found.values())


def key_of(choice: Sequence[bool]) -> str:
    """Name of a world by who takes part, in the order of the players."""
    return str(sum(1 << k for k, takes_part in enumerate(choice) if takes_part))


def held(months: int | None) -> list[Lesson]:
    """Lessons whose answer lies within runs of a length."""
    return [lesson for lesson in LESSONS if lesson.month <= (lesson.setting.scenario.months if months is None else months)]


def _setting(choice: Sequence[bool]) -> Setting:
    setting = Setting(FIRST)
    for path, takes_part in zip(PLAYERS.values(), choice, strict=True):
        setting = setting.changed(path, takes_part)
    return setting
