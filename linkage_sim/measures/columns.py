"""Every recorded column once: its name, unit and meaning. Tables, Parquet metadata and documents read it here."""

from __future__ import annotations

from typing import NamedTuple

ACTORS = ("household", "community", "government", "market", "society")
STAGES = ("input", "integration", "implementation", "feedback")

_FLOWS = {
    ("input", "household"): "Households that voiced their needs by themselves.",
    ("input", "community"): "Households whose needs the village committee gathered on a visit.",
    ("input", "government"): "Units of assistance that the government's budget could pay.",
    ("input", "market"): "Units of assistance that the firms' budget could pay.",
    ("input", "society"): "Units of assistance that donations could pay.",
    ("integration", "household"): "Cards given, withdrawn or given again.",
    ("integration", "community"): "Units of assistance matched by the community.",
    ("integration", "government"): "Units of assistance matched by the government.",
    ("integration", "market"): "Units of assistance matched by firms.",
    ("integration", "society"): "Units of assistance matched by society.",
    ("implementation", "household"): "Stores opened and closed.",
    ("implementation", "community"): "Units of assistance delivered by the community that met a need.",
    ("implementation", "government"): "Units of assistance delivered by the government that met a need.",
    ("implementation", "market"): "Units delivered by firms that met a need, and branches of firms opened.",
    ("implementation", "society"): "Units of assistance delivered by society that met a need.",
    ("feedback", "household"): "Households that learnt of online shops this month.",
    ("feedback", "community"): "Complaints relayed and wrong cards found by displaying the list.",
    ("feedback", "government"): "Wrong cards corrected by look-back audits.",
    ("feedback", "market"): "Loans granted on a sales record.",
    ("feedback", "society"): "Wrong cards exposed by supervision, and successes publicised.",
}


class Column(NamedTuple):
    """A column of ``monthly.parquet``: what it counts, in which unit."""

    name: str
    unit: str
    meaning: str


MEASURES: tuple[Column, ...] = (
    Column("households", "households", "Households of the run's villages."),
    Column("people", "persons", "Registered members of these households, migrants included."),
    Column("online_households", "households", "Households with at least one store."),
    Column("stores", "stores", "Online stores at the end of the month."),
    Column("stores_opened", "stores", "Stores opened in the month."),
    Column("stores_closed", "stores", "Stores closed in the month."),
    Column("people_engaged", "persons", "Members and hired helpers who work for stores."),
    Column("sales", "RMB in the month", "Online sales."),
    Column("pieces", "pieces in the month", "Parcels sent."),
    Column(
        "store_profit_median",
        "RMB per store in the month",
        "Median over online households of profit per store, before their own members' labour (grouped).",
    ),
    Column("margin", "share of sales", "Gross margin of the villages' stores, by sales; 0 where nothing is sold."),
    Column("net_margin", "share of sales", "Margin after platform fees and parcels, by sales; 0 where nothing is sold."),
    Column("poor_people", "persons", "Members of households below the poverty line."),
    Column("poor_households", "households", "Households below the poverty line."),
    Column("headcount", "share of people", "Foster-Greer-Thorbecke index of order 0 over people."),
    Column("poverty_gap", "share of the line", "Foster-Greer-Thorbecke index of order 1 over people."),
    Column("poverty_severity", "share of the line squared", "Foster-Greer-Thorbecke index of order 2 over people."),
    Column("mpi", "adjusted headcount ratio", "Alkire-Foster multidimensional poverty index over people."),
    Column("mpi_headcount", "share of people", "People whose deprivation score reaches the cut-off."),
    Column("gini", "index", "Gini coefficient of income per head over people (grouped)."),
    Column("income", "RMB per head and year", "Mean income per head over the trailing year."),
    Column("registered_households", "households", "Households that hold a card."),
    Column("inclusion_error", "share of the registered", "Registered households that are not poor."),
    Column("exclusion_error", "share of the poor", "Poor households that are not registered."),
    Column("entries", "households", "Cards given in the month, returns included."),
    Column("exits", "households", "Cards withdrawn in the month."),
    Column("relapses", "households", "Cards given again in the month after an earlier exit."),
    Column("migrants_away", "persons", "Members who work elsewhere."),
    Column("returned", "persons", "Migrants who came home in the month."),
    Column("helpers", "persons", "Hired helpers of stores."),
    Column("motivation", "share", "Mean motivation of households."),
    Column("skill", "share", "Mean skill of households."),
    Column("aware_households", "households", "Households that know of online shops."),
    Column("couriers", "branches", "Couriers' branches in the villages."),
    Column("suppliers", "firms", "Suppliers' platforms in the villages."),
    Column("broadband_share", "share of households", "Households that are connected."),
    Column("spending", "RMB in the month", "Spent on assistance by all providers."),
    Column("debt", "RMB", "Debt of households at the end of the month."),
    Column("defaults", "RMB in the month", "Debt written off."),
    Column("waiting", "households", "Households with voiced needs that wait for help at the end of the month."),
    Column("overlaps", "units in the month", "Units given to a household that had been given another for the same need in the month."),
    Column("wasted", "units in the month", "Units given to a household that did not have the need."),
    Column("gaps", "units in the month", "Units for which a need was voiced but whose provider was missing or out of funds."),
    Column("links_one_to_one", "links in the month", "Links of a provider of one household with a household that has no other helper."),
    Column(
        "links_one_to_many", "links in the month", "Links of a provider of several households with a household that has no other helper."
    ),
    Column("links_many_to_many", "links in the month", "Links with households that several providers help."),
    Column("noticed", "villages", "Villages whose take-off the county has noticed."),
    Column("taobao_villages", "villages", "Villages that meet the definition of a Taobao village, each counted with its weight."),
    Column(
        "stage", "stage 0 to 4", "Most advanced stage of any village of the run: none, grassroots, multi-subject, platform, data-based."
    ),
)
FLOWS: tuple[Column, ...] = tuple(Column(f"{stage}_{actor}", "acts in the month", text) for (stage, actor), text in _FLOWS.items())
COLUMNS: tuple[Column, ...] = MEASURES + FLOWS
KEYS: tuple[Column, ...] = (
    Column("run", "id", "Hash of the resolved scenario, the seed, the horizon and the model version."),
    Column("design", "number", "Design point of an experiment; 0 for a single scenario."),
    Column("replicate", "number", "Replicate within the design point."),
    Column("seed", "number", "Seed of the replicate."),
    Column("month", "date", "First day of the month."),
)
