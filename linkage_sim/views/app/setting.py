"""What a tab runs: a scenario, a seed, and the values that the class has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...errors import LinkageError
from ...experiments.study.plan import household_count
from ...scenario import Scenario
from ...scenario.bundled import bundled
from ...scenario.overrides import split
from .alone import Alone, village_alone
from .given import whole

MOST_HOUSEHOLDS = 60_000
LARGEST_SEED = 2**32 - 1
FIRST = "junpu"


@dataclass(frozen=True)
class Setting:
    """A scenario by its name or file, a seed, and changes by path.

    Attributes
    ----------
    name : str
        Bundled scenario or file that the changes are laid over; a file goes by what :func:`known_as` calls it.
    seed : int
        Seed of the run.
    changes : tuple of (path, value)
        In the order of their paths; values that the scenario has anyway are left out.
    alone : Alone, optional
        The village that is taken out of the country which the scenario is.
    """

    name: str = FIRST
    seed: int = 1
    changes: tuple[tuple[str, Any], ...] = ()
    alone: Alone | None = None

    @property
    def parent(self) -> Scenario:
        """The scenario as its file has it."""
        return _loaded(self.name, self.alone)[0]

    @property
    def is_country(self) -> bool:
        """Whether it is looked at from its map."""
        return self.alone is None and self.parent.nation is not None

    @property
    def scenario(self) -> Scenario:
        """The scenario with the changes."""
        return self.parent.variant(dict(self.changes)) if self.changes else self.parent

    @property
    def known(self) -> str:
        """Name of the scenario that is run, by which it may be known: of a village by itself its own."""
        return self.name if self.alone is None else self.parent.name

    def value(self, path: str) -> Any:
        """The value at a path."""
        return dict(self.changes).get(path, self.original(path))

    def original(self, path: str) -> Any:
        """The value at a path in the scenario's file."""
        content = _loaded(self.name, self.alone)[1]
        value: Any = content
        for key in split(path, content):
            value = value[key]
        return value

    def changed(self, path: str, value: Any) -> Setting:
        """Another setting in which one value differs."""
        kept = {known: held for known, held in self.changes if known != path}
        if value != self.original(path):
            kept[path] = value
        return replace(self, changes=tuple(sorted(kept.items())))

    def seeded(self, seed: object) -> Setting:
        """The same with another seed, given as a number or as text.

        Raises
        ------
        LinkageError
            If it is no whole number from 0 to 2**32 - 1.
        """
        return replace(self, seed=whole("seed", seed, 0, LARGEST_SEED))


_files: dict[str, str] = {}
"""Files that a page was started with, by the names under which it offers them."""


def known_as(name_or_path: str) -> str:
    """Name under which the page offers a scenario: that of a bundled one, or of a file without its folder, which is nobody's business."""
    if name_or_path in bundled() or name_or_path in _files:
        return name_or_path
    name = Path(name_or_path).name
    name = f"{name}.yaml" if name in bundled() else name
    if _files.get(name) != name_or_path:
        _files[name] = name_or_path
        _loaded.cache_clear()
        _title.cache_clear()
    return name


def offered(given: str | None = None) -> dict[str, str]:
    """Scenarios that a page offers, name to title: the bundled ones that are small enough to be watched, and the one it was opened with."""
    own = known_as(given) if given is not None else None
    names = [*([own] if own is not None and own not in bundled() else []), *bundled()]
    titles = {name: _title(name) for name in names}
    return {name: title for name, title in titles.items() if title is not None}


@lru_cache(maxsize=64)
def _title(name: str) -> str | None:
    """Title of a scenario; None where it cannot be watched."""
    try:
        return _loaded(name)[0].title
    except LinkageError:
        return None


def check_size(scenario: Scenario) -> Scenario:
    """Refuse what would take too long to be watched; of a country the page plays a part."""
    if scenario.nation is not None:
        return scenario
    households = household_count(scenario)
    if households > MOST_HOUSEHOLDS:
        raise LinkageError(
            f"Scenario {scenario.name} has {households:,} households; the page shows at most {MOST_HOUSEHOLDS:,}. "
            "Use 'linkage-sim run' for it, or name a smaller one."
        )
    return scenario


@lru_cache(maxsize=32)
def _loaded(name: str, alone: Alone | None = None) -> tuple[Scenario, dict[str, Any]]:
    if alone is not None:
        scenario = check_size(village_alone(_loaded(name)[0], alone))
    else:
        scenario = check_size(Scenario.load(_files.get(name, name)))
    return scenario, scenario.resolved()
