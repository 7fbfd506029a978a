"""What passes between villages: they see last month's state of the others in their town, county and province.

Links between villages are few and read last month only; within a month villages are independent, in any order, on any thread.
"""

from __future__ import annotations

from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.state import Table
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Region, Village
from linkage_sim.state.world import World


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
def add_village(region: Region, village: Village) -> None:
    """Add a village's state to a town, county or province."""
    region.households += village.last - village.first
    region.villages += 1.0
    region.online += village.online
    region.couriers += village.couriers
    region.suppliers += village.suppliers
    region.publicity += village.publicity


@rule
def clear_regions(regions: Table[Region]) -> None:
    """Set a level's sums to nothing."""
    for k in range(len(regions)):
        variant = regions[k].variant
        regions[k].clear()
        regions[k].variant = variant


@rule
def fame(own: float, county: float, province: float, county_weight: float, province_weight: float) -> float:
    """Return how much media tell a village's people of shops.

    Their own village's publicity, a part of the county's and a part of the province's, as means over their other villages.
    """
    return min(own + county_weight * county + province_weight * province, 1.0)


@rule
def look_around(village: Village, town: Region, county: Region, province: Region, parameters: Parameters) -> None:
    """News, experience, couriers and suppliers of other villages come within a village's sight."""
    near = share_elsewhere(town.online, village.online, town.households, village.last - village.first)
    far = share_elsewhere(county.online, town.online, county.households, town.households)
    village.nearby = min(near + parameters.county_news * far, 1.0)
    village.couriers_nearby = elsewhere(town.couriers, village.couriers)
    village.suppliers_nearby = elsewhere(town.suppliers, village.suppliers)
    village.fame = fame(
        village.publicity,
        share_elsewhere(county.publicity, village.publicity, county.villages, 1.0),
        share_elsewhere(province.publicity, village.publicity, province.villages, 1.0),
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
        add_village(world.towns[village.town], village)
        add_village(world.counties[village.county], village)
        add_village(world.provinces[village.province], village)
    for j in range(len(world.villages)):
        village = world.villages[j]
        town, county, province = world.towns[village.town], world.counties[village.county], world.provinces[village.province]
        look_around(village, town, county, province, world.parameters[village.variant])


@rule
def meet_rivals(world: World) -> None:
    """Shops of other villages that sell the same product are rivals, with the attraction that they had last month."""
    products = world.products
    for k in range(len(products)):
        products[k] = 0.0
    for j in range(len(world.villages)):
        products[world.villages[j].product] += world.villages[j].attraction
    for j in range(len(world.villages)):
        village = world.villages[j]
        village.rivals = elsewhere(products[village.product], village.attraction)
