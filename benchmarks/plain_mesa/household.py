"""The household: its birth (section 5) and its rules (section 7)."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

from .keeper import Keeper
from .surroundings import LASTING, LIVING, PIECES, SUBJECTS, Programme, clip, towards

if TYPE_CHECKING:
    from .model import PlainModel

SCHOOLING_LIMITS = (0.064, 0.434, 0.918, 0.989)
AGE_LIMITS = (0.192, 0.665)
SIZE_FACTORS = (1.135, 1.070, 1.006, 0.946, 0.844)
SKILL_OF_SCHOOLING = (0.02, 0.05, 0.12, 0.22, 0.35)
SKILL_OF_AGE = (0.10, 0.03, 0.00)
Phi = NormalDist().cdf


class Household(Keeper):
    """A household; the columns of 2.2 are its attributes."""

    def __init__(self, model: PlainModel, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.clan = row * model.village.clans // model.village.n
        self.kin: list[Household] = []
        self.neighbours: list[Household] = []
        self.stores = self.examples = self.setbacks = self.dependence = self.free = 0
        self.salient = self.copycat = self.success = False
        self.returned = self.card = self.card_ever = self.risen = self.complained = False
        self.sources: dict[str, float] = {}
        self.voiced: set[str] = set()
        self.received: list[Programme] = []
        draw = self.random.random
        self.place_in_queue = draw()  # 7.5.4
        self.place_on_record = draw()  # 7.4.2
        self.turn = draw()  # 7.7.6
        self.listed_by = {subject for subject in SUBJECTS if draw() < model.platform.own_list}  # 7.4.3
        self.be_born()
        self.lasting = self.first_causes()
        self.deprived = self.first_deprivations()

    # ---- birth

    def be_born(self) -> None:
        """Traits (5.1)."""
        p, place, e = self.model.population, self.model.place, self.model.environment
        draw, normal = self.random.random, self.random.gauss
        z_income = normal(0, 1)
        rank = Phi(z_income)  # (E1)
        r = p.schooling_income
        schooled = Phi(r * z_income + math.sqrt(1 - r * r) * normal(0, 1))
        self.schooling = sum(limit <= schooled for limit in SCHOOLING_LIMITS)  # (E2)
        u_age = draw()
        self.age = sum(limit <= u_age for limit in AGE_LIMITS)  # (E3)
        factor = SIZE_FACTORS[min(int(5 * rank), 4)]
        self.size = int(clip(round(place.household_size * factor + 1.2 * normal(0, 1)), 1, 12))  # (E4)
        self.workers = self.part(self.size, p.labour_share)  # (E5)
        self.away = self.part(self.workers, min(p.away_share * place.away_scale, 1))  # (E6)
        self.income = e.rural_income * place.income_scale * math.exp(p.income_sigma * z_income - p.income_sigma**2 / 2)  # (E7)
        self.aspiration = self.income  # (E8)
        structural = self.size * e.rural_income * 0.75 / 12 + self.away * e.migrant_wage * self.model.economy.remittance
        self.earning = self.income * self.size / 12 / structural  # (E9)
        self.cash = p.cash_months * self.income * self.size / 12 * math.exp(0.8 * normal(0, 1))  # (E10)
        self.quality = math.exp(p.quality_sigma * normal(0, 1))  # (E11)
        self.skill = self.skill_of_head()
        self.motivation = clip(p.motivation_mean + p.motivation_spread * normal(0, 1), 0.02, 0.98)  # (E13)
        self.enterprise = self.home > 0 and draw() < p.enterprise_share  # (E121)

    def skill_of_head(self) -> float:
        """Skill by schooling and age (E12)."""
        return clip(SKILL_OF_SCHOOLING[self.schooling] + SKILL_OF_AGE[self.age] + 0.06 * self.random.gauss(0, 1), 0, 0.95)

    def part(self, m: int, share: float) -> int:
        """A share of m as a whole number, right on average."""
        whole = math.floor(m * share)
        return min(whole + (self.random.random() < m * share - whole), m)

    def first_causes(self) -> set[str]:
        """Causes of poverty at the start (E14)."""
        p, place = self.model.rules, self.model.place
        f = 2.0 if self.poor else 0.9

        def stock(onset: float, end: float) -> float:
            return onset / (onset + end) if onset + end > 0 else 0.0

        chances = {
            "illness": f * stock(p.illness_onset, p.illness_recovery),
            "disability": f * 0.03,
            "schooling": stock(p.schooling_onset, p.schooling_end),
            "disaster": stock(p.disaster_onset, p.disaster_end),
            "marriage": stock(p.marriage_onset, p.marriage_end),
            "land": place.landless,
            "water": place.waterless,
        }
        return {cause for cause in LASTING if self.random.random() < chances[cause]}

    def first_deprivations(self) -> set[str]:
        """Deprivations at the start (E15)."""
        p, draw = self.model.population, self.random.random
        exposed, common = math.exp(-p.deprivation_falloff * self.income / self.model.environment.line), draw()
        at_no_income = {
            "child_mortality": p.child_deaths,
            "fuel": p.without_fuel,
            "sanitation": p.without_sanitation,
            "water": p.without_water,
            "electricity": p.without_electricity,
            "housing": p.without_housing,
            "years_of_schooling": (1 / exposed, p.unfinished_schooling, 0, 0, 0)[self.schooling],
        }
        fates = {name: common if draw() < p.deprivation_together else draw() for name in at_no_income}
        return {name for name, chance in at_no_income.items() if fates[name] < chance * exposed}

    def found(self) -> None:
        """Be a founder (E16)."""
        p = self.model.population
        self.workers = max(self.workers, 1)
        self.size = max(self.size, self.workers)
        self.away = min(max(self.away - 1, 0), self.workers - 1)
        self.bring_experience()
        self.connected = self.model.village.lines > 0
        if self.connected and self.model.rules.active:
            self.stores, self.reputation = 1, self.model.economy.reputation_start
        self.debt = p.founder_debt
        self.cash = max(self.cash, self.model.rules.startup_capital)

    def bring_experience(self) -> None:
        """Know shops from the city (E16, E131)."""
        self.aware = self.founder = True
        self.skill, self.motivation = max(self.skill, 0.7), max(self.motivation, 0.85)
        self.quality *= self.model.population.founder_quality

    # ---- what it is

    @property
    def poor(self) -> bool:
        return self.income < self.model.environment.line

    @property
    def online_kin(self) -> int:
        return sum(other.stores > 0 for other in self.kin)

    @property
    def online_neighbours(self) -> int:
        return sum(other.stores > 0 for other in self.neighbours)

    @property
    def seen(self) -> float:
        """How far what online kin and neighbours do is followed (E113)."""
        p = self.model.rules
        if self.examples >= p.informants:
            return 1.0
        return p.below_threshold if self.examples > 0 else 0.0

    @property
    def trust(self) -> float:
        """How far a shop is believed to be for people like itself (E114)."""
        p = self.model.rules
        trusted = max(self.seen, p.below_threshold * self.around, p.unseen_trust, p.hand_trust * self.model.village.at_work)
        return 1.0 if self.founder else trusted

    @property
    def around(self) -> float:
        """How many are online in this village, or in others if it is more (E114)."""
        return max(self.model.village.share, self.model.village.nearby)

    @property
    def pioneer(self) -> bool:
        """Whether its first store has no example to learn from what sells (E115)."""
        return not self.founder and self.losing == 0 and self.around == 0

    @property
    def secured(self) -> bool:
        """Two assurances and three guarantees (7.3.2)."""
        lacks = self.deprived & {"nutrition", "attendance", "housing", "assets"}
        return not self.poor and not lacks and "illness" not in self.need

    def eligible(self, programme: Programme) -> bool:
        match programme.eligibility:
            case "registered":
                return self.card
            case "online":
                return self.online
            case "unregistered_poor":
                return self.poor and not self.card
        return True

    # ---- input

    def suffer_shocks(self) -> None:
        """Shocks come and go (7.2.1)."""
        p = self.model.rules
        u1, u2, u3 = self.random.random(), self.random.random(), self.random.random()
        ends = {"illness": p.illness_recovery, "schooling": p.schooling_end, "disaster": p.disaster_end, "marriage": p.marriage_end}
        self.lasting -= {shock for shock in self.lasting if u2 < ends.get(shock, 0)}  # (E29)
        onsets = (p.illness_onset, p.disability_onset, p.schooling_onset, p.disaster_onset, p.marriage_onset)
        top, struck = 0.0, False
        for shock, width in zip(LASTING, onsets, strict=False):  # (E30)
            if top <= u1 < top + width:
                struck = shock not in self.lasting
                self.lasting.add(shock)
            top += width
        if struck and self.cash < p.asset_threshold and self.setbacks < 5:  # (E31)
            self.setbacks += 1
            self.earning *= 1 - p.setback_loss
        if self.setbacks > 0 and u3 < p.setback_recovery and self.cash >= p.asset_threshold:  # (E32)
            self.setbacks -= 1
            self.earning /= 1 - p.setback_loss

    def state_needs(self) -> None:
        """Needs and deprivations that follow from the state (7.2.2)."""
        p, v, line = self.model.rules, self.model.village, self.model.environment.line
        derived = {  # (E33)
            "skills": self.skill < p.know_midpoint,
            "funds": self.cash < p.startup_capital,
            "labour": self.home == 0,
            "motivation": self.motivation < p.belief_midpoint,
            "information": not self.aware,
            "broadband": not self.connected,
            "roads": v.roads < 0.5,
            "logistics": v.shipping < 0.9,
            "goods": v.supply < 0.9 or v.brand < 0.9,
        }
        self.need = self.lasting | {name for name, lacks in derived.items() if lacks}
        self.voiced &= self.need  # (E34)
        self.received = []
        monthly = {  # (E35)
            "nutrition": self.income < self.model.definitions.nutrition_line * line,
            "attendance": "schooling" in self.need and self.income < line,
            "assets": self.cash < p.asset_threshold and self.income < 2 * line,
        }
        self.deprived = (self.deprived - monthly.keys()) | {name for name, lacks in monthly.items() if lacks}
        if "water" in self.need:
            self.deprived.add("water")

    def voice_needs(self) -> None:
        """Make needs heard (7.2.3)."""
        platform = self.model.platform
        linked = platform.coverage / platform.delay * self.motivation if self.model.linked else 0.0
        q = 1 - (1 - self.model.rules.voice_alone * self.motivation) * (1 - linked)  # (E36)
        if self.model.rules.active and self.need and self.random.random() < q:
            self.voiced = set(self.need)
            self.model.count["input_household"] += 1

    # ---- the register

    def give_card(self) -> None:
        """Be put on the register (7.3.3)."""
        relapse = self.card_ever and self.risen and self.poor
        self.model.count["entries"] += 1
        self.model.count["relapses"] += relapse
        self.model.count["corrections"] += self.card_ever and not relapse
        self.card = self.card_ever = True
        self.complained = self.risen = False

    def withdraw_card(self) -> None:
        """Be taken off the register."""
        self.card = False
        self.model.count["exits"] += 1
        self.rise()

    def rise(self) -> None:
        """Be above the line after the card is gone (7.3.3)."""
        self.risen |= self.card_ever and not self.card and not self.poor

    def correct_card(self) -> None:
        """Put a wrong card right (7.7.6)."""
        self.model.count["put_right"] += 1
        self.model.count["corrections"] += self.card or not self.card_ever  # one given again counts as it is given
        if self.card:
            self.withdraw_card()
        else:
            self.give_card()

    # ---- implementation

    def take_help(self) -> None:
        """Take what was matched (7.5.3)."""
        addressed: set[str] = set()
        for programme in self.received:
            self.model.count["overlaps"] += programme.need in addressed
            addressed.add(programme.need)
            self.take(programme)

    def take(self, programme: Programme) -> None:
        """Take one unit (E56)."""
        effect, had, draw = programme.effect, programme.need in self.need, self.random.random
        self.skill = towards(self.skill, effect.skill, self.reach)
        self.motivation = towards(self.motivation, effect.motivation)
        self.aware |= draw() < effect.awareness
        if had and draw() < effect.cure:
            self.need.discard(programme.need)
            self.lasting.discard(programme.need)
        if draw() < effect.housing:
            self.mend()
        self.earning *= 1 + effect.earning
        self.relief = max(self.relief, min(effect.relief, 250))
        if programme.handout:
            self.dependence = min(self.dependence + 2, 36)
        self.subsidised |= effect.loan > 0 and self.debt == 0
        self.cash += effect.cash + effect.loan
        self.debt += effect.loan
        if had:
            programme.met += 1
            self.model.count[f"implementation_{programme.payer}"] += 1
        else:
            self.model.count["wasted"] += 1

    def mend(self) -> None:
        """Mend the first deprivation of the living standard from a random place on."""
        first = math.floor(5 * self.random.random())
        for name in LIVING[first:] + LIVING[:first]:
            if name in self.deprived:
                self.deprived.discard(name)
                return

    def look_around(self) -> None:
        """Count the shops of kin and neighbours, before anyone opens or closes one this month (E113)."""
        self.examples = self.online_kin + self.online_neighbours

    def keep_stores(self) -> None:
        """Open a first store, close some, or open further ones (7.6.1 to 7.6.3)."""
        salient, self.salient = self.salient, False
        if self.online:
            self.keep_further_stores()
        elif self.random.random() < self.chance_to_open():
            self.model.count["lines_ordered"] += not self.connected
            self.connected = True
            if salient and not self.copycat:
                self.quality *= self.model.rules.copycat_quality
                self.copycat = True
            if self.pioneer:
                self.quality *= self.model.rules.pioneer_quality
            self.begin_shop()

    def chance_to_open(self) -> float:
        """Chance to open a first store: all pieces at once (E60)."""
        p = self.model.rules
        line = self.connected or self.place_in_queue < self.model.village.lines
        if not p.active or not self.aware or not line or self.home < 1 or self.cash < p.startup_capital:
            return 0.0
        return p.open_rate * self.pieces()

    def pieces(self) -> float:
        """How full the soft pieces of a shop are together (E57 to E60, E113, E114)."""
        p, v = self.model.rules, self.model.village
        acting = self.motivation * (1 - p.dependence_drag * min(self.dependence / 24, 1))

        def full(x: float, midpoint: float) -> float:
            return 1 / (1 + math.exp(-p.piece_slope * (x - midpoint)))

        again = p.second_chance if self.losing > 0 else 1.0
        able = full(acting, p.belief_midpoint) * full(self.skill, p.know_midpoint)
        return again * able * v.shipping * v.supply * self.trust * self.model.pays(p.worth_while * self.model.environment.migrant_wage)

    def called(self) -> float:
        """How far there is work for a migrant at home (E63)."""
        if self.online:
            return float(self.work(self.sales) > self.home)
        own = self.home < 1 and self.aware and self.cash >= self.model.rules.startup_capital
        return max(self.pieces() if own else 0.0, self.model.village.vacancies)

    def move(self) -> None:
        """Migrants return, free hands leave (7.6.4)."""
        p, v, wage = self.model.rules, self.model.village, self.model.environment.migrant_wage
        u1, self.u2, u3 = self.random.random(), self.random.random(), self.random.random()
        return_rate = p.return_rate if p.active else 0.0
        if self.away > 0 and u1 < p.home_rate + return_rate:  # (E64)
            if u1 < p.home_rate or u1 < p.home_rate + return_rate * self.called():
                self.away -= 1
                self.skill = towards(self.skill, p.urban_skill)
                self.returned = True
                self.aware |= u3 < p.return_news
                self.model.count["returned"] += 1
                self.perhaps_found()
        elif self.u2 < p.leave_rate * (1 - v.at_work) and not self.online and self.home > 1:
            self.away += self.income * self.size / 12 < wage * self.workers

    def perhaps_found(self) -> None:
        """Come home in order to found a shop (E131)."""
        p, v = self.model.rules, self.model.village
        heard = 1 - (1 - self.model.environment.internet) * (1 - v.publicity)
        if p.active and not self.online and not self.founder and self.random.random() < p.founder_share * v.supply * heard:
            self.bring_experience()
            self.cash = max(self.cash, p.startup_capital)
            self.model.count["founders_home"] += 1

    def keep_enterprise(self) -> None:
        """Begin a workshop or a stall, or give it up (E132)."""
        p = self.model.rules
        if self.enterprise:
            self.enterprise = not (self.u2 > 1 - p.enterprise_end or self.home == 0)
            return
        begins = p.active and self.u2 > 1 - p.enterprise_rate * self.motivation
        if begins and self.home > self.online and self.cash >= p.enterprise_capital:
            self.enterprise = True
            self.cash -= p.enterprise_capital

    def earn(self) -> None:
        """Earn the month (E75, E76)."""
        e, v, now = self.model.economy, self.model.village, self.model.environment
        wages = self.model.population.wage_share
        ill = not self.need.isdisjoint(("illness", "disability"))
        self.free = max(self.home - self.own - ill, 0)
        jobs = 0.0 if self.online else v.at_work * self.free
        busy = min(self.free - jobs, 1) if self.enterprise else 0.0
        working = (self.free - jobs - busy) / self.home if self.home else 0.0
        land = 1 - self.model.rules.land_loss if "land" in self.need else 1.0
        full = self.earning * self.size * now.rural_income * 0.75 / 12
        self.sources = {
            "shop": self.profit,
            "farm": full * (1 - wages) * (0.5 + 0.5 * working) * land,
            "wage": full * wages * working + jobs * e.helper_wage * now.migrant_wage,
            "enterprise": busy * self.model.rules.enterprise_income * now.migrant_wage + e.tourism_income * v.tourism,
            "transfer": self.earning * self.away * now.migrant_wage * e.remittance,
        }
        self.y = sum(self.sources.values())
        self.cash += self.y

    def live(self) -> None:
        """Live of what was earned and given (E81 to E84)."""
        self.sources["transfer"] += sum(programme.effect.cash for programme in self.received)
        super().live()

    def show_success(self) -> None:
        """A visible jump moves the neighbours (7.6.7)."""
        p = self.model.rules
        if not self.online or self.success or self.profit < p.salience_jump:
            return
        self.success = True
        self.model.count["feedback_society"] += self.model.society.active
        for other in self.neighbours:
            other.motivation = towards(other.motivation, p.salience_motivation)
            if not other.online:
                other.aware = other.salient = True

    # ---- feedback

    def take_heart(self) -> None:
        """Motivation follows aspiration, success, example and dependence (7.7.2)."""
        p, v, m = self.model.rules, self.model.village, self.motivation
        gap = clip((self.income - self.aspiration) / max(self.aspiration, 1), -1, 1)
        m += p.aspiration_motivation * gap * (1 - m if gap > 0 else m)  # (E88)
        self.aspiration += p.aspiration_adapt * (max(self.income, v.mean_income) - self.aspiration)  # (E89)
        if self.online:  # (E90)
            m = m * (1 - p.failure_motivation) if self.losing > 0 else towards(m, p.success_motivation)
        elif self.aware:
            m = towards(m, 1 - (1 - p.example_motivation * v.thriving) ** min(self.online_neighbours, 4))
        if self.dependence > 0:  # (E91)
            m *= 1 - p.handout_motivation
            self.dependence -= 1
        self.motivation = clip(m, 0, 1)  # (E92)

    def hear(self) -> None:
        """Hear of online shops (7.7.3)."""
        if self.aware:
            return
        p, v, society = self.model.rules, self.model.village, self.model.society.rules
        k = self.online_kin + self.online_neighbours
        close = 1 - (1 - p.tell_rate) ** min(k, 4)  # (E93)
        talk = p.tell_rate / p.tell_ratio * v.aware_share
        internet = p.outside_news * self.model.environment.internet
        missed = (1 - talk) * (1 - society.publicity_news * v.publicity) * (1 - internet) * (1 - (self.away > 0) * p.away_news)  # (E94)
        at_work = v.at_work if self.home > 0 else 0.0
        if self.random.random() < 1 - (1 - close) * (1 - at_work) * missed:  # (E95)
            self.aware = True
            self.model.count["feedback_household"] += 1

    def hand_over(self) -> None:
        """Be taken over by the young (E136)."""
        self.u_living = self.random.random()
        if self.online or self.u_living <= 1 - self.model.rules.succession:
            return
        self.schooling = int(clip(self.schooling + (self.random.random() < 0.5), 2, 4))
        self.age = 0
        self.quality = math.exp(self.model.population.quality_sigma * self.random.gauss(0, 1))
        self.skill = max(self.skill, self.skill_of_head())
        self.losing = 0
        self.copycat = self.founder = False

    def improve_living(self) -> None:
        """Mend a deprivation now and then (E96); who never went to school is followed by who did (E139)."""
        p, u = self.model.rules, self.u_living
        own = p.mend_rate * min(self.income / (p.mend_income * self.model.environment.line), 1)
        if u < 1 - (1 - own) * (1 - p.public_mending):
            self.mend()
        memory = self.model.definitions.mortality_memory
        if 1 - u < p.schooling_renewal:
            if self.size > 1:
                self.deprived.discard("years_of_schooling")
        elif 1 - u < p.schooling_renewal + 1 / memory:
            self.deprived.discard("child_mortality")

    def complain(self) -> None:
        """Complain of being left off the list (E97)."""
        if self.poor and not self.card and not self.complained and self.random.random() < self.model.rules.complain_rate:
            self.complained = True
            self.model.count["feedback_community"] += 1

    # ---- what others read of it

    @property
    def reached(self) -> bool:
        """Whether the platform reaches it (7.4.2)."""
        return bool(self.place_on_record < self.model.platform.coverage)

    @property
    def wrong_card(self) -> bool:
        """Whether it holds a card without being poor, or the reverse."""
        return self.card != self.poor

    @property
    def lacking(self) -> int:
        """How many pieces of a shop it lacks."""
        return len(self.need & PIECES)
