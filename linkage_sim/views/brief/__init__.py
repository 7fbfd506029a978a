"""The brief: what a result folder found, on two printed pages."""

from .making import Brief, brief

__all__ = ["Brief", "brief"]
