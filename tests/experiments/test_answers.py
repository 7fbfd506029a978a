"""How a sweep's answer names its best and its worst point."""

from __future__ import annotations

import pytest

from linkage_sim.experiments.answers.of_sweep import _levels


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("on on on on", "everything switched on"),
        ("off off off off", "everything switched off"),
        ("on on off on", "everything but c switched on"),
        ("off on on off off", "only b and c switched on"),
        ("on off 3 on on", "a switched on, b switched off, c set to 3, d switched on and e switched on"),
        ("on off", "a switched on and b switched off"),
    ],
)
def test_of_many_switches_those_are_named_that_differ_from_most(values, told):
    assert _levels(dict(zip("abcde", values.split(), strict=False))) == told
