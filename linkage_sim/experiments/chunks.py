"""One piece of work: some replicates of a scenario, side by side in one model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..errors import LinkageError
from ..measures.columns import COLUMNS
from .manifest import run_id
from .summary import MONTHLY_COLUMNS, VILLAGE_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from ..scenario import Scenario

Tick = Callable[[int], None]
MOST_HOUSEHOLDS = 50_000  # side by side in one model; more gains nothing and costs memory


class Chunk(NamedTuple):
    """Some replicates of a scenario."""

    scenario: Scenario
    seeds: tuple[int, ...]
    first: int
    villages: bool
    threads: int = 1

    def single(self, place: int) -> Chunk:
        """One of its replicates alone."""
        return self._replace(seeds=(self.seeds[place],), first=self.first + place)


class Part(NamedTuple):
    """What came of a chunk: the tables of the runs that succeeded, and what went wrong in the others, by seed."""

    monthly: list[pd.DataFrame]
    villages: list[pd.DataFrame]
    failures: dict[int, str]


def split(scenario: Scenario, seeds: Sequence[int], jobs: int, villages: bool) -> list[Chunk]:
    """Deal replicates out: to each worker alike, and never too many households at once; a huge run gets the idle workers as threads."""
    each = -(-len(seeds) // jobs)
    size = max(1, min(each, MOST_HOUSEHOLDS // max(1, household_count(scenario))))
    firsts = range(0, len(seeds), size)
    threads = max(1, jobs // len(firsts)) if household_count(scenario) > MOST_HOUSEHOLDS else 1
    return [Chunk(scenario, tuple(seeds[first : first + size]), first, villages, threads) for first in firsts]


def household_count(scenario: Scenario) -> int:
    """Households of one run."""
    return sum(place.count * place.households for place in scenario.data.places)


def simulate(chunk: Chunk, tick: Tick | None = None) -> Part:
    """Run a chunk; where it breaks, run its replicates one by one, so that one failed run costs one run."""
    try:
        return _simulate(chunk, tick)
    except LinkageError:
        raise
    except Exception as error:  # whatever broke in the model belongs into the table of runs
        if len(chunk.seeds) == 1:
            return Part([], [], {chunk.seeds[0]: " ".join(f"{type(error).__name__}: {error}".split())})
        return joined([simulate(chunk.single(place)) for place in range(len(chunk.seeds))])


def joined(parts: Sequence[Part]) -> Part:
    """Put parts together in their order."""
    failures = {seed: message for part in parts for seed, message in part.failures.items()}
    return Part([one for part in parts for one in part.monthly], [one for part in parts for one in part.villages], failures)


def _simulate(chunk: Chunk, tick: Tick | None) -> Part:
    from ..model import LinkageModel

    model = LinkageModel(chunk.scenario, seeds=chunk.seeds, by_village=chunk.villages, threads=chunk.threads)
    for _ in range(chunk.scenario.data.months):
        model.step()
        if tick is not None:
            tick(len(chunk.seeds))
    monthly = _keyed(model.record.monthly, chunk)
    failures = _not_finite(monthly)
    villages = [_sound(_keyed(model.record.villages, chunk), failures)] if chunk.villages else []
    return Part([_sound(monthly, failures)], villages, failures)


def _keyed(frame: pd.DataFrame, chunk: Chunk) -> pd.DataFrame:
    """Give each row its run, design point and replicate, by its seed."""
    from ..model import MODEL_VERSION

    data = chunk.scenario.data
    runs = {seed: run_id(chunk.scenario.hash, seed, data.months, MODEL_VERSION) for seed in chunk.seeds}
    replicates = {seed: chunk.first + place for place, seed in enumerate(chunk.seeds)}
    keyed = frame.assign(run=frame["seed"].map(runs), design=0, replicate=frame["seed"].map(replicates))
    return keyed[[column.name for column in (VILLAGE_COLUMNS if "village" in keyed else MONTHLY_COLUMNS)]]


def _sound(frame: pd.DataFrame, failures: dict[int, str]) -> pd.DataFrame:
    """The rows of runs that did not fail."""
    return frame[~frame["seed"].isin(list(failures))]


def _not_finite(monthly: pd.DataFrame) -> dict[int, str]:
    """The first value of each run that is not a finite number."""
    import numpy as np

    names = [column.name for column in COLUMNS]
    bad = ~np.isfinite(monthly[names].to_numpy(dtype=float))
    messages: dict[int, str] = {}
    for row, place in np.argwhere(bad):
        month = monthly["month"].iloc[row]
        messages.setdefault(int(monthly["seed"].iloc[row]), f"{names[place]} is not a finite number in {month:%Y-%m}")
    return messages
