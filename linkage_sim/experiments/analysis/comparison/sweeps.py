"""Compare two sweeps point by point: what a reform changes at each of the points that both have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ....errors import LinkageError
from ....findings.finding import Answer, Finding, plain, records
from ....findings.words import counted
from ...study.ledger import SUCCEEDED
from ..statistics import mean_interval, p_value
from .matching import Matched, match, only_words
from .tables import below, effect_table, pair_table

if TYPE_CHECKING:
    import pandas as pd

    from ...design.factors import Factor
    from ...design.outcomes import Outcome
    from ...study.study import Study

LEAST_PAIRS = 2
SCENARIO = "scenario"


@dataclass(frozen=True, repr=False)
class PointComparison(Finding):
    """A sweep against another one, at each point that both have.

    Attributes
    ----------
    baseline, reform : str
        Names of the sweeps.
    factors : mapping of str to Factor
        What both vary.
    outcomes : mapping of str to Outcome
        What was compared, the most important first.
    effects : pandas.DataFrame
        A row for each point and outcome: ``point``, its number in the baseline, what was varied, and what
        :func:`.tables.effect_table` tells; p-values are adjusted for the points of an outcome.
    means : pandas.DataFrame
        A row for each outcome: the difference averaged over the points, and at how many points it is clearly more, clearly less or
        not clear.
    pairs : pandas.DataFrame
        A row for each point, pair and outcome: both values and their difference.
    facts : mapping
        Start, months, points, pairs of each, seeds.
    notes : tuple of str
        Sentences on what was left out, and why.
    """

    analysis: ClassVar[str] = "compare"
    sound: ClassVar[bool] = True
    """Nothing is run, so that no test of noise can fail."""
    baseline: str
    reform: str
    factors: Mapping[str, Factor]
    outcomes: Mapping[str, Outcome]
    effects: pd.DataFrame
    means: pd.DataFrame
    pairs: pd.DataFrame
    facts: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        from .sweeps_answer import answer

        return answer(self)

    @property
    def levels(self) -> dict[str, str]:
        """Columns of what tells points from each other, and what people call them."""
        several = {SCENARIO: SCENARIO} if SCENARIO in self.effects else {}
        return several | {name: one.label for name, one in self.factors.items()}

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Effects by point, means over the points, and pairs, a CSV file each."""
        return {"points": self.effects, "means": self.means, "pairs": self.pairs}

    @property
    def content(self) -> dict[str, Any]:
        """All but the single pairs; what is not a number is None."""
        tables = {"points": plain(records(self.effects)), "means": plain(records(self.means))}
        return {"baseline": self.baseline, "reform": self.reform, **self.facts, **tables, "notes": list(self.notes)}


def compare_sweeps(first: Path, second: Path, wanted: Sequence[str] | None) -> PointComparison:
    """Compare the second sweep with the first, the baseline.

    Raises
    ------
    LinkageError
        Where the sweeps cannot be matched, or their runs cannot be paired.
    """
    from ...study.study import Study

    studies = (Study(first), Study(second))
    names = (first.name, second.name) if first.name != second.name else (str(first), str(second))
    if first.resolve() == second.resolve():
        raise LinkageError(f"{first} is given twice; compare a sweep with another one.")
    matched = match(*studies, names, wanted)
    pairs, lost = _pairs(studies, names, matched)
    effects = _effects(studies[0], matched, pairs)
    notes = (*matched.notes, *only_words(matched.only), *lost, *_versions(studies))
    means, facts = _means(effects, pairs), _facts(studies[0], pairs)
    return PointComparison(*names, matched.factors, matched.outcomes, effects, means, pairs, facts, notes)


def _pairs(studies: tuple[Study, Study], names: tuple[str, str], matched: Matched) -> tuple[pd.DataFrame, list[str]]:
    """Pairs of all points, by the number of the point in the first sweep, and what is told of those that are lost."""
    import pandas as pd

    runs = [study.outcomes for study in studies]
    good = [{int(str(design)): rows for design, rows in frame[frame["state"] == SUCCEEDED].groupby("design")} for frame in runs]
    planned = len(matched.points) * min(study.replicates for study in studies)
    parts, dropped = [], 0
    for one, other in matched.points:
        rows = [frame.get(design, runs[0].iloc[:0]) for frame, design in zip(good, (one, other), strict=True)]
        common = set(rows[0]["seed"]) & set(rows[1]["seed"])
        if len(common) < LEAST_PAIRS:
            dropped += 1
            continue
        before, after = (frame[frame["seed"].isin(common)] for frame in rows)
        parts.append(pair_table(before, {str(one): after}, list(matched.outcomes)))
    if not parts:
        raise LinkageError(
            f"At no point do {names[0]} and {names[1]} share two seeds whose runs have succeeded, so there are no pairs. "
            "Sweep both with the same seed and at least two replicates."
        )
    table = pd.concat(parts, ignore_index=True).rename(columns={"reform": "point"}).astype({"point": int})
    missing = planned - len(table) // len(matched.outcomes)
    told = [f"{counted(dropped, 'point')} with fewer than two pairs of runs {'is' if dropped == 1 else 'are'} left out."] if dropped else []
    return table, [*told, *([f"{counted(missing, 'pair')} of {planned:,} are lost, because runs are missing or have other seeds."]
                            if missing > 0 else [])]  # fmt: skip


def _effects(study: Study, matched: Matched, pairs: pd.DataFrame) -> pd.DataFrame:
    """A row for each outcome and point, with what was varied; chances are adjusted for all points of an outcome."""
    import pandas as pd

    by_outcome = [
        effect_table(pairs[pairs["outcome"] == name].rename(columns={"point": "reform"}), {name: outcome})
        for name, outcome in matched.outcomes.items()
    ]
    table = pd.concat(by_outcome, ignore_index=True).drop(columns=["luck", "luck_percent"]).rename(columns={"reform": "point"})
    table["point"] = table["point"].astype(int)
    levels = study.points[[*([SCENARIO] if matched.scenarios else []), *matched.factors]]
    if levels.columns.empty:
        levels = study.points[["label"]].rename(columns={"label": SCENARIO})
    for place, name in enumerate(levels.columns):
        table.insert(1 + place, name, levels.loc[table["point"], name].to_numpy())
    return table


def _means(effects: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """What a sweep changes on average: a seed's differences are averaged over the points, and seeds make the interval."""
    import pandas as pd

    return pd.DataFrame(list(_mean_rows(effects, pairs)))


def _mean_rows(effects: pd.DataFrame, pairs: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for name, rows in effects.groupby("outcome", sort=False):
        first, change = rows.iloc[0], pairs[pairs["outcome"] == name].groupby("seed")["difference"].mean().to_numpy(float)
        mean, clear = mean_interval(change), rows["below"] == ""
        more, less = (int((clear & (sign * rows["difference"] > 0.0)).sum()) for sign in (1.0, -1.0))
        yield {
            "outcome": name, "title": first["title"], "unit": first["unit"], "better": first["better"],
            "baseline": float(rows["baseline"].mean()), "value": float(rows["value"].mean()),
            "difference": mean.estimate, "low": mean.low, "high": mean.high, "p": p_value(change), "below": below(change),
            "points": len(rows), "more": more, "less": less, "unclear": int((~clear).sum()),
        }  # fmt: skip


def _facts(study: Study, pairs: pd.DataFrame) -> dict[str, Any]:
    scenario = next(iter(study.experiment.scenarios.values()))
    each = pairs.groupby(["outcome", "point"]).size()
    return {"start": scenario.start, "months": scenario.months, "compared": int(pairs["point"].nunique()),
            "pairs": [int(each.min()), int(each.max())], "seeds": [int(pairs["seed"].min()), int(pairs["seed"].max())]}  # fmt: skip


def _versions(studies: tuple[Study, Study]) -> list[str]:
    versions = sorted({str(study.manifest["versions"]["model"]) for study in studies})
    if len(versions) < LEAST_PAIRS:
        return []
    return [f"The sweeps were made by versions {', '.join(versions)} of the model: a difference may be that of the versions."]
