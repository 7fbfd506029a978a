"""Where in a country one looks: the whole, a province, a county or a village, as it stands in a link: "guangdong/12/123"."""

from __future__ import annotations

from typing import NamedTuple

from linkage_sim.nation.country import country_of
from linkage_sim.scenario.country import chosen_counties, county_name, provinces_of
from linkage_sim.scenario.nation import Nation

from .given import LONGEST_NUMBER, whole, word

LEVELS = ("country", "province", "county", "village")


class Address(NamedTuple):
    """A place of a country; counties and villages by their numbers, 0 for none."""

    province: str = ""
    county: int = 0
    village: int = 0

    @property
    def level(self) -> str:
        """One of the levels."""
        return LEVELS[bool(self.province) + bool(self.county) + bool(self.village)]

    @property
    def name(self) -> str:
        """As results name it: "guangdong-012-0123"; empty for the country."""
        named = county_name(self.province, self.county) if self.county else self.province
        return f"{named}-{self.village:04d}" if self.village else named

    @property
    def text(self) -> str:
        """As a link has it."""
        return "/".join(str(part) for part in self if part)

    @property
    def trail(self) -> tuple[Address, ...]:
        """The way from the country down to here, both ends included."""
        way = Address(), Address(self.province), Address(self.province, self.county), self
        return way[: LEVELS.index(self.level) + 1]


EVERYWHERE = Address()
"""The whole country."""


def address_of(name: str) -> Address:
    """Take the name of a province, county or village apart."""
    province, *numbers = name.split("-")
    return Address(province, *map(int, numbers))


def read_address(text: object, nation: Nation) -> Address:
    """Read what a link or the browser says: a place of the part of the country that is simulated.

    Raises
    ------
    LinkageError
        If it is none.
    """
    parts = str(text).split("/", len(LEVELS) - 1) if text != "" else []
    if not parts:
        return Address()
    counties = counties_in(nation)
    province = word("province", parts[0][:LONGEST_NUMBER], [name for name, chosen in counties.items() if chosen])
    if len(parts) == 1:
        return Address(province)
    county = whole("county", parts[1], 1, max(counties[province]))
    word("county", county, map(str, counties[province]))
    if len(parts) == 2:
        return Address(province, county)
    word("place", parts[-1], parts[2:3])  # nothing lies below a village
    return Address(province, county, whole("village", parts[2], 1, villages_in(nation, Address(province, county))))


def counties_in(nation: Nation) -> dict[str, list[int]]:
    """Return the numbers of the counties that are simulated, by province."""
    sizes = tuple((one.name, one.counties) for one in provinces_of(nation.provinces))
    chosen = chosen_counties(nation.only, sizes)
    return {name: [k + 1 for k, is_in in enumerate(some) if is_in] for (name, _), some in zip(sizes, chosen, strict=True)}


def villages_in(nation: Nation, county: Address) -> int:
    """Return how many villages a county has."""
    return len(country_of(nation.model_copy(update={"only": (county.name,)})).villages)
