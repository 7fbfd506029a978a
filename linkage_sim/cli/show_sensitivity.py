"""What the command ``sensitivity`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from linkage_sim.experiments.analysis.sensitivity.effects import MORRIS, OAT, REGIONAL, SOBOL, Sensitivity
from linkage_sim.experiments.analysis.words import SILENT_UNITS

from .studied import kept_sentence
from .tables import console, table

if TYPE_CHECKING:
    import pandas as pd

HEADINGS = {
    MORRIS: ("mu*", "95 % interval", "mu", "sigma"),
    SOBOL: ("total", "95 % interval", "first order", "95 % interval"),
    OAT: ("change at lowest", "at highest", "largest", "95 % interval"),
    REGIONAL: ("distance", "p (Holm)", "where it is met", "elsewhere"),
}
METHODS = {
    MORRIS: "elementary effects (Morris)",
    SOBOL: "shares of variance (Sobol')",
    OAT: "one at a time",
    REGIONAL: "regional (Kolmogorov-Smirnov)",
}


def as_text(found: Sequence[Sensitivity], title: str, folder: Path | None, figures: bool) -> None:
    """Print a table for each outcome with its sentences, how far to trust them, and where the files are."""
    printer = console()
    printer.print(Text(f"{title}\n"))
    several = len({one.scenario for one in found}) > 1
    for one in found:
        if not one.nothing:
            printer.print(table(_title(one, several), ("factor", "varied over", *HEADINGS[one.method], "evidence"), _rows(one)))
        for sentence in (*one.sentences(), *one.notes()):
            printer.print(Text(sentence))
        printer.print()
    printer.print(Text(kept_sentence(folder, "sensitivity", figures)))


def _title(one: Sensitivity, several: bool) -> str:
    what = one.condition or f"{one.outcome.label} ({one.outcome.unit})"
    scenario = f", {one.scenario}" if several else ""
    return f"{what}{scenario}: {METHODS[one.method]}, {one.points:,} points, {one.runs:,} run{'s' if one.runs > 1 else ''} each"


def _rows(one: Sensitivity) -> list[tuple[str, ...]]:
    cells = {MORRIS: _morris, SOBOL: _sobol, OAT: _oat, REGIONAL: _regional}[one.method]
    return [(row["label"], _range(row), *cells(row), row["grade"]) for _, row in one.table.iterrows()]


def _range(row: pd.Series) -> str:
    return str(row["range"]) if row["unit"] in SILENT_UNITS else f"{row['range']} {row['unit']}"


def _morris(row: pd.Series) -> tuple[str, ...]:
    return _short(row["mu_star"]), _ends(row, "mu_star"), _short(row["mu"]), _short(row["sigma"])


def _sobol(row: pd.Series) -> tuple[str, ...]:
    return f"{row['total']:.2f}", _ends(row, "total", ".2f"), f"{row['first']:.2f}", _ends(row, "first", ".2f")


def _oat(row: pd.Series) -> tuple[str, ...]:
    return _short(row["down"]), _short(row["up"]), _short(row["swing"]), _ends(row, "swing")


def _regional(row: pd.Series) -> tuple[str, ...]:
    chance = "< 0.001" if row["p_holm"] < 0.001 else f"{row['p_holm']:.3f}"
    return f"{row['distance']:.2f}", chance, str(row["inside"]), str(row["outside"])


def _ends(row: pd.Series, name: str, form: str = "") -> str:
    low, high = float(row[f"{name}_low"]), float(row[f"{name}_high"])
    if not isfinite(high):
        return ""
    return f"{low:{form}} to {high:{form}}" if form else f"{_short(low)} to {_short(high)}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
