"""One month: everything that is recorded of a run or a village, and what else rules add up in the course of it.

Rules add to a village's row by field (``month.relapses += 1``); at the month's end the rows of a run's villages are added up and written
as they are declared here. Tables, Parquet metadata and documents read their columns from this declaration.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from linkage_sim.kernel.state import Array, Field, Row, f64, span

ACTORS = ("household", "community", "government", "market", "society")
STAGES = ("input", "integration", "implementation", "feedback")
TAKEOFF_STORES = 100
"""Stores of a village that has taken off: as many as make a Taobao village (evidence: tv.threshold_stores)."""


class Column(NamedTuple):
    """A column of a table: what it counts, in which unit."""

    name: str
    unit: str
    meaning: str


class Observed(Field):
    """A recorded field.

    Parameters
    ----------
    unit, meaning : str
        Of what is recorded.
    how : str
        How a run's value follows from the rows of its villages, each of which counts with its weight: "total" (their sum), "ratio" (the
        sum of ``of`` over the sum of ``per``), "most" (the largest), "grouped" (from the tables of money groups).
    of, per : str
        Fields of a ratio; ``of`` is the field itself, into which rules add, unless named.
    """

    def __init__(self, unit: str, meaning: str, how: str, of: str = "", per: str = "") -> None:
        super().__init__(np.float64, unit, meaning)
        self.how, self.of, self.per = how, of, per


def total(unit: str, meaning: str) -> Any:
    """Declare a column that is the sum over villages, each counted with its weight."""
    return Observed(unit, meaning, "total")


def ratio(unit: str, meaning: str, per: str, of: str = "") -> Any:
    """Declare a column that is recorded as a share or mean: a sum over another one; 0 of nothing."""
    return Observed(unit, meaning, "ratio", of, per)


def most(unit: str, meaning: str) -> Any:
    """Declare a column of which the most advanced village counts."""
    return Observed(unit, meaning, "most")


def grouped(unit: str, meaning: str) -> Any:
    """Declare a column that is read from tables of money groups."""
    return Observed(unit, meaning, "grouped")


def passing(unit: str, meaning: str) -> Any:
    """Declare a sum of the month that rules need and nobody records."""
    return Field(np.float64, unit, meaning)


class Recorded(Row):
    """What is recorded of a village's month."""

    households: float = total("households", "Households of the run's villages.")
    people: float = total("persons", "Registered members of these households, migrants included.")
    online_households: float = total("households", "Households with at least one store.")
    stores: float = total("stores", "Online stores at the end of the month.")
    stores_opened: float = total("stores", "Stores opened in the month.")
    stores_closed: float = total("stores", "Stores closed in the month.")
    entrants: float = total("households", "Households, shopkeepers from outside included, that opened a first store in the month.")
    quitters: float = total("households", "Households, shopkeepers from outside included, that closed their last store in the month.")
    tenants: float = total("households", "Shopkeepers from outside who rent a room; they count in none of the columns of households.")
    tenant_stores: float = total("stores", "Stores of shopkeepers from outside, which count among the stores.")
    people_engaged: float = total("persons", "Shopkeepers, their members and hired helpers who work for stores.")
    sales: float = total("RMB in the month", "Online sales.")
    pieces: float = total("pieces in the month", "Pieces sold.")
    parcels: float = total("parcels in the month", "Parcels sent.")
    inbound_parcels: float = total("parcels in the month", "Parcels received, by stores and by people who buy online.")
    stores_over_million: float = grouped(
        "share of stores", "Stores that sell more than a million RMB a year, at the month's pace (grouped)."
    )
    store_sigma: float = grouped("sigma of log sales", "Dispersion of sales between stores (grouped).")
    store_top_tenth: float = grouped("share of sales", "Sales of the tenth of stores that sell most (grouped).")
    store_profit_median: float = grouped(
        "RMB per store in the month",
        "Median over online households of profit per store, before their own members' labour (grouped).",
    )
    margin: float = ratio("share of sales", "Gross margin of the villages' stores, by sales; 0 where nothing is sold.", "sales")
    net_margin: float = ratio("share of sales", "Margin after platform fees and parcels, by sales; 0 where nothing is sold.", "sales")
    poor_people: float = total("persons", "Members of households below the poverty line.")
    poor_households: float = total("households", "Households below the poverty line.")
    headcount: float = ratio("share of people", "Foster-Greer-Thorbecke index of order 0 over people.", "people", of="poor_people")
    poverty_gap: float = ratio("share of the line", "Foster-Greer-Thorbecke index of order 1 over people.", "people")
    poverty_severity: float = ratio("share of the line squared", "Foster-Greer-Thorbecke index of order 2 over people.", "people")
    mpi: float = ratio("adjusted headcount ratio", "Alkire-Foster multidimensional poverty index over people.", "people")
    mpi_headcount: float = ratio("share of people", "People whose deprivation score reaches the cut-off.", "people")
    gini: float = grouped("index", "Gini coefficient of income per head over people (grouped).")
    income: float = ratio("RMB per head and year", "Mean income per head over the trailing year.", "people")
    registered_households: float = total("households", "Households that hold a card.")
    inclusion_error: float = ratio("share of the registered", "Registered households that are not poor.", "registered_households")
    exclusion_error: float = ratio("share of the poor", "Poor households that are not registered.", "poor_households")
    entries: float = total("households", "Cards given in the month, returns included.")
    exits: float = total("households", "Cards withdrawn in the month.")
    relapses: float = total("households", "Cards given again in the month to households that had risen above the line and are poor again.")
    corrections: float = total(
        "households",
        "Wrong cards put right in the month: withdrawn, given to a household that was missed, or given again to one still poor.",
    )
    migrants_away: float = total("persons", "Members who work elsewhere.")
    returned: float = total("persons", "Migrants who came home in the month.")
    founders_home: float = total("households", "Households to which a migrant came home with experience of online shops, to found one.")
    helpers: float = total("persons", "Hired helpers of stores.")
    motivation: float = ratio("share", "Mean motivation of households.", "households")
    skill: float = ratio("share", "Mean skill of households.", "households")
    aware_households: float = total("households", "Households that know of online shops.")
    couriers: float = total("branches", "Couriers' branches in the villages.")
    suppliers: float = total("firms", "Suppliers' platforms in the villages.")
    enterprises: float = total("households", "Households with an enterprise that is not online: a workshop, a stall.")
    income_farm: float = total("RMB in the month", "Households' income from farming.")
    income_wage: float = total("RMB in the month", "Households' income from local wages, helpers' jobs included.")
    income_shop: float = total("RMB in the month", "Households' profit from online stores.")
    income_enterprise: float = total("RMB in the month", "Households' income from enterprises that are not online, and from tourism.")
    income_transfer: float = total("RMB in the month", "Sent home by migrants, and cash help.")
    broadband_share: float = ratio("share of households", "Households that are connected.", "households")
    lines_ordered: float = total("households", "Households that ordered a line for their shop in the month.")
    spending: float = total("RMB in the month", "Spent on assistance by all providers.")
    debt: float = total("RMB", "Debt of households at the end of the month.")
    defaults: float = total("RMB in the month", "Debt written off.")
    waiting: float = total("households", "Households with voiced needs that wait for help at the end of the month.")
    overlaps: float = total("units in the month", "Units given to a household that had been given another for the same need in the month.")
    wasted: float = total("units in the month", "Units given to a household that did not have the need.")
    gaps: float = total("units in the month", "Units for which a need was voiced but whose provider was missing or out of funds.")
    links_one_to_one: float = total("links in the month", "Links of a provider of one household with a household that has no other helper.")
    links_one_to_many: float = total(
        "links in the month", "Links of a provider of several households with a household that has no other helper."
    )
    links_many_to_many: float = total("links in the month", "Links with households that several providers help.")
    noticed: float = total("villages", "Villages whose take-off the county has noticed.")
    taobao_villages: float = total("villages", "Villages that meet the definition of a Taobao village.")
    listed_villages: float = total("villages", "Of these, the part that the list of the year finds.")
    taobao_stores: float = total("stores", "Stores of Taobao villages.")
    taobao_engaged: float = total("persons", "Shopkeepers, their members and hired helpers who work for stores of Taobao villages.")
    taken_off: float = total("villages", f"Villages with at least {TAKEOFF_STORES} stores now.")
    stage: float = most(
        "stage 0 to 4", "Most advanced stage of any village of the run: none, grassroots, multi-subject, platform, data-based."
    )
    # the loop, by stage and actor
    input_household: float = total("acts in the month", "Households that voiced their needs by themselves.")
    input_community: float = total("acts in the month", "Households whose needs the village committee gathered on a visit.")
    input_government: float = total("acts in the month", "Units of assistance that the government's budget could pay.")
    input_market: float = total("acts in the month", "Units of assistance that the firms' budget could pay.")
    input_society: float = total("acts in the month", "Units of assistance that donations could pay.")
    integration_household: float = total("acts in the month", "Cards given, withdrawn or given again.")
    integration_community: float = total("acts in the month", "Units of assistance matched by the community.")
    integration_government: float = total("acts in the month", "Units of assistance matched by the government.")
    integration_market: float = total("acts in the month", "Units of assistance matched by firms.")
    integration_society: float = total("acts in the month", "Units of assistance matched by society.")
    implementation_household: float = total("acts in the month", "Stores opened and closed.")
    implementation_community: float = total("acts in the month", "Units of assistance delivered by the community that met a need.")
    implementation_government: float = total("acts in the month", "Units of assistance delivered by the government that met a need.")
    implementation_market: float = total("acts in the month", "Units delivered by firms that met a need, and branches of firms opened.")
    implementation_society: float = total("acts in the month", "Units of assistance delivered by society that met a need.")
    feedback_household: float = total("acts in the month", "Households that learnt of online shops this month.")
    feedback_community: float = total("acts in the month", "Complaints relayed and wrong cards found by displaying the list.")
    feedback_government: float = total("acts in the month", "Wrong cards corrected by the look-back and by audits.")
    feedback_market: float = total("acts in the month", "Loans granted on a sales record.")
    feedback_society: float = total("acts in the month", "Wrong cards exposed by supervision, and successes publicised.")


OBSERVED: tuple[Observed, ...] = tuple(Recorded.fields.values())  # type: ignore[arg-type]
"""The recorded fields, in the order in which they are declared: first in the row."""
COLUMNS: tuple[Column, ...] = tuple(Column(field.name, field.unit, field.meaning) for field in OBSERVED)
FLOWS: tuple[Column, ...] = tuple(column for column in COLUMNS if column.name.split("_", 1)[0] in STAGES)
MEASURES: tuple[Column, ...] = COLUMNS[: -len(FLOWS)]
KEYS: tuple[Column, ...] = (
    Column("run", "id", "Hash of the resolved scenario, the seed, the horizon and the model version."),
    Column("design", "number", "Design point of an experiment; 0 for a single scenario."),
    Column("replicate", "number", "Replicate within the design point."),
    Column("seed", "number", "Seed of the replicate."),
    Column("month", "date", "First day of the month."),
)


class Month(Recorded):
    """A village's month: what is recorded, and what else rules add up."""

    # the loop's columns by actor, in the order of ACTORS, and all that is recorded
    inputs: Array = span("input_household", len(ACTORS), "What each actor has put in.")
    integrations: Array = span("integration_household", len(ACTORS), "What each actor has matched.")
    implementations: Array = span("implementation_household", len(ACTORS), "What each actor has delivered.")
    observed: Array = span("households", len(OBSERVED), "All recorded fields.")
    # not recorded
    profit: float = passing("RMB in the month", "Profit of all stores.")
    thrivers: float = passing("households", "Shopkeepers whose profit is more than their hands earn in the city.")
    jumps: float = passing("households", "Households whose success became visible.")
    free_hands: float = passing("persons", "Hands left for farm and wages in households without a store.")


PER_OCTAVE, OCTAVES = 16, 32
GROUPS = PER_OCTAVE * OCTAVES + 1
"""Groups of amounts from 1 RMB (group 0 holds all below) to 2**32 RMB (the last holds all above), sixteen to an octave."""


class MoneyGroup(Row):
    """One group of amounts of money, see measures.grouping."""

    people: float = f64("persons", "People whose income per head is in the group.")
    income: float = f64("RMB per year", "Their income.")
    online: float = f64("households", "Shopkeepers whose profit per store is in the group.")
    stores: float = f64("stores", "Stores whose yearly sales are in the group.")
    sales: float = f64("RMB per year", "Their sales.")
