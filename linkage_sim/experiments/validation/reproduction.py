"""Whether the ensemble shows what was observed: targets, and patterns as shares of runs."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from ...scenario import Scenario
from ...scenario.evidence import Evidence
from ..calibration.ensemble import Ensemble
from ..calibration.simulating import months_asked, read_study, whole_months
from ..calibration.takeoff import SCALE
from ..calibration.targets import Target, has_targets, targets_of
from ..calibration.weighted import INTERVAL, quantiles, share
from ..study.sweeping import sweep
from . import household_patterns as of_households
from . import patterns
from .arms import UNCROWDED, arms, overlaid
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
MOST = 0.5  # of the runs that reach scale sell more than the festival's floor; of the villages nearby follow
FINE = 1.2  # factors below it are meant in per cent to either side
FIRMS, STAGES, USUAL = 0.9, 0.8, 0.8  # shares of runs that must show a pattern


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
    "success_travels": Pattern("a village nearby follows", "tv.neighbours, b.kin_across_villages", MOST, NEAR),
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
class TargetRow:
    """One target against the ensemble.

    Attributes
    ----------
    id, label, unit, date, grade : str
        Of the target.
    value : float
        What was observed; ``bound`` says if it is an upper end or a least value.
    bound : str
        Empty, ``at most`` or ``at least``.
    median, low, high, half_low, half_high : float
        The ensemble's median, 90 % and 50 % interval over parameter sets and seeds.
    inside : bool
        Whether the interval holds a value that the evidence allows.
    within : bool
        Whether the median is as near as it must be.
    factor : float
        How far off the median may be: 1.15 is 15 % to either side, larger ones are factors.
    must : str
        What is asked of it, in words.
    least : float
        Lower end of a range, of which ``value`` is the upper; the value itself of all others.
    scenario : str
        Whose runs were read.
    """

    id: str
    label: str
    unit: str
    date: str
    grade: str
    value: float
    bound: str
    median: float
    low: float
    high: float
    half_low: float
    half_high: float
    inside: bool
    within: bool
    factor: float
    must: str
    least: float
    scenario: str

    @property
    def asked(self) -> tuple[float, float]:
        """Between which multiples of the observed value the median must lie."""
        if self.bound == "at least":
            return 1.0, math.inf
        if self.bound == "at most":
            return self.least / self.value, 1.0
        return (2.0 - self.factor if self.factor < FINE else 1.0 / self.factor), self.factor

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        return self.inside and self.within

    def observed(self, write: Callable[[float], str]) -> str:
        """What was observed, with numbers written by a function: a figure, a range, or a least value."""
        return f"{write(self.least)} to {write(self.value)}" if self.bound == "at most" else f"{self.bound} {write(self.value)}".strip()


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
    """The whole table of a scenario."""

    name: str
    members: int
    runs: int
    outdated: str
    targets: tuple[TargetRow, ...]
    patterns: tuple[PatternRow, ...]
    beside: tuple[Beside, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return all(row.holds for row in self.targets) and all(row.holds for row in self.patterns)

    def to_json(self) -> str:
        """Write it as JSON; what is not known is null."""
        content: dict[str, Any] = {"holds": self.holds} | asdict(self)
        content["targets"] = [asdict(row) | {"holds": row.holds} for row in self.targets]
        content["patterns"] = [asdict(one) | {"holds": one.holds} for one in self.patterns]
        return json.dumps(_known(content), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def reproduce(
    ensemble: Ensemble,
    scenario: str | None = None,
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
    scenario : str, optional
        Name of a scenario with targets; the first that the ensemble was calibrated to if not given.
    out : path, optional
        Folder that keeps the runs.
    replicates : int
        Seeds of each parameter set; 20 if not given, of a country one.
    watched : int
        Members that are watched household by household, `OFTEN` seeds of each, with the platform and without.
    how
        Further arguments of the sweep.
    """
    name = scenario or ensemble.data.scenario
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
    return Reproduction(name, len(ensemble.weights), len(runs), ensemble.outdated, held, tuple(rows), shown)


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


def target_rows(read: pd.DataFrame, weights: Floats, targets: list[Target]) -> list[TargetRow]:
    """Hold runs against targets.

    Parameters
    ----------
    read : DataFrame
        A row per run, a column per target's id.
    weights : array
        Weight of each run.
    targets : list of Target
        The targets.
    """
    reached = reached_scale(read, targets)
    return [_target_row(read, weights, target, reached) for target in targets]


def reached_scale(read: pd.DataFrame, targets: list[Target]) -> npt.NDArray[np.bool_]:
    """Which runs reach scale: at least half of the stores that were observed last; all, where stores were not observed."""
    import numpy as np

    counts = [target for target in targets if target.column == "stores" and not target.per]
    if not counts:
        return np.ones(len(read), dtype=bool)
    last = max(counts, key=lambda target: target.last)
    return np.asarray(read[last.id] >= SCALE * last.value)


def _target_row(read: pd.DataFrame, weights: Floats, target: Target, reached: npt.NDArray[np.bool_]) -> TargetRow:
    values = read[target.id].to_numpy(dtype=float)
    of = reached if target.kind == "floor" and reached.any() else values == values
    low, half_low, middle, half_high, high = quantiles(values[of], weights[of], (INTERVAL[0], 0.25, 0.5, 0.75, INTERVAL[1]))
    bound = {"near": "", "range": "at most", "floor": "at least"}[target.kind]
    least, most = target.bounds
    facts = (target.id, target.label, target.unit, target.date, target.grade, target.value, bound, middle, low, high, half_low, half_high)
    found = TargetRow(*facts, low <= most and high >= least, False, target.factor, "", target.least, target.scenario)
    if target.kind == "floor":
        above, _ = share((values[of] > target.value).astype(float), weights[of])
        within, must = bool(reached.any()) and above > MOST, f"above it in most runs that reach scale ({above:.0%} are)"
    else:
        within = found.asked[0] <= middle / target.value <= found.asked[1]
        must = _must(target)
    return replace(found, within=within, must=must)


def _must(target: Target) -> str:
    if target.kind == "range":
        return "median within the range"
    return f"median within {target.factor - 1:.0%}" if target.factor < FINE else f"median within a factor {target.factor:g}"


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


def _known(content: Any) -> Any:
    """Content without what JSON cannot say."""
    if isinstance(content, dict):
        return {key: _known(item) for key, item in content.items()}
    if isinstance(content, (list, tuple)):
        return [_known(item) for item in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content
