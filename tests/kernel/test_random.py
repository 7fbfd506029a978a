from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.kernel.random import Candidate, Draws, Purpose, draw_all, draw_each, normals, uniform, uniforms, words
from linkage_sim.kernel.state import empty


class Key(NamedTuple):
    """What gives a draw its key: a village."""

    seed: int
    key: int


def four(who: int, month: int, purpose: int, substream: int, seed: int, village: int) -> tuple[float, ...]:
    return uniforms(who, month, purpose, substream, Key(seed, village))


def draws(n: int, month: int, purpose: int, seed: int, village: int) -> np.ndarray:
    table = empty(Draws, n)
    draw_all(table, month, purpose, Key(seed, village))
    return np.array([table.first, table.second, table.third, table.fourth])


ONES = 0xFFFFFFFF
WORD = st.integers(0, ONES)


@pytest.mark.parametrize(
    ("counter", "key", "published"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_vectors(counter, key, published) -> None:
    assert tuple(int(word) for word in words(counter, key)) == published


@settings(max_examples=200, deadline=None)
@given(WORD, WORD, WORD, WORD)
def test_every_draw_is_inside_its_open_interval(who, month, seed, village) -> None:
    for u in four(who, month, int(Purpose.TRADE), 0, seed, village):
        assert 0.0 < u < 1.0
        assert 0.0 < float(np.float32(u)) < 1.0


def test_a_draw_is_exact_in_32_bits() -> None:
    for who in range(300):
        assert all(float(np.float32(u)) == u for u in four(who, 3, 40, 0, 5, 77))


def test_uniforms_have_the_moments_of_a_uniform() -> None:
    u = draws(5_000, 5, int(Purpose.HEAR), 11, 12).astype(float)
    assert u.mean(axis=1) == pytest.approx(np.full(4, 0.5), abs=5 * math.sqrt(1 / 12 / 5_000))
    assert u.var(axis=1) == pytest.approx(np.full(4, 1 / 12), abs=5 * math.sqrt(1 / 180 / 5_000))
    correlations = np.corrcoef(u)[np.triu_indices(4, 1)]
    assert np.abs(correlations).max() < 5 / math.sqrt(5_000)
    assert abs(np.corrcoef(u[0, 1:], u[0, :-1])[0, 1]) < 5 / math.sqrt(5_000)


def test_normals_have_the_moments_of_a_normal() -> None:
    z = np.array([normals(who, 0, int(Purpose.TRAITS_NORMAL), 0, Key(3, 4)) for who in range(4_000)])
    assert z.mean(axis=0) == pytest.approx([0, 0], abs=5 / math.sqrt(4_000))
    assert z.var(axis=0) == pytest.approx([1, 1], abs=5 * math.sqrt(2 / 4_000))
    assert abs(np.corrcoef(z.T)[0, 1]) < 5 / math.sqrt(4_000)
    assert (z**4).mean() == pytest.approx(3.0, abs=0.5)


def test_draws_are_four_for_each_row() -> None:
    u = draws(50, 7, int(Purpose.INPUT), 123, 2**32 - 1)
    expected = np.array([four(i, 7, int(Purpose.INPUT), 0, 123, 2**32 - 1) for i in range(50)], dtype=np.float32).T
    assert u.dtype == np.float32
    np.testing.assert_array_equal(u, expected)


def test_a_draw_does_not_depend_on_how_many_are_drawn() -> None:
    np.testing.assert_array_equal(draws(40, 2, 21, 9, 8)[:, :13], draws(13, 2, 21, 9, 8))


def test_one_is_the_first_of_four() -> None:
    assert uniform(5, 6, 7, 1, Key(8, 9)) == four(5, 6, 7, 1, 8, 9)[0]


def test_a_list_of_households_draws_what_each_would_alone() -> None:
    found = empty(Candidate, 5)
    found.who[:] = [7, 3, 40, 0, 11]
    draw_each(found, 4, int(Purpose.SALES), 1, Key(5, 6))
    expected = [four(who, 4, int(Purpose.SALES), 1, 5, 6)[:2] for who in (7, 3, 40, 0, 11)]
    np.testing.assert_array_equal(np.array([found.first, found.second]).T, np.array(expected, np.float32))


@pytest.mark.parametrize("part", range(6))
def test_every_part_of_the_address_matters(part) -> None:
    address = [5, 6, 7, 1, 8, 9]
    other = list(address)
    other[part] += 1
    assert four(*address) != four(*other)


def test_addresses_of_purposes_do_not_collide() -> None:
    # programmes take up to 32 addresses from MATCH and from SCATTER on
    numbers = [int(purpose) for purpose in Purpose]
    assert len(set(numbers)) == len(numbers)
    ranges = [range(int(first), int(first) + 32) for first in (Purpose.MATCH, Purpose.SCATTER)]
    others = set(numbers) - {int(Purpose.MATCH), int(Purpose.SCATTER)}
    assert not others & {number for taken in ranges for number in taken}
    assert ranges[0].stop <= ranges[1].start
