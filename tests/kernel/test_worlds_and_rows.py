"""What is written into a row, a table or a world is what is read: by plain Python, by a compiled stage, and by each from the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba.core.errors import TypingError

from linkage_sim.kernel import cache
from linkage_sim.kernel.rules import rule
from linkage_sim.kernel.stages import COMPILED, Stage, stage
from linkage_sim.kernel.state import Array, Row, Table, Tables, array, declare, empty, f32, f64, i64, span, table, u8, u16, u32

FEW = 3


class Stall(Row):
    """A row with a field of every kind, the narrow ones between the wide ones."""

    cash: float = f64("RMB", "64 bits.")
    pieces: int = u8("pieces", "8 bits.")
    share: float = f32("share", "32 bits.")
    bits: int = u16("bits", "16 bits.")
    more: int = u32("bits", "32 bits.")
    balance: int = i64("RMB", "64 bits with a sign.")
    trail: Array = f64("RMB", "A small array.", (FEW,))
    spring: float = f64("RMB", "First of three in a row.")
    summer: float = f64("RMB", "Second.")
    autumn: float = f64("RMB", "Third.")
    seasons: Array = span("spring", FEW, "All three.")
    last: int = u8("pieces", "What stands after a span has its own place.")


class Fair(Tables):
    """Stalls beside arrays of one, two and three axes."""

    stalls: Table[Stall] = table(Stall, "Stalls.")
    copies: Table[Stall] = table(Stall, "What a stage has written.")
    line: Array = array(np.float64, 1, "Numbers.")
    whole: Array = array(np.int64, 2, "Whole numbers.")
    block: Array = array(np.float64, 3, "Numbers in a block.")


FLOATS, WHOLE = ("cash", "share"), ("pieces", "bits", "more", "balance", "last")
RANGES = {"pieces": (0, 2**8 - 1), "bits": (0, 2**16 - 1), "more": (0, 2**32 - 1), "balance": (-(2**63), 2**63 - 1), "last": (0, 2**8 - 1)}


def fair(stalls: int = 2) -> Fair:
    shapes = {"line": np.zeros(32), "whole": np.zeros((2, 8), np.int64), "block": np.zeros((2, 3, 4))}
    return Fair(stalls=empty(Stall, stalls), copies=empty(Stall, stalls), **shapes)


@rule
def read(stall: Stall, numbers: Array, whole: Array) -> None:
    numbers[0] = stall.cash
    numbers[1] = stall.share
    whole[0] = stall.pieces
    whole[1] = stall.bits
    whole[2] = stall.more
    whole[3] = stall.balance
    whole[4] = stall.last
    for k in range(len(stall.trail)):
        numbers[2 + k] = stall.trail[k]
    numbers[5], numbers[6], numbers[7] = stall.spring, stall.summer, stall.autumn
    for k in range(len(stall.seasons)):
        numbers[8 + k] = stall.seasons[k]


@rule
def write(stall: Stall, numbers: Array, whole: Array) -> None:
    stall.cash = numbers[0]
    stall.share = numbers[1]
    stall.pieces = whole[0]
    stall.bits = whole[1]
    stall.more = whole[2]
    stall.balance = whole[3]
    stall.last = whole[4]
    for k in range(len(stall.trail)):
        stall.trail[k] = numbers[2 + k]
    stall.spring, stall.summer, stall.autumn = numbers[5], numbers[6], numbers[7]


@stage
def read_and_write(world: Fair, first: int, last: int) -> None:
    """Read each stall into arrays, and write its copy from these."""
    for j in range(first, last):
        read(world.stalls[j], world.line, world.whole[j])
        write(world.copies[j], world.line, world.whole[j])


@stage
def reckon(world: Fair, first: int, last: int) -> None:
    """Reckon with narrow fields as with plain numbers, and store what comes out; through a span, the fields under it, and back."""
    for j in range(first, last):
        stall, other = world.stalls[j], world.copies[j]
        world.whole[j, 0] = stall.pieces + stall.pieces
        world.whole[j, 1] = stall.pieces - stall.bits
        world.whole[j, 2] = stall.bits * stall.more
        world.whole[j, 3] = stall.more << 8
        world.whole[j, 4] = ~stall.pieces
        world.line[0] = stall.share * stall.share
        world.line[1] = stall.pieces / 7
        world.line[2] = stall.share + stall.cash
        other.share = stall.cash
        world.line[3] = other.share
        other.cash = stall.pieces
        other.pieces = 2.75
        other.spring = 1.0
        other.seasons[0] += 4.0
        other.spring *= 10.0
        other.seasons[2] = other.seasons[0] + other.spring
        world.line[4] = other.autumn
        other.trail[1] += stall.cash
        other.last += 3


@stage
def move_about(world: Fair, first: int, last: int) -> None:
    """Take parts of tables, clear rows, and read and write arrays by one, two and three places."""
    part = world.stalls.rows(first + 1, last)
    inner = part.rows(1, len(part))
    for j in range(len(inner)):
        inner[j].cash = 10.0 * len(part) + j
    world.copies[first].clear()
    row = world.copies[first + 1]
    row.balance = -5
    same = world.copies[first + 1]
    same.balance += row.balance
    world.line[len(world.line) - 1] = len(world.stalls)
    for a in range(world.block.shape[0]):
        for b in range(world.block.shape[1]):
            for c in range(world.block.shape[2]):
                world.block[a, b, c] = 100 * a + 10 * b + c
    tail = world.line[20:]
    tail[0] = world.block[1, 2, 3] + world.block[1].sum()


@pytest.fixture(scope="module", autouse=True)
def kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep these stages out of the user's folder."""
    place = tmp_path_factory.mktemp("compiled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "folder", lambda: place)
        yield


def plainly(one: Stage) -> Callable[[Fair, int, int], None]:
    """Return a stage as plain Python."""
    return one.rule


def assert_same(one: Fair, other: Fair) -> None:
    for name in Fair.members:
        mine, theirs = (getattr(world, name) for world in (one, other))
        mine, theirs = (mine.array, theirs.array) if isinstance(mine, Table) else (mine, theirs)
        assert mine.tobytes() == theirs.tobytes(), name


NUMBER = st.floats(allow_nan=False, width=64)
SINGLE = st.floats(allow_nan=False, width=32)
STALLS = st.fixed_dictionaries(
    {
        "cash": NUMBER,
        "share": SINGLE,
        **{name: st.integers(*bounds) for name, bounds in RANGES.items()},
        "trail": st.lists(NUMBER, min_size=FEW, max_size=FEW),
        "seasons": st.lists(NUMBER, min_size=FEW, max_size=FEW),
    }
)


@settings(max_examples=100)
@given(STALLS)
def test_what_is_written_is_read_back_by_python(written) -> None:
    alone, among = Stall(**written), empty(Stall, 3)
    for name, value in written.items():
        setattr(among[1], name, value)
    for stall in (alone, among[1]):
        for name in (*FLOATS, *WHOLE):
            assert getattr(stall, name) == written[name]
            assert type(getattr(stall, name)) is (float if name in FLOATS else int)
        assert list(stall.trail) == written["trail"]
        assert [stall.spring, stall.summer, stall.autumn] == list(stall.seasons) == written["seasons"]
    assert among.pieces.tolist() == [0, written["pieces"], 0]
    assert among.trail.shape == (3, FEW)
    assert not among.array[[0, 2]].tobytes().strip(b"\0")


@settings(max_examples=100)
@given(STALLS)
@pytest.mark.parametrize("run", [read_and_write, plainly(read_and_write)], ids=["compiled", "plain"])
def test_what_python_has_written_a_stage_reads_and_what_a_stage_writes_python_reads(run, written) -> None:
    world = fair()
    for name, value in written.items():
        setattr(world.stalls[1], name, value)
    run(world, 1, 2)
    assert world.line[:2].tolist() == [written["cash"], written["share"]]
    assert world.line[2:11].tolist() == [*written["trail"], *written["seasons"], *written["seasons"]]
    assert world.whole[1, :5].tolist() == [written[name] for name in WHOLE]
    assert world.copies.array[1].tobytes() == world.stalls.array[1].tobytes()
    assert not world.copies.array[0].tobytes().strip(b"\0")
    assert not world.whole[0].any()


SMALL = st.fixed_dictionaries(
    {
        "cash": st.floats(-1e30, 1e30),
        "share": st.floats(-(2.0**50), 2.0**50, width=32),
        **{name: st.integers(*bounds) for name, bounds in RANGES.items() if name != "balance"},
    }
)


@settings(max_examples=100)
@given(SMALL)
def test_stages_reckon_alike_compiled_or_not_and_in_wide_numbers(written) -> None:
    worlds = fair(), fair()
    for world in worlds:
        for name, value in written.items():
            setattr(world.stalls[0], name, value)
        world.copies[0].last = 250
    reckon(worlds[0], 0, 1)
    plainly(reckon)(worlds[1], 0, 1)
    assert_same(*worlds)
    pieces, bits, more = (written[name] for name in ("pieces", "bits", "more"))
    assert worlds[0].whole[0, :5].tolist() == [2 * pieces, pieces - bits, bits * more, more << 8, ~pieces]
    assert worlds[0].line[0] == written["share"] ** 2
    assert worlds[0].line[1] == pieces / 7
    assert worlds[0].line[3] == float(np.float32(written["cash"]))  # no more digits than are stored
    other = worlds[0].copies[0]
    assert (other.cash, other.pieces, other.last) == (pieces, 2, 253)
    assert [other.spring, other.summer, other.autumn] == list(other.seasons) == [50.0, 0.0, 100.0]
    assert worlds[0].line[4] == 100.0


@pytest.mark.parametrize("run", [move_about, plainly(move_about)], ids=["compiled", "plain"])
def test_parts_of_tables_and_arrays_share_memory_with_the_whole(run) -> None:
    world = fair(6)
    world.stalls.cash[:] = 1.0
    world.copies.pieces[:] = 9
    world.copies.share[:] = 0.5
    run(world, 0, 6)
    assert world.stalls.cash.tolist() == [1.0, 1.0, 50.0, 51.0, 52.0, 53.0]
    assert not world.copies.array[0].tobytes().strip(b"\0")
    assert (world.copies.pieces[1:] == 9).all()
    assert world.copies[1].balance == -10
    assert world.line[31] == 6
    assert world.block[1, 2].tolist() == [120.0, 121.0, 122.0, 123.0]
    assert world.line[20] == 123 + sum(100 + 10 * b + c for b in range(3) for c in range(4))


def test_storage_is_as_narrow_as_declared() -> None:
    assert Stall.dtype.itemsize == 8 + 1 + 4 + 2 + 4 + 8 + 8 * FEW + 8 * FEW + 1
    for name, (low, high) in RANGES.items():
        stall = Stall(**{name: high})
        assert getattr(stall, name) == high
        for beyond in (low - 1, high + 1):
            with pytest.raises(OverflowError):
                setattr(stall, name, beyond)
        assert getattr(stall, name) == high
    assert Stall(share=0.1).share == float(np.float32(0.1)) != 0.1


def test_the_layout_changes_with_every_name_kind_place_and_length() -> None:
    declared = {
        "as it is": {"cash": f64("", ""), "pieces": u8("", "")},
        "another name": {"money": f64("", ""), "pieces": u8("", "")},
        "another kind": {"cash": f32("", ""), "pieces": u8("", "")},
        "another order": {"pieces": u8("", ""), "cash": f64("", "")},
        "one more": {"cash": f64("", ""), "pieces": u8("", ""), "more": u8("", "")},
        "an array": {"cash": f64("", "", (1,)), "pieces": u8("", "")},
        "a longer array": {"cash": f64("", "", (2,)), "pieces": u8("", "")},
    }
    layouts = {why: declare("Made", why, fields).layout() for why, fields in declared.items()}
    assert len(set(layouts.values())) == len(layouts)
    told = declare("Made", "told otherwise", {"cash": f64("RMB", "Money."), "pieces": u8("pieces", "Pieces.")})
    assert told.layout() == layouts["as it is"]


def test_a_declared_row_is_a_row() -> None:
    made = declare("Made", "A row.", {"rate": f64("share", "Rate."), "bits": u8("bits", "Bits.")})
    row = made(rate=0.5, bits=7)
    assert (row.rate, row.bits, made.__doc__) == (0.5, 7, "A row.")
    assert made.fields["rate"].unit == "share"


def test_an_unknown_field_is_refused_by_python() -> None:
    stalls = empty(Stall, 2)
    for refused in (
        lambda: Stall(happiness=1),
        lambda: setattr(stalls[0], "happiness", 1),
        lambda: stalls[0].happiness,
        lambda: stalls.happiness,
        lambda: fair().happiness,
    ):
        with pytest.raises(AttributeError, match="happiness"):
            refused()


@stage
def read_unknown(world: Fair, first: int, last: int) -> None:
    world.line[0] = world.stalls[first].happiness


@stage
def write_unknown(world: Fair, first: int, last: int) -> None:
    world.stalls[first].happiness = 1.0


@stage
def ask_for_unknown(world: Fair, first: int, last: int) -> None:
    world.line[0] = len(world.happiness)


@pytest.mark.parametrize("one", [read_unknown, write_unknown, ask_for_unknown])
def test_an_unknown_field_is_refused_by_a_stage(one) -> None:
    with pytest.raises(TypingError if COMPILED else AttributeError, match="happiness"):
        one(fair(), 0, 1)
    with pytest.raises(AttributeError, match="happiness"):
        plainly(one)(fair(), 0, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("line", np.zeros(4, np.float32)),
        ("line", np.zeros((4, 1))),
        ("line", np.zeros(8)[::2]),
        ("whole", np.zeros((2, 8))),
        ("block", np.zeros((2, 3, 4)).T),
        ("stalls", Table(Stall, np.zeros(4, Stall.dtype)[::2])),
    ],
)
def test_a_world_takes_only_what_it_declares(name, value) -> None:
    held = {member: getattr(fair(), member) for member in Fair.members}
    with pytest.raises(TypeError, match=name):
        Fair(**{**held, name: value})
    with pytest.raises(TypeError, match=name):
        Fair(**{member: kept for member, kept in held.items() if member != name})
    with pytest.raises(TypeError, match="another"):
        Fair(**held, another=value)


def test_worlds_of_any_size_share_one_compiled_stage() -> None:
    for stalls in (1, 3):
        world = fair(stalls)
        world.stalls.pieces[:] = range(stalls)
        read_and_write(world, 0, min(stalls, 2))
        assert world.copies.pieces.tolist() == list(range(stalls))[:2] + [0] * (stalls - 2)
    assert read_and_write.is_ready()
