"""What all scenarios share: how people, firms and officials behave. Facts of the place and the policy are all that may differ."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from . import shape
from .loading import Layer
from .parameters import Parameter, parameters
from .problems import dotted

OTHER_BLOCKS = ("places", "nation", "environment", "programmes", "platform")
"""Blocks that hold facts of the place, of the times, and of the policy."""
FACTS: Mapping[str, str] = MappingProxyType(
    {
        "economy.spoilage": "a fact of the product",
        "population.income_sigma": "of the country's dispersion, what lies within the village",
        "actors.community.village_fund": "money that the village has",
        "actors.government.public_funds": "money that the county gets",
        "actors.government.quota": "set from above",
        "actors.government.audit": "set from above",
        "actors.government.look_back_power": "set from above",
        "actors.government.update_power": "set from above",
        "actors.society.donations": "money that the county gets",
    }
)
"""Parameters of the other blocks that are facts all the same, each with its reason."""


@cache
def behaviour() -> Mapping[str, Parameter]:
    """Give the parameters that all scenarios share, by path.

    They are those that are declared with a prior - so that a calibration may vary them - outside the blocks and the single parameters that
    hold facts (``OTHER_BLOCKS``, ``FACTS``).
    """
    found = (one for one in parameters() if one.prior and one.path not in FACTS and one.path.split(".")[0] not in OTHER_BLOCKS)
    return MappingProxyType({one.path: one for one in found})


def behaviour_set(layer: Layer) -> list[str]:
    """List the shared parameters that a scenario file sets itself, for one village differs from another by facts alone."""
    written = (dotted(path) for path, _, _ in shape.leaves(shape.ROOT, layer.value))
    return [path for path in written if path in behaviour()]
