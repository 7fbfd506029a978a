"""All figures of a scenario's runs, into one folder."""

from __future__ import annotations

from collections.abc import Sequence
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


def draw_all(
    folder: Path, monthly: pd.DataFrame, heading: str, targets: Sequence[Target] = (), snapshots: Sequence[Snapshot] = ()
) -> list[Path]:
    """Draw every figure as PNG and SVG, with its numbers as CSV.

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

    Returns
    -------
    list of Path
        The files, in alphabetical order.
    """
    for drawing in drawings(monthly, heading, targets, snapshots):
        save(drawing, folder)
    return sorted(path for path in folder.iterdir() if path.is_file())


def drawings(monthly: pd.DataFrame, heading: str, targets: Sequence[Target] = (), snapshots: Sequence[Snapshot] = ()) -> list[Drawing]:
    """The figures, not yet saved."""
    drawn = [emergence(monthly, heading, targets), poverty(monthly, heading), loop(monthly, heading)]
    return [*drawn, network(snapshots, heading)] if snapshots else drawn
