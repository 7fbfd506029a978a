"""Versions of a village from which one cause is taken away: overlays that negative controls compare.

Overlays change facts of the place, the policy, or one rule's parameter; nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...scenario import Scenario
from ..design.experiment import value_at
from ..ensemble.ensemble import Ensemble

AS_IS, UNCROWDED, FLOODED = "as it is", "unlimited market", "flooded market"
FLOOD = 4.0  # elasticity: as extreme as an unlimited market; in 2016 a seller elsewhere sells a twentieth of what it sold in 2013
WIDE = 1000.0  # times: so large a market that the village is nothing in it

# Junpu with its twelve founders needs little help: what help does is seen where it can tip the scales.
EDGE: dict[str, Any] = {"places.{place}.founders": 2, "places.{place}.broadband": 0.3}
FUNDS: dict[str, Any] = {"actors.government.public_funds": 300.0}
# Without the platform more is spent of any funds, so that equal funds are not equal money: of half the funds no less is spent.
SCATTERED: dict[str, Any] = EDGE | {"platform.on": False}
HALF_FUNDS: dict[str, float] = {"actors.government.public_funds": 0.5}
QUARTER_FUNDS: dict[str, float] = {"actors.government.public_funds": 0.25}
"""The same of a country, whose register leaves more of its funds unspent where the platform matches them."""
FROZEN: dict[str, Any] = dict.fromkeys(
    [f"actors.household.{kind}_motivation" for kind in ("success", "failure", "handout", "example", "aspiration", "salience")]
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
TRAVELS: dict[str, Any] = {path: value for path, value in STAYS_AT_HOME.items() if path != "actors.household.founder_share"}
NO_FOUNDERS: dict[str, Any] = {"nation.arrivals": 0.0, "nation.singles": 0.0, "actors.household.founder_share": 0.0}
THINNED: dict[str, Any] = {"nation.thin": 10}
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


def arms(scenario: Scenario) -> dict[str, Arm]:
    """List all versions of a scenario's village, or of its country."""
    if scenario.nation is not None:
        return {arm.name: arm for arm in arms_of_country()}
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


def arms_of_country() -> list[Arm]:
    """List all versions of a country; each of one county in so many, for they compare."""
    listed = [
        Arm(AS_IS, {}),
        Arm("no founders anywhere", NO_FOUNDERS),
        Arm("nothing travels between villages", TRAVELS),
        Arm("no demonstration counties", {"nation.demonstration": False}),
        Arm("no platform", {"platform.on": False}, QUARTER_FUNDS),
        Arm("no look-back", {"actors.government.look_back": False}),
    ]
    return [Arm(arm.name, THINNED | dict(arm.changes), arm.times) for arm in listed]


def overlaid(scenario: Scenario, arm: Arm) -> Scenario:
    """Give a scenario as it is in an arm."""
    scaled = {path: float(value_at(scenario, path)) * times for path, times in arm.times.items()}
    return scenario.variant(scaled | dict(arm.changes))


def _of(place: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    return {path.format(place=place): value for path, value in changes.items()}


def points_of(ensemble: Ensemble, scenario: Scenario, arm: Arm) -> list[dict[str, Any]]:
    """List the points of an arm: one for each parameter set, with what the arm changes."""
    points = []
    for number, member in enumerate(ensemble.overrides()):
        own = {path: member.get(path, value_at(scenario, path)) for path in arm.times}
        scaled = {path: float(own[path]) * times for path, times in arm.times.items()}
        points.append({"name": f"{arm.name} {number}"} | member | scaled | dict(arm.changes))
    return points
