"""What is simulated: the typed scenario, its files, its parameters and what supports them."""

from .scenario import Scenario, validate

__all__ = ["Scenario", "validate"]
