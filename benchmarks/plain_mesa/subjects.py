"""The four subjects beside the household: what they own, whom they help, and what each does alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import mesa

from .surroundings import Programme, clip, towards

if TYPE_CHECKING:
    from .household import Household
    from .model import PlainModel

BINS = 240


def whole(capacity: float, u: float) -> int:
    """Capacity of the month as a whole number, right on average (E47)."""
    return math.floor(capacity) + (u < capacity - math.floor(capacity))


class Subject(mesa.Agent):
    """A provider of help with its account; what it does alone is in the subclasses."""

    model: PlainModel
    name = ""

    def __init__(self, model: PlainModel, rules: Any) -> None:
        super().__init__(model)
        self.rules = self.declared = rules
        self.active: bool = rules.active
        self.account = 0.0

    @property
    def programmes(self) -> list[Programme]:
        """The programmes that it pays, in the scenario's order."""
        return [programme for programme in self.model.programmes if programme.payer == self.name]

    def receive_funds(self) -> None:
        """Funds of the month (7.1.2)."""

    # ---- budget

    def due(self, programme: Programme) -> bool:
        """Whether a programme is due this month: all of (E25) but that its payer is active."""
        if not programme.start <= self.model.month <= programme.end:
            return False
        noticed = self.model.village.noticed
        delay = self.model.government.rules.notice_delay if self.name == "government" else 0
        return not programme.waits or (noticed is not None and self.model.month >= noticed + delay)

    def runs(self, programme: Programme) -> bool:
        """Whether a programme runs this month (E25)."""
        return programme.active_share > 0 and self.due(programme)

    def divide_budget(self) -> None:
        """Fill the allocations (7.1.3)."""
        budget = max(self.account, 0.0) * self.share_of_account()
        weights = [self.weight(programme) for programme in self.programmes]
        for programme, weight in zip(self.programmes, weights, strict=True):
            if weight > 0:  # (E28)
                part = min(budget * weight / sum(weights), max(programme.limit - programme.allocation, 0.0))
                programme.allocation += part
                self.account -= part
            elif not self.runs(programme):
                self.account += programme.allocation
                programme.allocation = 0.0

    def share_of_account(self) -> float:
        """Share of the account that is budget."""
        return 1.0

    def weight(self, programme: Programme) -> float:
        """Weight of a programme in the budget (E27)."""
        if not self.runs(programme) or programme.allocation >= programme.limit:
            return 0.0
        a = self.model.government.rules.worked_weight if self.model.linked else 0.0
        worked = (programme.met + 1) / (programme.matched + 1)
        return (1 - a) * self.model.village.n + a * programme.claims * worked * min(programme.cost / 1000, 10)

    # ---- matching

    def match(self) -> None:
        """Match the household programmes with households (7.4)."""
        for programme in self.programmes:
            if programme.scope != "household" or not self.due(programme):
                continue
            u = self.random.random()
            units = self.units(programme, u)
            self.model.count["gaps"] += max(min(programme.claims, whole(programme.capacity, u)) - units, 0)  # (E50)
            served = self.through_platform(programme, units) if self.model.linked else self.by_own_list(programme, units)
            for household in served:
                household.received.append(programme)
                household.voiced.discard(programme.need)
            if served and self.model.linked:
                self.model.village.linked_help = self.model.month
            self.pay(programme, len(served))

    def units(self, programme: Programme, u: float) -> int:
        """Units that can be paid and delivered (E48)."""
        capacity = whole(programme.capacity * programme.active_share, u)
        return math.floor(min(programme.allocation / programme.cost, capacity)) if programme.cost > 0 else capacity

    def pay(self, programme: Programme, units: int) -> None:
        programme.matched = units
        programme.allocation -= units * programme.cost
        self.model.count["spending"] += units * programme.cost
        self.model.count[f"integration_{self.name}"] += units

    def through_platform(self, programme: Programme, units: int) -> list[Household]:
        """Serve those that wait, by class of priority (7.4.2)."""
        platform = self.model.platform
        chance = platform.accuracy / platform.delay
        claimants = [
            household
            for household in self.model.rows
            if programme.need in household.voiced and household.eligible(programme) and self.random.random() < chance and household.reached
        ]
        classes: dict[int, list[Household]] = {}
        for household in claimants:
            classes.setdefault(self.priority(household), []).append(household)
        served: list[Household] = []
        for priority in sorted(classes):
            left = units - len(served)
            if len(classes[priority]) > left:
                served += self.random.sample(classes[priority], left)
                break
            served += classes[priority]
        return served

    def priority(self, household: Household) -> int:
        """Priority class, served lowest first (E49)."""
        match self.model.platform.matching:
            case "need":
                return min(household.lacking, 7)
            case "poorest":
                return int(clip(math.floor(4 * household.income / self.model.environment.line), 0, 7))
        return 0

    def by_own_list(self, programme: Programme, units: int) -> list[Household]:
        """Meet households at random, on a list of its own (7.4.3)."""
        served: list[Household] = []
        for _ in range(4 * self.model.village.n):
            if len(served) == units:
                break
            household = self.random.choice(self.model.rows)  # (E51)
            if self.name not in household.listed_by or household in served or not household.eligible(programme):
                continue
            if programme.need in household.need or self.random.random() >= self.model.platform.own_accuracy:
                served.append(household)
        return served

    # ---- works

    def build(self) -> None:
        """Build works for the village (7.5.1)."""
        v = self.model.village
        for programme in self.programmes:
            if programme.scope != "village" or not self.due(programme):
                continue
            if all(getattr(v, name) >= 0.98 for name in programme.works):
                continue
            if programme.active_share == 0 and programme.claims > 0:
                self.model.count["gaps"] += programme.capacity
            if programme.active_share == 0 or (self.model.linked and programme.claims < 0.05 * v.n):
                continue
            units = self.units(programme, self.random.random())
            for _ in range(units):
                for name, part in programme.works.items():
                    setattr(v, name, towards(getattr(v, name), part))  # (E52)
            self.pay(programme, units)
            if programme.claims > 0:
                programme.met = units
                self.model.count[f"implementation_{self.name}"] += units
            else:
                self.model.count["wasted"] += units


class Community(Subject):
    """The village committee."""

    name = "community"

    def receive_funds(self) -> None:
        self.account += self.active * self.model.village.n * self.rules.village_fund  # (E22)

    def visit_households(self) -> None:
        """Write down what households need (7.2.4)."""
        chance = min(self.rules.visits / self.model.village.n, 1) * self.rules.visit_accuracy
        for household in self.model.rows:
            if self.active and self.random.random() < chance:
                household.voiced |= household.need
                self.model.count["input_community"] += 1

    def report_poor(self) -> None:
        """Set the share of places on the list (E38)."""
        v, quota = self.model.village, self.model.government.rules.quota
        if v.listed:
            return
        v.quota_set = quota
        v.quota = min(quota * (1 + self.rules.falsify * (1 - v.integrity)), 1) if self.active else quota

    def appraise(self, household: Household) -> float:
        """The village's own view of a household's income (E40)."""
        noise = self.rules.appraisal_noise * self.random.gauss(0, 1)
        favour = (household.clan == 0) * self.rules.kin_favour * (1 - self.model.village.integrity)
        return math.log(max(household.income, 1)) + noise - favour

    def display_list(self) -> None:
        """Let neighbours point at wrong entries (E99)."""
        self.model.village.integrity *= 1 - self.rules.integrity_decay
        found = self.model.put_right(self.rules.display) if self.active else 0
        self.model.count["feedback_community"] += found


class Government(Subject):
    """The county government."""

    name = "government"

    def receive_funds(self) -> None:
        self.account += self.active * self.model.village.n * self.rules.public_funds  # (E23)

    def keep_register(self) -> None:
        """Draw up the list once, and keep it up from the first autumn on (7.3.2)."""
        now = self.model.month
        if now < self.model.register_start:
            return
        for household in self.model.rows:
            household.rise()
        if not self.active:
            return
        if now == self.model.register_start:
            self.draw_up_list()
        elif now >= self.model.update_start:
            if (now - self.model.update_start) % 12 == 0:
                self.update_list()
            elif self.model.linked:
                self.review_cards()

    def draw_up_list(self) -> None:
        """Fill the quota from the lowest scores."""
        self.model.village.listed = True
        bins = [self.bin(household) for household in self.model.rows]
        places = self.model.village.quota * self.model.village.n
        below, last, sizes = 0, 0, [bins.count(b) for b in range(BINS)]
        while below + sizes[last] < places:
            below += sizes[last]
            last += 1
        part = (places - below) / sizes[last] if sizes[last] else 0.0
        for household, b in zip(self.model.rows, bins, strict=True):
            listed = b < last or (b == last and self.random.random() < part)  # (E44)
            if listed and self.model.linked and self.random.random() < self.model.platform.accuracy and household.secured:
                listed = False  # (E45)
            if listed:
                household.give_card()

    def bin(self, household: Household) -> int:
        """Score of a household in bins (E39 to E43)."""
        platform, community = self.model.platform, self.model.community
        known = math.log(max(household.income, 1))
        proxy = known + platform.proxy_noise * self.random.gauss(0, 1)
        appraised = community.appraise(household) if community.active else proxy
        weight = community.rules.appraisal_weight
        score = (1 - weight) * proxy + weight * appraised
        checked = self.model.linked and household.income > self.model.environment.line
        if checked and self.random.random() < platform.coverage * platform.check_power:
            score = max(score, known)
        return int(clip(math.floor((score - 4) / 10 * BINS), 0, BINS - 1))

    def review_cards(self) -> None:
        """Review the cards that the platform holds (E46)."""
        platform = self.model.platform
        for household in self.model.rows:
            if not household.card and not household.complained:
                continue
            if self.random.random() >= platform.coverage / platform.delay or self.random.random() >= platform.accuracy:
                continue
            if household.card and household.secured:
                household.withdraw_card()
            elif not household.card and household.poor:
                household.give_card()

    def seen(self, power: float, held: bool) -> float:
        """Chance that a check sees what is wrong (E118)."""
        if held:
            return power if self.model.linked else power * self.model.platform.by_hand
        return power if self.model.community.active else 0.0

    def update_list(self) -> None:
        """Let the secured leave and the poor enter (E119)."""
        for household in self.model.rows:
            if self.random.random() >= self.seen(self.rules.update_power, household.card):
                continue
            if household.card and household.secured:
                household.withdraw_card()
            elif not household.card and household.poor:
                household.give_card()

    def look_back(self) -> int:
        """Look back at the households whose month it is (E120); return how many cards were put right."""
        model, found = self.model, 0
        first, last = model.look_back_start, model.look_back_end
        if not (self.active and self.rules.look_back and model.village.listed and first <= model.month <= last):
            return 0
        for household in model.rows:
            its_month = first + math.floor(household.turn * (last - first + 1))
            if its_month != model.month or not household.wrong_card:
                continue
            if self.random.random() < self.seen(self.rules.look_back_power, household.card):
                household.correct_card()
                found += 1
        return found

    def audit(self) -> int:
        """Audit cards at random (E98); return how many were put right."""
        return self.model.put_right(self.rules.audit * self.rules.audit_power) if self.active else 0

    def punish(self, found: int) -> None:
        """Make the committee pay for a false count that was found (E98)."""
        v = self.model.village
        self.model.count["feedback_government"] += found
        if found and v.quota > v.quota_set * (1 + 1e-9):
            v.integrity = towards(v.integrity, self.rules.punish)

    def notice(self) -> None:
        """Notice the village's take-off: plain to all, with or without an active government (E101)."""
        stores = sum(keeper.stores for keeper in self.model.keepers)
        if self.model.village.noticed is None and stores >= self.rules.notice_stores:
            self.model.village.noticed = self.model.month


class Market(Subject):
    """The firms: couriers, suppliers, telecoms, lenders."""

    name = "market"

    def share_of_account(self) -> float:
        return float(self.rules.support_share)

    def watch_volume(self) -> None:
        """Expect what was asked for (E37)."""
        v = self.model.village
        v.volume += self.rules.volume_memory * (v.wanted - v.volume)
        v.received += self.rules.volume_memory * (v.inbound - v.received)

    def enter_and_leave(self) -> None:
        """Decide on the village (7.5.2)."""
        if not self.active:
            return
        p, v = self.rules, self.model.village
        u1, u2 = self.random.random(), self.random.random()
        missing = self.branches_carried(p.entry_caution) - v.couriers
        v.courier_proof = v.courier_proof + 1 if missing > 0 else 0
        if v.courier_proof > p.entry_proof:  # (E53)
            entering = math.floor(p.entry_rate * missing + u1)
            v.couriers += entering
            self.model.count["implementation_market"] += entering
        else:
            v.couriers -= math.floor(p.entry_rate * max(v.couriers - self.branches_carried(1.0), 0) + u1)
        turnover = v.volume * self.model.economy.parcel_value
        asked = p.entry_caution * p.supplier_sales
        carried = min(math.floor(turnover / asked), 3) if asked > 0 else 3
        v.supplier_proof = v.supplier_proof + 1 if carried > v.suppliers else 0
        if v.supplier_proof > p.entry_proof:  # (E54)
            for _ in range(math.floor(p.entry_rate * (carried - v.suppliers) + u2)):
                v.suppliers += 1
                v.goods = towards(v.goods, p.supplier_goods)
                self.model.count["implementation_market"] += 1
        if v.share >= p.telecom_demand:  # (E55)
            v.broadband = towards(v.broadband, p.telecom_step)

    def branches_carried(self, caution: float) -> int:
        """How many branches the expected volume carries, each at its cost times the caution (E53)."""
        p, v = self.rules, self.model.village
        earned = self.model.environment.courier_price * v.fee * p.courier_margin
        parcels = v.volume + v.received
        asked = caution * p.courier_cost
        if p.courier_capacity * earned < asked:
            return 0
        return math.floor(parcels * earned / asked) if asked > 0 else math.ceil(parcels / p.courier_capacity)

    def clear(self) -> None:
        """Share the demand among all stores of the village (7.6.5)."""
        e, v, now = self.model.economy, self.model.village, self.model.environment
        sellers = self.model.keepers
        attractions = [keeper.attraction() for keeper in sellers]
        all_of_them = sum(attractions)
        carried_in_2013 = v.market_depth / e.seller_sales
        elsewhere = carried_in_2013 * now.market**e.rival_growth  # (E66)
        local = all_of_them / (all_of_them + elsewhere)
        demand = v.market_depth * now.market * now.season
        v.wanted = demand * local / e.parcel_value  # (E67)
        branches = v.couriers if self.active else 0
        carried = (branches + 0.5 * v.station) * self.rules.courier_capacity  # (E68)
        capacity = carried + v.roads * max(len(sellers), 1) * self.rules.self_haul
        v.shipping = min(capacity / v.wanted, 1) if v.wanted > 0 else float(capacity > 0)
        sent = v.wanted * v.shipping
        v.courier_part = min(carried / sent, 1) if sent > 0 else 0.0
        discount = self.rules.supplier_discount * min(v.suppliers, 3) if self.active else 0.0
        crowding = max(1 - carried_in_2013 * now.market / (all_of_them + elsewhere), 0)  # (E69)
        v.margin = min(e.gross_margin * (1 - self.rules.price_war * crowding) + discount, 1)
        parcel = now.courier_price * (v.courier_part * v.fee + (1 - v.courier_part) * self.rules.self_haul_cost)
        v.net_margin = v.margin - e.platform_fee - parcel / e.parcel_value
        sent_of_demand = demand / (all_of_them + elsewhere) * v.shipping * (1 - e.spoilage * (1 - v.roads))
        for keeper, attraction in zip(sellers, attractions, strict=True):
            keeper.sales = attraction * sent_of_demand  # (E70)

    def deliver(self) -> None:
        """Bring what stores and people receive (E135)."""
        e, v, now = self.model.economy, self.model.village, self.model.environment
        people = self.model.place.household_size * v.n
        sent = sum(keeper.sales for keeper in self.model.keepers) / e.parcel_value
        v.inbound = e.supply_parcels * sent + e.shopping_parcels * now.internet * now.market * people

    def take_fees(self, parcels: float, fees: float) -> None:
        """Earn a household's parcel and platform fees, less the line-haul (E85)."""
        self.account += parcels * self.rules.courier_margin + fees

    def pay_branches(self) -> None:
        """Pay the branches' fixed cost (E85)."""
        if self.active:
            self.account -= self.model.village.couriers * self.rules.courier_cost

    def adjust_credit(self) -> None:
        """Trust as far as loans were paid back (E102)."""
        v, defaults = self.model.village, self.model.count["defaults"]
        debt = sum(keeper.debt for keeper in (*self.model.rows, *self.model.tenants))
        lost = min(10 * defaults / (debt + defaults), 1) if debt + defaults > 0 else 0.0
        v.credit += self.rules.credit_memory * ((1 - lost) - v.credit)

    def adjust_fees(self) -> None:
        """Ask less where couriers are rivals (7.7.8)."""
        v = self.model.village
        v.fee = 1 - self.rules.courier_rivalry * (1 - 1 / max(v.couriers, 1)) if self.active else 1.0


class Society(Subject):
    """Colleges, charities and media."""

    name = "society"

    def receive_funds(self) -> None:
        gifts = self.rules.donations * (1 + self.rules.publicity_donations * self.model.village.publicity)
        self.account += self.active * self.model.village.n * gifts  # (E24)

    def supervise(self) -> None:
        """Expose wrong cards (E100)."""
        if self.active:
            self.model.count["feedback_society"] += self.model.put_right(self.rules.supervise)

    def publicise(self) -> None:
        """Report on visible success (E103)."""
        v = self.model.village
        kept = v.publicity * (1 - self.rules.publicity_decay)
        gain = self.rules.publicity_gain * min(5 * v.share, 1) if self.active else 0.0
        v.publicity = towards(kept, gain)
