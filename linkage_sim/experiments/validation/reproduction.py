"""One scenario run with the ensemble: its observed figures, its patterns as shares of runs, its course."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from ...scenario import Scenario
from ...scenario.evidence import Evidence
from ..calibration.simulating import months_asked, read_study, whole_months
from ..calibration.targets import has_targets, targets_of
from ..ensemble.ensemble import Ensemble
from ..ensemble.weighted import share
from ..study.sweeping import sweep
from . import household_patterns as of_households
from . import patterns
from .arms import UNCROWDED, arms, overlaid
from .course import Box, boxes, course
from .fit import TargetRow, target_rows
from .histories import History, histories
from .table_one import Beside, beside

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ..study.study import Study

    Floats = npt.NDArray[np.float64]

SEED = 100_001  # far from the seeds of any calibration: the ensemble is judged on villages that it has not seen
REPLICATES = 20  # villages: from one to the next all parameter sets have a tenth more or fewer stores, so that few would tell little
WATCHED, OFTEN = 30, 3  # members that are watched household by household, and seeds of each
FIRMS, STAGES, USUAL, HALF = 0.9, 0.8, 0.8, 0.5  # shares of runs that must show a pattern
JUNPU, BOTH, NEAR = ("junpu",), ("junpu", "dongfeng"), ("near-junpu",)


class Pattern(NamedTuple):
    """What is asked of the runs: a line for people, where the evidence says so, the share that must show it, and the scenarios of which."""

    label: str
    evidence: str
    must: float
    scenarios: tuple[str, ...] = JUNPU


PATTERNS = {
    "firms_after_takeoff": Pattern("firms enter after the take-off", "junpu.market_entry", FIRMS),
    "help_after_notice": Pattern("the big programmes follow what the county notices", "junpu.help", USUAL),
    "stages_in_order": Pattern("stages come in the paper's order", "junpu.stage_order", STAGES),
    "stores_outgrow_households": Pattern("households saturate, stores of each go on rising", "paper V.B", USUAL),
    "migrants_follow_success": Pattern("migrants return after success is visible", "junpu.before", USUAL),
    "kin_first": Pattern("growth by kin first, and less so later", "b.peer_order", USUAL, BOTH),
    "founders_outdo_copies": Pattern("founders outdo copy-cats", "b.salience", USUAL),
    "heavy_tail": Pattern("sales are heavy-tailed", "b.store_sales_dispersion", USUAL, BOTH),
    "wages_fall_income_rises": Pattern("wages fall as households go online, income rises", "b.wage_income", USUAL, BOTH),
    "young_and_schooled": Pattern("the young and the schooled take part more", "b.e_commerce_education", USUAL, BOTH),
    "stores_of_all_sizes": Pattern("stores are of all sizes, and few are large", "b.store_sales_dispersion, tv.stores_over_1m_2016", USUAL),
    "late_ones_fail": Pattern("newcomers keep coming, and the late ones fail more", "b.cohorts", USUAL),
    "list_becomes_accurate": Pattern("the register becomes accurate (nearly stated by a rule)", "poverty.look_back", USUAL),
    "crowding_bites": Pattern("crowding lowers margins and raises exits", "b.margin, b.reputation", USUAL),
    "success_travels": Pattern("a village nearby follows", "tv.neighbours, b.kin_across_villages", HALF, NEAR),
    "linked_reaches_poor": Pattern("help reaches the poor better with the platform", "paper IV, VI", USUAL),
}
"""All patterns by name, in the order of the table. In Dongfeng those of behaviour: it has three founders, no help and no platform."""


def patterns_of(scenario: str) -> list[str]:
    """Names of the patterns that are asked of a scenario's runs."""
    return [name for name, pattern in PATTERNS.items() if scenario in pattern.scenarios]


def refuse_unasked(names: Sequence[str]) -> None:
    """Refuse scenarios of which the evidence asks nothing.

    Raises
    ------
    LinkageError
        If one has neither targets nor patterns.
    """
    for name in names:
        if not patterns_of(name):
            targets_of(name, Evidence.load())


@dataclass(frozen=True)
class PatternRow:
    """One pattern over the ensemble: the share of runs that show it, of those that can tell; ``told`` is which part of all these are."""

    name: str
    label: str
    evidence: str
    share: float
    told: float
    runs: int
    must: float
    scenario: str

    @property
    def holds(self) -> bool:
        """Whether enough runs show it, and enough can tell."""
        return patterns.often_enough(self.share, self.told, self.must)


@dataclass(frozen=True)
class Reproduction:
    """One scenario against the evidence.

    Attributes
    ----------
    name : str
        The scenario.
    members, runs : int
        Parameter sets, and runs of all of them.
    outdated : str
        What has changed since the ensemble was calibrated; empty where nothing has.
    targets, patterns, beside : tuple
        Observed figures, patterns, and of a country what is shown beside them and not judged.
    course : DataFrame or None
        Quantiles of the measures month by month, where there are targets.
    boxes : tuple of Box
        The targets over that course.
    """

    name: str
    members: int
    runs: int
    outdated: str
    targets: tuple[TargetRow, ...]
    patterns: tuple[PatternRow, ...]
    beside: tuple[Beside, ...] = ()
    course: pd.DataFrame | None = None
    boxes: tuple[Box, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return all(row.holds for row in self.targets) and all(row.holds for row in self.patterns)

    @property
    def content(self) -> dict[str, Any]:
        """The numbers as plain values, without the course."""
        facts = {key: getattr(self, key) for key in ("holds", "name", "members", "runs", "outdated")}
        judged = {key: [asdict(row) | {"holds": row.holds} for row in getattr(self, key)] for key in ("targets", "patterns")}
        return facts | judged | {"beside": [asdict(row) for row in self.beside]}


def run_scenario(
    ensemble: Ensemble,
    name: str,
    out: str | PathLike[str] | None = None,
    *,
    replicates: int | None = None,
    watched: int = WATCHED,
    **how: Any,
) -> Reproduction:
    """Run a scenario with the ensemble and fresh seeds, and hold it against its targets and patterns.

    Parameters
    ----------
    ensemble : Ensemble
        The parameter sets.
    name : str
        A scenario with targets or patterns.
    out : path, optional
        Folder that keeps the runs.
    replicates : int
        Seeds of each parameter set; 20 if not given, of a country one.
    watched : int
        Members that are watched household by household, `OFTEN` seeds of each, with the platform and without.
    how
        Further arguments of the sweep.
    """
    targets, as_it_is = (targets_of(name, Evidence.load()) if has_targets(name) else []), Scenario.load(name)
    seeds = replicates or (REPLICATES if as_it_is.nation is None else 1)
    content: dict[str, Any] = {"scenario": name, "replicates": seeds, "seed": SEED} | months_asked(as_it_is)
    asked = ensemble.experiment(f"reproduce-{name}", f"{ensemble.data.title}, in {name} with fresh seeds", **content)
    study = sweep(asked, out, **how)
    runs = study.complete().sort_values(["design", "replicate"])
    weights = ensemble.weights.to_numpy()[runs["design"]]
    rows = pattern_rows(study, ensemble, name, weights, watched) if patterns_of(name) else []
    held = tuple(target_rows(read_study(study, targets), weights, targets)) if targets else ()
    shown = beside(study, name, weights) if as_it_is.nation is not None else ()
    drawn = (course(study, ensemble), tuple(boxes(targets, held))) if targets else (None, ())
    return Reproduction(name, len(ensemble.weights), len(runs), ensemble.outdated, held, tuple(rows), shown, *drawn)


def pattern_rows(study: Study, ensemble: Ensemble, name: str, weights: Floats, watched: int) -> list[PatternRow]:
    """Measure the patterns that are asked of a scenario, in the order of the table."""
    asked, scenario = patterns_of(name), Scenario.load(name)
    rules = _monthly_rules(scenario)
    monthly = {pattern: rule for pattern, rule in rules.items() if pattern in asked}
    found = monthly_rows(whole_months(study, [*COLUMNS]), weights, monthly, name) if monthly else []
    single = watched_rows(ensemble, scenario, watched) if set(asked) - monthly.keys() else []
    rows = {row.name: row for row in (*found, *single)}
    return [rows[pattern] for pattern in asked]


COLUMNS = (
    "stores", "online_households", "couriers", "suppliers", "spending", "stage", "returned",
    "migrants_away", "noticed", "entrants", "quitters", "store_sigma", "stores_over_million", "registered_households",
    "inclusion_error", "exclusion_error", "taken_off",
)  # fmt: skip
"""What the patterns read of a month."""


def monthly_rows(
    months: pd.DataFrame, weights: Floats, rules: Mapping[str, Callable[[pd.DataFrame], float]], scenario: str
) -> list[PatternRow]:
    """Measure the patterns that recorded months show; runs in the order of the weights."""
    of_run = [run for _, run in months.groupby(["design", "replicate"], sort=True)]
    return [_row(name, [rule(run) for run in of_run], weights, scenario) for name, rule in rules.items()]


def _monthly_rules(scenario: Scenario) -> dict[str, Callable[[pd.DataFrame], float]]:
    delay = scenario.actors.government.notice_delay
    return {
        "firms_after_takeoff": patterns.firms_after_takeoff,
        "help_after_notice": lambda run: patterns.help_after_notice(run, delay),
        "stages_in_order": patterns.stages_in_order,
        "stores_outgrow_households": patterns.stores_outgrow_households,
        "migrants_follow_success": patterns.migrants_follow_success,
        "stores_of_all_sizes": patterns.stores_of_all_sizes,
        "late_ones_fail": patterns.late_ones_fail,
        "list_becomes_accurate": patterns.list_becomes_accurate,
        "success_travels": patterns.success_travels,
    }


def watched_rows(ensemble: Ensemble, scenario: Scenario, watched: int) -> list[PatternRow]:
    """Measure the patterns that need single households, or a twin of the run, on some runs of the ensemble."""
    some = ensemble.thinned(watched)
    weights = some.weights.to_numpy().repeat(OFTEN)
    scenarios = [member for member in some.scenarios(scenario) for _ in range(OFTEN)]
    seeds = [SEED + number for number in range(len(scenarios))]
    runs = histories(scenarios, seeds)
    rules: dict[str, Callable[[History], float]] = {
        "kin_first": of_households.kin_first,
        "founders_outdo_copies": of_households.founders_outdo_copies,
        "heavy_tail": of_households.heavy_tail,
        "wages_fall_income_rises": of_households.wages_fall_income_rises,
        "young_and_schooled": of_households.young_and_schooled,
    }
    rows = [_row(name, [rule(run) for run in runs], weights, scenario.name) for name, rule in rules.items()]
    twins = {"crowding_bites", "linked_reaches_poor"} & set(patterns_of(scenario.name))
    return rows + (twin_rows(scenarios, seeds, runs, weights) if twins else [])


def twin_rows(scenarios: list[Scenario], seeds: list[int], runs: list[History], weights: Floats) -> list[PatternRow]:
    """Measure the patterns that compare a run with its twin of the same seed: without the platform, and in a market without rivals."""
    scattered = histories([scenario.variant({"platform.on": False}) for scenario in scenarios], seeds)
    uncrowded = histories([overlaid(scenario, arms(scenario)[UNCROWDED]) for scenario in scenarios], seeds)
    start, name = _platform_start(scenarios[0]), scenarios[0].name
    reach = [of_households.linked_reaches_poor(one, other, start) for one, other in zip(runs, scattered, strict=True)]
    crowd = [patterns.crowding_bites(one.months, other.months) for one, other in zip(runs, uncrowded, strict=True)]
    return [_row("crowding_bites", crowd, weights, name), _row("linked_reaches_poor", reach, weights, name)]


def _platform_start(scenario: Scenario) -> int:
    from ..design.outcomes import month_number

    return max(month_number(scenario.start, scenario.platform.start), 0)


def _row(name: str, shown: list[float], weights: Floats, scenario: str) -> PatternRow:
    import numpy as np

    asked = PATTERNS[name]
    found, told = share(np.asarray(shown, dtype=float), weights)
    return PatternRow(name, asked.label, asked.evidence, found, told, len(shown), asked.must, scenario)
