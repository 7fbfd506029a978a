"""What is recorded of a household and a village at the month's end, and what their actors see of it next month."""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Table
from linkage_sim.scenario.programmes import PROVIDERS
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import AWARE, CARD, CONNECTED, ENTERPRISE, Household
from linkage_sim.state.ledger import AID, Flow
from linkage_sim.state.month import TAKEOFF_STORES, MoneyGroup, Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from linkage_sim.state.weights import for_all
from linkage_sim.state.world import World, offers_of, programmes_of

from .grouping import group_of, group_of_single
from .poverty import SCORES, censored_score, shortfall
from .villages import is_recent, is_taobao_village, stage_of, subjects_present

_FARM, _WAGES, _HELPER_INCOME = int(Flow.FARM), int(Flow.WAGES), int(Flow.HELPER_INCOME)
_ENTERPRISE, _TOURISM, _REMITTANCES = int(Flow.ENTERPRISE), int(Flow.TOURISM), int(Flow.REMITTANCES)
_PROVIDERS = len(PROVIDERS)


@rule
def count_trade(household: Household, month: Month) -> None:
    """Count a household's stores, what it knows, who is away, what it owes."""
    month.households += 1.0
    month.online_households += 1.0 if household.stores > 0 else 0.0
    month.enterprises += 1.0 if household.traits & ENTERPRISE else 0.0
    month.stores += household.stores
    month.aware_households += 1.0 if household.flags & AWARE else 0.0
    month.broadband_share += 1.0 if household.flags & CONNECTED else 0.0
    month.migrants_away += household.away
    month.motivation += household.motivation
    month.skill += household.skill
    month.debt += household.debt


@rule
def count_poverty(household: Household, line: float, cutoff: float, month: Month) -> None:
    """Count poverty of income and of ten indicators over people."""
    size, income = household.size, household.income
    gap = shortfall(income, line)
    score = censored_score(SCORES[household.deprived], cutoff)
    month.people += size
    month.income += size * income
    month.poor_people += size if gap > 0.0 else 0.0
    month.poverty_gap += size * gap
    month.poverty_severity += size * gap * gap
    month.mpi += size * score
    month.mpi_headcount += size if score > 0.0 else 0.0


@rule
def group_income(household: Household, weight: float, groups: Table[MoneyGroup]) -> None:
    """Add a household to the groups of income per head, in whole RMB: such sums are exact in any order, on any number of threads."""
    group = groups[group_of_single(household.income)]
    group.people += for_all(household.size, weight)
    group.income += for_all(household.size * int(household.income), weight)


@rule
def group_profit(household: Household, profit: float, weight: float, groups: Table[MoneyGroup]) -> None:
    """Add a shopkeeper to the groups of profit per store."""
    groups[group_of(profit / household.stores)].online += for_all(1.0, weight)


@rule
def group_stores(
    household: Household, weight: float, parameters: Parameters, environment: EnvironmentRow, groups: Table[MoneyGroup]
) -> None:
    """Add each of a household's stores to the groups of yearly sales, at the month's pace with the season taken out.

    The k-th of them sells k ** -rank of what the first sells; amounts are in whole RMB, so that sums are exact in any order.
    """
    sizes = parameters.joint_sizes
    first = household.sales / sizes[household.stores] * 12.0 / environment.season
    for number in range(1, household.stores + 1):
        amount = first * (sizes[number] - sizes[number - 1])
        group = groups[group_of_single(amount)]
        group.stores += for_all(1.0, weight)
        group.sales += for_all(int(amount), weight)


@rule
def count_tenant(tenant: Household, month: Month) -> None:
    """Count a shopkeeper from outside, and the stores among those of the village."""
    month.tenants += 1.0
    month.tenant_stores += tenant.stores
    month.stores += tenant.stores
    month.debt += tenant.debt


@rule
def count_income(village: Village, month: Month) -> None:
    """Count the income of households by its sources; that from shops is counted as it is earned."""
    flows = village.flows
    month.income_farm += flows[_FARM]
    month.income_wage += flows[_WAGES] + flows[_HELPER_INCOME]
    month.income_enterprise += flows[_ENTERPRISE] + flows[_TOURISM]
    month.income_transfer += flows[_REMITTANCES]
    for provider in range(_PROVIDERS):
        month.income_transfer += flows[AID + provider]


@rule
def count_register(household: Household, line: float, month: Month) -> None:
    """Count who is on the register, who wrongly is, who wrongly is not, and who waits for help."""
    held, poor = household.card & CARD != 0, household.income < line
    month.registered_households += 1.0 if held else 0.0
    month.poor_households += 1.0 if poor else 0.0
    month.inclusion_error += 1.0 if held and not poor else 0.0
    month.exclusion_error += 1.0 if poor and not held else 0.0
    month.waiting += 1.0 if household.voiced else 0.0


@rule
def count_household(
    household: Household,
    weight: float,
    parameters: Parameters,
    environment: EnvironmentRow,
    month: Month,
    groups: Table[MoneyGroup],
) -> None:
    """Count a household for everything that is recorded; in groups with the weight that it has there."""
    line = environment.poverty_line
    count_trade(household, month)
    count_poverty(household, line, parameters.mpi_cutoff, month)
    count_register(household, line, month)
    group_income(household, weight, groups)


@rule
def show_state(village: Village, month: Month) -> None:
    """Note what the village's actors see of its households next month."""
    village.online, village.stores, village.debt = month.online_households, month.stores, month.debt
    village.tenants = month.tenants
    village.share = month.online_households / month.households
    village.aware_share = (month.aware_households - month.online_households) / month.households
    village.mean_income = month.income / month.people


@rule
def classify(village: Village, parameters: Parameters, listing: float, now: int, month: Month) -> None:
    """Classify the village: whether it is a Taobao village, and its stage."""
    needed = (parameters.village_sales, parameters.village_stores, parameters.village_share)
    if is_taobao_village(village.sales_year, village.stores, village.last - village.first, needed):
        month.taobao_villages += 1.0
        month.listed_villages += listing
        month.taobao_stores += month.stores
        month.taobao_engaged += month.people_engaged
    subjects = subjects_present(village.served, village.couriers, now, parameters.stage_memory)
    grown = village.share >= parameters.stage_share
    linked = is_recent(village.linked_help, now, parameters.stage_memory)
    village.stage = stage_of(village, grown, subjects >= parameters.stage_subjects, linked and village.listed > 0.0)
    month.stage = village.stage


@rule
def count_village(village: Village, month: Month) -> None:
    """Add what a village's market was this month."""
    month.margin += village.margin * month.sales
    month.net_margin += village.net_margin * month.sales
    month.noticed += 1.0 if village.noticed > 0.0 else 0.0
    month.taken_off += 1.0 if month.stores >= TAKEOFF_STORES else 0.0
    month.couriers += village.couriers
    month.suppliers += village.suppliers
    month.implementation_household += month.stores_opened + month.stores_closed


@rule
def count_loop(village: Village, world: World) -> None:
    """Add what each provider could pay, has matched and delivered, to its columns of the loop."""
    programmes, offers, month = programmes_of(village, world), offers_of(village, world), world.months[village.row]
    for k in range(len(programmes)):
        programme, offer = programmes[k], offers[k]
        if programme.exists == 0:
            continue
        payable = min(offer.allocation / max(programme.cost, 1.0) + offer.matched, programme.capacity)
        if programme.payer > 0:  # the community's input is its visits
            month.inputs[1 + programme.payer] += payable
        month.integrations[1 + programme.payer] += offer.matched
        month.implementations[1 + programme.payer] += offer.met
