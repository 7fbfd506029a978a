"""One village, and the town, county or province around it."""

from __future__ import annotations

from linkage_sim.kernel.state import Array, Row, f64, i64
from linkage_sim.scenario.programmes import PROVIDERS

from .ledger import FLOW_COUNT

FEW = 4
"""Of kin or neighbours, further ones tell, teach and show nothing more."""
MARRIED = 4
"""Villages with which a village exchanges brides."""
MEETING = 64
"""Households that an unlinked provider meets at a time: their draws are made at once."""
COMMUNITY, GOVERNMENT, MARKET, SOCIETY = range(len(PROVIDERS))
"""The providers of assistance, in the order of scenario.programmes.PROVIDERS."""


class Village(Row):
    """One village: who it is, facts of its place, and its state."""

    # who it is
    row: int = i64("row", "Its row among the villages.")
    variant: int = i64("number", "Set of parameters under which it runs.")
    run: int = i64("number", "Run that it belongs to.")
    group: int = i64("number", "Its run, or, after all runs, itself where villages are recorded: whose money groups it counts into.")
    group_weight: float = f64("villages", "How often it counts there: with its weight among the villages of its run, once by itself.")
    groups_first: int = i64("row", "First of these money groups.")
    part: int = i64("number", "Range of villages that is calculated on one thread.")
    town: int = i64("number", "Town.")
    county: int = i64("number", "County.")
    province: int = i64("number", "Province.")
    treasury: int = i64("row", "Row of the counties whose accounts it lives on: its county's, or one of its own while it only looks on.")
    product: int = i64("number", "Product that it sells.")
    own_product: int = i64("0 or 1", "Whether no other village sells it, nor those for which this one stands, each of which has its own.")
    key: int = i64("number", "The village's part of the address of its draws.")
    seed: int = i64("number", "The run's part of the address of its draws.")
    first: int = i64("row", "Its first household.")
    last: int = i64("row", "The row after its last household.")
    ties_first: int = i64("byte", "Where its ties begin, see state.ties.")
    kin_bytes: int = i64("bytes", "Bytes of one tie to kin: 1, or 2 where a clan has more than 256 households.")
    environment_first: int = i64("row", "Its variant's first month of the environment.")
    programmes_first: int = i64("row", "Its variant's first programme.")
    scratch_first: int = i64("row", "The first row of what its month works out and forgets.")
    programmes: int = i64("programmes", "Programmes of its variant's catalogue.")
    journal: int = i64("0 or 1", "Whether every household's books are kept.")
    rooms: int = i64("rooms", "Rooms that it can let to shopkeepers from outside.")
    tenants_first: int = i64("row", "First of the rows of its shopkeepers from outside, one to a room.")
    founders: int = i64("households", "Founders at the start.")
    arrival: int = i64("month + 1", "When a group of founders comes home; 0 never.")
    arriving: int = i64("households", "Founders of this group.")
    stands_in: int = i64("row + 1", "Who stands for it while it sleeps; for a representative the next of its kind; 0 nobody.")
    clans: int = i64("clans", "Clans of kin; officials belong to the first.")
    # facts of the place
    mean_size: float = f64("persons", "Mean size of a household.")
    income_scale: float = f64("times the rural mean", "Mean income at the start.")
    away_scale: float = f64("times", "Share of workers away at the start, relative to the population's.")
    market_depth: float = f64("RMB per month", "Sales of all sellers of the product at the online retail level of 2013.")
    landless: float = f64("share of households", "Households short of land.")
    waterless: float = f64("share of households", "Households short of water.")
    weight: float = f64("villages", "Real villages for which it stands in every sum over villages; a whole number.")
    network: float = f64("times the country's", "How far the network reaches in which a line can be had on request.")
    married: Array = f64("row", "Villages with which it exchanges brides, by their rows; -1 for none.", (MARRIED,))
    account_weight: float = f64("villages", "Villages as which it is charged to accounts: its weight, or one that keeps house by itself.")
    awake: float = f64("0 or 1", "Whether it counts as the one village that it is; in a country quiet ones are stood for by others.")
    rollout: float = f64("month + 1", "When its county becomes a demonstration county; 0 never.")
    poor_share: float = f64("times", "Poor people by the official count, per household, over the country's: what quotas go by.")
    stands: float = f64("villages", "Real villages for which it stands once it is awake: one, but for some of a country.")
    alone: float = f64("times", "How often its migrants come home to open a shop by themselves, times those of a village awake.")
    spared: float = f64("share", "Part of its cost and attention that a household's first store is spared, kept on the side; 0 awake.")
    # what is built
    broadband: float = f64("share of households", "Households that could be connected.")
    connected: float = f64("share of households", "Coverage to which households were connected.")
    reach: float = f64("share of households", "Households that can have a line on request.")
    roads: float = f64("share", "Quality of roads.")
    station: float = f64("share", "Delivery capacity of a station.")
    goods: float = f64("share", "Access to goods worth selling.")
    brand: float = f64("share", "Local brand.")
    tourism: float = f64("share", "Developed tourism.")
    centre: float = f64("0 or 1", "Whether a service centre stands.")
    # the market in the village
    couriers: float = f64("branches", "Couriers' branches.")
    suppliers: float = f64("firms", "Suppliers' platforms.")
    volume: float = f64("parcels per month", "Parcels that firms expect to be sent.")
    received: float = f64("parcels per month", "Parcels that firms expect to be received.")
    wanted: float = f64("parcels in the month", "Parcels asked for last month.")
    inbound: float = f64("parcels in the month", "Parcels received last month.")
    courier_part: float = f64("share of parcels", "Parcels sent by couriers; the rest is carried out.")
    shipping: float = f64("share of parcels", "Wanted parcels that could be sent.")
    margin: float = f64("share of sales", "Gross margin of the stores.")
    net_margin: float = f64("share of sales", "Margin after platform fees and parcels.")
    attraction: float = f64("store equivalents", "Attraction of the village's stores last month.")
    rivals: float = f64("store equivalents", "Attraction of other villages' stores with the same product last month.")
    courier_proof: float = f64("months", "Months in a row in which a further courier would have paid.")
    supplier_proof: float = f64("months", "Months in a row in which a further supplier would have paid.")
    fee: float = f64("times the country's", "Price of a parcel.")
    credit: float = f64("share", "Lenders' trust.")
    # what its households see
    online: float = f64("households", "Households with a store last month.")
    stores: float = f64("stores", "Stores last month.")
    debt: float = f64("RMB", "Debt of its households last month.")
    share: float = f64("share of households", "Households online last month.")
    aware_share: float = f64("share of households", "Households that know of shops and keep none.")
    mean_income: float = f64("RMB per head and year", "Mean income over people.")
    tenants: float = f64("households", "Shopkeepers from outside last month.")
    profit_household: float = f64("RMB per month", "Mean profit of those who keep stores last month.")
    thriving: float = f64("share", "Online households that thrive.")
    job_share: float = f64("share of free hands", "Free hands that find a helper's job in the village.")
    hands: float = f64("persons", "Free hands last month.")
    open_jobs: float = f64("persons", "Helpers' jobs for which the village had no free hands last month.")
    vacancies: float = f64("share", "Migrants whom these jobs could bring home.")
    sales_year: float = f64("RMB", "Sales of the last twelve months.")
    news: Array = f64("chance", "Chance to hear of shops from none to four and more online kin and neighbours.", (FEW + 1,))
    kin_gains: Array = f64("share of missing skill", "What none to four and more online kin pass on in a month.", (FEW + 1,))
    examples: Array = f64("share of missing motivation", "What none to four and more online neighbours give.", (FEW + 1,))
    # what passes between villages
    nearby: float = f64("share", "Households online in the town, and in the county as far as its news reaches.")
    kin_shares: Array = f64("share", "Households with a tie by marriage to each of the villages married into that is online.", (MARRIED,))
    kin_abroad: float = f64("share", "The sum of these.")
    goods_near: float = f64("share", "Access to goods by way of other villages' suppliers and workshops.")
    jobs_near: float = f64("share of free hands", "Free hands that find a helper's job in other villages of the town.")
    couriers_nearby: float = f64("branches", "Couriers' branches elsewhere in the town.")
    suppliers_nearby: float = f64("firms", "Suppliers' platforms elsewhere in the town.")
    publicity: float = f64("share", "How much media tell of it.")
    fame: float = f64("share", "How much media tell its people of shops.")
    # the register
    integrity: float = f64("share", "Integrity of the committee.")
    quota: float = f64("share of households", "Share of poor that is reported for the list.")
    quota_set: float = f64("share of households", "Share that was set from above when it was reported.")
    listed: float = f64("0 or 1", "Whether a list was drawn up.")
    noticed: float = f64("month + 1", "When the county noticed its take-off; 0 never.")
    linked: float = f64("0 or 1", "Whether the information platform links the actors this month.")
    linked_help: float = f64("month + 1", "When the platform last matched help; 0 never.")
    served: Array = f64("month + 1", "When each provider last met a need here; 0 never.", (len(PROVIDERS),))
    stage: float = f64("stage 0 to 4", "Stage of its linkage.")
    # books
    flows: Array = f64("RMB in the month", "Money flows of the month, see state.ledger.Flow.", (FLOW_COUNT,))
    trail: Array = f64("RMB", "Sales of the last twelve months, by calendar place.", (12,))

    def __repr__(self) -> str:
        return f"<village of {self.last - self.first} households, {self.stores:.0f} stores, stage {self.stage:.0f}>"


class Region(Row):
    """Sums over the villages of a town, county or province, as they stand at the start of the month."""

    variant: int = i64("number", "Set of parameters under which it runs.")
    known_households: float = f64("households", "Households that it has in all, where it is simulated in part; else 0.")
    known_villages: float = f64("villages", "Villages that it has in all, likewise.")
    households: float = f64("households", "Households.")
    villages: float = f64("villages", "Villages.")
    paid_households: float = f64("households", "Households that its accounts are filled for.")
    central_share: float = f64("times", "Central funds per household, over the country's; 0 where what comes from above is one sum.")
    online: float = f64("households", "Households with a store.")
    couriers: float = f64("branches", "Couriers' branches.")
    suppliers: float = f64("firms", "Suppliers' platforms.")
    open_jobs: float = f64("persons", "Helpers' jobs for which the villages had no free hands.")
    hands: float = f64("persons", "Free hands.")
    leader: int = i64("row + 1", "Village with the most online households; 0 where nobody is online.")
    publicity: float = f64("villages", "Publicity, summed over villages.")
    total_weight: float = f64("weight", "What its villages' programmes of one provider ask for of the month's budget.")
    budget: float = f64("RMB", "What one provider's account gives to programmes this month.")


class Offer(Row):
    """One programme in one village: what is asked of it, and what it does this month."""

    weight: float = f64("weight", "What it asks for of the month's budget; below zero if it does not run.")
    claims: float = f64("households", "Households that wait for what it addresses.")
    allocation: float = f64("RMB", "Allotted and not yet spent.")
    matched: float = f64("units in the month", "Units matched.")
    met: float = f64("units in the month", "Units that met a need.")


class Books(Row):
    """One household's money flows of the month, where a journal is kept."""

    flows: Array = f64("RMB in the month", "By kind, see state.ledger.Flow.", (FLOW_COUNT,))
