"""The gallery: in which order its examples stand, and how their figures are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from sphinx_gallery.scrapers import figure_rst

ORDER = ("first_run", "village_of_ones_own", "compare_a_reform", "attribute_to_actors", "sweep_two_factors", "ties_of_shopkeepers")
"""Examples from the simplest on; others follow by name."""
SAVED = "_saved_figures"
"""Name, among an example's own, of the figures that were saved already."""


class Order:
    """What Sphinx-Gallery sorts the examples by."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, name: str) -> tuple[int, str]:
        stem = Path(name).stem
        return (ORDER.index(stem) if stem in ORDER else len(ORDER), stem)


def scraped(block: tuple[Any, ...], known: dict[str, Any], settings: dict[str, Any]) -> str:
    """Save the figures that a block has made, and tell where they are; those that the package draws are unknown to pyplot."""
    names = known["example_globals"]
    saved = names.setdefault(SAVED, [])
    fresh = {id(one): one for one in list(names.values()) if isinstance(one, Figure) and one not in saved}
    paths = []
    for figure in fresh.values():
        saved.append(figure)
        paths.append(next(known["image_path_iterator"]))
        figure.savefig(paths[-1], dpi=150)
    return str(figure_rst(paths, settings["src_dir"]))
