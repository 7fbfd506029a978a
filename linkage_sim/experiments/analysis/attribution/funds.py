"""The same money for every coalition: what absent payers would have brought goes to those that take part.

Three subjects bring money from outside: the village fund, the public funds and donations (E22 to E24 of the protocol). A coalition
without one of them is poorer as well as smaller. Here the sum that all three bring in the scenario is shared out among those that take
part, in proportion to what each brings by itself, so that a coalition with one payer has as much as that with all.

In a country the government gets central funds as well, which go by the provinces' poor and grow with the years. Where it takes no part
the others have their mean over households and months: the same sum over the run, though not in each month and county.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ....actors.government import RURAL_HOUSEHOLDS
from ....errors import LinkageError
from ....nation.country import country_of
from ....population.demonstration import poor_shares
from ....state.environment import monthly_environment

if TYPE_CHECKING:
    from ....scenario import Scenario

OWN, EQUAL, SCALED = "own", "equal", "scaled"
"""Each coalition has what its members bring; the sum of all; and with it the capacities of programmes grow as their payer's money does."""
RULES = (OWN, EQUAL, SCALED)
PATHS: Mapping[str, str] = MappingProxyType(
    {
        "government": "actors.government.public_funds",
        "community": "actors.community.village_fund",
        "society": "actors.society.donations",
    }
)
"""What each payer brings from outside, RMB per household and month."""
BONUS = "actors.society.publicity_donations"
"""Donations that a known village gets besides; none where funds are equal, for how many they are depends on what happens."""
MOST_UNITS = 1e6  # the largest capacity that a programme may have


def brought(scenario: Scenario) -> dict[str, float]:
    """What each payer brings by itself before any publicity, RMB per household and month; nothing where the scenario switches it off."""
    subjects = {payer: getattr(scenario.actors, payer) for payer in PATHS}
    own = {payer: float(getattr(one, PATHS[payer].rpartition(".")[2])) if one.active else 0.0 for payer, one in subjects.items()}
    return own | ({"government": own["government"] + from_above(scenario)} if subjects["government"].active else {})


def from_above(scenario: Scenario) -> float:
    """Return the central funds that the government of a country gets besides, RMB per household and month, on average; else none."""
    import numpy as np

    nation, data = scenario.nation, scenario.data
    if nation is None:
        return 0.0
    country = country_of(nation)
    households = np.bincount(country.villages["county"], country.villages["households"], len(country.counties))
    share = float(np.average(poor_shares(country, nation), weights=households))
    funds = monthly_environment(data.environment, data.start, data.months, {}).array["central_funds"][: data.months]
    return share * float(funds.mean()) / RURAL_HOUSEHOLDS / 12.0


def shared_out(own: Mapping[str, float], absent: Collection[str]) -> dict[str, float]:
    """Share out the sum of all funds among the payers that take part.

    Parameters
    ----------
    own : mapping
        What each payer brings by itself.
    absent : collection of str
        Payers that do not take part.

    Returns
    -------
    dict
        The money of each that takes part, in proportion to what it brings by itself; empty where none does that brings any, for then
        nobody is there to have the money.

    Examples
    --------
    >>> shared_out({"government": 90.0, "community": 2.0, "society": 8.0}, ["government"])
    {'community': 20.0, 'society': 80.0}
    """
    present = {payer: money for payer, money in own.items() if payer not in absent and money > 0}
    return {payer: sum(own.values()) * money / sum(present.values()) for payer, money in present.items()}


def endowment(scenario: Scenario, absent: Collection[str], rule: str) -> dict[str, Any]:
    """What a coalition's money changes in the scenario, by path.

    Parameters
    ----------
    scenario : Scenario
        The scenario with all players.
    absent : collection of str
        Actors that do not take part.
    rule : str
        ``own``, ``equal`` or ``scaled``.
    """
    if rule == OWN:
        return {}
    own = brought(scenario)
    shares = shared_out(own, absent)
    anyway = {"government": from_above(scenario)}
    changed: dict[str, Any] = {PATHS[payer]: money - anyway.get(payer, 0.0) for payer, money in shares.items()} | {BONUS: 0.0}
    if rule == SCALED:
        changed |= {
            f"programmes.{name}.capacity": min(programme.capacity * shares[payer] / own[payer], MOST_UNITS)
            for name, programme in scenario.programmes.items()
            if (payer := programme.providers[0]) in shares
        }
    return changed


def paths_set(scenario: Scenario, rule: str) -> set[str]:
    """Paths that a rule sets by itself, for one coalition or another."""
    return set(endowment(scenario, (), rule)) | set(PATHS.values()) if rule != OWN else set()


def refuse_unfit(scenario: Scenario, rule: str) -> None:
    """Refuse an unknown rule, and money that cannot be shared out."""
    if rule not in RULES:
        raise LinkageError(f"funds: there is no rule '{rule}'; use one of {', '.join(RULES)}.")
    dated = [path for payer, path in PATHS.items() if isinstance(getattr(getattr(scenario.actors, payer), path.rpartition(".")[2]), dict)]
    if rule != OWN and dated:
        raise LinkageError(f"Funds cannot be made equal where they change by month; set {dated[0]} to one number.")
    if rule != OWN and not sum(brought(scenario).values()) > 0:
        raise LinkageError(f"Funds cannot be made equal where nobody brings any; set {PATHS['government']} above zero.")
