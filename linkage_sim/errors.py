"""The one kind of error that users see, a sentence with the place and the remedy; and the one kind of warning."""

from __future__ import annotations


class LinkageError(Exception):
    """Something the user can mend.

    Parameters
    ----------
    message : str
        One plain sentence: where, what is wrong, what to do.
    exit_code : int
        1 when the work failed, 2 when the input is bad.
    """

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class Extrapolated(UserWarning):
    """A run goes beyond the years of its exogenous series, as it was asked to."""
