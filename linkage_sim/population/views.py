"""Light views of single rows, made on demand: for the browser, for notebooks, for tests, for the curious."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from linkage_sim.scenario.programmes import NEEDS

from .state import AWARE, CARD, CONNECTED, INDICATORS, VILLAGE_TYPE, Households, World


class RowView:
    """One row of a world, read and written through attributes."""

    __slots__ = ("_world", "row")

    def __init__(self, world: World, row: int) -> None:
        object.__setattr__(self, "_world", world)
        object.__setattr__(self, "row", row)

    _world: World
    row: int


class HouseholdView(RowView):
    """One household: every column as an attribute, and what its bits mean.

    Attributes are those of :class:`linkage_sim.population.state.Households`, with their units.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name not in Households._fields:
            raise AttributeError(f"a household has no {name!r}; it has {', '.join(Households._fields)}")
        return getattr(self._world.households, name)[self.row].item()

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in Households._fields:
            raise AttributeError(f"a household has no {name!r} to set; it has {', '.join(Households._fields)}")
        getattr(self._world.households, name)[self.row] = value

    @property
    def needs(self) -> tuple[str, ...]:
        """What it lacks, by name."""
        return tuple(name for k, name in enumerate(NEEDS) if self.need >> k & 1)

    @property
    def deprivations(self) -> tuple[str, ...]:
        """In which of the ten indicators it is deprived."""
        return tuple(name for k, name in enumerate(INDICATORS) if self.deprived >> k & 1)

    @property
    def aware(self) -> bool:
        """Whether it knows of online shops."""
        return bool(self.flags & AWARE)

    @property
    def connected(self) -> bool:
        """Whether it has broadband."""
        return bool(self.flags & CONNECTED)

    @property
    def registered(self) -> bool:
        """Whether it holds a card."""
        return bool(self.card & CARD)

    def __repr__(self) -> str:
        return f"<household {self.row}: {self.size} persons, {self.income:.0f} RMB a head, {self.stores} stores>"


class VillageView(RowView):
    """One village: every field of its record as an attribute (see ``linkage_sim.population.state.VILLAGE_TYPE``)."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        names = VILLAGE_TYPE.names or ()
        if name not in names:
            raise AttributeError(f"a village has no {name!r}; it has {', '.join(names)}")
        return self._world.villages[name][self.row].item()

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in (VILLAGE_TYPE.names or ()):
            raise AttributeError(f"a village has no {name!r} to set")
        self._world.villages[name][self.row] = value

    def __repr__(self) -> str:
        return f"<village {self.row}: {self.last - self.first} households, {self.stores:.0f} stores, stage {self.stage:.0f}>"


View = TypeVar("View", bound=RowView)


class Rows(Generic[View]):
    """A sequence of views: ``model.households[17].income``."""

    def __init__(self, kind: type[View], world: World, count: int) -> None:
        self._kind, self._world, self._count = kind, world, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: int) -> View:
        if not -self._count <= row < self._count:
            raise IndexError(f"row {row} of {self._count}")
        return self._kind(self._world, row % self._count)

    def __iter__(self) -> Iterator[View]:
        return (self._kind(self._world, row) for row in range(self._count))
