"""Who keeps stores, a household or a shopkeeper from outside: the rules of stores, and what both live of (7.6.2 to 7.6.6, 7.7.1)."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import mesa

from .surroundings import Programme, clip, towards

if TYPE_CHECKING:
    from .model import PlainModel

REACH_OF_SCHOOLING = (-0.45, -0.25, 0.00, 0.15, 0.25)
REACH_OF_AGE = (0.15, 0.00, -0.30)


@cache
def joint_size(stores: int, rank: float) -> float:
    """Joint size of so many stores, the k-th of them k^-rank (E127)."""
    return sum(k**-rank for k in range(1, stores + 1))


class Keeper(mesa.Agent):
    """The variables of 2.2 that concern stores, and the rules that read them."""

    model: PlainModel
    size: int
    workers: int
    away: int
    schooling: int
    age: int
    cash: float
    quality: float
    skill: float
    motivation: float

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.closure = self.debt = self.reputation = self.sales = self.profit = self.y = self.income = 0.0
        self.stores = self.losing = self.relief = self.own = self.hired = 0
        self.aware = self.connected = self.subsidised = self.thrives = self.founder = False
        self.need: set[str] = set()
        self.received: list[Programme] = []

    # ---- what it is

    @property
    def home(self) -> int:
        return self.workers - self.away

    @property
    def online(self) -> bool:
        return self.stores > 0

    @property
    def online_kin(self) -> int:
        return 0

    @property
    def reach(self) -> float:
        """The skill that it can learn (E12)."""
        return clip(self.model.population.aptitude + REACH_OF_SCHOOLING[self.schooling] + REACH_OF_AGE[self.age], 0, 1)

    # ---- sizes and work of stores

    def joint(self, stores: int) -> float:
        return joint_size(stores, self.model.economy.store_rank)

    def growth(self, stores: int) -> float:
        """By how much a further store raises sales (E127)."""
        return (stores + 1) ** -self.model.economy.store_rank / self.joint(stores)

    def last_part(self, stores: int) -> float:
        """The last store's part of sales (E127)."""
        return stores**-self.model.economy.store_rank / self.joint(stores)

    def work(self, sales: float) -> float:
        """Hands that such sales need in a month (E128)."""
        e = self.model.economy
        return e.store_attention + sales / e.parcel_value / e.parcels_per_hand

    def gain(self, sales: float, more: float) -> float:
        """What more sales beside others bring, their work paid (E129)."""
        e, wage = self.model.economy, self.model.environment.migrant_wage
        further = more / e.parcel_value / e.parcels_per_hand
        own = min(max(self.home - self.work(sales), 0), further)
        work = own * self.model.rules.worth_while * wage + (further - own) * e.helper_wage * wage
        return more * self.model.village.net_margin - work

    def last_store_brings(self, sales: float) -> float:
        """What the last of its stores brings at such sales of all of them (E72)."""
        last = sales * self.last_part(self.stores)
        return self.gain(sales - last, last) - (0 if self.relief > 0 else self.model.economy.store_cost)

    # ---- opening and closing

    def begin_shop(self) -> None:
        """Open a first store (E61)."""
        self.losing = 0
        self.reputation = self.model.economy.reputation_start
        self.add_store(self.model.rules.startup_capital)
        self.model.count["entrants"] += 1

    def add_store(self, cost: float) -> None:
        self.stores += 1
        self.cash -= cost
        self.model.count["stores_opened"] += 1

    def keep_further_stores(self) -> None:
        """Close some stores, or open further ones (7.6.2, 7.6.3)."""
        if self.losing >= self.model.rules.patience:
            self.shrink()
        else:
            self.expand()

    def expand(self) -> None:
        """Think of further stores (7.6.2)."""
        p, v = self.model.rules, self.model.village
        if not p.active or self.random.random() >= p.expand_rate * v.shipping * v.supply or self.losing > 0:
            return
        sales = self.sales
        for _ in range(1 + self.stores // 4):
            if self.stores >= 200:
                return
            growth = self.growth(self.stores)
            if self.gain(sales, sales * growth) - self.model.economy.store_cost < p.expand_profit or not self.try_store():  # (E62)
                return
            sales *= 1 + growth

    def try_store(self) -> bool:
        """Open a further store, on credit if need be; tell whether the money was there."""
        p, v, market = self.model.rules, self.model.village, self.model.market
        price = p.startup_capital / 2
        missing = price - self.cash
        if missing > 0 and market.active and missing <= max(market.rules.credit_multiple * v.credit * self.sales - self.debt, 0):
            self.cash = price
            self.debt += missing
            self.subsidised = False
            self.model.count["feedback_market"] += 1
        if self.cash < price:
            return False
        growth = self.growth(self.stores)
        self.reputation = (self.reputation + self.model.economy.reputation_start * growth) / (1 + growth)  # (E61)
        self.add_store(price)
        return True

    def shrink(self) -> None:
        """Give up stores after months of loss, until the last one left would pay (7.6.3)."""
        left = self.sales
        for _ in range(1 + self.stores // 4):
            left *= 1 - self.last_part(self.stores)  # (E116)
            self.close_store()
            if not self.online or self.last_store_brings(left) >= 0:
                return

    def close_store(self) -> None:
        """Close one store."""
        self.stores -= 1
        self.model.count["stores_closed"] += 1
        if self.stores > 0:
            self.losing = 0
        else:
            self.reputation = self.sales = 0.0
            self.model.count["quitters"] += 1

    # ---- the month's trade

    def attraction(self) -> float:
        """Attraction of its stores this month (E65)."""
        e, v = self.model.economy, self.model.village
        luck = math.exp(e.sales_noise * self.random.gauss(0, 1) - e.sales_noise**2 / 2)
        return self.quality * self.skill * self.reputation * self.joint(self.stores) * v.supply * (1 + v.brand) * luck

    def run_stores(self) -> None:
        """Close the stores' month (E71 to E74)."""
        e, v, now, market = self.model.economy, self.model.village, self.model.environment, self.model.market
        self.profit, self.own, self.hired, self.thrives = 0.0, 0, 0, False
        if not self.online:
            return
        sent, work = self.sales / e.parcel_value, self.work(self.sales)
        self.own = min(math.ceil(work), self.home)
        self.hired = math.ceil(work) - self.own
        parcels = sent * now.courier_price * v.fee * v.courier_part
        haulage = sent * now.courier_price * (1 - v.courier_part) * market.rules.self_haul_cost
        fees = self.sales * e.platform_fee
        store_costs = 0 if self.relief > 0 else self.stores * e.store_cost
        pay = self.hired * e.helper_wage * now.migrant_wage
        self.profit = self.sales * v.margin - parcels - haulage - fees - store_costs - pay
        market.take_fees(parcels, fees)
        loss = self.profit < self.model.rules.worth_while * now.migrant_wage * min(work, self.own)
        loss |= self.stores > 1 and self.last_store_brings(self.sales) < 0
        self.losing = min(self.losing + 1, 250) if loss else 0  # (E72)
        orders = sent / self.joint(self.stores)
        if orders > 0:
            self.reputation = towards(self.reputation, e.reputation_gain * orders / (orders + e.reputation_orders))  # (E73)
        self.relief = max(self.relief - 1, 0)
        self.thrives = self.profit > now.migrant_wage * self.own  # (E74)

    def bank(self) -> None:
        """Borrow what is missing, pay interest and instalments (E77 to E80)."""
        market = self.model.market.rules
        if self.cash < 0:
            self.debt -= self.cash
            self.cash = 0.0
            self.subsidised = False
        if self.debt <= 0:
            return
        interest = self.debt * market.loan_rate / 12
        paid = 0.0
        if self.subsidised and self.model.government.active:
            self.model.government.account -= interest
        else:
            paid = min(self.cash, interest)
        instalment = min(self.debt / market.loan_term if self.debt > 100 else self.debt, self.cash - paid)
        self.cash -= paid + instalment
        self.debt -= instalment
        self.y -= paid
        if self.cash <= 1 and self.debt > 2 * self.income * self.size:
            self.model.count["defaults"] += self.debt
            self.debt = 0.0
        if self.debt == 0:
            self.subsidised = False

    def live(self) -> None:
        """Pay for needs, consume, remember (E81 to E84)."""
        p, e, line = self.model.rules, self.model.economy, self.model.environment.line
        self.y += sum(programme.effect.cash for programme in self.received)
        costs = {
            "illness": p.medical_cost,
            "schooling": p.schooling_cost,
            "marriage": p.marriage_cost,
            "disaster": p.disaster_loss * self.cash * p.disaster_end,
        }
        self.cash -= min(self.cash, sum(cost for need, cost in costs.items() if need in self.need))
        basic = e.necessities * line * self.size / 12
        self.cash -= min(self.cash, basic + e.propensity * max(self.y - basic, 0))
        self.income = max(self.income + (12 * self.y / self.size - self.income) / 12, 0)

    def learn(self) -> None:
        """Learn by doing, from kin and from nearby (E87, E117)."""
        if not self.aware:
            return
        p, v = self.model.rules, self.model.village
        acquaintance = min(self.closure / p.close_knit, 1) if p.close_knit > 0 else 1.0
        from_kin = 1 - (1 - p.skill_from_kin) ** min(self.online_kin, 4)
        by_doing = p.skill_by_doing * (1 if self.online else v.at_work)
        for part in (by_doing, from_kin * acquaintance, p.nearby_experience * v.nearby):
            self.skill = towards(self.skill, part, self.reach)


class Tenant(Keeper):
    """A shopkeeper from outside, in a room of the village (7.6.9)."""

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        draw, capital = self.random.random, model.rules.startup_capital
        self.size = self.workers = self.schooling = 2  # (E134)
        self.away = self.age = 0
        self.aware = self.connected = True
        self.quality = model.rules.copycat_quality * math.exp(model.population.quality_sigma * self.random.gauss(0, 1))
        self.skill = model.population.aptitude * (0.5 + 0.5 * draw())
        self.motivation = 0.5 + 0.5 * draw()
        self.cash = 2 * capital
        self.income = 12 * model.environment.migrant_wage
        self.begin_shop()

    def settle(self) -> None:
        """Close the month, live of what was earned, and learn (7.6.6)."""
        self.run_stores()
        self.y = self.profit
        self.cash += self.y
        self.bank()
        self.live()
        self.learn()
