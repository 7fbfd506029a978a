"""Parameter sets of an ensemble with their seeds, as an attribution weighs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


class Members(NamedTuple):
    """Parameter sets with their seeds, each set's seeds next to each other.

    Attributes
    ----------
    weights : array
        Weight of each set.
    seeds : int
        Seeds of each set.
    """

    weights: Floats
    seeds: int

    def means(self, samples: Floats) -> Floats:
        """Mean of each set's seeds: a column per set from a column per run."""
        averaged: Floats = samples.reshape(*samples.shape[:-1], len(self.weights), self.seeds).mean(axis=-1)
        return averaged

    def weighted(self, samples: Floats) -> Any:
        """Weighted mean over the sets."""
        return self.means(samples) @ self.weights / self.weights.sum()
