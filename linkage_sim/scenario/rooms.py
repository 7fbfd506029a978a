"""Parameters of population, platform, economy and measures."""

from __future__ import annotations

from typing import Literal

from .declare import MOST_MONEY, Block, LeverShare, lever, money, quantity, share, switch

MATCHING_RULES = ("need", "poorest", "random")


class PopulationRules(Block):
    """Who lives in a village at the start, and how they are tied (block ``population``)."""

    income_sigma: float = quantity(
        0.72,
        "sigma of log income",
        "Dispersion of income between households.",
        low=0.0,
        high=3.0,
        evidence="cn.rural_income_dispersion",
        prior=(0.5, 1.0),
    )
    labour_share: float = share(
        0.6, "Share of a household's members who can work.", assumed="rural age structure, with the old still at work", prior=(0.4, 0.75)
    )
    away_share: float = share(0.28, "Share of workers who are away at the start.", evidence="cn.migrants_away", prior=(0.1, 0.6))
    schooling_income: float = quantity(
        0.35,
        "correlation",
        "Correlation of schooling with income rank.",
        low=-1.0,
        high=1.0,
        assumed="the schooled earn more",
        prior=(0.0, 0.6),
    )
    clan_size: float = quantity(
        40.0, "households", "Mean size of a kin clan.", low=2.0, high=5000.0, evidence="b.network", prior=(10.0, 150.0)
    )
    kin_ties: int = quantity(
        5,
        "ties that a household begins",
        "Half of the mean number of kin ties of a household.",
        low=0,
        high=20,
        evidence="b.network",
        prior=(2.0, 6.0),
    )
    neighbour_ties: int = quantity(
        2,
        "ties that a household begins",
        "Half of the mean number of ties to neighbours.",
        low=0,
        high=20,
        evidence="b.network",
        prior=(2.0, 6.0),
    )
    rewire: float = share(
        0.33, "Share of ties that lead anywhere in the clan (kin) or the village (neighbours).", evidence="b.network", prior=(0.0, 1.0)
    )
    cash_months: float = quantity(
        4.158,
        "months of income",
        "Median cash of a household at the start.",
        low=0.0,
        high=60.0,
        assumed="four months' income; the digits are of an earlier calibration",
        prior=(1.0, 8.0),
    )
    motivation_mean: float = share(
        0.4, "Mean motivation at the start.", assumed="below the middle: weak self-reliance (paper, IV.C)", prior=(0.25, 0.6)
    )
    motivation_spread: float = share(
        0.15, "Spread of motivation at the start (standard deviation).", assumed="most between 0.1 and 0.7", prior=(0.05, 0.3)
    )
    quality_sigma: float = quantity(
        1.1,
        "sigma of log quality",
        "Dispersion of what households make of a store.",
        low=0.0,
        high=3.0,
        evidence="b.store_sales_dispersion",
        prior=(0.8, 1.8),
    )
    aptitude: float = share(
        0.6,
        "Skill that a middle-aged head of junior schooling can learn; the older and less schooled learn less, the others more.",
        evidence="b.e_commerce_education",
        prior=(0.4, 0.9),
    )
    founder_quality: float = quantity(
        2.0, "times", "Quality of a founder's store, relative to others.", low=0.1, high=20.0, evidence="junpu.founders", prior=(1.0, 5.0)
    )
    founder_debt: float = money(20000.0, "Family debt that a founder carries at the start.", evidence="junpu.before", prior=(0.0, 60000.0))
    enterprise_share: float = share(
        0.08,
        "Share of households with an enterprise at the start that is not online: a workshop, a stall.",
        assumed="one household in twelve; no figure in the evidence",
        prior=(0.03, 0.2),
    )
    rooms: float = share(
        0.06,
        "Rooms that a village can let to shopkeepers from outside, relative to its households.",
        assumed="one household in sixteen has a room to let",
        prior=(0.0, 0.2),
    )
    deprivation_falloff: float = quantity(
        0.4,
        "per poverty line",
        "How fast the chance of each deprivation falls with income, counted in poverty lines.",
        low=0.0,
        high=5.0,
        assumed="a fifth less with each half of the line more; with the chances below near the index of 2012 (b.mpi_2012)",
        prior=(0.2, 0.8),
    )
    deprivation_together: float = share(
        0.6,
        "How far a household's deprivations go together, beyond what its income explains: chance that one follows its common fate.",
        assumed="deprivations overlap, which gives the intensity of b.mpi_2012",
        prior=(0.2, 0.9),
    )
    without_fuel: float = share(
        0.95, "Chance to cook with wood or dung at no income.", assumed="among the largest parts of b.mpi_2012", prior=(0.6, 1.0)
    )
    without_water: float = share(
        0.8, "Chance to have no safe drinking water at no income.", assumed="among the largest parts of b.mpi_2012", prior=(0.4, 1.0)
    )
    without_sanitation: float = share(
        0.3, "Chance to have no toilet of one's own at no income.", assumed="a lesser part of b.mpi_2012", prior=(0.1, 0.6)
    )
    without_housing: float = share(
        0.25, "Chance to live in an unsafe house at no income.", assumed="a lesser part of b.mpi_2012", prior=(0.1, 0.5)
    )
    without_electricity: float = share(
        0.03, "Chance to have no electricity at no income.", assumed="it reached nearly all villages before 2012", prior=(0.0, 0.1)
    )
    child_deaths: float = share(
        0.04, "Chance that a child has died of late at no income.", assumed="rare beside the others", prior=(0.0, 0.1)
    )
    unfinished_schooling: float = share(
        0.3,
        "Chance that nobody has six years of schooling at no income, where the head went to primary school; certain where it went to none.",
        assumed="schooling is among the largest parts of b.mpi_2012",
        prior=(0.1, 0.6),
    )
    wage_share: float = share(
        0.40, "Share of local wages in a household's offline income.", evidence="cn.income_shares_poor_areas", prior=(0.2, 0.6)
    )


class PlatformRules(Block):
    """The information platform: cards, coverage, accuracy, delay, matching (block ``platform``)."""

    on: bool = switch(True, "Whether the information platform links the actors; off, each acts on its own partial list.")
    coverage: LeverShare = lever(
        0.9, "Share of households that the platform reaches.", assumed="the paper asks for full coverage", prior=(0.3, 1.0)
    )
    accuracy: LeverShare = lever(
        0.85, "Chance that what the platform holds of a household is true this month.", assumed="cadres' data entry", prior=(0.5, 1.0)
    )
    delay: float = quantity(
        2.0,
        "months",
        "Mean time in which the platform reviews a card or passes a need on.",
        low=1.0,
        high=36.0,
        assumed="against a year by paper",
        prior=(1.0, 12.0),
    )
    matching: Literal["need", "poorest", "random"] = quantity(
        "need",
        "rule",
        "Who is served first: those lacking fewest pieces, the poorest, or anyone.",
        assumed="a switch of the experiment, not a quantity",
    )
    start: str = quantity(
        "2012-01", "YYYY-MM", "Month from which the platform works.", assumed="from the start; a scenario gives its own date"
    )
    register_start: str = quantity(
        "2014-01", "YYYY-MM", "Month in which the register of poor households is drawn up.", evidence="poverty.register_2014"
    )
    look_back_start: str = quantity("2015-08", "YYYY-MM", "First month in which cards are looked back at.", evidence="poverty.look_back")
    look_back_end: str = quantity("2016-06", "YYYY-MM", "Last month in which cards are looked back at.", evidence="poverty.look_back")
    update_start: str = quantity(
        "2016-10",
        "YYYY-MM",
        "Month of the first autumn in which households leave and enter the list; every year from then.",
        evidence="poverty.dynamic_list",
    )
    by_hand: float = share(
        0.5,
        "How much of what look-back and autumn check see of wrong cards is left where records are compared by hand.",
        assumed="half: one office at a time, on paper",
        prior=(0.2, 0.9),
    )
    own_list: float = share(
        0.3,
        "Share of households on an actor's own list where there is no platform.",
        assumed="extensive and scattered aid (paper, I)",
        prior=(0.1, 0.8),
    )
    own_accuracy: float = share(
        0.3, "Chance that an actor's own list names the true need.", assumed="a guess from outside", prior=(0.1, 0.8)
    )
    proxy_noise: float = quantity(
        0.45,
        "sigma of log income",
        "Error of the proxy score for income.",
        low=0.0,
        high=3.0,
        evidence="b.proxy_test_error",
        prior=(0.2, 0.9),
    )
    check_power: LeverShare = lever(
        0.4,
        "Chance that the big-data check sees an income that bars a household from the list.",
        assumed="house, car and tax records see less than half",
        prior=(0.0, 0.9),
    )


class EconomyRules(Block):
    """Stores and their market, wages, farming, credit and consumption (block ``economy``)."""

    parcel_value: float = quantity(
        137.0, "RMB per parcel", "Goods in one parcel.", low=1.0, limit=MOST_MONEY, evidence="cn.value_per_parcel", prior=(100.0, 250.0)
    )
    pieces_per_parcel: float = quantity(
        1.5,
        "pieces per parcel",
        "Pieces in one parcel.",
        low=1.0,
        high=100.0,
        assumed="a parcel is not a piece (junpu.parcels_2014); buyers often take two, retailers more",
        prior=(1.0, 3.0),
    )
    supply_parcels: float = quantity(
        0.15,
        "parcels per parcel",
        "Parcels of goods that stores receive for each parcel that they send; the rest comes in vans from the market.",
        low=0.0,
        high=5.0,
        assumed="most goods are fetched; what is received includes returns",
        prior=(0.05, 0.4),
    )
    shopping_parcels: float = quantity(
        0.4,
        "parcels per resident online and month",
        "Parcels that people who are online receive, at the online retail level of 2013.",
        low=0.0,
        high=30.0,
        assumed="a third of what users of the country received; the old buy little",
        prior=(0.1, 1.2),
    )
    gross_margin: float = share(
        0.36,
        "Sales less purchase price, as a share of sales, without local rivalry.",
        assumed="net margin of b.margin plus parcel fee, platform fee and hands",
        prior=(0.25, 0.5),
    )
    platform_fee: float = share(
        0.07, "Fees and advertising on the online platform, as a share of sales.", assumed="advertising and commission", prior=(0.03, 0.15)
    )
    store_cost: float = money(
        500.0,
        "Rent, line and equipment of a store.",
        unit="RMB per store and month",
        assumed="a room in the family's house",
        prior=(20.0, 2000.0),
    )
    store_attention: float = quantity(
        0.25,
        "hands",
        "Work that a household's stores ask for however little they sell.",
        low=0.0,
        high=20.0,
        assumed="a quarter of a day: questions answered, goods shown",
        prior=(0.1, 0.7),
    )
    parcels_per_hand: float = quantity(
        180.0,
        "parcels per month",
        "Parcels that a pair of hands finds, shows, sells, packs and sends in a month.",
        low=1.0,
        high=1e5,
        assumed="Junpu's parcels over its people (b.workers_per_store gives 0.7 to 4.4 people to a store)",
        prior=(80.0, 400.0),
    )
    helper_wage: float = quantity(
        0.75, "share of the migrant's wage", "Wage of a hired helper.", low=0.0, high=3.0, assumed="living at home", prior=(0.5, 1.2)
    )
    seller_sales: float = quantity(
        50000.0,
        "RMB per month",
        "Sales of a seller of one store equivalent in the country, at the online retail level of 2013.",
        low=1.0,
        limit=MOST_MONEY,
        assumed="sellers enter every market until they sell alike; with a market's depth it gives how many they are",
        prior=(10000.0, 300000.0),
    )
    rival_growth: float = quantity(
        1.3,
        "elasticity",
        "How the attraction of all other sellers grows with the online market; with one each of them sells what it sold before.",
        low=0.0,
        high=5.0,
        assumed="a growing market draws sellers in about as fast as demand grows",
        prior=(0.6, 1.6),
    )
    store_rank: float = quantity(
        1.0,
        "exponent",
        "How fast a household's stores get smaller by their rank: the k-th sells k ** -store_rank of what the first sells.",
        low=0.0,
        high=5.0,
        evidence="b.store_sales_dispersion",
        prior=(0.6, 1.6),
    )
    reputation_gain: float = share(
        0.1,
        "Part of the missing reputation that a store gains at most, with many orders.",
        unit="per month",
        evidence="b.reputation",
        prior=(0.05, 0.3),
    )
    reputation_orders: float = quantity(
        60.0,
        "parcels per month",
        "Parcels of a household's first store at which reputation grows at half its fastest pace.",
        low=0.0,
        high=10000.0,
        assumed="two a day, what the founders began with (junpu.founder_growth)",
        prior=(10.0, 300.0),
    )
    reputation_start: float = share(0.02043, "Reputation of a new store: next to none.", evidence="b.reputation", prior=(0.005, 0.05))
    sales_noise: float = quantity(
        0.3,
        "sigma of log sales",
        "Month-to-month noise of a household's sales.",
        low=0.0,
        high=2.0,
        assumed="fashion and luck",
        prior=(0.1, 0.6),
    )
    remittance: float = share(
        0.35, "Share of a migrant's wage that is sent home.", assumed="the rest is spent in the city", prior=(0.1, 0.6)
    )
    necessities: float = quantity(
        0.6,
        "share of the poverty line",
        "Consumption that comes before all else.",
        low=0.0,
        high=1.5,
        assumed="food and clothing",
        prior=(0.4, 0.8),
    )
    propensity: float = share(
        0.8007,
        "Share of income above necessities that is consumed.",
        assumed="rural households save a fifth; the digits are of an earlier calibration",
        prior=(0.6, 0.95),
    )
    tourism_income: float = money(
        60.0,
        "Income of a household from fully developed tourism.",
        unit="RMB per household and month",
        assumed="rooms and meals for few",
        prior=(0.0, 400.0),
    )
    spoilage: float = share(
        0.0, "Share of goods lost on the way, at no road at all.", assumed="textiles; a farm product has more", prior=(0.0, 0.3)
    )


class MeasureRules(Block):
    """Definitions of what is observed (block ``measures``)."""

    mpi_cutoff: float = share(
        1.0 / 3.0, "Weighted share of deprivations from which a household is multidimensionally poor.", evidence="b.mpi"
    )
    nutrition_line: float = quantity(
        0.95,
        "times the poverty line",
        "Income below which a household is undernourished.",
        low=0.0,
        high=3.0,
        assumed="the line buys enough to eat and little else; nutrition is the largest part of b.mpi_2012",
        prior=(0.6, 1.2),
    )
    mortality_memory: float = quantity(
        60.0,
        "months",
        "Mean time for which the death of a child counts.",
        low=1.0,
        high=600.0,
        assumed="the index asks for deaths in five years",
        prior=(36.0, 120.0),
    )
    stage_share: float = share(
        0.02,
        "Online households, as a share, from which a village has left stage none.",
        assumed="one in fifty: more than a chance",
        prior=(0.0, 0.1),
    )
    stage_subjects: float = quantity(
        3.0,
        "subjects",
        "Subjects beside the household that make a village multi-subject.",
        low=1.0,
        high=4.0,
        assumed="most of the four",
        prior=(2.0, 4.0),
    )
    stage_memory: float = quantity(
        12.0, "months", "How long a subject's help counts as present.", low=1.0, high=60.0, assumed="a year", prior=(3.0, 24.0)
    )
    village_sales: float = money(10e6, "Yearly online sales of a Taobao village.", unit="RMB per year", evidence="tv.threshold_sales")
    village_stores: float = quantity(
        100.0, "stores", "Active stores of a Taobao village.", low=0.0, limit=1e9, evidence="tv.threshold_stores"
    )
    village_share: float = share(0.10, "Or active stores as a share of households.", evidence="tv.threshold_stores")
