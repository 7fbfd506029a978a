"""Play a country or a part of it, and draw where the poor live, and how shops have spread in the county with most of them.

Run it:  python examples/map_of_china.py zhejiang guangdong --out .
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from linkage_sim import LinkageModel, Scenario
from linkage_sim.scenario.csv_tables import table_path
from linkage_sim.views.countymap import county_map
from linkage_sim.views.style import save
from linkage_sim.views.tilemap import tile_map


def played(scenario: Scenario, seed: int = 1) -> pd.DataFrame:
    """Play the scenario; return a row per village, the poor by its weight."""
    model = LinkageModel(scenario, seed=seed, threads=2)
    villages, people = model.villages, model.world.households
    taken_off = np.full(len(villages), np.datetime64("NaT"), "datetime64[M]")
    while model.month < scenario.months:
        model.step()
        taken_off[(villages.stores >= 100) & np.isnat(taken_off)] = model.record.dates[-1]
    owner = np.repeat(np.arange(len(villages)), villages.last - villages.first)
    line = scenario.environment.poverty_line[model.record.dates[-1].item().year]
    poor = np.bincount(owner, np.where(people.income < line, people.size, 0), len(villages)) * villages.weight
    frame = pd.DataFrame({"village": model.village_names, "stores": villages.stores, "taken_off": taken_off, "poor": poor})
    return frame.assign(county=frame["village"].str.rsplit("-", n=1).str[0], town=villages.town.astype(str))


def draw(out: Path, only: list[str], months: int = 156) -> None:
    """Draw both maps; villages named like-... stand for others and have no place on that of the county."""
    places = played(Scenario.load("china").with_overrides({"nation.only": only, "months": months}))
    tiles = pd.read_csv(table_path("provinces.csv"))
    provinces = places["county"].str.removeprefix("like-").str.rsplit("-", n=1).str[0]
    save(tile_map(places["poor"].groupby(provinces).sum(), tiles, "Poor people", "poor people", "persons", name="poor"), out)
    own = places[~places["village"].str.startswith("like-")]
    for county in own.groupby("county")["stores"].sum().nlargest(1).index:
        save(county_map(own[own["county"] == county], f"{county}: towns to which founders came home"), out)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("provinces", nargs="*", default=["all"])
    asked.add_argument("--out", type=Path, default=Path())
    draw(asked.parse_args().out, asked.parse_args().provinces)
