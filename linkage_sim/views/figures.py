"""All figures of a scenario's runs, into one folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..experiments.snapshots import Snapshot
from .emergence import emergence
from .loop import loop
from .network import network
from .poverty import poverty
from .style import Drawing, save
from .targets import Target

if TYPE_CHECKING:
    import pandas as pd

PANELS = 6
"""Years on a sheet of maps, at most."""


def figure_names(country: bool = False, network: bool = True) -> tuple[str, ...]:
    """Names of the figures of a run.

    Parameters
    ----------
    country : bool
        Whether a country is simulated, of which there are maps.
    network : bool
        Whether a village's network can be drawn: in a country or in very many villages it cannot.
    """
    from .provinces import MEASURES

    maps = [f"map_{measure}" for measure in MEASURES] if country else []
    return ("emergence", "poverty", "loop", *maps, *(["network"] if network else []))


def draw_all(
    folder: Path,
    monthly: pd.DataFrame,
    heading: str,
    targets: Sequence[Target] = (),
    snapshots: Sequence[Snapshot] = (),
    provinces: pd.DataFrame | None = None,
    names: Sequence[str] | None = None,
    language: str = "en",
) -> list[Path]:
    """Draw every figure, or those of some names, as PNG and SVG, with its numbers as CSV.

    Parameters
    ----------
    folder : Path
        An existing folder.
    monthly : pandas.DataFrame
        A row per run and month.
    heading : str
        Title over the figures.
    targets : sequence of Target
        Evidence about the scenario's village.
    snapshots : sequence of Snapshot
        A village's network at a few moments; without them, the network is not drawn.
    provinces : pandas.DataFrame, optional
        Of a country, a row per run, province and month: maps of a few years.
    names : sequence of str, optional
        Figures that are drawn; all if not given.
    language : str
        ``en`` or ``zh``.

    Returns
    -------
    list of Path
        The files, in alphabetical order.
    """
    for drawing in drawings(monthly, heading, targets, snapshots, provinces, names, language):
        save(drawing, folder, language)
    return sorted(path for path in folder.iterdir() if path.is_file())


def drawings(
    monthly: pd.DataFrame,
    heading: str,
    targets: Sequence[Target] = (),
    snapshots: Sequence[Snapshot] = (),
    provinces: pd.DataFrame | None = None,
    names: Sequence[str] | None = None,
    language: str = "en",
) -> list[Drawing]:
    """The figures, not yet saved; ``language`` is that of the maps, other words are told when a figure is saved."""
    wanted = figure_names(country=True) if names is None else names
    makers: dict[str, Callable[[], Drawing]] = {
        "emergence": lambda: emergence(monthly, heading, targets),
        "poverty": lambda: poverty(monthly, heading),
        "loop": lambda: loop(monthly, heading),
    }
    drawn = [make() for name, make in makers.items() if name in wanted]
    if provinces is not None and len(provinces):
        drawn += maps(provinces, wanted, language)
    return [*drawn, network(snapshots, heading)] if snapshots and "network" in wanted else drawn


def maps(provinces: pd.DataFrame, names: Sequence[str], language: str = "en") -> list[Drawing]:
    """Maps of a country's provinces for each measure that is wanted, in up to six years of its runs."""
    import pandas as pd

    from ..scenario.csv_tables import table_path
    from .provinces import MEASURES
    from .tilemap import small_multiples

    years = sorted(set(pd.to_datetime(provinces["month"]).dt.year))
    step = max(-(-len(years) // PANELS), 1)
    tiles = pd.read_csv(table_path("provinces.csv"))
    wanted = [measure for measure in MEASURES if f"map_{measure}" in names]
    return [small_multiples(provinces, measure, years[::-1][::step][::-1], tiles, language=language) for measure in wanted]
