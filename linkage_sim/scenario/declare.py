"""How a parameter is declared: once, with all that anyone needs to know about it."""

from __future__ import annotations

from dataclasses import dataclass
from types import EllipsisType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Block(BaseModel):
    """A block of a scenario file: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Quantity:
    """What is known of one parameter beside its value.

    Attributes
    ----------
    unit : str
        Unit in words ("RMB per month", "share", "months").
    evidence : str or None
        Id of an entry of ``evidence.yaml`` that supports the default.
    assumed : str or None
        Why the value was chosen where no evidence supports it.
    prior : tuple of float or None
        Range over which the parameter may be varied in calibration and sensitivity analysis.
    """

    unit: str
    evidence: str | None = None
    assumed: str | None = None
    prior: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if (self.evidence is None) == (self.assumed is None):
            raise ValueError("a quantity is either supported by evidence or assumed, and says which")


def quantity(
    default: Any,
    unit: str,
    text: str,
    *,
    low: float | None = None,
    high: float | None = None,
    evidence: str | None = None,
    assumed: str | None = None,
    prior: tuple[float, float] | None = None,
) -> Any:
    """Declare a parameter of a block: default, unit, one sentence, bounds, support and prior range."""
    known = Quantity(unit=unit, evidence=evidence, assumed=assumed, prior=prior)
    return Field(default, description=text, ge=low, le=high, json_schema_extra={"x-quantity": known.__dict__})


def share(default: float, text: str, **support: Any) -> Any:
    """Declare a share or probability in [0, 1]."""
    return quantity(default, support.pop("unit", "share"), text, low=0.0, high=1.0, **support)


def money(default: float | EllipsisType, text: str, **support: Any) -> Any:
    """Declare an amount of RMB at current prices, not negative."""
    return quantity(default, support.pop("unit", "RMB"), text, low=0.0, **support)


def switch(default: bool, text: str) -> Any:
    """Declare a switch."""
    return quantity(default, "on or off", text, assumed="a switch of the experiment, not a quantity")
