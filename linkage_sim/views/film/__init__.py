"""A village taking off as a moving picture: :mod:`.picture` draws a month, :mod:`.file` plays the run and writes the file."""

from .file import film

__all__ = ["film"]
