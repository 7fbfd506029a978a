"""How a parameter is declared: once, with all that anyone needs to know about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property
from types import EllipsisType
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, Field

OWN = ("own", "extensions", "extrapolate", "nation")
"""What only some scenarios have, with extensions, beyond the series' years or of a whole country: left out where it is empty or off, so
that others stay what they are."""


class Block(BaseModel):
    """A block of a scenario file: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    def __iter__(self) -> Generator[tuple[str, Any], None, None]:
        """Iterate over names and values of the declared fields, not over what is kept beside them."""
        return ((name, getattr(self, name)) for name in type(self).model_fields)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the block's values; blocks inside it count by their own digests, so that scenarios which share them share the work."""
        return digest_of({name: value for name, value in self if name not in OWN or value})


def digest_of(values: dict[str, Any]) -> str:
    """SHA-256 of values by name; the order of the names does not matter."""
    content = {name: _canonical(values[name]) for name in sorted(values)}
    return hashlib.sha256(json.dumps(content, separators=(",", ":"), allow_nan=False).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """Make equal values look equal: 5 is 5.0, 0.0 has no sign, the years of a series are in order; the order of programmes counts."""
    if isinstance(value, Block):
        return value.digest
    if isinstance(value, dict):
        items = [[key, _canonical(item)] for key, item in value.items()]
        return sorted(items) if all(isinstance(key, int) for key in value) else items
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    return float(value) + 0.0 if isinstance(value, (int, float)) and not isinstance(value, bool) else value


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
    limit : float or None
        Highest value with which the rules still work, where the parameter has no highest value in its own meaning.
    """

    unit: str
    evidence: str | None = None
    assumed: str | None = None
    prior: tuple[float, float] | None = None
    limit: float | None = None

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
    **support: Any,
) -> Any:
    """Declare a parameter of a block: default, unit, one sentence, bounds, and what else is known of a :class:`Quantity`."""
    known = Quantity(unit, **support)
    highest = known.limit if high is None else high
    return Field(default, description=text, ge=low, le=highest, json_schema_extra={"x-quantity": known.__dict__})


def share(default: float, text: str, **support: Any) -> Any:
    """Declare a share or probability in [0, 1]."""
    return quantity(default, support.pop("unit", "share"), text, low=0.0, high=1.0, **support)


def money(default: float | EllipsisType, text: str, **support: Any) -> Any:
    """Declare an amount of RMB at current prices, not negative."""
    return quantity(default, support.pop("unit", "RMB"), text, low=0.0, **{"limit": MOST_MONEY, **support})


MOST_MONEY = 1e12
"""A year's online retail of the whole country, RMB: no amount that a rule meets is larger."""
_Share = Annotated[float, Ge(0.0), Le(1.0)]
_Money = Annotated[float, Ge(0.0), Le(MOST_MONEY)]
LeverShare = _Share | dict[str, _Share]
"""A share that policy sets: one number, or numbers by the month ("2014-04") from which each holds."""
LeverMoney = _Money | dict[str, _Money]
"""An amount of RMB that policy sets: one number, or numbers by the month from which each holds."""


def lever(default: float, text: str, **support: Any) -> Any:
    """Declare what policy sets and may set anew in the course of a run: a field annotated as ``LeverShare``, which brings its bounds."""
    known = Quantity(support.pop("unit", "share"), **support)
    return Field(default, description=text, json_schema_extra={"x-quantity": known.__dict__})


def fund(default: float, text: str, **support: Any) -> Any:
    """Declare an amount of RMB that policy sets: a field annotated as ``LeverMoney``."""
    return lever(default, text, limit=MOST_MONEY, **support)


def in_month(value: float | dict[str, float], month: str) -> float:
    """Return a lever's value in a month "YYYY-MM": the latest that holds by then, before the first month the first one.

    Examples
    --------
    >>> [in_month({"2014-04": 0.128, "2015-08": 0.1}, month) for month in ("2013-01", "2015-07", "2015-08")]
    [0.128, 0.128, 0.1]
    """
    if not isinstance(value, dict):
        return value
    months = sorted(value)
    return value[max((since for since in months if since <= month), default=months[0])]


def switch(default: bool, text: str) -> Any:
    """Declare a switch."""
    return quantity(default, "on or off", text, assumed="a switch of the experiment, not a quantity")
