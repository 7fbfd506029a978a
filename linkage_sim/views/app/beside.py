"""What stands beside the run that is watched: a ghost kept for comparison, and the class's runs with and without the change."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from .ghost import Crowd, Ghost, ghost_of
from .setting import Setting

MOST_ASKED = 100


class Order(NamedTuple):
    """A batch of the class's runs to be made: the crowds as they stand, and how many to add."""

    crowd: Crowd
    ghosts: Crowd | None
    more: int

    def made(self) -> Order:
        """The crowds with the batch; the ghost's catches up with the run's."""
        crowd = self.crowd.grown(self.more) if self.more else self.crowd
        ghosts = self.ghosts
        behind = [seed for seed in crowd.seeds if seed not in ghosts.seeds] if ghosts is not None else []
        if ghosts is not None and behind:
            ghosts = ghosts.joined(behind)
        return Order(crowd, ghosts, self.more)


class Beside:
    """The ghost, the class's runs of the present setting and those of the ghost's.

    Attributes
    ----------
    ghost : Ghost or None
        The run that was kept.
    crowd, ghosts : Crowd or None
        The class's runs without and with the ghost's setting.
    growing : int
        Runs that were asked for and are not made yet.
    """

    def __init__(self) -> None:
        self.ghost: Ghost | None = None
        self.crowd: Crowd | None = None
        self.ghosts: Crowd | None = None
        self.growing = 0

    def keep(self, setting: Setting, month: int) -> None:
        """Keep a setting's run as a ghost, and the class's runs of it with it."""
        self.ghost, self.ghosts = ghost_of(setting, month), self.crowd

    def show(self, other: Setting | None) -> None:
        """Have the run of another setting as the ghost, or none."""
        self.ghost, self.ghosts = None if other is None else ghost_of(other, 0), None

    def drop(self) -> None:
        """Drop the ghost."""
        self.ghost = self.ghosts = None

    def move(self) -> None:
        """The setting changes: the class's runs are not of it."""
        self.crowd, self.growing = None, 0

    def ask(self, count: int) -> None:
        """Ask for more runs of the class."""
        self.growing = min(self.growing + max(count, 1), MOST_ASKED)

    def clear(self) -> None:
        """Send the class home."""
        self.crowd = self.ghosts = None
        self.growing = 0

    def order(self, setting: Setting) -> Order:
        """The next batch for a setting."""
        crowd = self.crowd.at(setting.seed) if self.crowd is not None else Crowd(setting)
        return Order(crowd, self._ghosts(setting), max(min(crowd.batch(self.growing), self.growing), 0))

    def take(self, order: Order) -> None:
        """Take in a batch that was made; nothing more is asked for where none could be added."""
        self.crowd, self.ghosts = order.crowd, order.ghosts
        self.growing = max(self.growing - order.more, 0) if order.more else 0

    def _ghosts(self, setting: Setting) -> Crowd | None:
        """The class's runs of the ghost's setting, with the seeds of the present one."""
        if self.ghost is None:
            return None
        mine = replace(self.ghost.setting, seed=setting.seed)
        ghosts = self.ghosts.at(setting.seed) if self.ghosts is not None else None
        return ghosts if ghosts is not None and ghosts.setting == mine else Crowd(mine)
