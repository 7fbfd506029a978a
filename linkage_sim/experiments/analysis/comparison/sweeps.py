"""Compare two sweeps point by point: what a reform changes at each of the points that both have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....errors import LinkageError
from ....findings.words import counted
from ...study.ledger import SUCCEEDED
from ..statistics import mean_interval, p_value
from .matching import Matched, match, only_words
from .sweeps_finding import SCENARIO, PointComparison
from .tables import below, effect_table, pair_table

if TYPE_CHECKING:
    import pandas as pd

    from ...study.study import Study

LEAST_PAIRS = 2


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
