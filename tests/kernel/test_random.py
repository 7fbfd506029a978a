from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.kernel import cache
from linkage_sim.kernel.random import Candidate, Draws, Purpose, draw_all, draw_each, normals, philox, uniform, uniforms, words
from linkage_sim.kernel.stages import stage
from linkage_sim.kernel.state import Array, Row, Table, Tables, array, empty, i64, table


class Key(NamedTuple):
    """What gives a draw its key: a village."""

    seed: int
    key: int


def four(who: int, month: int, purpose: int, substream: int, seed: int, village: int) -> tuple[float, ...]:
    return uniforms(who, month, purpose, substream, Key(seed, village))


class Address(Row):
    """What the draws of a stage are for."""

    month: int = i64("month", "Month.")
    purpose: int = i64("number", "Purpose.")
    substream: int = i64("number", "Substream.")
    seed: int = i64("number", "Seed.")
    key: int = i64("number", "Key.")


class Drawn(Tables):
    """What a stage draws."""

    addresses: Table[Address] = table(Address, "Addresses.")
    draws: Table[Draws] = table(Draws, "Four for each row.")
    candidates: Table[Candidate] = table(Candidate, "Two for each row.")
    alone: Array = array(np.float64, 2, "Row x number: four for each row, two normal ones, and the first of the four.")
    words: Array = array(np.int64, 2, "Row x counter, key and words.")


@stage
def draw_by_stage(world: Drawn, first: int, last: int) -> None:
    address = world.addresses[0]
    draw_all(world.draws, address.month, address.purpose, address)
    draw_each(world.candidates, address.month, address.purpose, address.substream, address)
    for i in range(first, last):
        row = world.alone[i]
        row[0], row[1], row[2], row[3] = uniforms(i, address.month, address.purpose, address.substream, address)
        row[4], row[5] = normals(i, address.month, address.purpose, address.substream, address)
        row[6] = uniform(i, address.month, address.purpose, address.substream, address)
    for k in range(len(world.words)):
        row = world.words[k]
        c0, c1, c2, c3 = np.uint64(row[0]), np.uint64(row[1]), np.uint64(row[2]), np.uint64(row[3])
        row[6], row[7], row[8], row[9] = philox(c0, c1, c2, c3, np.uint64(row[4]), np.uint64(row[5]))


def drawn(n: int, **address: int) -> Drawn:
    counters = np.zeros((len(PUBLISHED), 10), np.int64)
    counters[:, :6] = [[*counter, *key] for counter, key, _ in PUBLISHED]
    held = {"addresses": empty(Address, 1), "draws": empty(Draws, n), "candidates": empty(Candidate, n)}
    world = Drawn(**held, alone=np.zeros((n, 7)), words=counters)
    for name, number in address.items():
        setattr(world.addresses[0], name, number)
    world.candidates.who[:] = np.arange(n)[::-1]
    return world


@pytest.fixture(autouse=True, scope="module")
def kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep these stages out of the user's folder."""
    place = tmp_path_factory.mktemp("compiled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "folder", lambda: place)
        yield


def draws(n: int, month: int, purpose: int, seed: int, village: int) -> np.ndarray:
    table = empty(Draws, n)
    draw_all(table, month, purpose, Key(seed, village))
    return np.array([table.first, table.second, table.third, table.fourth])


ONES = 0xFFFFFFFF
WORD = st.integers(0, ONES)
PUBLISHED = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)


@pytest.mark.parametrize(("counter", "key", "published"), PUBLISHED)
def test_philox_gives_the_published_vectors(counter, key, published) -> None:
    assert tuple(int(word) for word in words(counter, key)) == published


def test_a_stage_gives_the_published_vectors() -> None:
    world = drawn(0)
    draw_by_stage(world, 0, 0)
    assert [tuple(row) for row in world.words[:, 6:].tolist()] == [published for _, _, published in PUBLISHED]


def test_a_stage_draws_what_python_draws() -> None:
    address = {"month": 7, "purpose": int(Purpose.INPUT), "substream": 2, "seed": 123, "key": 2**32 - 1}
    compiled, plain = drawn(50, **address), drawn(50, **address)
    draw_by_stage(compiled, 0, 50)
    draw_by_stage.rule(plain, 0, 50)
    for name in ("draws", "candidates"):
        assert getattr(compiled, name).array.tobytes() == getattr(plain, name).array.tobytes()
    np.testing.assert_array_equal(compiled.alone[:, [0, 1, 2, 3, 6]], plain.alone[:, [0, 1, 2, 3, 6]])
    np.testing.assert_allclose(compiled.alone[:, 4:6], plain.alone[:, 4:6], rtol=1e-14)  # logarithm and cosine


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
    world = drawn(20_000, month=5, purpose=int(Purpose.HEAR), seed=11, key=12)
    draw_by_stage(world, 0, 0)
    u = np.array([world.draws.first, world.draws.second, world.draws.third, world.draws.fourth], dtype=float)
    assert u.mean(axis=1) == pytest.approx(np.full(4, 0.5), abs=5 * math.sqrt(1 / 12 / 20_000))
    assert u.var(axis=1) == pytest.approx(np.full(4, 1 / 12), abs=5 * math.sqrt(1 / 180 / 20_000))
    correlations = np.corrcoef(u)[np.triu_indices(4, 1)]
    assert np.abs(correlations).max() < 5 / math.sqrt(20_000)
    assert abs(np.corrcoef(u[0, 1:], u[0, :-1])[0, 1]) < 5 / math.sqrt(20_000)


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
