"""What passes between villages: they see last month's state of the others in their town, county and province.

Links between villages are few and read last month only; within a month villages are independent, in any order, on any thread.
"""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Table
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import MARRIED, Region, Village
from linkage_sim.state.weights import for_all, own_part
from linkage_sim.state.world import World

from .household.contagion import sets_example


@rule
def elsewhere(total: float, own: float) -> float:
    """Return what the others of a region have together."""
    return max(total - own, 0.0)


@rule
def share_elsewhere(total: float, own: float, everybody: float, own_people: float) -> float:
    """Return the share among the others of a region; 0 where there are none."""
    others = everybody - own_people
    return max(total - own, 0.0) / others if others > 0.5 else 0.0


@rule
def everybody(region: Region) -> float:
    """Return a region's households, those included that are not simulated."""
    return max(region.known_households, region.households)


@rule
def every_village(region: Region) -> float:
    """Return a region's villages, those included that are not simulated."""
    return max(region.known_villages, region.villages)


@rule
def own_village(region: Region, weight: float) -> float:
    """Return what a village is itself among a region's villages: one, where all are known; nothing where it counts nowhere."""
    return 1.0 if region.known_villages > 0.0 else own_part(1.0, weight)


@rule
def online_seen(village: Village) -> float:
    """Return how many households of a village other villages see with a shop."""
    return village.online * sets_example(village)


@rule
def as_often_around(village: Village) -> float:
    """Return how often a village is counted in its own town and county: of those for which it stands awake, only itself is there."""
    return village.weight / village.stands


@rule
def add_village(region: Region, village: Village, weight: float) -> None:
    """Add a village's state to a town, county or province, as often as there are real villages of it for which it stands."""
    region.households += for_all(village.last - village.first, weight)
    region.villages += for_all(1.0, weight)
    region.online += for_all(online_seen(village), weight)
    region.couriers += for_all(village.couriers, weight)
    region.suppliers += for_all(village.suppliers, weight)
    region.open_jobs += for_all(village.open_jobs, weight)
    region.hands += for_all(village.hands, weight)
    region.publicity += for_all(village.publicity, weight)


@rule
def jobs_elsewhere(open_jobs: float, hands: float) -> float:
    """Return the share of free hands of a town that find a helper's job in other villages than their own."""
    return min(open_jobs / hands, 1.0) if hands > 0.0 else 0.0


@rule
def find_leader(region: Region, village: Village, world: World) -> None:
    """Note the village with the most online households; of equals the first. One that counts nowhere does not lead."""
    if for_all(online_seen(village), village.weight) > 0.0 and (
        region.leader == 0 or village.online > world.villages[region.leader - 1].online
    ):
        region.leader = village.row + 1


@rule
def clear_regions(regions: Table[Region]) -> None:
    """Set a level's sums to nothing; what is known of it stays."""
    for k in range(len(regions)):
        variant, households, villages = regions[k].variant, regions[k].known_households, regions[k].known_villages
        regions[k].clear()
        regions[k].variant, regions[k].known_households, regions[k].known_villages = variant, households, villages


@rule
def fame(own: float, county: float, province: float, county_weight: float, province_weight: float) -> float:
    """Return how much media tell a village's people of shops.

    Their own village's publicity, a part of the county's and a part of the province's, as means over their other villages.
    """
    return min(own + county_weight * county + province_weight * province, 1.0)


@rule
def goods_from(region: Region, village: Village, travel: float, world: World) -> float:
    """Return the access to goods that a region's leading village gives to others: its suppliers and workshops serve them too."""
    if region.leader == 0 or region.leader - 1 == village.row:
        return 0.0
    return travel * world.villages[region.leader - 1].goods


@rule
def take_up_product(village: Village, leader: Village) -> None:
    """A village without shops takes up what the leading one sells, for that is what it can have from there (evidence: tv.neighbours)."""
    village.product = leader.product
    village.own_product = 0
    village.market_depth = leader.market_depth


@rule
def look_at_leaders(village: Village, town: Region, county: Region, parameters: Parameters, world: World) -> None:
    """Goods come within a village's reach by way of the leading villages of its town and, less, its county."""
    near = goods_from(town, village, parameters.goods_travel, world)
    far = goods_from(county, village, parameters.goods_travel * parameters.county_goods, world)
    village.goods_near = max(near, far)
    if village.online + village.tenants == 0.0 and village.goods_near > village.goods:
        take_up_product(village, world.villages[(town.leader if near >= far else county.leader) - 1])


@rule
def kin_online(village: Village, parameters: Parameters, world: World) -> None:
    """See in the villages married into how many households are online; a household has a tie to each of them with the same chance."""
    married, shares = village.married, village.kin_shares
    village.kin_abroad = 0.0
    for number in range(MARRIED):
        shares[number] = 0.0
        if married[number] >= 0.0:
            other = world.villages[int(married[number])]
            shares[number] = min(parameters.marriage_ties / MARRIED, 1.0) * own_part(other.share * sets_example(other), other.weight)
        village.kin_abroad += shares[number]


@rule
def look_around(village: Village, town: Region, county: Region, province: Region, parameters: Parameters) -> None:
    """News, experience, couriers and suppliers of other villages come within a village's sight.

    The others of a village are all but itself; the villages like it for which its row stands are among them.
    """
    weight = village.weight
    publicity, households = own_part(village.publicity, weight), village.last - village.first
    own_households = households if town.known_households > 0.0 else own_part(households, weight)
    near = share_elsewhere(town.online, own_part(online_seen(village), weight), everybody(town), own_households)
    far = share_elsewhere(county.online, town.online, everybody(county), everybody(town))
    village.nearby = min(near + parameters.county_news * far, 1.0)
    village.couriers_nearby = elsewhere(town.couriers, own_part(village.couriers, weight))
    village.suppliers_nearby = elsewhere(town.suppliers, own_part(village.suppliers, weight))
    village.jobs_near = jobs_elsewhere(elsewhere(town.open_jobs, own_part(village.open_jobs, weight)), town.hands)
    village.fame = fame(
        village.publicity,
        share_elsewhere(county.publicity, publicity, every_village(county), own_village(county, weight)),
        share_elsewhere(province.publicity, publicity, every_village(province), own_village(province, weight)),
        parameters.county_fame,
        parameters.province_fame,
    )


@rule
def meet_neighbours(world: World) -> None:
    """Villages see last month's shops, firms and fame of the others around them."""
    clear_regions(world.towns)
    clear_regions(world.counties)
    clear_regions(world.provinces)
    for j in range(len(world.villages)):
        village = world.villages[j]
        around = as_often_around(village)
        add_village(world.towns[village.town], village, around)
        add_village(world.counties[village.county], village, around)
        world.counties[village.treasury].paid_households += for_all(village.last - village.first, village.account_weight)
        add_village(world.provinces[village.province], village, village.weight)
        find_leader(world.towns[village.town], village, world)
        find_leader(world.counties[village.county], village, world)
    for j in range(len(world.villages)):
        village = world.villages[j]
        town, county, province = world.towns[village.town], world.counties[village.county], world.provinces[village.province]
        parameters = world.parameters[village.variant]
        look_around(village, town, county, province, parameters)
        look_at_leaders(village, town, county, parameters, world)
        kin_online(village, parameters, world)


@rule
def drawn_to_product(village: Village) -> float:
    """Return what a village adds to the attraction of its product.

    Where each of the real villages for which it stands has a product of its own, those who take one up meet one of them as a rival. So it
    is with quiet villages: those for which one of them stands sell all sorts of things, and one product would be flooded by all of them.
    """
    if village.own_product == 1 or village.awake == 0.0:
        return own_part(village.attraction, village.weight)
    return for_all(village.attraction, village.weight)


@rule
def meet_rivals(world: World) -> None:
    """Shops of other villages that sell the same product are rivals, with the attraction that they had last month."""
    products = world.products
    for k in range(len(products)):
        products[k] = 0.0
    for j in range(len(world.villages)):
        products[world.villages[j].product] += drawn_to_product(world.villages[j])
    for j in range(len(world.villages)):
        village = world.villages[j]
        village.rivals = elsewhere(products[village.product], own_part(village.attraction, village.weight))
