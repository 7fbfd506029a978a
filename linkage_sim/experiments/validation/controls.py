"""Negative controls: what must not come out once a cause is taken away, each an overlay over the ensemble and a claim about it.

Each claim is measured on the same parameter sets and seeds as the village as it is, so that differences are the overlay's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

from ...scenario import Scenario
from ..calibration.simulating import months_asked, whole_months
from ..design.experiment import Experiment
from ..ensemble.ensemble import Ensemble
from ..ensemble.weighted import quantiles
from ..study.sweeping import sweep
from . import claims
from .arms import AS_IS, FLOODED, UNCROWDED, arms, points_of
from .claims import numbers
from .patterns import often_enough

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

SEED = 200_001  # other villages than those of calibration and reproduction
MEMBERS, REPLICATES = 20, 10
MEMBERS_OF_COUNTRY = 8  # one seed of each: a run of a country takes a minute, and its villages are many
RARE, USUAL = 0.05, 0.8
COLUMNS = (
    "stores", "stores_closed", "online_households", "poor_people", "poor_households", "registered_households", "motivation",
    "inclusion_error", "exclusion_error", "spending", "entrants", "quitters", "store_sigma", "migrants_away", "taken_off",
    "taobao_villages",
)  # fmt: skip


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


def controls_of(scenario: str) -> list[Control]:
    """List the claims about a scenario's village: about Dongfeng those that need no help, platform or register."""
    return [control for control in controls() if scenario in control.scenarios]


def controls() -> list[Control]:
    """List all claims."""
    both, near, nation = ("junpu", "dongfeng"), ("near-junpu",), ("china",)
    frozen = ("edge, hand-outs, frozen", "edge, no hand-outs, frozen")
    return [
        Control(
            "full subsidies, no founders, no outside news", "no take-off", ("no founders, no news", AS_IS), claims.never, "stores", 1 - RARE
        ),
        Control("founders, random network without kin", "slower, or patchier", ("random network", AS_IS), claims.slower, "spread", USUAL),
        Control("founders, random network of kin", "slower, or patchier", ("kin anywhere", AS_IS), claims.slower, "spread", USUAL),
        Control("no founders, now or later", "no take-off", ("no founders", AS_IS), claims.never, "takeoff", USUAL, scenarios=both),
        Control("no network", "no line and no store", ("no network", AS_IS), claims.none, "stores", 1 - RARE, scenarios=both),
        Control(
            "founders in an ordinary village", "stays small", ("ordinary village", AS_IS), claims.small, "stores", USUAL, scenarios=both
        ),
        Control(
            "unlimited market depth", "no shake-out, and fewer exits than as it is", (UNCROWDED, AS_IS), claims.calmer, "closing", USUAL
        ),
        Control(
            "rivals flood the market",
            "a shake-out, which an unlimited market has not",
            (FLOODED, UNCROWDED),
            claims.shaken,
            "closing",
            USUAL,
        ),
        Control("stores alike", "sales are not dispersed", ("stores alike", AS_IS), claims.alike, "sigma", USUAL),
        Control("crowded market", "the late fail more often than in an unlimited one", (UNCROWDED, AS_IS), claims.late_live, "late", USUAL),
        Control("no work for those who return", "more stay away", ("no work for those who return", AS_IS), claims.stay_away, "away", USUAL),
        Control(
            "nothing travels",
            "the next village stays as it is",
            ("nothing travels", AS_IS),
            claims.alone,
            "spread_to",
            USUAL,
            scenarios=near,
        ),
        Control("no kin across villages", "later, or fewer follow", ("kin at home", AS_IS), claims.fewer_follow, "near", USUAL, True, near),
        Control(
            "platform off", "the same money lifts fewer", ("edge, platform off", "edge"), claims.fewer, "lifted", USUAL, on_average=True
        ),
        Control("look-back off", "errors stay", ("edge, no look-back", "edge"), claims.more_errors, "errors", USUAL),
        Control("hand-outs", "do harm while motivation moves", ("edge, hand-outs", "edge, no hand-outs"), claims.harm, "online", USUAL),
        Control("motivation frozen", "hand-outs do no harm", frozen, claims.no_harm, "online", USUAL),
        Control(
            "no founders anywhere",
            "hardly any Taobao village",
            ("no founders anywhere", AS_IS),
            claims.hardly_any,
            "taobao",
            USUAL,
            scenarios=nation,
        ),
        Control(
            "nothing travels between villages",
            "fewer Taobao villages",
            ("nothing travels between villages", AS_IS),
            claims.fewer_villages,
            "taobao",
            USUAL,
            scenarios=nation,
        ),
        Control(
            "no demonstration counties",
            "fewer Taobao villages",
            ("no demonstration counties", AS_IS),
            claims.fewer_villages,
            "taobao",
            USUAL,
            scenarios=nation,
        ),
        Control("no platform", "the same money lifts fewer", ("no platform", AS_IS), claims.fewer, "lifted", USUAL, True, nation),
        Control("no look-back", "errors stay", ("no look-back", AS_IS), claims.more_errors, "errors", USUAL, scenarios=nation),
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
    """All claims about a scenario, and the medians of every number in every arm."""

    rows: tuple[ControlRow, ...]
    medians: dict[str, dict[str, float]]

    @property
    def holds(self) -> bool:
        """Whether all of them come out."""
        return all(row.holds for row in self.rows)

    @property
    def content(self) -> dict[str, Any]:
        """The numbers as plain values."""
        return {"holds": self.holds, "controls": [asdict(row) | {"holds": row.holds} for row in self.rows], "medians": self.medians}


def run_controls(
    ensemble: Ensemble,
    scenario: str | None = None,
    out: str | PathLike[str] | None = None,
    *,
    members: int | None = None,
    replicates: int | None = None,
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
        Parameter sets and seeds of each; 20 and 10 if not given, of a country 4 and 1.
    how
        Further arguments of the sweep.
    """
    import numpy as np

    name = scenario or ensemble.data.scenario
    asked = controls_of(name)
    if not asked:
        return Controls((), {})
    as_it_is = Scenario.load(name)
    some = ensemble.thinned(members or (MEMBERS if as_it_is.nation is None else MEMBERS_OF_COUNTRY))
    replicates = replicates or (REPLICATES if as_it_is.nation is None else 1)
    needed = {arm for control in asked for arm in control.arms}
    listed = {key: arm for key, arm in arms(as_it_is).items() if key in needed}
    points = [point for arm in listed.values() for point in points_of(some, as_it_is, arm)]
    content: dict[str, Any] = {"name": f"controls-{name}", "title": f"Negative controls of {name}"}
    content |= months_asked(as_it_is)
    content |= {"scenario": name, "design": {"kind": "list"}, "points": points, "replicates": replicates, "seed": SEED}
    study = sweep(Experiment.from_dict(content), out, **how)
    frames = measured(whole_months(study, list(COLUMNS)), list(listed), len(some.weights))
    weights = np.repeat(some.weights.to_numpy(), replicates)
    return judge(frames, weights, name, replicates)


def measured(months: pd.DataFrame, names: list[str], members: int) -> dict[str, pd.DataFrame]:
    """Measure what claims are about, by arm: a row per run, members in order, seeds within them."""
    import pandas as pd

    rows = [{"design": design} | numbers(run) for (design, _), run in months.groupby(["design", "replicate"], sort=True)]
    frame = pd.DataFrame(rows)
    return {name: frame[frame["design"] // members == k].drop(columns="design").reset_index(drop=True) for k, name in enumerate(names)}


def judge(frames: dict[str, pd.DataFrame], weights: Floats, scenario: str = "junpu", replicates: int = 1) -> Controls:
    """Judge every claim about a scenario's village on the runs of its arms, or on the means over so many seeds of each parameter set."""
    from ..ensemble.weighted import share

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
