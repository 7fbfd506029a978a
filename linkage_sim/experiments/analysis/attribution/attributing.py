"""What each actor, the platform and their linkage contributed: exact Shapley shares from all coalitions, run by run."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...design.outcomes import Outcome
from ...files import write_file
from ...tables import arrow_schema, parquet_bytes
from ..guard import complete
from ..statistics import LEVEL
from . import design as layout
from . import text
from .contributions import COLUMNS, PLATFORM, WHAT, effects, estimate, read_games
from .numbers import numbers

if TYPE_CHECKING:
    import pandas as pd

    from ....scenario import Scenario


@dataclass(frozen=True)
class Attribution:
    """What each player contributed to each outcome.

    Attributes
    ----------
    title : str
        What was simulated.
    players : tuple of str
        The players, in order.
    outcomes : mapping of str to Outcome
        What was attributed.
    seeds : tuple of int
        The seeds; each was run with every coalition.
    table : pandas.DataFrame
        Every number in a row of its own, with the columns of ``COLUMNS``.
    """

    title: str
    players: tuple[str, ...]
    outcomes: Mapping[str, Outcome]
    seeds: tuple[int, ...]
    table: pd.DataFrame

    @property
    def shares(self) -> pd.DataFrame:
        """Shapley shares by outcome, platform and player; they sum to the total."""
        return self.only("share").drop(columns="other")

    @property
    def interactions(self) -> pd.DataFrame:
        """Shapley interaction index of each pair of players."""
        return self.only("interaction").drop(columns="part")

    @property
    def linkage(self) -> pd.DataFrame:
        """The sum of what each achieves alone, what all achieve together beyond it, and the same while one player takes part anyway."""
        return self.only("alone_sum", "linkage", "linkage_beside").drop(columns="other")

    @property
    def totals(self) -> pd.DataFrame:
        """The outcome with nobody and with all, and the difference."""
        return self.only("none", "all", "total").drop(columns=["player", "other", "part"])

    def only(self, *quantities: str) -> pd.DataFrame:
        """The rows of some quantities."""
        return self.table[self.table["quantity"].isin(quantities)].reset_index(drop=True)

    def of(self, outcome: str) -> pd.DataFrame:
        """The rows of an outcome."""
        return self.table[self.table["outcome"] == outcome].reset_index(drop=True)

    def sentences(self, outcome: str) -> list[str]:
        """Up to three sentences about an outcome: who contributed most, how much is linkage, what the platform adds."""
        return text.sentences(numbers(self.of(outcome)), self.outcomes[outcome], self.players)

    def note(self, outcome: str) -> str:
        """How many intervals of an outcome there are, and what becomes of them when all are read together."""
        return text.note(numbers(self.of(outcome)))

    def to_json(self) -> str:
        """All numbers and sentences as JSON; what is missing is null."""
        told = {
            name: {"label": one.label, "unit": one.unit, "meaning": one.meaning, "better": one.better,
                   "sentences": self.sentences(name), "note": self.note(name)}
            for name, one in self.outcomes.items()
        }  # fmt: skip
        rows = self.table.astype(object).where(self.table.notna(), None).to_dict("records")
        content: dict[str, Any] = {"title": self.title, "players": self.players, "seeds": self.seeds, "level": LEVEL}
        return json.dumps(content | {"outcomes": told, "rows": rows}, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def write(self, folder: Path) -> None:
        """Write ``attribution.parquet`` and ``attribution.json`` into a folder; each appears whole."""
        import pyarrow as pa

        kinds = dict.fromkeys(("outcome", "unit", "platform", "quantity", "player", "other"), pa.string()) | {"seeds": pa.int64()}
        schema = pa.schema([field.with_type(kinds.get(field.name, field.type)) for field in arrow_schema(COLUMNS)])
        rows = pa.Table.from_pandas(self.table[schema.names], schema=schema, preserve_index=False).replace_schema_metadata(None)
        write_file(folder / "attribution.parquet", parquet_bytes([rows]))
        write_file(folder / "attribution.json", self.to_json().encode())


def analyse(
    outcomes: pd.DataFrame, members: pd.DataFrame, measured: Mapping[str, Outcome], title: str = "", players: Sequence[str] = ()
) -> Attribution:
    """Attribute outcomes to players from a run of every coalition with every seed.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per run: ``design``, ``seed``, a column per outcome; every run must be there.
    members : pandas.DataFrame
        Indexed by design: a column per player that says whether it takes part, and ``platform`` where that is varied too.
    measured : mapping of str to Outcome
        What to attribute, by the name of its column.
    title : str
        What was simulated.
    players : sequence of str
        The players in the order wanted; if not given, all columns of ``members`` but ``platform``.

    Raises
    ------
    LinkageError
        When a run or a coalition is missing, a number is not finite, or there is but one seed.
    """
    import pandas as pd

    complete(outcomes, list(measured), WHAT)
    names = tuple(players) or tuple(str(column) for column in members.columns if column != PLATFORM)
    tables = [estimate(list(effects(read_games(outcomes, members, names, name), names)), outcome) for name, outcome in measured.items()]
    seeds = tuple(int(seed) for seed in sorted(outcomes["seed"].unique()))
    return Attribution(title, names, dict(measured), seeds, pd.concat(tables, ignore_index=True))


def attribute(
    scenario: str | os.PathLike[str] | Scenario,
    replicates: int = 30,
    seed: int = 1,
    outcomes: Sequence[str] | Mapping[str, Outcome] | None = None,
    platform: Sequence[bool] = (True, False),
    players: layout.Removals | None = None,
    *,
    months: int | None = None,
    settings: Mapping[str, Any] | None = None,
    **how: Any,
) -> Attribution:
    """Run every coalition of the actors on common seeds, and attribute the outcomes to them.

    Parameters
    ----------
    scenario : str, path or Scenario
        What is simulated.
    replicates : int
        Seeds; each is run with every coalition.
    seed : int
        The first of them.
    outcomes : sequence of str or mapping of str to Outcome, optional
        Names of usual outcomes, or outcomes of one's own; all the usual ones if not given.
    platform : sequence of bool
        States of the platform: both, or one of them.
    players : mapping, optional
        Name of each player to the values, by path, that remove it; the five actors if not given.
    months : int, optional
        Length of the runs in place of the scenario's own.
    settings : mapping, optional
        Values by path that hold in every run.
    **how
        How to run: ``out``, ``engine``, ``jobs``, ``resume`` and what else ``sweep`` takes.

    Examples
    --------
    >>> found = attribute("junpu", replicates=4, months=24, outcomes=["stores"])  # doctest: +SKIP
    >>> found.shares  # doctest: +SKIP
    """
    from ...study.sweeping import sweep

    plan = layout.plan(scenario, replicates, seed, outcomes, platform, players, months, settings or {})
    return conclude(plan, sweep(plan.experiment, **how).outcomes)


def conclude(plan: layout.Plan, outcomes: pd.DataFrame) -> Attribution:
    """Analyse the runs of a plan; ``outcomes`` as its study gives them."""
    return analyse(outcomes, plan.members, plan.experiment.outcomes, plan.title, plan.players)
