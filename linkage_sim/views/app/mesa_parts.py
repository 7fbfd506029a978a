"""The only place of the page that knows what Mesa keeps to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from ...model import LinkageModel


def forget(model: LinkageModel) -> None:
    """Let a model that is done with be freed.

    Mesa 3 numbers agents in a table of the class ``Agent`` that holds every model for ever; other versions have no such table.
    """
    numbers = getattr(mesa.Agent, "_ids", None)
    if isinstance(numbers, dict):
        numbers.pop(model, None)
