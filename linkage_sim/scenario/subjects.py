"""Parameters of the subjects around the household: community, government, market and society."""

from __future__ import annotations

from .declare import Block, LeverMoney, LeverShare, fund, lever, money, quantity, share, switch
from .household import HouseholdRules


class CommunityRules(Block):
    """The village committee: it visits, appraises, publishes and relays (block ``actors.community``)."""

    active: bool = switch(True, "Whether the village committee does its duty.")
    visits: float = quantity(
        40.0,
        "households per month",
        "Households that a committee can visit.",
        low=0.0,
        high=5000.0,
        assumed="two a working day",
        prior=(5.0, 150.0),
    )
    visit_accuracy: float = share(
        0.9,
        "Chance that a visit records what a household truly needs.",
        assumed="the committee is closest to the poor (paper, VI.B)",
        prior=(0.6, 1.0),
    )
    appraisal_weight: float = share(
        0.4, "Weight of the village's own appraisal beside the proxy score.", assumed="neither alone decides", prior=(0.0, 1.0)
    )
    appraisal_noise: float = quantity(
        0.45,
        "sigma of log income",
        "Error of the village's appraisal.",
        low=0.0,
        high=3.0,
        evidence="b.community_targeting_error",
        prior=(0.2, 0.9),
    )
    kin_favour: float = quantity(
        0.4,
        "log income",
        "How much poorer a committee without integrity calls the officials' kin.",
        low=0.0,
        high=3.0,
        evidence="b.community_targeting_error",
        prior=(0.0, 1.0),
    )
    falsify: float = share(
        0.3,
        "Share by which a committee without integrity inflates the number of its poor.",
        assumed="the paper's falsified counts (II.A)",
        prior=(0.0, 1.0),
    )
    integrity: float = share(
        0.5, "Integrity of a committee before it is ever audited.", assumed="unknown; the middle of the scale", prior=(0.0, 1.0)
    )
    integrity_decay: float = share(
        0.01, "Part of integrity lost when nobody looks.", unit="per month", assumed="temptation returns within years", prior=(0.0, 0.05)
    )
    display: float = share(
        0.04,
        "Chance that displaying the list brings a wrong entry to light.",
        unit="chance per month",
        assumed="neighbours know but seldom speak",
        prior=(0.0, 0.2),
    )
    village_fund: LeverMoney = fund(
        2.0,
        "Collective income of the village.",
        unit="RMB per household and month",
        evidence="poverty.poor_village_rule",
        prior=(0.0, 20.0),
    )


class GovernmentRules(Block):
    """County governments: quotas, budgets, programmes, audits and notice (block ``actors.government``)."""

    active: bool = switch(True, "Whether the county government does its duty.")
    quota: LeverShare = lever(
        0.128, "Share of households that may be registered, set from above.", evidence="poverty.register_2014", prior=(0.05, 0.3)
    )
    public_funds: LeverMoney = fund(
        90.0,
        "Funds for poverty alleviation, infrastructure and enterprise that reach a county from above.",
        unit="RMB per household and month",
        assumed="about a thousand RMB a year; the central poverty funds are a small part of it (poverty.central_funds)",
        prior=(10.0, 300.0),
    )
    worked_weight: float = share(
        0.5, "How far the budget follows what was asked for and worked, not the same share for all.", assumed="half of it", prior=(0.0, 1.0)
    )
    notice_stores: float = quantity(
        60.0,
        "stores",
        "Stores of a village at which the county notices it.",
        low=1.0,
        high=5000.0,
        assumed="near the hundred stores of the definition (tv.threshold_stores), which a county sees coming",
        prior=(30.0, 300.0),
    )
    notice_delay: float = quantity(
        3.0,
        "months",
        "Time from notice to the programmes that answer it.",
        low=0.0,
        high=60.0,
        assumed="a quarter: an answer to what is plain to see",
        prior=(0.0, 24.0),
    )
    audit: LeverShare = lever(
        0.02,
        "Chance that a household's card is audited.",
        unit="chance per month",
        assumed="a fifth of the register a year",
        prior=(0.0, 0.2),
    )
    audit_power: float = share(
        0.7,
        "Chance that an audit sees an error that is there.",
        assumed="better than a proxy test (b.proxy_test_error)",
        prior=(0.3, 1.0),
    )
    look_back: bool = switch(True, "Whether all cards are looked back at once, against other offices' records and by asking the village.")
    look_back_power: LeverShare = lever(
        0.85,
        "Chance that the look-back sees a card that is wrong, or a household that was missed.",
        assumed="records of vehicles, houses, firms and payrolls, and the whole village asked (poverty.look_back)",
        prior=(0.4, 1.0),
    )
    update_power: LeverShare = lever(
        0.9,
        "Chance that the autumn check sees that a household may leave the list, or must enter it.",
        assumed="what counties had to reach at their own exit lies higher (poverty.exit_rule_county)",
        prior=(0.5, 1.0),
    )
    punish: float = share(
        0.2,
        "Part of the missing integrity that a committee gains when falsification is punished.",
        assumed="a few findings change conduct",
        prior=(0.0, 0.6),
    )


class MarketRules(Block):
    """Couriers, telecoms, suppliers, lenders and the platform firm (block ``actors.market``)."""

    active: bool = switch(True, "Whether firms enter the village (the online market itself stays open).")
    courier_capacity: float = quantity(
        60000.0,
        "parcels per month",
        "Parcels that one courier's branch can carry.",
        low=1.0,
        high=1e7,
        assumed="two vans a day",
        prior=(10000.0, 200000.0),
    )
    courier_cost: float = money(
        60000.0,
        "Fixed cost of a courier's branch.",
        unit="RMB per month",
        assumed="a dozen people, vans and rent",
        prior=(10000.0, 200000.0),
    )
    courier_margin: float = share(
        0.25, "Share of the parcel fee left to the branch.", assumed="the rest pays line-haul and delivery", prior=(0.1, 0.5)
    )
    courier_rivalry: float = share(
        0.15,
        "Part of the parcel price that couriers give up when many of them compete for a village.",
        assumed="about the fall of prices over three years (cn.courier_price), where rivals share one village",
        prior=(0.0, 0.3),
    )
    entry_rate: float = share(
        0.25,
        "Part of the couriers' branches that would pay, or do not, that come or go; chance that a supplier comes that would pay.",
        unit="per month",
        assumed="a quarter to a branch",
        prior=(0.05, 0.8),
    )
    entry_proof: float = quantity(
        6.0,
        "months",
        "Months in a row in which expected volume must have paid before a firm enters.",
        low=0.0,
        high=60.0,
        assumed="half a year of proof and preparation before a branch opens",
        prior=(1.0, 12.0),
    )
    entry_caution: float = quantity(
        1.3,
        "times",
        "Expected earnings over cost at which a firm enters.",
        low=1.0,
        high=10.0,
        assumed="it covers the risk of a new branch",
        prior=(1.0, 3.0),
    )
    volume_memory: float = share(
        0.15,
        "Weight of the last month in the volume that firms expect.",
        unit="per month",
        assumed="half a year's memory: not one good season",
        prior=(0.05, 0.5),
    )
    self_haul: float = quantity(
        3000.0,
        "parcels per month",
        "Parcels that an online household can carry out itself on a good road.",
        low=0.0,
        high=1e5,
        assumed="a hundred a day to the next town",
        prior=(300.0, 8000.0),
    )
    self_haul_cost: float = quantity(
        1.099,
        "times",
        "Cost of a parcel that is carried out by the shop itself, relative to the courier's price.",
        low=1.0,
        high=10.0,
        assumed="little more than a courier: time and fuel; the digits are of an earlier calibration",
        prior=(1.0, 3.0),
    )
    supplier_sales: float = money(
        4.0e6,
        "Monthly sales of a village that bring a supplier's platform.",
        unit="RMB per month",
        assumed="the turnover of a row of wholesale stalls",
        prior=(1e6, 1e7),
    )
    supplier_goods: float = share(
        0.35, "Part of the missing access to goods that each supplier brings.", assumed="the first two matter", prior=(0.1, 0.7)
    )
    supplier_discount: float = share(
        0.01,
        "Lower purchase price, as a share of sales, that each supplier brings (at most three).",
        assumed="three of them a quarter of the net margin seen in one shop (b.margin)",
        prior=(0.0, 0.02),
    )
    telecom_demand: float = share(
        0.15,
        "Share of online households at which the telecoms extend their lines by themselves.",
        assumed="a few paying lines per box, not the pioneers' (junpu.market_entry)",
        prior=(0.01, 0.3),
    )
    telecom_step: float = share(
        0.05616,
        "Part of the missing coverage that the telecoms add where it pays.",
        unit="per month",
        assumed="half of a village in a year; the digits are of an earlier calibration",
        prior=(0.0, 0.1),
    )
    credit_multiple: float = quantity(
        0.5,
        "months of sales",
        "Credit that a lender gives on a sales record.",
        low=0.0,
        high=12.0,
        evidence="poverty.online_credit",
        prior=(0.0, 2.0),
    )
    credit_memory: float = share(
        0.25,
        "Weight of the last month's losses in the trust that lenders have in a village.",
        unit="per month",
        assumed="about a quarter's memory",
        prior=(0.05, 1.0),
    )
    loan_rate: float = share(
        0.0615, "Yearly interest of a loan.", unit="share per year", evidence="poverty.microcredit", prior=(0.04, 0.18)
    )
    loan_term: float = quantity(36.0, "months", "Term of a loan.", low=6.0, high=120.0, evidence="poverty.microcredit", prior=(12.0, 60.0))
    support_share: float = share(
        0.05,
        "Share of the firms' balance that they give to programmes.",
        unit="share per month",
        assumed="a small part of earnings",
        prior=(0.0, 0.3),
    )
    branch_nearby: float = share(
        0.3,
        "How much less a branch costs, or a supplier asks for, when the firm is in another village of the town already.",
        assumed="shared vans and staff",
        prior=(0.0, 0.6),
    )
    courier_reach: float = share(
        0.3,
        "Part of a branch's capacity that serves another village of the town, where one stands in the town.",
        assumed="the van passes anyway",
        prior=(0.0, 1.0),
    )
    goods_travel: float = share(
        0.8,
        "How much of the leading village's access to goods others of the town have.",
        assumed="its suppliers and workshops sell to all who come",
        prior=(0.4, 1.0),
    )
    county_goods: float = share(
        0.4,
        "How much of what reaches the leading village's town reaches other towns of the county.",
        assumed="half a day there and back",
        prior=(0.1, 0.8),
    )
    price_war: float = share(
        0.5, "Part of the gross margin that is lost as sellers become far more than demand carries.", evidence="b.margin", prior=(0.3, 0.7)
    )


class SocietyRules(Block):
    """Colleges, NGOs, firms' charity and media (block ``actors.society``)."""

    active: bool = switch(True, "Whether colleges, charities and media take part.")
    donations: LeverMoney = fund(
        8.0,
        "Donations for a county before any publicity.",
        unit="RMB per household and month",
        assumed="a tenth of the public support fund",
        prior=(0.0, 20.0),
    )
    publicity_donations: float = quantity(
        1.0,
        "times",
        "Additional donations, relative to those, at full publicity.",
        low=0.0,
        high=20.0,
        assumed="doubled for a famous village",
        prior=(0.0, 5.0),
    )
    publicity_gain: float = share(
        0.10,
        "Part of the missing publicity that media add to a village that visibly succeeds.",
        unit="per month",
        assumed="known within a year",
        prior=(0.0, 0.4),
    )
    publicity_decay: float = share(0.05, "Part of publicity forgotten.", unit="per month", assumed="news ages", prior=(0.0, 0.3))
    publicity_news: float = share(
        0.05,
        "Chance to hear of shops from the media at full publicity of the village.",
        unit="chance per month",
        assumed="weaker than participants' own word",
        prior=(0.0, 0.2),
    )
    county_fame: float = share(
        0.5,
        "How well the publicity of the county's other villages is known, relative to one's own village's.",
        assumed="county media",
        prior=(0.0, 1.0),
    )
    province_fame: float = share(
        0.2,
        "How well the publicity of the province's other villages is known, relative to one's own village's.",
        assumed="province media",
        prior=(0.0, 1.0),
    )
    supervise: float = share(
        0.01, "Chance that outside supervision exposes a wrong card.", unit="chance per month", assumed="less than audits", prior=(0.0, 0.1)
    )


class Actors(Block):
    """The five subjects (block ``actors``)."""

    household: HouseholdRules = HouseholdRules()
    community: CommunityRules = CommunityRules()
    government: GovernmentRules = GovernmentRules()
    market: MarketRules = MarketRules()
    society: SocietyRules = SocietyRules()
