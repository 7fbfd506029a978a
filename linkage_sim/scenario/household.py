"""Parameters of the household: its shocks, its voice, its trade, its learning and its moves."""

from __future__ import annotations

from .declare import MOST_MONEY, Block, money, quantity, share, switch


class HouseholdRules(Block):
    """What a household meets, decides and learns (block ``actors.household``)."""

    active: bool = switch(
        True,
        "Whether households take initiative: voice needs, complain, open stores, come home for shops; they live and take help anyhow.",
    )

    # input: what befalls a household, and whether its needs are heard
    illness_onset: float = share(
        0.006,
        "Chance that a member falls seriously ill.",
        unit="chance per month",
        assumed="with recovery gives a stock of about 11 % of households, 42 % of a register of the poorest eighth",
        prior=(0.002, 0.012),
    )
    illness_recovery: float = share(
        0.05,
        "Chance that an untreated illness ends.",
        unit="chance per month",
        assumed="mean duration of 20 months for a serious illness",
        prior=(0.02, 0.1),
    )
    medical_cost: float = money(
        350.0,
        "Cost of an untreated serious illness.",
        unit="RMB per month",
        assumed="about an eighth of a migrant's wage",
        prior=(100.0, 1000.0),
    )
    disability_onset: float = share(
        0.0003, "Chance that a worker is disabled for good.", unit="chance per month", assumed="rare and permanent", prior=(0.0, 0.001)
    )
    schooling_onset: float = share(
        0.003,
        "Chance that a child enters schooling that must be paid for.",
        unit="chance per month",
        assumed="with its end gives 9 % of households, the register's share",
        prior=(0.001, 0.01),
    )
    schooling_end: float = share(
        0.03, "Chance that paid schooling ends.", unit="chance per month", assumed="three years of senior schooling", prior=(0.015, 0.06)
    )
    schooling_cost: float = money(
        250.0, "Cost of paid schooling.", unit="RMB per month", assumed="boarding and fees of a county school", prior=(50.0, 800.0)
    )
    disaster_onset: float = share(
        0.002,
        "Chance of a disaster to harvest or house.",
        unit="chance per month",
        assumed="one in forty years of a household",
        prior=(0.0, 0.01),
    )
    disaster_end: float = share(
        0.15, "Chance that the damage is made good.", unit="chance per month", assumed="half a year", prior=(0.05, 0.5)
    )
    disaster_loss: float = share(
        0.3, "Share of its cash that a household loses to a disaster.", assumed="a bad harvest and repairs", prior=(0.1, 0.8)
    )
    marriage_onset: float = share(
        0.001,
        "Chance of a wedding to be paid for.",
        unit="chance per month",
        assumed="a wedding in a household about every 80 years of its months",
        prior=(0.0, 0.005),
    )
    marriage_end: float = share(
        0.08, "Chance that the wedding is paid off.", unit="chance per month", assumed="about a year", prior=(0.02, 0.2)
    )
    marriage_cost: float = money(
        600.0,
        "Cost while a wedding is paid off.",
        unit="RMB per month",
        assumed="a modest wedding spread over a year",
        prior=(100.0, 3000.0),
    )
    land_loss: float = share(
        0.3,
        "Part of its farm's yield that a household short of land goes without.",
        assumed="a small plot; no figure in the evidence",
        prior=(0.0, 0.6),
    )
    asset_threshold: float = money(
        1500.0, "Cash below which a shock throws a household back.", evidence="b.asset_trap", prior=(300.0, 6000.0)
    )
    setback_loss: float = quantity(
        0.12,
        "share",
        "Share of its earning power that a household loses in a setback.",
        low=0.0,
        high=0.95,
        evidence="b.asset_trap",
        prior=(0.02, 0.3),
    )
    setback_recovery: float = share(
        0.05,
        "Chance that a household above the threshold makes a setback good.",
        unit="chance per month",
        evidence="b.asset_trap",
        prior=(0.01, 0.15),
    )
    voice_alone: float = share(
        0.08,
        "Chance that a motivated household that nobody visits makes its needs heard.",
        unit="chance per month",
        assumed="few poor households write to an office",
        prior=(0.01, 0.3),
    )

    # implementation: the seven pieces of a shop, and the moves
    startup_capital: float = money(8000.0, "Cash needed to open a first store.", evidence="b.startup_capital", prior=(1000.0, 20000.0))
    open_rate: float = share(
        0.5,
        "Chance to open a first store when all seven pieces are full.",
        unit="chance per month",
        assumed="a couple of months from decision to first sale",
        prior=(0.05, 0.9),
    )
    belief_midpoint: float = share(
        0.45, "Motivation at which a household half believes in a shop.", assumed="near the middle of the scale", prior=(0.3, 0.7)
    )
    know_midpoint: float = share(
        0.45,
        "Skill at which a household half knows how to keep a shop.",
        assumed="junior schooling alone is not enough",
        prior=(0.3, 0.75),
    )
    piece_slope: float = quantity(
        11.89,
        "per unit of skill or motivation",
        "Steepness of the two soft pieces, belief and knowledge.",
        low=1.0,
        high=50.0,
        assumed="from one tenth to nine tenths within a third of the scale; the digits are of an earlier calibration",
        prior=(8.0, 30.0),
    )
    expand_rate: float = share(
        0.7,
        "Chance to open a further store when it pays, hands and cash are there.",
        unit="chance per month",
        assumed="sellers open further stores quickly: it takes an account and stock",
        prior=(0.05, 0.9),
    )
    expand_profit: float = quantity(
        300.0,
        "RMB per month",
        "Gain that a further store must promise, its cost and work paid.",
        low=0.0,
        limit=MOST_MONEY,
        assumed="well below the profit of a small village shop (b.store_profit): most stores are small",
        prior=(10.0, 2000.0),
    )
    worth_while: float = share(
        0.4,
        "What a month of own work in a shop is worth, as a share of the migrant's wage; a shop that brings less is a loss.",
        assumed="staying at home is worth something",
        prior=(0.1, 1.0),
    )
    patience: float = quantity(
        3.0, "months", "Months of loss after which a household closes a store.", low=1.0, high=24.0, assumed="a quarter", prior=(2.0, 12.0)
    )
    second_chance: float = share(
        0.05,
        "Chance to open a store of those who gave up their last one, relative to others.",
        assumed="of small shops that fail, few come back",
        prior=(0.0, 0.2),
    )
    leave_rate: float = share(
        0.006,
        "Chance that a free worker of a household with less than the migrant's wage leaves.",
        unit="chance per month",
        assumed="seven per cent a year",
        prior=(0.0, 0.03),
    )
    return_rate: float = share(
        0.06,
        "Chance that a migrant returns when there is work for him at home: in a shop of his own, or as a helper in one.",
        unit="chance per month",
        evidence="cn.returnees_starting_business",
        prior=(0.01, 0.2),
    )
    home_rate: float = share(
        0.004,
        "Chance that a migrant returns for other reasons.",
        unit="chance per month",
        assumed="five per cent a year, against those that leave",
        prior=(0.0, 0.02),
    )
    founder_share: float = share(
        0.11,
        "Share of migrants who come home to found a shop, where everybody has heard of shops and everything can be sold.",
        evidence="cn.returnees_starting_business",
        prior=(0.01, 0.5),
    )
    enterprise_rate: float = share(
        0.002,
        "Chance that a wholly motivated household with hands and money begins an enterprise that is not online.",
        unit="chance per month",
        assumed="with its end gives the share at the start",
        prior=(0.0005, 0.005),
    )
    enterprise_end: float = share(
        0.012,
        "Chance that an enterprise is given up.",
        unit="chance per month",
        assumed="seven years on average",
        prior=(0.005, 0.03),
    )
    enterprise_capital: float = money(
        8000.0,
        "Cash needed to begin an enterprise that is not online.",
        assumed="a stall's stock, a workshop's tools",
        prior=(2000.0, 30000.0),
    )
    enterprise_income: float = quantity(
        1.0,
        "share of the migrant's wage",
        "What an enterprise that is not online earns with one pair of hands.",
        low=0.0,
        high=10.0,
        assumed="else its keeper would leave for the city",
        prior=(0.6, 1.5),
    )
    newcomer_rate: float = quantity(
        0.01,
        "shopkeepers per online household and month",
        "Shopkeepers from outside whom a village draws, for each of its online households, where these earn more than in the city.",
        low=0.0,
        high=1.0,
        assumed="with three hundred shops a few couples a month, as rooms allow (b.cohorts)",
        prior=(0.001, 0.03),
    )
    succession: float = share(
        0.003,
        "Chance that the young take a household over.",
        unit="chance per month",
        assumed="once in a generation of 28 years",
        prior=(0.001, 0.006),
    )
    return_news: float = share(
        0.7,
        "Chance that a migrant who returns has learnt of online shops in the city.",
        assumed="most, but not all, have bought online",
        prior=(0.0, 1.0),
    )
    urban_skill: float = share(
        0.15, "Part of the skill still missing that a returned migrant brings home.", evidence="b.e_commerce_education", prior=(0.0, 0.4)
    )

    # feedback: hearing, learning, hoping
    informants: float = quantity(
        2.0,
        "ties",
        "Online kin and neighbours who must have gone ahead before a household dares to follow.",
        low=1.0,
        high=10.0,
        evidence="b.complex_contagion",
        prior=(1.0, 3.0),
    )
    below_threshold: float = share(
        0.1,
        "How far a household dares to follow fewer of them, or as many as are online around it, relative to enough.",
        evidence="b.complex_contagion",
        prior=(0.0, 0.2),
    )
    unseen_trust: float = share(
        0.0001,
        "How far those who see no shop trust in one of their own, relative to those who see enough of them.",
        assumed="few begin alone, but one shop in each village does (tv.rural_stores_2012); a small chance matters (b.complex_contagion)",
        prior=(0.0001, 0.01),
    )
    pioneer_quality: float = share(
        0.1,
        "Quality of a store that is opened where no shop is in sight to learn from what sells, relative to others.",
        assumed="what sells must be found first, and most attempts fail (Hausmann and Rodrik 2003); founders know it from the city",
        prior=(0.05, 0.5),
    )
    hand_trust: float = share(
        0.5,
        "How far those who work in another's shop trust in one of their own, relative to those who see enough of them.",
        assumed="they see it every day, but it is not their kin's",
        prior=(0.1, 1.0),
    )
    marriage_ties: float = quantity(
        1.0,
        "ties",
        "Mean number of a household's kin by marriage in other villages, at most four.",
        low=0.0,
        high=4.0,
        evidence="b.kin_across_villages",
        prior=(0.3, 3.0),
    )
    close_knit: float = share(
        0.26,
        "Share of pairs of its kin that are kin of each other, from which on kin pass on all that they know.",
        evidence="b.network",
        prior=(0.1, 0.5),
    )
    tell_rate: float = share(
        0.15,
        "Chance to hear of shops from each online kin or neighbour, of at most four.",
        unit="chance per month",
        assumed="half a year of talk with a single one, two months with four",
        prior=(0.05, 0.5),
    )
    tell_ratio: float = quantity(
        7.0,
        "times",
        "How much more often participants pass the news on than those that only know.",
        low=1.0,
        high=50.0,
        evidence="b.tell_ratio",
        prior=(3.0, 12.0),
    )
    outside_news: float = share(
        0.004,
        "Chance to hear of shops from the internet, per share of rural residents online.",
        unit="chance per month",
        assumed="one in a thousand a month at the share of 2012",
        prior=(0.0, 0.02),
    )
    away_news: float = share(
        0.01,
        "Chance that a household with migrants hears of shops from the city.",
        unit="chance per month",
        assumed="city experience spreads what the village does not know",
        prior=(0.0, 0.05),
    )
    nearby_news: float = share(
        0.02,
        "Chance to hear of shops in the other villages of the town, per share of them online.",
        unit="chance per month",
        assumed="kin and markets nearby",
        prior=(0.0, 0.1),
    )
    county_news: float = share(
        0.2,
        "Weight of the online households of the county's other villages beside those of the town's.",
        assumed="fewer meet",
        prior=(0.0, 1.0),
    )
    nearby_experience: float = share(
        0.05,
        "Part of the skill missing to its reach that those who know of shops gain from other villages, per share of these online.",
        unit="per month",
        assumed="founders of one village advise their friends in the next; weaker than kin",
        prior=(0.0, 0.2),
    )
    skill_by_doing: float = share(
        0.05,
        "Part of the skill missing to its reach gained by keeping a store.",
        unit="per month",
        assumed="half way in a year",
        prior=(0.01, 0.15),
    )
    skill_from_kin: float = share(
        0.12, "Part of the skill missing to its reach gained from each online kin.", unit="per month", evidence="b.ties", prior=(0.02, 0.25)
    )
    success_motivation: float = share(
        0.10,
        "Part of the missing motivation gained in a month of own profit.",
        unit="per month",
        assumed="pride in one's own trade",
        prior=(0.0, 0.3),
    )
    failure_motivation: float = share(
        0.06, "Part of motivation lost in a month of loss.", unit="per month", assumed="as strong as success", prior=(0.0, 0.3)
    )
    handout_motivation: float = share(
        0.03,
        "Part of motivation lost in a month of pure hand-out.",
        unit="per month",
        assumed="the paper's willingness to pin hopes on higher levels",
        prior=(0.0, 0.1),
    )
    example_motivation: float = share(
        0.04,
        "Part of the missing motivation gained from each online neighbour that thrives.",
        unit="per month",
        evidence="b.ties",
        prior=(0.0, 0.1),
    )
    aspiration_motivation: float = share(
        0.02,
        "Change of motivation when income is wholly below or above what was hoped for.",
        unit="per month",
        assumed="small beside own success",
        prior=(0.0, 0.1),
    )
    aspiration_adapt: float = share(
        0.05, "How fast aspiration follows own income and the village's.", unit="per month", assumed="about two years", prior=(0.01, 0.2)
    )
    salience_motivation: float = share(
        0.4, "Part of the missing motivation gained when a neighbour's success visibly jumps.", evidence="b.salience", prior=(0.0, 0.7)
    )
    salience_jump: float = money(
        12000.0,
        "Monthly profit of a household at which its success becomes visible: about twice that of a small village shop.",
        unit="RMB per month",
        evidence="b.store_profit",
        prior=(6000.0, 20000.0),
    )
    copycat_quality: float = share(
        0.6, "Quality of a store opened on a neighbour's visible jump, relative to others.", evidence="b.salience", prior=(0.3, 1.0)
    )
    dependence_drag: float = share(
        0.5,
        "Part of motivation that a long dependence on hand-outs keeps from acting.",
        assumed="the paper's weak endogenous power (IV.C)",
        prior=(0.0, 0.9),
    )
    mend_rate: float = share(
        0.01,
        "Chance that a household which can pay mends a deprivation of its living standard.",
        unit="chance per month",
        assumed="several years for all of them",
        prior=(0.0, 0.05),
    )
    mend_income: float = quantity(
        2.0,
        "times the poverty line",
        "Income from which a household can pay what it mends; the poorer mend less often, in proportion.",
        low=0.1,
        high=20.0,
        assumed="a house, a well or a stove costs more than the line leaves over",
        prior=(1.0, 4.0),
    )
    public_mending: float = share(
        0.003,
        "Chance that the country's works - water, power, stoves, houses - mend a deprivation of its living standard, whatever its income.",
        unit="chance per month",
        assumed="one in thirty a year",
        prior=(0.0, 0.01),
    )
    schooling_renewal: float = share(
        0.006,
        "Chance that a household of two or more without schooling comes to have a younger member with six years of it.",
        unit="chance per month",
        assumed="who has none is old; half of them within ten years",
        prior=(0.002, 0.015),
    )
    complain_rate: float = share(
        0.05,
        "Chance that a poor household left off the list complains.",
        unit="chance per month",
        assumed="half of them within a year",
        prior=(0.0, 0.2),
    )
