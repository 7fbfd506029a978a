"""The report: a result folder as one HTML file that opens offline, prints well, and lets a sweep be filtered and compared."""

from .making import report

__all__ = ["report"]
