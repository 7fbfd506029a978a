"""What an experiment file may hold, as declared."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ...scenario.declare import Block
from ...scenario.shape import Scalar, Setting

LARGEST_SEED, MOST_REPLICATES = 2**63 - 1, 1_000_000  # the seed as in the kernel, which takes longer to import
DESIGNS = ("grid", "list", "lhs", "sobol", "saltelli", "morris", "oat")
Name = Field(pattern=r"^[a-z][a-z0-9_-]{0,99}$", description="Short name.")


class Factor(Block):
    """One thing that is varied: a parameter of the scenario, and the values that it takes."""

    path: str = Field(description="Path of the parameter in the scenario.")
    values: tuple[Scalar, ...] = Field((), description="Values that it takes, where they are not a range.")
    range: tuple[float, ...] = Field((), description="Lowest and highest value.")
    scale: Literal["linear", "log", "integer"] = Field("linear", description="How the range is divided.")
    steps: int = Field(5, ge=2, le=1000, description="Values of a range in a grid.")
    title: str = Field("", description="What people call it.")


class Design(Block):
    """How points are placed among the factors."""

    kind: Literal["grid", "list", "lhs", "sobol", "saltelli", "morris", "oat"] = Field("grid", description="Kind of design.")
    points: int = Field(64, ge=1, le=1_000_000, description="Points of lhs and sobol, base points of saltelli, trajectories of morris.")
    levels: int = Field(4, ge=2, le=100, description="Levels of morris.")
    second_order: bool = Field(False, description="Whether saltelli allows for second-order indices.")
    seed: int = Field(1, ge=0, le=2**32 - 1, description="Seed of the design, not of the runs.")


class Reading(Block):
    """One number that is read off each run."""

    column: str = Field(description="Recorded column.")
    summary: Literal["end", "at", "mean", "sum", "peak", "crossing"] = Field("end", description="How a run's months become one number.")
    better: Literal["more", "less", "neither"] = Field("neither", description="Which direction is an improvement.")
    month: str = Field("", pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$", description="For at: the month, YYYY-MM.")
    last: int = Field(0, ge=0, le=600, description="For mean and sum: only so many months at the end; 0 for all.")
    threshold: float = Field(0.0, description="For crossing: the value to be reached.")
    title: str = Field("", description="What people call it.")


class Precision(Block):
    """Replicates are added until the mean of an outcome is known well enough at every point."""

    outcome: str = Field("", description="Outcome to be known; none if empty.")
    half_width: float = Field(0.0, ge=0, description="Half of the 95 % interval of its mean, in the outcome's unit.")
    at_most: int = Field(1000, ge=2, le=1_000_000, description="Most replicates of a point.")


class ExperimentData(Block):
    """A whole experiment file."""

    schema_: Literal[1] = Field(1, alias="schema", description="Version of the experiment format.")
    name: str = Name
    title: str = Field(description="One line for people.")
    question: str = Field("", description="The question that the experiment answers.")
    scenario: str = Field("", description="Bundled scenario or file that is varied.")
    scenarios: tuple[str, ...] = Field((), description="Several of them, where the scenario itself is varied.")
    set: dict[str, Setting] = Field(default_factory=dict, description="Values that hold at every point.")
    months: int = Field(0, ge=0, le=600, description="Length of the runs; 0 for the scenario's own.")
    factors: dict[str, Factor] = Field(default_factory=dict, description="What is varied.")
    design: Design = Design()
    points: tuple[dict[str, Scalar], ...] = Field((), description="Points of a list: factors, paths or scenario, with their values.")
    replicates: int = Field(10, ge=1, le=MOST_REPLICATES, description="Runs of each point; with a precision, the first ones.")
    precision: Precision = Precision()
    seed: int = Field(1, ge=0, le=LARGEST_SEED, description="Seed of the first replicate; the same seeds at every point.")
    draws: tuple[tuple[int, int], ...] = Field(
        (), description="Runs one by one, each a listed point's number and a seed, in place of every point with the same seeds."
    )
    villages: bool = Field(False, description="Whether to keep a row per village and month.")
    stores: bool = Field(False, description="Whether to keep the stores of each December and the survival of cohorts.")
    outcomes: dict[str, Reading] = Field(default_factory=dict, description="What is read off each run.")
