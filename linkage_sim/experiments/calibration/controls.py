"""Negative controls: what must not come out once a cause is taken away, each an overlay over the ensemble and a claim about it.

Overlays change facts of the place, the policy, or one rule's parameter; nothing else. Each claim is measured on the same parameter sets and
seeds as the village as it is, so that differences are the overlay's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from os import PathLike
from typing import TYPE_CHECKING, Any

from ...scenario import Scenario
from ..design.experiment import Experiment, value_at
from ..study.sweeping import sweep
from .ensemble import Ensemble
from .patterns import DISPERSED, TAKEOFF, YEAR, closing, failing, first_month, often_enough
from .simulating import whole_months
from .weighted import quantiles

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

SEED = 200_001  # other villages than those of calibration and reproduction
MEMBERS, REPLICATES = 20, 10
AS_IS, UNCROWDED, FLOODED = "as it is", "unlimited market", "flooded market"
RARE, USUAL = 0.05, 0.8
SHAKEN = 0.005  # share of stores closed in a month of the last year from which one speaks of a shake-out: one in seventeen a year
SPREAD = 100.0  # households online, a fifth of Junpu
PATCHY = 0.9  # of the households online in the village as it is, mean of all months
SAME = 0.9  # of the money spent in the other village, or more
SMALL = 0.1  # of the stores of the village as it is
FLOOD = 4.0  # elasticity: as extreme as an unlimited market; in 2016 a seller elsewhere sells a twentieth of what it sold in 2013
WIDE = 1000.0  # times: so large a market that the village is nothing in it
COLUMNS = (
    "stores", "stores_closed", "online_households", "poor_people", "poor_households", "registered_households", "motivation",
    "inclusion_error", "exclusion_error", "spending", "entrants", "quitters", "store_sigma", "migrants_away", "taken_off",
)  # fmt: skip

# Junpu with its twelve founders needs little help: what help does is seen where it can tip the scales.
EDGE: dict[str, Any] = {"places.{place}.founders": 2, "places.{place}.broadband": 0.3}
FUNDS: dict[str, Any] = {"actors.government.public_funds": 300.0}
# Without the platform more is spent of any funds, so that equal funds are not equal money: of half the funds no less is spent.
SCATTERED: dict[str, Any] = EDGE | {"platform.on": False}
HALF_FUNDS: dict[str, float] = {"actors.government.public_funds": 0.5}
FROZEN: dict[str, Any] = dict.fromkeys(
    [f"actors.household.{kind}_motivation" for kind in ("success", "failure", "handout", "example", "hope", "salience")]
    + ["actors.household.dependence_drag"],
    0.0,
)
HANDOUTS: dict[str, Any] = FUNDS | {"programmes.subsistence.capacity": 200.0, "programmes.subsistence.eligibility": "all"}
NO_HANDOUTS: dict[str, Any] = FUNDS | {"programmes.subsistence.capacity": 0.0}
SUBSIDIES: dict[str, Any] = FUNDS | {
    f"programmes.{name}.trigger": "always"
    for name in ("training", "mentoring", "startup_loan", "relief", "service_centre", "logistics_station", "local_brand")
}
UNHEARD: dict[str, Any] = {
    "places.{place}.founders": 0, "actors.household.outside_news": 0.0, "actors.household.away_news": 0.0,
    "actors.household.return_news": 0.0, "actors.household.founder_share": 0.0,
}  # fmt: skip
NOBODY_FIRST: dict[str, Any] = {"places.{place}.founders": 0, "actors.household.founder_share": 0.0}
STAYS_AT_HOME: dict[str, Any] = dict.fromkeys(
    [f"actors.household.{name}" for name in ("marriage_ties", "hand_trust", "nearby_news", "nearby_experience", "below_threshold")]
    + ["actors.market.goods_travel", "actors.market.courier_reach", "actors.household.founder_share", "actors.household.unseen_trust"],
    0.0,
)
NO_CLANS: dict[str, Any] = {"population.kin_ties": 0, "population.rewire": 1.0}
KIN_ANYWHERE: dict[str, Any] = {"population.clan_size": 5000, "population.rewire": 1.0}
NO_LINES: dict[str, Any] = {
    "places.{place}.broadband": 0.0, "places.{place}.network": 0.0, "programmes.broadband.capacity": 0.0, "actors.market.telecom_step": 0.0,
}  # fmt: skip
ORDINARY: dict[str, Any] = {
    "places.{place}.goods": 0.15, "places.{place}.market_depth": 30e6, "places.{place}.roads": 1, "places.{place}.broadband": 0.25,
}  # fmt: skip


@dataclass(frozen=True)
class Arm:
    """One version of the village: its name, what is changed by path, and values that are the members' own times a number."""

    name: str
    changes: Mapping[str, Any]
    times: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Control:
    """A claim about an arm.

    Attributes
    ----------
    name, claim : str
        What is taken away, and what must not come out then.
    arms : tuple of str
        Arms that it compares, the first the one that it is about.
    shown : callable
        Takes the runs of these arms, a table of numbers each with a row per run, and gives 1, 0 or not a number for each run.
    figure : str
        Number of the table that is shown in the report.
    must : float
        Share of runs in which it must come out.
    on_average : bool
        Whether it is judged on the means of each parameter set over its seeds, and not run by run: for an effect that is smaller than what
        single villages differ by.
    scenarios : tuple of str
        Scenarios of whose village it is claimed.
    """

    name: str
    claim: str
    arms: tuple[str, ...]
    shown: Callable[..., Floats]
    figure: str
    must: float
    on_average: bool = False
    scenarios: tuple[str, ...] = ("junpu",)


def arms(scenario: Scenario) -> dict[str, Arm]:
    """List all versions of a scenario's village."""
    people = scenario.population
    strangers = NO_CLANS | {"population.neighbour_ties": people.kin_ties + people.neighbour_ties}
    listed = [
        Arm(AS_IS, {}),
        Arm("no founders, no news", SUBSIDIES | UNHEARD),
        Arm("random network", strangers),
        Arm("kin anywhere", KIN_ANYWHERE),
        Arm("no founders", NOBODY_FIRST),
        Arm("no network", NO_LINES),
        Arm("ordinary village", ORDINARY),
        Arm(UNCROWDED, {"economy.rival_growth": 1.0}, {"places.{place}.market_depth": WIDE}),
        Arm(FLOODED, {"economy.rival_growth": FLOOD}),
        Arm("stores alike", {"economy.store_rank": 0.0, "population.quality_sigma": 0.0}),
        Arm("no work for those who return", {"actors.household.return_rate": 0.0}),
        Arm("nothing travels", STAYS_AT_HOME),
        Arm("kin at home", {"actors.household.marriage_ties": 0.0}),
        Arm("edge", EDGE),
        Arm("edge, platform off", SCATTERED, HALF_FUNDS),
        Arm("edge, no look-back", EDGE | {"actors.government.look_back": False}),
        Arm("edge, hand-outs", EDGE | HANDOUTS),
        Arm("edge, no hand-outs", EDGE | NO_HANDOUTS),
        Arm("edge, hand-outs, frozen", EDGE | HANDOUTS | FROZEN),
        Arm("edge, no hand-outs, frozen", EDGE | NO_HANDOUTS | FROZEN),
    ]
    place = scenario.places[0].name
    return {arm.name: Arm(arm.name, _of(place, arm.changes), _of(place, arm.times)) for arm in listed}


def overlaid(scenario: Scenario, arm: Arm) -> Scenario:
    """Give a scenario as it is in an arm."""
    scaled = {path: float(value_at(scenario, path)) * times for path, times in arm.times.items()}
    return scenario.variant(scaled | dict(arm.changes))


def _of(place: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    return {path.format(place=place): value for path, value in changes.items()}


def controls_of(scenario: str) -> list[Control]:
    """List the claims about a scenario's village: about Dongfeng those that need no help, platform or register."""
    return [control for control in controls() if scenario in control.scenarios]


def controls() -> list[Control]:
    """List all claims."""
    both, near = ("junpu", "dongfeng"), ("near-junpu",)
    frozen = ("edge, hand-outs, frozen", "edge, no hand-outs, frozen")
    return [
        Control("full subsidies, no founders, no outside news", "no take-off", ("no founders, no news", AS_IS), _never, "stores", 1 - RARE),
        Control("founders, random network without kin", "slower, or patchier", ("random network", AS_IS), _slower, "spread", USUAL),
        Control("founders, random network of kin", "slower, or patchier", ("kin anywhere", AS_IS), _slower, "spread", USUAL),
        Control("no founders, now or later", "no take-off", ("no founders", AS_IS), _never, "takeoff", USUAL, scenarios=both),
        Control("no network", "no line and no store", ("no network", AS_IS), _none, "stores", 1 - RARE, scenarios=both),
        Control("founders in an ordinary village", "stays small", ("ordinary village", AS_IS), _small, "stores", USUAL, scenarios=both),
        Control("unlimited market depth", "no shake-out, and fewer exits than as it is", (UNCROWDED, AS_IS), _calmer, "closing", USUAL),
        Control(
            "rivals flood the market", "a shake-out, which an unlimited market has not", (FLOODED, UNCROWDED), _shaken, "closing", USUAL
        ),
        Control("stores alike", "sales are not dispersed", ("stores alike", AS_IS), _alike, "sigma", USUAL),
        Control("crowded market", "the late fail more often than in an unlimited one", (UNCROWDED, AS_IS), _late_live, "late", USUAL),
        Control("no work for those who return", "more stay away", ("no work for those who return", AS_IS), _stay_away, "away", USUAL),
        Control(
            "nothing travels", "the next village stays as it is", ("nothing travels", AS_IS), _alone, "spread_to", USUAL, scenarios=near
        ),
        Control("no kin across villages", "later, or fewer follow", ("kin at home", AS_IS), _fewer_follow, "near", USUAL, True, near),
        Control("platform off", "the same money lifts fewer", ("edge, platform off", "edge"), _fewer, "lifted", USUAL, on_average=True),
        Control("look-back off", "errors stay", ("edge, no look-back", "edge"), _more_errors, "errors", USUAL),
        Control("hand-outs", "do harm while motivation moves", ("edge, hand-outs", "edge, no hand-outs"), _harm, "online", USUAL),
        Control("motivation frozen", "hand-outs do no harm", frozen, _no_harm, "online", USUAL),
    ]


@dataclass(frozen=True)
class ControlRow:
    """One claim against the runs: the share in which it comes out, and the median of its figure in the arm and in the other.

    The share is of the runs that can tell; ``told`` is which part of all these are.
    """

    name: str
    claim: str
    share: float
    told: float
    must: float
    runs: int
    figure: str
    median: float
    other: float
    scenario: str

    @property
    def holds(self) -> bool:
        """Whether it comes out often enough, and enough runs can tell."""
        return often_enough(self.share, self.told, self.must)


@dataclass(frozen=True)
class Controls:
    """All claims, and the medians of every number in every arm."""

    rows: tuple[ControlRow, ...]
    medians: dict[str, dict[str, float]]

    @property
    def holds(self) -> bool:
        """Whether all of them come out."""
        return all(row.holds for row in self.rows)

    def to_json(self) -> str:
        """Write them as JSON."""
        rows = [asdict(row) | {"holds": row.holds} for row in self.rows]
        return json.dumps({"holds": self.holds, "controls": rows, "medians": self.medians}, indent=2, ensure_ascii=False) + "\n"


def run_controls(
    ensemble: Ensemble,
    scenario: str | None = None,
    out: str | PathLike[str] | None = None,
    *,
    members: int = MEMBERS,
    replicates: int = REPLICATES,
    **how: Any,
) -> Controls:
    """Run every arm of a scenario's controls over members of the ensemble, all with the same seeds, and judge the claims.

    Parameters
    ----------
    ensemble : Ensemble
        The parameter sets.
    scenario : str, optional
        Name of the scenario; the first that the ensemble was calibrated to if not given. One without claims is not run.
    out : path, optional
        Folder that keeps the runs.
    members, replicates : int
        Parameter sets and seeds of each.
    how
        Further arguments of the sweep.
    """
    import numpy as np

    name = scenario or ensemble.data.scenario
    asked = controls_of(name)
    if not asked:
        return Controls((), {})
    some, as_it_is = ensemble.thinned(members), Scenario.load(name)
    needed = {arm for control in asked for arm in control.arms}
    listed = {key: arm for key, arm in arms(as_it_is).items() if key in needed}
    points = [point for arm in listed.values() for point in _points(some, as_it_is, arm)]
    content: dict[str, Any] = {"name": f"controls-{name}", "title": f"Negative controls of {name}"}
    content |= {"scenario": name, "design": {"kind": "list"}, "points": points, "replicates": replicates, "seed": SEED}
    study = sweep(Experiment.from_dict(content), out, **how)
    frames = measured(whole_months(study, list(COLUMNS)), list(listed), len(some.weights))
    weights = np.repeat(some.weights.to_numpy(), replicates)
    return judge(frames, weights, name, replicates)


def _points(ensemble: Ensemble, scenario: Scenario, arm: Arm) -> list[dict[str, Any]]:
    points = []
    for number, member in enumerate(ensemble.overrides()):
        own = {path: member.get(path, value_at(scenario, path)) for path in arm.times}
        scaled = {path: float(own[path]) * times for path, times in arm.times.items()}
        points.append({"name": f"{arm.name} {number}"} | member | scaled | dict(arm.changes))
    return points


def measured(months: pd.DataFrame, names: list[str], members: int) -> dict[str, pd.DataFrame]:
    """Measure what claims are about, by arm: a row per run, members in order, seeds within them."""
    import pandas as pd

    rows = [{"design": design} | numbers(run) for (design, _), run in months.groupby(["design", "replicate"], sort=True)]
    frame = pd.DataFrame(rows)
    return {name: frame[frame["design"] // members == k].drop(columns="design").reset_index(drop=True) for k, name in enumerate(names)}


def numbers(run: pd.DataFrame) -> dict[str, float]:
    """Measure a run: what claims are about.

    Returns
    -------
    dict
        ``takeoff``: months until a hundred stores, one more than the ``months`` of the run if never. ``spread``: likewise until a hundred
        households are online, which a few founders with many stores are not. ``stores``: most stores. ``closing``:
        share of stores closed in a month of the last year. ``late``: households that gave up for each that entered, in the last year.
        ``spread_to``: most villages that had taken off, ``near``: their mean number over all months.
        ``sigma``: dispersion of stores' log sales, ``away``: migrants, in the last year. ``lifted``: people fewer below the line in the
        last year than in the first month. ``errors``: both errors of the list while there are poor and registered households,
        mean of these months. ``poor``: people, mean of the last year. ``motivation``, ``online``: means of all months, so that a later
        start counts as well. ``spending``: RMB in all.
    """
    last = run.iloc[-YEAR:]
    start = first_month(run["stores"], TAKEOFF)
    spread = first_month(run["online_households"], SPREAD)
    lifted = float(run["poor_people"].iloc[0] - last["poor_people"].mean())
    both = run[(run["poor_households"] > 0) & (run["registered_households"] > 0)]
    return {
        "takeoff": float(len(run) if start is None else start) + 1.0,
        "spread": float(len(run) if spread is None else spread) + 1.0,
        "months": float(len(run)),
        "stores": float(run["stores"].max()),
        "closing": closing(last),
        "late": failing(last),
        "spread_to": float(run["taken_off"].max()),
        "near": float(run["taken_off"].mean()),
        "sigma": float(last["store_sigma"].mean()),
        "away": float(last["migrants_away"].mean()),
        "lifted": lifted,
        "errors": float((both["inclusion_error"] + both["exclusion_error"]).mean()) if len(both) else math.nan,
        "poor": float(last["poor_people"].mean()),
        "motivation": float(run["motivation"].mean()),
        "online": float(run["online_households"].mean()),
        "spending": float(run["spending"].sum()),
    }


def judge(frames: dict[str, pd.DataFrame], weights: Floats, scenario: str = "junpu", replicates: int = 1) -> Controls:
    """Judge every claim about a scenario's village on the runs of its arms, or on the means over so many seeds of each parameter set."""
    from .weighted import share

    rows = []
    for control in controls_of(scenario):
        seeds = replicates if control.on_average else 1
        of = [_means(frames[name], seeds) for name in control.arms]
        own = weights[::seeds]
        found, told = share(control.shown(*of), own)
        here, there = (_median(frame[control.figure], own) for frame in (of[0], of[-1]))
        rows.append(ControlRow(control.name, control.claim, found, told, control.must, len(of[0]), control.figure, here, there, scenario))
    medians = {name: {str(column): _median(frame[column], weights) for column in frame} for name, frame in frames.items()}
    return Controls(tuple(rows), medians)


def _means(runs: pd.DataFrame, seeds: int) -> pd.DataFrame:
    """Average every so many rows: the seeds of a parameter set."""
    return runs.groupby(runs.index // seeds).mean()


def _median(column: pd.Series, weights: Floats) -> float:
    known = column.notna().to_numpy()
    return quantiles(column.to_numpy()[known], weights[known], (0.5,))[0] if known.any() else math.nan


def _as_floats(shown: Any) -> Floats:
    import numpy as np

    return np.asarray(shown, dtype=float)


def _never(runs: pd.DataFrame, _: pd.DataFrame) -> Floats:
    return _as_floats(runs["takeoff"] > runs["months"])


def _none(runs: pd.DataFrame, _: pd.DataFrame) -> Floats:
    return _as_floats(runs["stores"] == 0)


def _small(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """A tenth of the stores of the village as it is, or fewer."""
    return _as_floats(runs["stores"] <= SMALL * as_is["stores"])


def _slower(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """Later, or with a tenth fewer households online, than the same village as it is; not a number where neither spreads."""
    import numpy as np

    either = np.minimum(runs["spread"], as_is["spread"]) <= runs["months"]
    slower = (runs["spread"] > as_is["spread"]) | (runs["online"] < PATCHY * as_is["online"])
    return np.where(either, _as_floats(slower), np.nan)


def _alike(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """Less dispersed than as it is, and than was observed."""
    return _as_floats((runs["sigma"] < as_is["sigma"]) & (runs["sigma"] < DISPERSED))


def _late_live(unlimited: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    import numpy as np

    known = unlimited["late"].notna() & as_is["late"].notna()
    return np.where(known, _as_floats(unlimited["late"] < as_is["late"]), np.nan)


def _alone(runs: pd.DataFrame, _: pd.DataFrame) -> Floats:
    return _as_floats(runs["spread_to"] <= 1.0)


def _fewer_follow(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    return _as_floats(runs["near"] < as_is["near"])


def _stay_away(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    return _as_floats(runs["away"] > as_is["away"])


def _calmer(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    return _as_floats((runs["closing"] < SHAKEN) & (runs["closing"] < as_is["closing"]))


def _shaken(flooded: pd.DataFrame, unlimited: pd.DataFrame) -> Floats:
    return _as_floats((flooded["closing"] >= SHAKEN) & (unlimited["closing"] < SHAKEN))


def _fewer(scattered: pd.DataFrame, linked: pd.DataFrame) -> Floats:
    """Fewer people lifted; not a number where less was spent, for then it was not the same money."""
    import numpy as np

    same = scattered["spending"] >= SAME * linked["spending"]
    return np.where(same, _as_floats(scattered["lifted"] < linked["lifted"]), np.nan)


def _more_errors(runs: pd.DataFrame, edge: pd.DataFrame) -> Floats:
    """More wrong entries, where both villages have a list and poor people."""
    import numpy as np

    known = runs["errors"].notna() & edge["errors"].notna()
    return np.where(known, _as_floats(runs["errors"] > edge["errors"]), np.nan)


def _harm(handouts: pd.DataFrame, without: pd.DataFrame) -> Floats:
    """Weaker motivation and fewer households online than without hand-outs."""
    return _as_floats((handouts["motivation"] < without["motivation"]) & (handouts["online"] < without["online"]))


def _no_harm(handouts: pd.DataFrame, without: pd.DataFrame) -> Floats:
    """At most one household in a hundred fewer online."""
    return _as_floats(handouts["online"] >= 0.99 * without["online"])
