"""What surrounds the agents: the environment of each month, the village's facts, and the programmes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from linkage_sim import Scenario

LASTING = ("illness", "disability", "schooling", "disaster", "marriage", "land", "water")
PIECES = {"skills", "funds", "motivation", "information", "broadband", "logistics", "goods"}
LIVING = ("fuel", "sanitation", "water", "electricity", "housing")
WEIGHTS = dict.fromkeys(("nutrition", "child_mortality", "years_of_schooling", "attendance"), 1 / 6)
WEIGHTS |= dict.fromkeys((*LIVING, "assets"), 1 / 18)
SUBJECTS = ("community", "government", "market", "society")
WORKS = ("broadband", "roads", "station", "goods", "brand", "tourism")


def towards(x: float, part: float, reach: float = 1.0) -> float:
    """Gain a part of what is missing to the reach."""
    return x + part * max(reach - x, 0)


def clip(x: float, low: float, high: float) -> float:
    """Keep x in [low, high]."""
    return min(max(x, low), high)


def running(date: str) -> int:
    """Number of a month written YYYY-MM, as in section 6."""
    year, month = date.split("-")
    return 12 * int(year) + int(month) - 1


class Environment(NamedTuple):
    """The month's exogenous values (2.6)."""

    line: float
    rural_income: float
    migrant_wage: float
    market: float
    internet: float
    courier_price: float
    season: float


def environments(scenario: Scenario) -> list[Environment]:
    """Values of every month of the run (section 6)."""
    e, first = scenario.environment, running(scenario.start)
    line, rural, wage, retail = (
        carried_back(series, first // 12) for series in (e.poverty_line, e.rural_income, e.migrant_wage, e.online_retail)
    )
    level = retail.get(2013, retail[min(retail)])
    return [
        Environment(
            line=line.get(m // 12, between(line, m)),  # the law's, from January to December
            rural_income=between(rural, m),
            migrant_wage=between(wage, m),
            market=between(retail, m) / level,
            internet=between(e.rural_internet, m),
            courier_price=between(e.courier_price, m),
            season=e.season[m % 12] / (sum(e.season) / 12),
        )
        for m in range(first, first + scenario.months)
    ]


def carried_back(series: dict[int, float], to: int) -> dict[int, float]:
    """Carry a yearly series back to the year in which the run starts (E18)."""
    years = sorted(series)
    first = years[0]
    growth = (series[years[1]] / series[first]) ** (1 / (years[1] - first)) if len(years) > 1 else 1.0
    return {year: series[first] / growth ** (first - year) for year in range(to, first)} | dict(series)


def between(series: dict[int, float], m: int) -> float:
    """Value of a yearly series in the running month m: straight between the middles of years, level outside."""
    years = sorted(series)
    at = [12 * year + 5.5 for year in years]
    if m <= at[0]:
        return series[years[0]]
    for i in range(1, len(years)):
        if m <= at[i]:
            part = (m - at[i - 1]) / (at[i] - at[i - 1])
            return series[years[i - 1]] + part * (series[years[i]] - series[years[i - 1]])
    return series[years[-1]]


@dataclass
class Village:
    """State of the village (2.4); one village is one county here, so `nearby` stays 0 and `fame` is `publicity`."""

    n: int
    clans: int
    market_depth: float
    broadband: float
    roads: float
    goods: float
    tourism: float
    couriers: int
    integrity: float
    connected_to: float = 0.0
    station: float = 0.0
    brand: float = 0.0
    centre: bool = False
    suppliers: int = 0
    wanted: float = 0.0
    volume: float = 0.0
    shipping: float = 0.0
    courier_part: float = 0.0
    fee: float = 1.0
    margin: float = 0.0
    net_margin: float = 0.0
    quota: float = 0.0
    listed: bool = False
    publicity: float = 0.0
    noticed: int | None = None
    credit: float = 1.0
    nearby: float = 0.0
    courier_proof: int = 0
    supplier_proof: int = 0
    linked_help: int | None = None
    served: dict[str, int] = field(default_factory=dict)
    stage: int = 0
    # Observed at a month's end, read in the next month.
    online: int = 0
    stores: int = 0
    share: float = 0.0
    aware_share: float = 0.0
    mean_income: float = 0.0
    profit_store: float = 0.0
    profit_household: float = 0.0
    thriving: float = 0.0
    job_share: float = 0.0
    registered: int = 0
    debt: float = 0.0
    sales: list[float] = field(default_factory=list)

    @property
    def sales_year(self) -> float:
        """Sales of the last twelve months."""
        return sum(self.sales[-12:])


class Programme:
    """A programme with its allocation and its counters of the month."""

    def __init__(self, name: str, scenario: Scenario) -> None:
        rules = scenario.programmes[name]
        self.name, self.effect, self.need, self.scope = name, rules.effect, rules.need, rules.scope
        self.providers, self.payer = rules.providers, rules.providers[0]
        self.cost, self.capacity, self.eligibility, self.handout = rules.cost, rules.capacity, rules.eligibility, rules.handout
        self.start, self.end = (running(date) - running(scenario.start) for date in (rules.start, rules.end))
        self.waits = rules.trigger == "noticed"
        self.works = {name: getattr(rules.effect, name) for name in WORKS if getattr(rules.effect, name) > 0}
        named = [getattr(scenario.actors, provider).active for provider in self.providers]
        self.active_share = sum(named) / len(named) if named[0] else 0.0  # (E26)
        self.limit = 6 * self.cost * max(self.capacity, 1)
        self.allocation = 0.0
        self.claims = self.matched = self.met = 0
