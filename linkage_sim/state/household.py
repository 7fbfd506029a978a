"""One household: what is known of it, and what the bits of its fields mean."""

from __future__ import annotations

from linkage_sim.kernel.state import Row, f32, f64, u8, u16, u32
from linkage_sim.scenario.programmes import NEEDS, PIECES

# Bits of ``need`` and ``voiced``, in the order of scenario.programmes.NEEDS: twelve causes of poverty, four further pieces of a shop.
ILLNESS, DISABILITY, SCHOOLING, DISASTER, MARRIAGE, LAND, WATER, SKILLS, FUNDS, LABOUR, ROADS, MOTIVATION = (1 << k for k in range(12))
INFORMATION, BROADBAND, LOGISTICS, GOODS = (1 << k for k in range(12, 16))
SHOCKS = ILLNESS | DISABILITY | SCHOOLING | DISASTER | MARRIAGE
LASTING = SHOCKS | LAND | WATER
"""Needs that are states of their own; all others follow from the month's state."""
SHOP_PIECES = sum(1 << NEEDS.index(name) for name in ("skills", "funds", "motivation", *PIECES))
"""Needs that are pieces of a shop."""

# Bits of ``flags``.
AWARE = 1  # knows of online shops
CONNECTED = 2  # has broadband
SALIENT = 4  # has seen a neighbour's visible jump since the last decision
COPYCAT = 8  # opened its store on such a jump
SUCCESS = 16  # its own success has become visible
SUBSIDISED = 32  # the state pays the interest of its loan
FOUNDER = 64  # came home at the start with online-shop experience
RETURNED = 128  # a migrant has come home since the start

# Bits of ``card``.
CARD = 1  # holds a card now
CARD_BEFORE = 2  # held a card at the start of the month
CARD_EVER = 4  # has held a card at any time
COMPLAINED = 8  # has complained of being left off
RECORDED = 16  # is on the platform's record of households, card or not: the same ones as long as its coverage is the same
RISEN = 32  # has been above the poverty line since it last held a card

INDICATORS = {
    "nutrition": 1 / 6,
    "child_mortality": 1 / 6,
    "years_of_schooling": 1 / 6,
    "attendance": 1 / 6,
    "fuel": 1 / 18,
    "sanitation": 1 / 18,
    "water": 1 / 18,
    "electricity": 1 / 18,
    "housing": 1 / 18,
    "assets": 1 / 18,
}
"""The ten indicators of the global MPI with their weights (evidence: b.mpi), in the order of the bits of ``deprived``."""
NUTRITION, CHILD_MORTALITY, YEARS_OF_SCHOOLING, ATTENDANCE = (1 << k for k in range(4))
FUEL, SANITATION, DRINKING_WATER, ELECTRICITY, HOUSING, ASSETS = (1 << k for k in range(4, 10))
MENDABLE = (FUEL, SANITATION, DRINKING_WATER, ELECTRICITY, HOUSING)
"""Deprivations of the living standard that a household or a programme can mend."""

NUMBERS_OF_STORES = 256
"""How many numbers the field ``stores`` can hold, for tables by the number of stores."""
AGE_SHIFT, AGE_MASK, SCHOOLING_MASK = 4, 3, 15
ENTERPRISE = 64
"""``traits`` holds schooling (0 none to 4 college) in its lower bits, the head's age band (0 young to 2 old) above them, and whether the
household has an enterprise that is not online: a workshop, a stall."""
ALL_CLOSED = 255
"""``closure`` of a household whose kin are all kin of each other."""


class Household(Row):
    """One household. Money is in RMB and in 64 bits, so that sums close."""

    cash: float = f64("RMB", "Cash at hand.")
    debt: float = f64("RMB", "Owed to lenders.")
    income: float = f32("RMB per head and year", "Income over the trailing year.")
    aspiration: float = f32("RMB per head and year", "Income that it hopes for.")
    earning: float = f32("times", "Earning power offline, relative to the village's structural income.")
    quality: float = f32("times the median", "Quality of its stores.")
    reputation: float = f32("share", "Mean reputation of its stores.")
    sales: float = f32("RMB in the month", "Sales of its stores last month.")
    motivation: float = f32("share", "Motivation.")
    skill: float = f32("share", "Skill in keeping a shop.")
    received: int = u32("bits", "Programmes received this month.")
    ties: int = u32("byte", "Where its ties begin among those of the village, see state.ties.")
    need: int = u16("bits", "Needs, in the order of scenario.programmes.NEEDS.")
    voiced: int = u16("bits", "Needs that wait for help.")
    deprived: int = u16("bits", "Deprivations, in the order of INDICATORS.")
    size: int = u8("persons", "Registered members.")
    workers: int = u8("persons", "Members who can work, at home or away.")
    away: int = u8("persons", "Members who work elsewhere.")
    stores: int = u8("stores", "Online stores.")
    traits: int = u8("code", "Schooling and age band of the head, see SCHOOLING_MASK and AGE_SHIFT.")
    flags: int = u8("bits", "What it knows and has lived through, see AWARE and the others.")
    card: int = u8("bits", "Its card, see CARD and the others.")
    losing: int = u8("months", "Months of loss in a row; offline, those in which its last store was given up.")
    setbacks: int = u8("setbacks", "Setbacks not yet made good.")
    opened: int = u8("quarter + 1", "Quarter of the run in which it last opened a first store; 0 never.")
    dependence: int = u8("months", "Months on hand-outs, counted up and down.")
    relief: int = u8("months", "Months of rent and tax relief left.")
    kin: int = u8("ties", "Kin.")
    neighbours: int = u8("ties", "Neighbours that are not kin.")
    closure: int = u8("255ths", "Share of the pairs of its kin that are kin of each other.")
    online_kin: int = u8("households", "Kin with a store.")
    online_neighbours: int = u8("households", "Neighbours with a store.")

    @property
    def needs(self) -> tuple[str, ...]:
        """What it lacks, by name."""
        return tuple(name for k, name in enumerate(NEEDS) if self.need >> k & 1)

    @property
    def deprivations(self) -> tuple[str, ...]:
        """In which of the ten indicators it is deprived."""
        return tuple(name for k, name in enumerate(INDICATORS) if self.deprived >> k & 1)

    @property
    def aware(self) -> bool:
        """Whether it knows of online shops."""
        return bool(self.flags & AWARE)

    @property
    def connected(self) -> bool:
        """Whether it has broadband."""
        return bool(self.flags & CONNECTED)

    @property
    def registered(self) -> bool:
        """Whether it holds a card."""
        return bool(self.card & CARD)

    def __repr__(self) -> str:
        return f"<household of {self.size} persons, {self.income:.0f} RMB a head, {self.stores} stores>"


class Workings(Row):
    """What a village's month works out for one household and forgets."""

    seen: int = u16("households", "Kin and neighbours with a store as the month begins, kin in other villages included.")
    is_open: int = u8("0 or 1", "Whether an unlinked provider could serve it.")
    abroad: int = u8("households", "Kin by marriage with a store in other villages.")
