"""Arithmetic in fewer digits."""

from __future__ import annotations

import numpy as np

from .rules import rule


@rule
def single(number: float) -> float:
    """Return a number rounded to 32 bits."""
    return np.float64(np.float32(number))
