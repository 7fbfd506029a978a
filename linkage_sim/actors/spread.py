"""What passes between villages: they see last month's state of the others in their town, county and province.

Links between villages are few and read last month only; within a month villages are independent, in any order, on any thread.
"""

from __future__ import annotations

from linkage_sim.population.compiled import rule


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
def add_village(region, v, n):  # type: ignore[no-untyped-def]
    """Add a village's state to a town, county or province."""
    region.households += n
    region.villages += 1.0
    region.online += v.online
    region.couriers += v.couriers
    region.suppliers += v.suppliers
    region.publicity += v.publicity


@rule
def clear(regions):  # type: ignore[no-untyped-def]
    """Set a level's sums to nothing."""
    for k in range(len(regions)):
        region = regions[k]
        region.households = 0.0
        region.villages = 0.0
        region.online = 0.0
        region.couriers = 0.0
        region.suppliers = 0.0
        region.publicity = 0.0


@rule
def fame(own: float, county: float, province: float, county_weight: float, province_weight: float) -> float:
    """Return how much media tell a village's people of shops.

    Their own village's publicity, a part of the county's and a part of the province's, as means over their other villages.
    """
    return min(own + county_weight * county + province_weight * province, 1.0)


@rule
def meet_neighbours(villages, params, towns, counties, provinces):  # type: ignore[no-untyped-def]
    """News, experience, couriers and suppliers of other villages come within sight."""
    clear(towns)
    clear(counties)
    clear(provinces)
    for j in range(len(villages)):
        v = villages[j]
        n = v.last - v.first
        add_village(towns[v.town], v, n)
        add_village(counties[v.county], v, n)
        add_village(provinces[v.province], v, n)
    for j in range(len(villages)):
        v = villages[j]
        p = params[v.design]
        n = v.last - v.first
        town, county, province = towns[v.town], counties[v.county], provinces[v.province]
        near = share_elsewhere(town.online, v.online, town.households, n)
        far = share_elsewhere(county.online, town.online, county.households, town.households)
        v.nearby = min(near + p.county_news * far, 1.0)
        v.couriers_nearby = elsewhere(town.couriers, v.couriers)
        v.suppliers_nearby = elsewhere(town.suppliers, v.suppliers)
        v.fame = fame(
            v.publicity,
            share_elsewhere(county.publicity, v.publicity, county.villages, 1.0),
            share_elsewhere(province.publicity, v.publicity, province.villages, 1.0),
            p.county_fame,
            p.province_fame,
        )


@rule
def meet_rivals(villages, products):  # type: ignore[no-untyped-def]
    """Shops of other villages that sell the same product are rivals, with the attraction that they had last month."""
    products[:] = 0.0
    for j in range(len(villages)):
        products[villages[j].product] += villages[j].attraction
    for j in range(len(villages)):
        v = villages[j]
        v.rivals = elsewhere(products[v.product], v.attraction)
