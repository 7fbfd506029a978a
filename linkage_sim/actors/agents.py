"""The actors as Mesa agents: who they are, what they hold, and how a new one joins (the paper's open ecology).

The five subjects that the model knows act by compiled rules, stage by stage (see :mod:`linkage_sim.actors.month`); their agents
are their faces: name, subject, balance, what they did. An actor that somebody adds is a small class with up to four stage
methods, which the model calls right after the built-in actors at each stage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import ClassVar, Protocol
from weakref import WeakKeyDictionary

import mesa

from linkage_sim.errors import LinkageError
from linkage_sim.scenario.scenario import Scenario
from linkage_sim.state.ledger import ACCOUNTS
from linkage_sim.state.world import World


class Host(Protocol):
    """What an actor may expect of the model that it lives in."""

    scenario: Scenario
    world: World

    def balance(self, account: str) -> float:
        """Return the balance of an account with its allocations, RMB."""

    def acts(self, subject: str) -> dict[str, float]:
        """Return how much a subject did at each stage last month."""


class _Numbers:
    """Counts the agents of each model, and keeps no model alive for it.

    Mesa up to 3.4 counts them in a table of the class Agent that refers to every model for ever, with all that it holds.
    """

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[object, Iterator[int]] = WeakKeyDictionary()

    def __getitem__(self, model: object) -> Iterator[int]:
        return self._of.setdefault(model, count(1))


class Actor(mesa.Agent):  # type: ignore[misc]
    """An actor of the linkage: override the stages in which it acts.

    Attributes
    ----------
    subject : str
        Which of the five subjects it belongs to: household, community, government, market or society.
    """

    subject: ClassVar[str] = "society"
    model: Host
    _ids: ClassVar[_Numbers] = _Numbers()

    def input(self) -> None:
        """Bring in needs, goals, demand or donations."""

    def integration(self) -> None:
        """Meet the others: decide, match, pledge, offer."""

    def implementation(self) -> None:
        """Deliver, build, enter, trade."""

    def feedback(self) -> None:
        """Learn, audit, adjust, publicise."""

    @property
    def name(self) -> str:
        """Name for people."""
        return type(self).__name__


def named(name: str, kinds: Sequence[type[Actor]]) -> type[Actor]:
    """Return one of the actors of a scenario's extensions by the name of its class.

    Raises
    ------
    LinkageError
        If there is none of that name.
    """
    for kind in kinds:
        if kind.__name__ == name:
            return kind
    raise LinkageError(
        f"no actor {name!r} is known. Name its module in the scenario's 'extensions' or with --with, which lets it act; "
        "in Python, give the class itself in place of its name: LinkageModel(scenario, actors=[TheClass])."
    )


class BuiltIn(Actor):
    """One of the actors whose rules are compiled."""

    account: ClassVar[str | None] = None

    @property
    def active(self) -> bool:
        """Whether the scenario lets it do its duty."""
        return bool(getattr(self.model.scenario.data.actors, self.subject).active)

    @property
    def balance(self) -> float:
        """Balance over all counties, allocations included, RMB; 0 for an actor without an account of its own."""
        if self.account is None:
            return 0.0
        return self.model.balance(self.account)

    @property
    def acts(self) -> dict[str, float]:
        """How much it did at each stage last month (see the columns ``input_household`` to ``feedback_society``)."""
        return self.model.acts(self.subject)


class HouseholdSector(BuiltIn):
    """All households: the owner of their columns."""

    subject = "household"


class VillageCommittees(BuiltIn):
    """The villages' committees: the community."""

    subject = "community"
    account = "community"


class CountyGovernments(BuiltIn):
    """The counties' governments."""

    subject = "government"
    account = "government"


class PlatformFirm(BuiltIn):
    """The online platform on which stores sell."""

    subject = "market"
    account = "market"


class Couriers(BuiltIn):
    """Courier firms, with branches in villages."""

    subject = "market"


class Telecoms(BuiltIn):
    """Telecom operators, who extend lines."""

    subject = "market"


class Suppliers(BuiltIn):
    """Suppliers' platforms, which bring goods within reach."""

    subject = "market"


class Lenders(BuiltIn):
    """Banks and online lenders."""

    subject = "market"
    account = "lenders"


class Colleges(BuiltIn):
    """Colleges, which train."""

    subject = "society"


class Charities(BuiltIn):
    """NGOs and firms' charity, which donate and pair."""

    subject = "society"
    account = "society"


class Media(BuiltIn):
    """Media, which publicise success and expose errors."""

    subject = "society"


BUILT_IN: tuple[type[BuiltIn], ...] = (
    HouseholdSector,
    VillageCommittees,
    CountyGovernments,
    PlatformFirm,
    Couriers,
    Telecoms,
    Suppliers,
    Lenders,
    Colleges,
    Charities,
    Media,
)
assert all(kind.account is None or kind.account in ACCOUNTS for kind in BUILT_IN)
