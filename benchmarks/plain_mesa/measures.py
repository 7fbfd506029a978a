"""What is observed at a month's end, and what the village remembers of it (7.8)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from .surroundings import SUBJECTS, WEIGHTS

if TYPE_CHECKING:
    from .model import PlainModel

SOURCES = ("farm", "wage", "shop", "enterprise", "transfer")
COUNTED = (
    "stores_opened", "stores_closed", "entrants", "quitters", "founders_home", "lines_ordered", "entries", "exits", "relapses",
    "corrections", "returned", "spending", "defaults", "overlaps", "wasted", "gaps", "input_household", "input_community",
    "feedback_household", "feedback_community", "feedback_government", "feedback_market", "feedback_society",
    *(f"integration_{subject}" for subject in SUBJECTS), *(f"implementation_{subject}" for subject in SUBJECTS),
)  # fmt: skip
COLUMNS = (
    "households", "people", "online_households", "stores", "people_engaged", "sales", "pieces", "poor_people", "poor_households",
    "headcount", "poverty_gap", "poverty_severity", "mpi", "mpi_headcount", "gini", "income", "registered_households",
    "inclusion_error", "exclusion_error", "migrants_away", "helpers", "motivation", "skill", "aware_households", "couriers",
    "suppliers", "broadband_share", "debt", "waiting", "stage", "taobao_villages", "listed_villages", "taobao_stores",
    "taobao_engaged", "links_one_to_one", "links_one_to_many",
    "links_many_to_many", "input_government", "input_market", "input_society", "integration_household", "implementation_household",
    "tenants", "tenant_stores", "parcels", "inbound_parcels", "stores_over_million", "store_sigma", "store_top_tenth", "enterprises",
    "margin", "net_margin", "noticed", "taken_off", *(f"income_{source}" for source in SOURCES), *COUNTED,
)  # fmt: skip


def measure(model: PlainModel) -> dict[str, float]:
    """The month's columns, but for the stage."""
    rows, keepers, tenants, v, line = model.rows, model.keepers, model.tenants, model.village, model.environment.line
    size = np.array([h.size for h in rows], float)
    income = np.array([h.income for h in rows])
    gap = np.maximum(1 - income / line, 0)
    score = np.array([sum(WEIGHTS[name] for name in h.deprived) for h in rows])
    censored = np.where(score >= model.definitions.mpi_cutoff - 1e-9, score, 0)
    poor, card = income < line, np.array([h.card for h in rows])
    sales = sum(k.sales for k in keepers)
    parcels = sales / model.economy.parcel_value
    entered = {name: float(model.count[name]) for name in COUNTED}

    def over_people(values: np.ndarray) -> float:
        return float(np.average(values, weights=size))

    stores = sum(k.stores for k in keepers)
    taobao = sum(v.sales[-11:]) + sales >= model.definitions.village_sales and (
        stores >= model.definitions.village_stores or stores >= model.definitions.village_share * v.n
    )  # (E109)
    engaged = sum(k.own + k.hired for k in keepers)
    return entered | {
        "households": v.n,
        "people": size.sum(),
        "online_households": sum(h.online for h in rows),
        "stores": stores,
        "tenants": len(tenants),
        "tenant_stores": sum(k.stores for k in tenants),
        "people_engaged": engaged,
        "helpers": sum(k.hired for k in keepers),
        "sales": sales,
        "parcels": parcels,
        "pieces": parcels * model.economy.pieces_per_parcel,
        "inbound_parcels": v.inbound,
        "margin": v.margin if sales > 0 else 0.0,
        "net_margin": v.net_margin if sales > 0 else 0.0,
        **sizes_of_stores(model),
        "poor_people": size[poor].sum(),
        "poor_households": poor.sum(),
        "headcount": over_people(gap > 0),  # (E104)
        "poverty_gap": over_people(gap),
        "poverty_severity": over_people(gap**2),
        "mpi": over_people(censored),  # (E105)
        "mpi_headcount": over_people(censored > 0),
        "gini": gini(income, size),
        "income": over_people(income),
        "registered_households": card.sum(),
        "inclusion_error": (card & ~poor).sum() / max(card.sum(), 1),  # (E107)
        "exclusion_error": (poor & ~card).sum() / max(poor.sum(), 1),
        "migrants_away": sum(h.away for h in rows),
        "motivation": sum(h.motivation for h in rows) / v.n,
        "skill": sum(h.skill for h in rows) / v.n,
        "aware_households": sum(h.aware for h in rows),
        "couriers": v.couriers,
        "suppliers": v.suppliers,
        "broadband_share": sum(h.connected for h in rows) / v.n,
        "enterprises": sum(h.enterprise for h in rows),
        **{f"income_{source}": sum(h.sources[source] for h in rows) for source in SOURCES},  # (E138)
        "debt": sum(k.debt for k in (*rows, *tenants)),
        "waiting": sum(bool(h.voiced) for h in rows),
        "taobao_villages": taobao,
        "listed_villages": taobao,  # of a village by itself lists find all
        "taobao_stores": stores * taobao,
        "taobao_engaged": engaged * taobao,
        "taken_off": stores >= 100,
        **links(model),
        **{f"input_{name}": payable(model, name) for name in ("government", "market", "society")},
        "integration_household": entered["entries"] + entered["exits"] - model.count["put_right"],
        "implementation_household": entered["stores_opened"] + entered["stores_closed"],
    }


def gini(income: np.ndarray, size: np.ndarray) -> float:
    """Gini coefficient of income per head over people (E106), exact."""
    order = np.argsort(income)
    people, earned = size[order], (income * size)[order].cumsum()
    if earned[-1] <= 0:
        return 0.0
    below = np.concatenate(([0.0], earned[:-1]))
    return float(1 - (people * (earned + below)).sum() / (people.sum() * earned[-1]))


def sizes_of_stores(model: PlainModel) -> dict[str, float]:
    """How unequal the yearly sales of stores are (E137), exact."""
    of_year = 12 / model.environment.season
    firsts = [(k.sales * of_year / k.joint(k.stores), k.stores) for k in model.keepers]
    sold = np.array([first * s**-model.economy.store_rank for first, stores in firsts for s in range(1, stores + 1)])
    if not sold.size:
        return {"stores_over_million": 0.0, "store_sigma": 0.0, "store_top_tenth": 0.0}
    ranked, tenth = np.sort(sold)[::-1], sold.size / 10
    part = np.clip(tenth - np.arange(sold.size), 0, 1)  # a store may lie with a part of it in the tenth
    return {
        "stores_over_million": float((sold > 1e6).mean()),
        "store_sigma": float(np.log(np.maximum(sold, 1)).std()) if sold.size > 1 else 0.0,
        "store_top_tenth": float((ranked * part).sum() / sold.sum()),
    }


def links(model: PlainModel) -> dict[str, int]:
    """Links of providers and households by pattern (E111)."""
    providers = [{programme.payer for programme in h.received} for h in model.rows]
    held = Counter(payer for payers in providers for payer in payers)
    single = [held[payer] == 1 for payers in providers if len(payers) == 1 for payer in payers]
    return {
        "links_one_to_one": sum(single),
        "links_one_to_many": len(single) - sum(single),
        "links_many_to_many": sum(len(payers) for payers in providers if len(payers) > 1),
    }


def payable(model: PlainModel, payer: str) -> float:
    """Units of assistance that a payer's allocations could pay (7.8.5)."""
    paid = (p for p in model.programmes if p.payer == payer)
    return sum(min(p.allocation / max(p.cost, 1) + p.matched, p.capacity) for p in paid)


def remember(model: PlainModel) -> None:
    """What actors see next month (7.8.3)."""
    v, rows, now = model.village, model.rows, model.measures
    online, stores = int(now["online_households"]), int(now["stores"])
    keepers = model.keepers
    v.online, v.tenants, v.stores, v.share = online, len(model.tenants), stores, online / v.n
    v.sales.append(now["sales"])
    v.profit_household = sum(k.profit for k in keepers) / len(keepers) if keepers else 0.0
    v.thriving = sum(k.thrives for k in keepers) / len(keepers) if keepers else 0.0
    v.aware_share = sum(h.aware and not h.online for h in rows) / v.n
    v.mean_income, v.debt, v.registered = now["income"], now["debt"], int(now["registered_households"])
    free = sum(h.free for h in rows if not h.online)
    v.job_share = min(now["helpers"] / free, 1) if free else 0.0
    open_jobs = max(now["helpers"] - free, 0)
    v.vacancies = min(open_jobs / now["migrants_away"], 1) if now["migrants_away"] else 0.0
    for programme in model.programmes:
        if programme.met > 0:
            v.served[programme.payer] = model.month
            v.centre |= "goods" in programme.works


def stage(model: PlainModel) -> int:
    """Stage of the village (E110)."""
    v = model.village

    def recent(month: int | None) -> bool:
        return month is not None and model.month - month < model.definitions.stage_memory

    subjects = {subject for subject in SUBJECTS if recent(v.served.get(subject))} | ({"market"} if v.couriers else set())
    if v.share < model.definitions.stage_share:
        return 0
    if len(subjects) < model.definitions.stage_subjects:
        return 1
    if v.couriers < 1 or v.suppliers < 1 or not v.centre:
        return 2
    return 4 if recent(v.linked_help) and v.listed else 3
