"""What a file of forecasts may hold, as declared, and how it is read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ...errors import LinkageError
from ...measures.places import PLACE_COLUMNS
from ...scenario import Scenario
from ...scenario.bundled import bundled_folder
from ...scenario.declare import Block
from ...scenario.problems import Problem, nearest, refusal, shortened
from ...scenario.reading import read_file
from ...scenario.shaping import validated
from ...state.month import COLUMNS
from ..calibration.targets import window
from ..design.declared import Name
from ..design.experiment import value_at
from ..design.factors import Factor

FOLDER, USUAL = "forecasts", "villages"
KNOWN = tuple(column.name for column in COLUMNS)
OF_PLACES = tuple(column.name for column in PLACE_COLUMNS)
"""Columns that are kept of each province."""


class Uncertain(Block):
    """A fact of a place that is not known: what it may be, and why."""

    range: tuple[float, ...] = Field(min_length=2, max_length=2, description="Lowest and highest value.")
    scale: Literal["linear", "log", "integer"] = Field("linear", description="How the range is divided.")
    why: str = Field(description="What is known of it.")

    def factor(self, path: str) -> Factor:
        """The fact as a factor of a design."""
        return Factor(path, path, self.scale, low=self.range[0], high=self.range[1])


class Setting(Block):
    """A scenario that is run: how long, and with which facts unknown."""

    months: int = Field(0, ge=0, le=600, description="Length of the runs; 0 for the scenario's own.")
    uncertain: dict[str, Uncertain] = Field(default_factory=dict, description="Facts that each run draws, by path.")


class Quantity(Block):
    """What is foretold: a column of a scenario's months, at some times."""

    name: str = Field(description="What people call it.")
    scenario: str = Field(description="Scenario whose runs are read.")
    village: str = Field("", description="Village of the scenario that is read; all of them together if not named.")
    by: Literal["", "province"] = Field("", description="Whether each province of a country is read as well as the country.")
    column: str = Field(description="Recorded column.")
    per: str = Field("", description="Recorded column by which it is divided.")
    over: Literal["mean", "total"] = Field("mean", description="What the months of a window become.")
    when: tuple[str, ...] = Field(min_length=1, description="Months, YYYY-MM, or windows of them, YYYY-MM..YYYY-MM.")
    unit: str = Field("", description="Its unit, where that does not follow from its columns: a ratio of two, none a part of the other.")
    meaning: str = Field(description="What it counts.")


class ForecastData(Block):
    """A whole file of forecasts."""

    schema_: Literal[1] = Field(1, alias="schema", description="Version of the format.")
    name: str = Name
    title: str = Field(description="One line for people.")
    ensemble: str = Field("junpu", description="Ensemble whose parameter sets are run.")
    members: int = Field(50, ge=1, le=1000, description="Draws of the ensemble, where none are asked for.")
    replicates: int = Field(10, ge=1, le=10_000, description="Runs of each draw, where none are asked for.")
    scenarios: dict[str, Setting] = Field(description="What is run.")
    quantities: tuple[Quantity, ...] = Field(min_length=1, description="What is foretold.")


def bundled() -> dict[str, Path]:
    """Bundled files of forecasts by name."""
    return {path.stem: path for path in sorted((bundled_folder() / FOLDER).glob("*.yaml"))}


def locate(name_or_path: str | os.PathLike[str]) -> Path:
    """Find a file of forecasts by the name of a bundled one or by its path."""
    text, names = os.fspath(name_or_path), bundled()
    if isinstance(name_or_path, str) and text in names:
        return names[text]
    if Path(text).suffix in (".yaml", ".yml"):
        return Path(text)
    guess = nearest(text, names)
    remedy = f"write {guess}" if guess else f"use {', '.join(names)} or the path of a .yaml file"
    raise LinkageError(f"'{shortened(text)}' is neither a bundled file of forecasts nor a file; {remedy}.")


def load(name_or_path: str | os.PathLike[str] = USUAL) -> ForecastData:
    """Load a file of forecasts: a bundled one by its name, or one by its path.

    Raises
    ------
    LinkageError
        One sentence with file, line, what is wrong and what to do.
    """
    document = read_file(locate(name_or_path))
    content: Any = document.value if isinstance(document.value, dict) else {}
    data = validated(content, document.marks, ForecastData)
    problems = [*_setting_problems(data), *_quantity_problems(data)]
    if problems:
        raise refusal(document.marks, problems)
    return data


def setting_of(data: ForecastData, name: str, settings: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario that is run under a name, as long as is asked; ``settings`` are changed in it besides, by path."""
    scenario, months = Scenario.load(name), data.scenarios[name].months
    changed = ({"months": months} if months else {}) | dict(settings or {})
    return scenario.with_overrides(changed) if changed else scenario


def _setting_problems(data: ForecastData) -> Iterator[Problem]:
    for name, setting in data.scenarios.items():
        try:
            scenario = setting_of(data, name)
        except LinkageError as error:
            yield Problem(("scenarios", name), f"cannot be run ({str(error).rstrip('.')})", "name a scenario and a length that can")
            continue
        for path, fact in setting.uncertain.items():
            where = ("scenarios", name, "uncertain", path)
            if not path.startswith("places.") or value_at(scenario, path) is None:
                yield Problem(where, "is no fact of a place of that scenario", "write a path such as places.junpu.goods")
            elif not fact.range[0] < fact.range[1]:
                yield Problem((*where, "range"), "does not rise", "give the lower end first")


def _quantity_problems(data: ForecastData) -> Iterator[Problem]:
    for number, quantity in enumerate(data.quantities):
        where = ("quantities", number)
        if quantity.scenario not in data.scenarios:
            yield Problem((*where, "scenario"), f"is {quantity.scenario}, which is not run", f"write one of {', '.join(data.scenarios)}")
        elif quantity.by and Scenario.load(quantity.scenario).nation is None:
            yield Problem((*where, "by"), f"is {quantity.by}, but {quantity.scenario} has none", "name the scenario of a country")
        if quantity.by and quantity.village:
            yield Problem((*where, "village"), "stands beside provinces", "read either a village or provinces")
        kept = OF_PLACES if quantity.by else KNOWN
        unknown = [name for name in (quantity.column, *([quantity.per] if quantity.per else [])) if name not in kept]
        if unknown:
            where_from = f"recorded of a {quantity.by}" if quantity.by else "recorded"
            yield Problem((*where, "column"), f"{unknown[0]} is not {where_from}", "write a column of docs/columns.md")
        if not all(_readable(date) for date in quantity.when):
            yield Problem((*where, "when"), "holds no month or window", "write 2015-12 or 2017-01..2017-12")


def _readable(date: str) -> bool:
    parts = [month.split("-") for month in window(date)]
    return all(len(part) == 2 and all(word.isdigit() for word in part) and 1 <= int(part[1]) <= 12 for part in parts)
