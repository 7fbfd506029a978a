"""The map as data: squares for provinces or counties, circles for a county's villages, coloured by a measure in a month."""

from __future__ import annotations

from math import ceil, log10, sqrt
from typing import Any

import numpy as np

from ....findings.language import Words
from ....findings.numbers import short
from ...countymap import middle, positions
from ...shades import Shades, ink_on, shades
from ..address import Address, address_of, counties_in
from ..place_names import name_of, tiles
from .atlas import SHOWN, Atlas
from .part_run import KEPT, Floats, Table

SIDE, GAP = 60.0, 3.0
"""A square of the map, and what is free around it."""
WIDE = 1.15
"""How much broader than high the squares of a province's counties stand."""
SMALLEST, LARGEST = 0.16, 0.46
"""Radii of villages, where nearest ones are one apart: without a store, and with the most."""
LETTERS = 1 / 36
"""Height of a town's number, of the whole plane's: so it can be read at any size of county."""
STEPS = 12
"""Colours of the scale that is shown."""
YEAR = 12
FLOWS = ("exits",)


def table_of(atlas: Atlas) -> Table:
    """The places below the one that is looked at."""
    level = atlas.at.level
    if level == "country":
        return atlas.run.provinces()
    return atlas.run.counties(atlas.at.province) if level == "province" else atlas.run.villages()


def series_of(table: Table, measure: str) -> Floats:
    """A measure by month and place: what flows is summed over the year until the month."""
    values = table.values[:, :, KEPT.index(measure)]
    if measure not in FLOWS:
        return values
    sums = np.cumsum(values, axis=0)
    sums[YEAR:] -= sums[:-YEAR].copy()
    return sums


def amounts_of(atlas: Atlas, measure: str) -> dict[str, float]:
    """A measure of all places in the month that is shown; none before the first."""
    table = table_of(atlas)
    month = min(atlas.month, len(table.values))
    return dict(zip(table.names, series_of(table, measure)[month - 1].tolist(), strict=True)) if month else {}


def map_of(atlas: Atlas, words: Words) -> dict[str, Any]:
    """What is drawn: shapes with their colours and names, the box around them, the legend."""
    table, amounts = table_of(atlas), amounts_of(atlas, atlas.measure)
    scale = _scale(series_of(table, atlas.measure))
    draw = _plane if atlas.at.level == "county" else _squares
    return {
        **draw(atlas, table, amounts, scale, words),
        "legend": _legend(atlas, scale, words),
        "label": words(f"country.label_{atlas.at.level}", name=name_of(atlas.at, words)),
        "none": "" if amounts else words("country.nothing_yet" if atlas.run.until <= atlas.run.done else "country.coming"),
        "month": atlas.month,
    }


# ---------------------------------------------------------------- squares


def _squares(atlas: Atlas, _: Table, amounts: dict[str, float], scale: Shades, words: Words) -> dict[str, Any]:
    """Provinces where the tiles of the country have them, or a province's counties by number, row by row."""
    places = _tiles(atlas, words) if atlas.at.level == "country" else _counties(atlas)
    shapes = [_square(place, amounts, scale, words) for place in places]
    width, height = max(x for _, _, x, _, _ in places) + 1, max(y for _, _, _, y, _ in places) + 1
    absent = [shape["name"] for shape in shapes if not shape["to"]]
    return {
        "kind": "squares",
        "box": f"-2 -2 {width * SIDE + 4 - GAP:g} {height * SIDE + 4 - GAP:g}",
        "shapes": shapes,
        "note": words("country.hatched", names=words.listing(absent)) if 0 < len(absent) < len(shapes) / 2 else "",
    }


Placed = tuple[Address | None, str, float, float, str]


def _tiles(atlas: Atlas, words: Words) -> list[Placed]:
    """Every unit: its address where it is simulated, its letters, column, row, and its name."""
    simulated = {name for name, some in counties_in(atlas.nation).items() if some}
    units, chinese = tiles(), words.language == "zh"
    left = units["tile_x"].min()
    return [
        (Address(key) if key in simulated else None, row["province_zh" if chinese else "code"], row["tile_x"] - left, row["tile_y"],
         row["province_zh" if chinese else "province"])
        for key, row in units.iterrows()
    ]  # fmt: skip


def _counties(atlas: Atlas) -> list[Placed]:
    numbers = counties_in(atlas.nation)[atlas.at.province]
    across = max(ceil(sqrt(len(numbers) * WIDE)), 4)
    return [(Address(atlas.at.province, number), f"{number:03d}", k % across, k // across, "") for k, number in enumerate(numbers)]


def _square(place: Placed, amounts: dict[str, float], scale: Shades, words: Words) -> dict[str, Any]:
    at, letters, x, y, name = place
    amount = amounts.get(at.name) if at else None
    colour = scale.of(amount) if amount is not None else "#ffffff" if at else ""
    told = name_of(at, words) if at else name
    what = words.amount(amount) if amount is not None else "" if at else words("country.not_simulated")
    return {
        "to": at.text if at else "", "name": told, "letters": letters, "x": round(float(x) * SIDE, 1), "y": round(float(y) * SIDE, 1),
        "side": SIDE - GAP, "fill": colour, "ink": ink_on(colour) if colour else "#000",
        "amount": short(round(amount, 1), words.language) if amount is not None else "",
        "title": f"{told}: {what}" if what else told,
    }  # fmt: skip


# ---------------------------------------------------------------- a county's plane


def _plane(atlas: Atlas, table: Table, amounts: dict[str, float], scale: Shades, words: Words) -> dict[str, Any]:
    """Villages around their towns, larger with more stores; a Taobao village has a rim of its own."""
    places = positions(dict(zip(table.names, table.towns, strict=True))) if table.names else {}
    stores, taobao = amounts_of(atlas, "stores"), amounts_of(atlas, "taobao_villages")
    most = max(float(table.values[:, :, KEPT.index("stores")].max()) if table.values.size else 0.0, 1.0)
    shapes = []
    for name, (x, y) in places.items():
        amount = amounts.get(name, 0.0)
        at, told = address_of(name), words("country.village_told", count=round(stores.get(name, 0.0)))
        radius = sqrt(SMALLEST**2 + (LARGEST**2 - SMALLEST**2) * stores.get(name, 0.0) / most)
        shapes.append({
            "to": at.text, "name": name_of(at, words), "x": round(x * SIDE, 1), "y": round(-y * SIDE, 1), "r": round(radius * SIDE, 1),
            "fill": scale.of(amount), "taobao": taobao.get(name, 0.0) > 0.0, "title": f"{name_of(at, words)}: {told}",
        })  # fmt: skip
    low_x, low_y, wide, high = _box(shapes)
    return {
        "kind": "plane", "box": f"{low_x:g} {low_y:g} {wide:g} {high:g}", "shapes": shapes, "towns": _towns(table, places),
        "letters": round(max(wide, high) * LETTERS), "note": words("country.plane"),
    }  # fmt: skip


def _box(shapes: list[dict[str, Any]]) -> tuple[float, float, float, float]:
    """Left and upper end, width and height of what is drawn, with some room around it."""
    if not shapes:
        return 0.0, 0.0, 100.0, 100.0
    low_x, low_y = (min(shape[axis] for shape in shapes) - SIDE for axis in "xy")
    high_x, high_y = (max(shape[axis] for shape in shapes) + SIDE for axis in "xy")
    return low_x, low_y, high_x - low_x, high_y - low_y


def _towns(table: Table, places: dict[str, tuple[float, float]]) -> list[dict[str, Any]]:
    """The number of each town in the middle of its villages."""
    members: dict[str, list[str]] = {}
    for name, town in zip(table.names, table.towns, strict=True):
        members.setdefault(town, []).append(name)
    found = []
    for number, some in enumerate(members.values(), 1):
        x, y = middle(len(some), *places[some[0]])
        found.append({"x": round(x * SIDE, 1), "y": round(-y * SIDE, 1), "name": str(number)})
    return found


# ---------------------------------------------------------------- colours


def _scale(values: Floats) -> Shades:
    """Colours between round amounts, so that they do not change with every month that is played."""
    some = values[values > 0.0]
    if not some.size:
        return shades([1.0])
    return shades([max(10.0 ** np.floor(log10(some.min())), 1.0), _round_up(float(some.max()))])


def _round_up(value: float) -> float:
    ten = 10.0 ** np.floor(log10(value))
    return float(next(part * ten for part in (1.0, 2.0, 5.0, 10.0) if part * ten >= value * 0.999))


def _legend(atlas: Atlas, scale: Shades, words: Words) -> dict[str, Any]:
    low, high = float(scale.norm.vmin or 0.0), float(scale.norm.vmax or 1.0)
    at = np.geomspace(low, high, STEPS) if scale.logarithmic else np.linspace(max(low, high / STEPS), high, STEPS)
    lowest = short(low, words.language) if scale.logarithmic else "0"
    return {
        "name": words(f"country.measures.{atlas.measure}"),
        "low": lowest, "high": short(high, words.language), "none": words("country.none"),
        "colours": [scale.of(float(value)) for value in at], "logarithmic": words("country.logarithmic") if scale.logarithmic else "",
    }  # fmt: skip


def measures_of(words: Words) -> list[dict[str, str]]:
    """What a map can show."""
    return [{"value": name, "name": words(f"country.measures.{name}")} for name in SHOWN]
