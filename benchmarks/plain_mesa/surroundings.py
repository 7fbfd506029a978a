"""What surrounds the agents: the environment of each month, the village's facts, and the programmes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

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


def in_force(rules: Any, month: int) -> Any:
    """A block of parameters as it holds in a running month: of numbers by month, the latest whose month has come, else the first (6)."""
    held = {}
    for name, value in rules:
        if isinstance(value, dict):
            come = [date for date in sorted(value) if running(date) <= month]
            held[name] = value[come[-1] if come else min(value)]
    return rules.model_copy(update=held) if held else rules


class Environment(NamedTuple):
    """The month's exogenous values (2.6)."""

    line: float
    rural_income: float
    migrant_wage: float
    market: float
    internet: float
    network: float
    courier_price: float
    season: float


def environments(scenario: Scenario) -> list[Environment]:
    """Values of every month of the run (section 6)."""
    e, first = scenario.environment, running(scenario.start)
    years = first // 12 - 1, (first + scenario.months) // 12 + 1
    line, rural, wage = (carried_on(series, *years) for series in (e.poverty_line, e.rural_income, e.migrant_wage))
    retail = carried_on(e.online_retail, min(years[0], 2013), max(years[1], 2013))
    level = between(retail, 12 * 2013 + 5.5)
    return [
        Environment(
            line=line.get(m // 12, between(line, m)),  # the law's, from January to December
            rural_income=between(rural, m),
            migrant_wage=between(wage, m),
            market=between(retail, m) / level,
            internet=between(e.rural_internet, m),
            network=between(e.network, m),
            courier_price=between(e.courier_price, m),
            season=e.season[m % 12] / (sum(e.season) / 12),
        )
        for m in range(first, first + scenario.months)
    ]


def carried_on(series: dict[int, float], first: int, last: int) -> dict[int, float]:
    """Carry a yearly series on to years before and after its own (E18)."""
    years = sorted(series)

    def growth(y1: int, y2: int) -> float:
        return (series[y2] / series[y1]) ** (1 / (y2 - y1)) if y2 > y1 else 1.0

    g, h = growth(years[0], years[min(1, len(years) - 1)]), growth(years[max(len(years) - 2, 0)], years[-1])
    before = {year: series[years[0]] / g ** (years[0] - year) for year in range(first, years[0])}
    return before | dict(series) | {year: series[years[-1]] * h ** (year - years[-1]) for year in range(years[-1] + 1, last + 1)}


def between(series: dict[int, float], m: float) -> float:
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
    """State of the village (2.4).

    One village is one county here: `nearby`, `goods_near`, `jobs_near` and `abroad` stay 0, `fame` is `publicity`, `supply` is `goods`.
    """

    n: int
    clans: int
    market_depth: float
    broadband: float
    network: float
    roads: float
    goods: float
    tourism: float
    couriers: int
    integrity: float
    connected_to: float = 0.0
    lines: float = 0.0
    station: float = 0.0
    brand: float = 0.0
    centre: bool = False
    suppliers: int = 0
    wanted: float = 0.0
    volume: float = 0.0
    inbound: float = 0.0
    received: float = 0.0
    shipping: float = 0.0
    courier_part: float = 0.0
    fee: float = 1.0
    margin: float = 0.0
    net_margin: float = 0.0
    quota: float = 0.0
    quota_set: float = 0.0
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
    tenants: int = 0
    profit_household: float = 0.0
    thriving: float = 0.0
    job_share: float = 0.0
    vacancies: float = 0.0
    registered: int = 0
    debt: float = 0.0
    sales: list[float] = field(default_factory=list)

    @property
    def supply(self) -> float:
        """Access to goods; none comes by way of other villages (E124)."""
        return self.goods

    @property
    def at_work(self) -> float:
        """Share of free hands that work in other people's shops; none in other villages (E130)."""
        return min(self.job_share, 1.0)

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
