"""What the tables of a country hold, and what they must agree in: provinces, products, and the part that is simulated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .csv_tables import Column, Line, read_table
from .nation import ALL, Nation
from .problems import Mark, Problem, fault, nearest, shown

if TYPE_CHECKING:
    from .root import ScenarioData

BUNDLED = "provinces.csv"
"""Table that knows all provinces: another one may leave some out, and invents none."""
REGIONS = {"E": "east", "C": "centre", "W": "west", "N": "northeast"}
KINDS = ("farm", "craft", "wares", "none")
MOST_VILLAGES = 9999
"""Most villages of a county: a village's number has four digits."""
MOST_COUNTIES = 999
_MANY = 1e9
PROVINCE_COLUMNS = (
    Column("adcode", 1, 999999, whole=True),
    Column("province"),
    Column("region", words=tuple(REGIONS)),
    Column("counties_2013", 1, MOST_COUNTIES, whole=True),
    Column("poor_counties_832", 0, MOST_COUNTIES, whole=True),
    Column("townships_towns_2023", 1, 1e6, whole=True),
    Column("villages_model", 1, 1e7, whole=True),
    Column("households_model", 1, _MANY, whole=True),
    Column("rural_households_2006", 1, _MANY, whole=True),
    Column("rural_employed_2006", 1, _MANY, whole=True),
    Column("income_scale", 0.05, 20.0),
    Column("away_scale", 0.0, 3.0),
    Column("rural_internet_2013", 0.001, 1.0),
    Column("express_share", 0.0, 1.0),
    Column("markets_over_100m_rmb_2013", 0, 1e6, empty=True),
    Column("rural_poor_2014_10k", 0, 1e6, empty=True),
    Column("tile_x", 0, 99, whole=True),
    Column("tile_y", 0, 99, whole=True),
)
PRODUCT_COLUMNS = (
    Column("product"),
    Column("kind", words=KINDS),
    Column("share", 0.0, 1.0),
    Column("niches", 1, 10_000, whole=True),
    Column("found", 0.0, 1.0),
)
_ROUNDING = 1e-3
_NAME = re.compile(r"[A-Za-z][\w-]*")


class Province(NamedTuple):
    """One province of the table; ``markets`` and ``poor`` are None where they are not known."""

    name: str
    adcode: int
    region: str
    counties: int
    poor_counties: int
    towns: int
    villages: int
    households: int
    workers: float
    income_scale: float
    away_scale: float
    internet: float
    express: float
    markets: float | None
    poor: float | None
    tile: tuple[int, int]


class Product(NamedTuple):
    """One product of the table: its part of online retail, in niches of equal depth, and the part of the villages that begin with it."""

    name: str
    kind: str
    share: float
    niches: int
    found: float


def provinces_of(name: str) -> tuple[Province, ...]:
    """Read a table of provinces; lines that contradict themselves or each other are refused.

    Raises
    ------
    LinkageError
        One sentence with file, line, what is wrong and what to do.
    """
    lines = read_table(name, PROVINCE_COLUMNS)
    known = {line.values["adcode"]: line.values["province"] for line in read_table(BUNDLED, PROVINCE_COLUMNS)}
    for line in lines:
        _refuse(line, _wrong_province(line.values, known))
    _refuse_twins(lines, "province")
    _refuse_shares(lines, "express_share", whole=False)
    return tuple(_province(line.values) for line in lines)


def _wrong_province(values: Mapping[str, Any], known: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    name, adcode = values["province"], values["adcode"]
    if name not in known.values():
        guess = nearest(name, known.values())
        yield f"province is {shown(name)}, which is none of the {len(known)}", f"write {guess}" if guess else f"see {BUNDLED}"
    elif known.get(adcode) != name:
        right = next(code for code, word in known.items() if word == name)
        yield f"adcode is {adcode}, which is not that of {name}", f"write {right}"
    counties, poor, villages = values["counties_2013"], values["poor_counties_832"], values["villages_model"]
    if poor > counties:
        yield f"{name} has {poor} poor counties of {counties} counties", "correct one of them"
    if not counties <= villages <= counties * MOST_VILLAGES:
        few = villages < counties
        told = "one for each" if few else f"{MOST_VILLAGES} in each"
        yield f"{name} has {villages} villages in {counties} counties, {'fewer' if few else 'more'} than {told}", "correct one of them"


def _province(values: Mapping[str, Any]) -> Province:
    return Province(
        name=values["province"].lower(), adcode=values["adcode"], region=values["region"], counties=values["counties_2013"],
        poor_counties=values["poor_counties_832"], towns=values["townships_towns_2023"], villages=values["villages_model"],
        households=values["households_model"], workers=values["rural_employed_2006"] / values["rural_households_2006"],
        income_scale=values["income_scale"], away_scale=values["away_scale"], internet=values["rural_internet_2013"],
        express=values["express_share"], markets=values["markets_over_100m_rmb_2013"], poor=values["rural_poor_2014_10k"],
        tile=(values["tile_x"], values["tile_y"]),
    )  # fmt: skip


def products_of(name: str) -> tuple[Product, ...]:
    """Read a table of products: their shares are the whole of online retail, and every village has one.

    Raises
    ------
    LinkageError
        One sentence with file, line, what is wrong and what to do.
    """
    lines = read_table(name, PRODUCT_COLUMNS)
    for line in lines:
        _refuse(line, _wrong_product(line.values))
    _refuse_twins(lines, "product")
    _refuse_shares(lines, "share", whole=True)
    _refuse_shares(lines, "found", whole=True)
    return tuple(Product(**{field: line.values[column] for field, column in zip(Product._fields, PRODUCTS, strict=True)}) for line in lines)


PRODUCTS = tuple(column.name for column in PRODUCT_COLUMNS)


def _wrong_product(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name, found = values["product"], values["found"]
    if not _NAME.fullmatch(name):
        yield f"product is {shown(name)}, which is no name", "use letters, digits, - and _, beginning with a letter"
    if (values["kind"] == "none") != (found == 0):
        told = "found in no village, but of a kind that villages make" if found == 0 else "of the kind none, but found in villages"
        yield f"{name} is {told}", "change its kind or the share found"


def _refuse(line: Line, problems: Iterable[tuple[str, str]]) -> None:
    for what, remedy in problems:
        raise fault(line.mark, what, remedy)


def _refuse_twins(lines: list[Line], column: str) -> None:
    seen: dict[str, Mark] = {}
    for line in lines:
        word = line.values[column].lower()
        if word in seen:
            raise fault(line.mark, f"repeats the {column} {line.values[column]} of line {seen[word].line}", "keep one of them")
        seen[word] = line.mark


def _refuse_shares(lines: list[Line], column: str, whole: bool) -> None:
    """Refuse shares over one, and where they are the whole, also those below."""
    total = sum(line.values[column] for line in lines)
    if total > 1.0 + _ROUNDING or (whole and total < 1.0 - _ROUNDING):
        wanted = "must add up to 1" if whole else "must not add up to more than 1"
        raise fault(Mark(lines[0].mark.file), f"the shares in the column {column} add up to {total:.4g}, but {wanted}", "correct them")


@lru_cache(maxsize=64)
def chosen_counties(only: tuple[str, ...], counties: tuple[tuple[str, int], ...]) -> tuple[tuple[bool, ...], ...]:
    """Return which counties of each province are simulated.

    Parameters
    ----------
    only : tuple of str
        Provinces ("guangdong") and counties ("guangdong-017"); "all" stands for all.
    counties : tuple of (str, int)
        Name and number of counties of each province.
    """
    return tuple(
        tuple(ALL in only or name in only or county_name(name, number) in only for number in range(1, count + 1))
        for name, count in counties
    )


def county_name(province: str, number: int) -> str:
    """Return the name of a county, from 1 on: "guangdong-017"."""
    return f"{province}-{number:03d}"


def country(data: ScenarioData) -> Iterator[Problem]:
    """The tables of a country can be read and agree, and what is simulated of it is there."""
    if data.nation is None:
        return
    provinces = provinces_of(data.nation.provinces)
    products_of(data.nation.products)
    yield from _households_fit(data.nation, provinces)
    known = {one.name: one.counties for one in provinces}
    for number, name in enumerate(data.nation.only):
        province, _, county = name.rpartition("-")
        within = province in known and county_name(province, int(county) if county.isdecimal() and len(county) < 9 else 0)
        if name == ALL or name in known or (within == name and 1 <= int(county) <= known[province]):
            continue
        yield Problem(("nation", "only", number), *_unknown(name, province, known))


def _unknown(name: str, province: str, known: Mapping[str, int]) -> tuple[str, str]:
    if province in known:
        last = county_name(province, known[province])
        return f"is {shown(name)}, but the counties of {province} are {county_name(province, 1)} to {last}", "write one of them"
    guess = nearest(name.lower(), known) or nearest(province.lower(), known)
    return f"is {shown(name)}, which is no province or county of the table", f"write {guess}" if guess else f"write {', '.join(known)}"


def _households_fit(nation: Nation, provinces: Iterable[Province]) -> Iterator[Problem]:
    """A province's households fit into its villages."""
    low, high = nation.least_households, nation.most_households
    if low > high:
        yield Problem(("nation", "least_households"), f"is {low}, more than most_households, {high}", "choose a smaller number")
        return
    for one in provinces:
        if not low * one.villages <= one.households <= high * one.villages:
            what = f"has {one.households} households of {one.name} in {one.villages} villages, not {low} to {high} in each"
            yield Problem(("nation", "provinces"), what, "correct the table, or nation.least_households and most_households")
