"""State is declared once: rows with named fields, tables of rows, and the world that holds all tables.

A row (one household, one village, one month's record) is a class with a field for each thing that is known of it:

    class Stall(Row):
        cash: float = money64("RMB", "Cash at hand.")
        stores: int = u8("stores", "Online stores.")

The declaration gives the storage, the record that is read and written in compiled rules, the view of a single row in Python, and the
documents. Fields are stored narrow; whoever reads one gets a 64-bit number, compiled or not, so that rules are ordinary arithmetic.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from .rules import AS_BUILT, Replaced

Array = npt.NDArray[Any]
R = TypeVar("R", bound="Row")


class Field:
    """One field of a row: its storage, unit and meaning.

    Parameters
    ----------
    kind : numpy scalar type
        How it is stored.
    unit, meaning : str
        For people.
    shape : tuple of int
        Shape of a small array of numbers; empty for one number.
    """

    def __init__(self, kind: type[np.generic], unit: str, meaning: str, shape: tuple[int, ...] = ()) -> None:
        self.kind, self.unit, self.meaning, self.shape = np.dtype(kind), unit, meaning, shape
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: Row | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        value = row.record[self.name]
        return value if self.shape else value.item()

    def __set__(self, row: Row, value: Any) -> None:
        row.record[self.name] = value


def f64(unit: str, meaning: str, shape: tuple[int, ...] = ()) -> Any:
    """Declare a number stored in 64 bits: money whose books must close, and sums."""
    return Field(np.float64, unit, meaning, shape)


def f32(unit: str, meaning: str) -> Any:
    """Declare a number stored in 32 bits: shares, scores and indices."""
    return Field(np.float32, unit, meaning)


def u32(unit: str, meaning: str) -> Any:
    """Declare a whole number or bits from 0 to 2**32 - 1."""
    return Field(np.uint32, unit, meaning)


def u16(unit: str, meaning: str) -> Any:
    """Declare a whole number or bits from 0 to 65,535."""
    return Field(np.uint16, unit, meaning)


def u8(unit: str, meaning: str) -> Any:
    """Declare a whole number or bits from 0 to 255."""
    return Field(np.uint8, unit, meaning)


def i64(unit: str, meaning: str) -> Any:
    """Declare a whole number in 64 bits."""
    return Field(np.int64, unit, meaning)


class Span(Field):
    """Fields of one kind that follow each other, seen as an array that shares their memory.

    Parameters
    ----------
    first : str
        The first of them.
    count : int
        How many they are.
    """

    def __init__(self, first: str, count: int, meaning: str) -> None:
        super().__init__(np.float64, "as its fields", meaning, (count,))
        self.first = first


def span(first: str, count: int, meaning: str) -> Any:
    """Declare an array over 64-bit fields that follow each other."""
    return Span(first, count, meaning)


class Row:
    """One row of a table, read and written by field; made with keywords it is a row of its own, for tests and notebooks."""

    fields: ClassVar[dict[str, Field]] = {}
    dtype: ClassVar[np.dtype[Any]]
    record: Any

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.fields = {**cls.fields, **own}
        cls.dtype = _dtype(cls.fields)

    def __init__(self, **values: Any) -> None:
        self.record = np.zeros(1, self.dtype)[0]
        for name, value in values.items():
            setattr(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.fields and name != "record":
            raise AttributeError(f"a {type(self).__name__.lower()} has no {name!r} to set; it has {', '.join(self.fields)}")
        super().__setattr__(name, value)

    @classmethod
    def of(cls: type[R], record: Any) -> R:
        """Return the view of a record of an array."""
        row = cls.__new__(cls)
        row.record = record
        return row

    def clear(self) -> None:
        """Set every field to zero."""
        for name in self.fields:
            self.record[name] = 0

    @classmethod
    def layout(cls) -> str:
        """Return a short hash of names, types and places of the fields: compiled rules depend on it."""
        return hashlib.sha256(f"{cls.__qualname__}{cls.dtype}".encode()).hexdigest()[:12]


def _dtype(fields: dict[str, Field]) -> np.dtype[Any]:
    """Return the storage of a row: its fields one after the other, spans over them."""
    kinds = {name: np.dtype((field.kind, field.shape)) for name, field in fields.items()}
    offsets: dict[str, int] = {}
    at = 0
    for name, field in fields.items():
        offsets[name] = offsets[field.first] if isinstance(field, Span) else at
        at += 0 if isinstance(field, Span) else kinds[name].itemsize
    return np.dtype({"names": list(kinds), "formats": list(kinds.values()), "offsets": list(offsets.values()), "itemsize": at})


def declare(name: str, text: str, fields: dict[str, Field]) -> type[Row]:
    """Return a row whose fields follow from another declaration, such as the scenario's parameters."""
    return type(name, (Row,), {"__doc__": text, **fields})


class Table(Generic[R]):
    """Rows of one kind: ``table[i]`` is a row, ``table.cash`` a column, ``table.rows(first, last)`` a part that shares memory."""

    __slots__ = ("array", "kind")

    def __init__(self, kind: type[R], array: Array) -> None:
        self.kind, self.array = kind, array

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, at: int) -> R:
        return self.kind.of(self.array[at])

    def __iter__(self) -> Iterator[R]:
        return (self[at] for at in range(len(self)))

    def rows(self, first: int, last: int) -> Table[R]:
        """Return the rows from ``first`` to before ``last``."""
        return Table(self.kind, self.array[first:last])

    def __getattr__(self, name: str) -> Array:
        if name in ("array", "kind") or name not in self.kind.fields:
            raise AttributeError(f"a table of {self.kind.__name__.lower()}s has no column {name!r}")
        return self.array[name]


def empty(row: type[R], count: int) -> Table[R]:
    """Return a table of ``count`` rows, all zero."""
    return Table(row, np.zeros(count, row.dtype))


class Member(NamedTuple):
    """What a world holds under a name: a table of rows, or an array of numbers with ``ndim`` axes."""

    row: type[Row] | None
    kind: np.dtype[Any]
    ndim: int
    meaning: str


def table(row: type[R], meaning: str) -> Any:
    """Declare a table of a world."""
    return Member(row, row.dtype, 1, meaning)


def array(kind: type[np.generic], ndim: int, meaning: str) -> Any:
    """Declare an array of numbers of a world."""
    return Member(None, np.dtype(kind), ndim, meaning)


class Tables:
    """A world: all that a stage reads and writes, by name. Compiled stages find it by its address.

    Parameters
    ----------
    replaced : Replaced
        Rules of the world's own in place of built-in ones.
    values : tables and arrays
        Every declared member.
    """

    members: ClassVar[dict[str, Member]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.members = {name: value for name, value in vars(cls).items() if isinstance(value, Member)}
        for name in cls.members:
            delattr(cls, name)

    def __init__(self, replaced: Replaced = AS_BUILT, **values: Any) -> None:
        if values.keys() != self.members.keys():
            odd = ", ".join(sorted(values.keys() ^ self.members.keys()))
            raise TypeError(f"a {type(self).__name__} is made of its members, all of them and no others; see {odd}")
        self.replaced = replaced
        slots = []
        for name, member in self.members.items():
            value = values[name]
            setattr(self, name, value)
            numbers = value.array if member.row is not None else value
            if numbers.dtype != member.kind or numbers.ndim != member.ndim or not numbers.flags.c_contiguous:
                raise TypeError(f"{name} is {numbers.dtype} with {numbers.ndim} axes where {member.kind} with {member.ndim} is declared")
            slots += [numbers.ctypes.data, *numbers.shape]
        self._slots = np.array(slots, np.int64)
        self.address: int = self._slots.ctypes.data

    @classmethod
    def layout(cls) -> str:
        """Return a short hash of what the world holds."""
        parts = [f"{name} {m.row.layout() if m.row else m.kind.str} {m.ndim}" for name, m in cls.members.items()]
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:12]
