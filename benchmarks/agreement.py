"""Whether two readings of docs/ODD.md agree: the compiled model and the plain Mesa model, ensemble against ensemble.

    python -m benchmarks.agreement [--compiled 100] [--plain 40] [--all] [SCENARIO ...]

For each scenario both run with their own seeds. Compared are the first month, which shows the initialization, and the means
over each year of the run, column by column: by Student's t test, as a difference in units of its standard error, and by
the two-sample Kolmogorov-Smirnov test. Holm's procedure over all of a scenario's comparisons decides: two readings of
one model are called different with a chance of LEVEL. Exits with 1 where they are.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pool
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.plain_mesa import PlainModel
from linkage_sim import LinkageModel, Scenario

SCENARIOS = ("junpu", "base", "scattered")
# A small village in which rules act that sleep in the bundled scenarios; then the same with subjects switched off.
SMALL: dict[str, Any] = {
    "places.junpu.households": 120,
    "places.junpu.founders": 5,
    "places.junpu.couriers": 2,
    "places.junpu.tourism": 0.3,
    "places.junpu.market_depth": 100e6,
    "platform.start": "2012-07",
    "platform.register_start": "2012-04",
    "platform.look_back_start": "2012-09",
    "platform.look_back_end": "2013-01",
    "platform.update_start": "2013-04",
    "platform.accuracy": {"2012-01": 0.85, "2013-06": 0.6},
    "platform.coverage": {"2012-01": 0.9, "2013-09": 0.6},
    "actors.government.audit": {"2012-01": 0.02, "2013-03": 0.1},
    "platform.matching": "poorest",
    "actors.government.notice_stores": 8,
    "actors.government.notice_delay": 2,
    "actors.government.public_funds": 30,
    "actors.community.village_fund": 10,
    "actors.household.medical_cost": 1500,
    "actors.household.disaster_onset": 0.02,
    "actors.household.mend_rate": 0.03,
    "actors.market.self_haul": 300,
    "actors.market.courier_capacity": 3000,
    "actors.market.courier_cost": 3000,
    "actors.market.supplier_sales": 2e5,
    "actors.household.newcomer_rate": 0.05,
    "actors.household.enterprise_rate": 0.02,
    "actors.household.enterprise_end": 0.05,
    "actors.household.succession": 0.02,
    "actors.household.founder_share": 0.5,
    "actors.household.home_rate": 0.02,
    "actors.household.leave_rate": 0.05,
    "places.junpu.broadband": 0.2,
    "places.junpu.network": 1.0,
    "economy.seller_sales": 200e3,
    "economy.parcels_per_hand": 600,
    "economy.shopping_parcels": 2,
    "economy.spoilage": 0.2,
    "population.founder_debt": 60000,
    "population.rooms": 0.15,
    "programmes.startup_loan.effect.loan": 4000,
    "programmes.training.providers": ["government", "society", "community"],
    "programmes.medical_aid.effect.housing": 0.3,
    "programmes.subsistence.eligibility": "unregistered_poor",
    "programmes.agriculture.capacity": 2.5,
    "programmes.agriculture.eligibility": "all",
    "programmes.schooling_aid.cost": 0,
    "programmes.schooling_aid.eligibility": "all",
}
# Nobody has come home, and who has seen no shop dares nonetheless: pioneers.
PIONEERS: dict[str, Any] = {
    "places.junpu.founders": 0,
    "places.junpu.broadband": 1,
    "population.kin_ties": 2,
    "actors.household.unseen_trust": 0.5,
    "actors.household.know_midpoint": 0.2,
    "actors.household.belief_midpoint": 0.3,
    "actors.household.startup_capital": 500,
}
# Demand grows for three years and collapses: stores are given up, several at a time, and couriers leave.
CRASH: dict[str, Any] = {
    "environment.online_retail": {"2012": 1e12, "2013": 2e12, "2014": 3e12, "2015": 5e11, "2016": 1e11},
    "actors.household.patience": 1,
    "economy.store_attention": 0.5,
}
VARIANTS: dict[str, dict[str, Any]] = {
    "small": SMALL,
    "small-scattered": SMALL | {"platform.on": False},
    "small-without-government": SMALL | {"actors.government.active": False, "platform.matching": "need"},
    "small-without-market": SMALL | {"actors.market.active": False, "platform.matching": "random"},
    "small-without-society-and-community": SMALL | {"actors.society.active": False, "actors.community.active": False},
    "small-without-households": SMALL | {"actors.household.active": False},
    "small-pioneers": SMALL | PIONEERS,
    "small-crash": SMALL | CRASH,
}
LEVEL = 1e-3
# They name rows, or are grouped in one of the models and exact in the other.
LEFT_OUT = ("seed", "month", "run", "design", "replicate", "store_profit_median")
# Groups of a sixteenth of an octave (E106, E137) move these by up to so much.
GROUPED = {"gini": 1e-3, "stores_over_million": 5e-3, "store_sigma": 2e-2, "store_top_tenth": 5e-3}


@dataclass(frozen=True)
class Ensemble:
    """Monthly measures of several runs: one array of runs by months for each column."""

    columns: dict[str, np.ndarray]

    @classmethod
    def of(cls, runs: list[pd.DataFrame]) -> Ensemble:
        """Stack runs that have a row per month."""
        names = [name for name in runs[0].columns if name not in LEFT_OUT]
        return cls({name: np.array([run[name].to_numpy(dtype=float) for run in runs]) for name in names})

    @property
    def months(self) -> int:
        return next(iter(self.columns.values())).shape[1]


def compiled(scenario: Scenario, seeds: range) -> Ensemble:
    """Run the model of linkage_sim."""
    monthly = LinkageModel(scenario, seeds=list(seeds)).run().record.monthly
    return Ensemble.of([run for _, run in monthly.groupby("seed")])


def plain(scenario: Scenario, seeds: range, workers: int = 1) -> Ensemble:
    """Run the plain Mesa model."""
    run = partial(plain_run, scenario.resolved())
    if workers == 1:
        return Ensemble.of([run(seed) for seed in seeds])
    # Mesa 3.3 numbers agents in a table of its own, which keeps every model alive: so no process runs many of them.
    with Pool(workers, maxtasksperchild=20) as pool:
        return Ensemble.of(pool.map(run, seeds, chunksize=1))


def scenario_of(name: str, months: int) -> Scenario:
    """A bundled scenario, or a variant, at a horizon."""
    changes = VARIANTS.get(name, {})
    return Scenario.load("junpu" if name in VARIANTS else name).with_overrides({"months": months} | changes)


def plain_run(content: dict[str, Any], seed: int) -> pd.DataFrame:
    return PlainModel(Scenario.from_dict(content), seed=seed).run()


def moments(months: int) -> dict[str, slice]:
    """Stretches of a run that are compared."""
    return {"month 1": slice(0, 1)} | {f"year {end // 12}": slice(end - 12, end) for end in range(12, months + 1, 12)}


def compare(ours: Ensemble, theirs: Ensemble) -> pd.DataFrame:
    """Compare two ensembles, column by column; `different` marks what Holm's procedure calls a difference."""
    rows = [
        {"column": name, "moment": moment} | difference(values[:, months].mean(axis=1), theirs.columns[name][:, months].mean(axis=1), name)
        for name, values in ours.columns.items()
        if name in theirs.columns
        for moment, months in moments(ours.months).items()
    ]
    table = pd.DataFrame(rows)
    table["different"] = holm(table[["p_mean", "p_shape"]].to_numpy()).any(axis=1)
    return table


def difference(ours: np.ndarray, theirs: np.ndarray, name: str = "") -> dict[str, float]:
    """Means of two samples, their difference in standard errors, and the chances of such differences."""
    # Both are rounded: a mean of counts is the same number however it was added up, and in single or double precision.
    scale = max(float(np.abs(ours).max()), float(np.abs(theirs).max()), 1e-9)
    ours, theirs = np.round(ours / scale, 5), np.round(theirs / scale, 5)
    # Readings of one model have one variance. Pooled it is, for a few runs may all show the same count by chance.
    freedom = len(ours) + len(theirs) - 2
    pooled = ((len(ours) - 1) * ours.var(ddof=1) + (len(theirs) - 1) * theirs.var(ddof=1)) / freedom
    error, gap = float(np.sqrt(pooled * (1 / len(ours) + 1 / len(theirs)))), float(theirs.mean() - ours.mean())
    excess = float(np.sign(gap)) * max(abs(gap) - GROUPED.get(name, 0.0) / scale, 0.0)
    found = {"compiled": float(ours.mean()) * scale, "plain": float(theirs.mean()) * scale, "error": error * scale}
    if error == 0:
        same = abs(excess) < 2e-5
        return found | {"z": 0.0 if same else np.inf, "p_mean": float(same), "p_shape": float(same)}
    shape = 1.0 if name in GROUPED else float(stats.ks_2samp(ours, theirs).pvalue)
    return found | {"z": excess / error, "p_mean": float(2 * stats.t.sf(abs(excess / error), freedom)), "p_shape": shape}


def holm(p: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Hypotheses that Holm's procedure rejects: together they are wrong with a chance of at most `level`."""
    order = np.argsort(p, axis=None)
    below = p.ravel()[order] <= level / np.arange(p.size, 0, -1)
    rejected = np.zeros(p.size, bool)
    rejected[order[: np.argmin(below) if not below.all() else p.size]] = True
    return rejected.reshape(p.shape)


def report(name: str, table: pd.DataFrame, everything: bool) -> None:
    """Print what was compared: a line per column, or per column and moment."""
    random = table[table["error"] > 0]
    print(f"\n{name}: {len(table)} comparisons, {int(table['different'].sum())} called different at {LEVEL:g} (Holm)")
    print(
        f"  mean z^2 {np.mean(np.minimum(random['z'] ** 2, 1e3)):.2f} (about 1 expected), largest |z| {random['z'].abs().max():.2f}, ",
        end="",
    )
    print(f"smallest chance {table[['p_mean', 'p_shape']].min().min():.1e} of {2 * len(random)}")
    shown = table if everything else table[(table["moment"] == table["moment"].iloc[-1]) | table["different"]]
    print(shown.to_string(index=False, float_format=lambda x: f"{x:.4g}"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scenarios", nargs="*", default=[*SCENARIOS, *VARIANTS], metavar="SCENARIO")
    parser.add_argument("--compiled", type=int, default=100, help="runs of the compiled model")
    parser.add_argument("--plain", type=int, default=40, help="runs of the plain model")
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="show every comparison")
    asked = parser.parse_args()
    different = 0
    for name in asked.scenarios:
        scenario = scenario_of(name, asked.months)
        ours = compiled(scenario, range(1, asked.compiled + 1))
        table = compare(ours, plain(scenario, range(1, asked.plain + 1), asked.workers))
        report(name, table, asked.all)
        different += int(table["different"].sum())
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main())
