"""Five prepared lessons: a sentence to read, a prediction to make, and the setting that is loaded. Their words are in the catalogues."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from .ghost import Ghost
from .setting import Setting

HELP_TO_START = ("programmes.training.capacity", "programmes.mentoring.capacity", "programmes.startup_loan.capacity")


@dataclass(frozen=True)
class Lesson:
    """A prepared lesson.

    Attributes
    ----------
    key : str
        Under which the catalogues have its words.
    name : str
        Scenario that it is about.
    changes : dict
        What is set, by path.
    beside : dict or None
        What the run has that it is compared with, kept as a ghost; None where there is none.
    column : str
        What the prediction is about.
    month : int
        Month, from 1, at which the prediction is held against the run.
    limits : tuple of float
        Where one answer ends and the next begins: of the value itself, or of its ratio to the ghost's.
    """

    key: str
    name: str
    changes: dict[str, Any]
    beside: dict[str, Any] | None
    column: str
    month: int
    limits: tuple[float, ...]

    @property
    def setting(self) -> Setting:
        """What is loaded."""
        return _with(self.name, self.changes)

    @property
    def other(self) -> Setting | None:
        """What it is compared with."""
        return None if self.beside is None else _with(self.name, self.beside)

    @property
    def answers(self) -> int:
        """How many answers there are to choose from."""
        return len(self.limits) + 1

    def measured(self, series: tuple[float, ...], ghost: Ghost | None) -> tuple[int, float] | None:
        """Which answer the run gives, and the value or ratio that decides; None before the month has come."""
        if len(series) < self.month or (self.beside is not None and ghost is None):
            return None
        value = series[self.month - 1]
        if ghost is not None and self.beside is not None:
            before = ghost.series[self.column][self.month - 1]
            value = value / before if before else float(value > 0) * 10.0 + float(value == before)
        return bisect_right(self.limits, value), value


LESSONS: tuple[Lesson, ...] = (
    Lesson("takeoff", "junpu", {}, None, "online_households", 36, (100, 250)),
    Lesson("missing", "junpu", {"actors.market.active": False}, {}, "stores", 36, (0.3, 0.7)),
    Lesson("linked", "junpu", {"platform.on": False}, {"platform.on": True}, "online_households", 30, (0.5, 0.9)),
    Lesson(
        "handouts", "junpu",
        {**dict.fromkeys(HELP_TO_START, 0.0), "programmes.subsistence.capacity": 60.0},
        {"programmes.subsistence.capacity": 0.0}, "poor_people", 30, (0.9, 1.1),
    ),
    Lesson(
        "list", "base",
        {"actors.community.kin_favour": 1.0, "actors.government.audit": 0.0, "actors.society.supervise": 0.0},
        {"actors.community.kin_favour": 0.0, "actors.government.audit": 0.1, "actors.society.supervise": 0.05},
        "inclusion_error", 43, (0.9, 1.1),  # the last month before the look-back, which nobody is spared
    ),
)  # fmt: skip


def lesson_of(key: str) -> Lesson | None:
    """The lesson of a key, if there is one."""
    return next((lesson for lesson in LESSONS if lesson.key == key), None)


def _with(name: str, changes: dict[str, Any]) -> Setting:
    setting = Setting(name)
    for path, value in changes.items():
        setting = setting.changed(path, value)
    return setting
