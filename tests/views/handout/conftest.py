from __future__ import annotations

import pytest

from tests.views.handout.opened import Opened, small


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Opened:
    """A small handout: with and without the market, 37 months, three seeds, and the lessons that lie within."""
    return small(tmp_path_factory.mktemp("handout") / "class.html")
