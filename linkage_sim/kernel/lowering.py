"""What numba must know of rows, tables and worlds: a row is an address, a field is a load at its place.

A field that is read becomes a 64-bit number, and is stored as narrow as it is declared. Nothing is counted, nothing is copied.
"""

from __future__ import annotations

import operator
from math import gcd
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.datamodel import models
from numba.core.extending import intrinsic, lower_builtin, register_model, typeof_impl
from numba.core.imputils import lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, bound_function, infer_getattr, infer_global, signature
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype

from .dispatchers import inner
from .rules import Rule
from .state import Field, Row, Span, Tables

_BYTE = ir.IntType(8)
_WORD = ir.IntType(64)


class RowType(types.Type):
    """The address of a row."""

    def __init__(self, row: type[Row]) -> None:
        self.row = row
        super().__init__(name=f"Row({row.__qualname__},{row.layout()})")


class TableType(types.Type):
    """The address of a table's first row, and how many rows it has."""

    def __init__(self, row: type[Row]) -> None:
        self.row = row
        super().__init__(name=f"Table({row.__qualname__},{row.layout()})")


class SeriesType(types.Type):
    """The address of a row's small array of numbers."""

    def __init__(self, row: type[Row], name: str) -> None:
        self.row, self.field = row, name
        super().__init__(name=f"Series({row.__qualname__}.{name},{row.layout()})")


class WorldType(types.Type):
    """The address of a world's slots: for each member its address and its lengths."""

    def __init__(self, world: type[Tables]) -> None:
        self.world = world
        super().__init__(name=f"World({world.__qualname__},{world.layout()})")


@register_model(RowType)
class _RowModel(models.OpaqueModel):  # type: ignore[misc]
    """An address."""


@register_model(WorldType)
class _WorldModel(models.OpaqueModel):  # type: ignore[misc]
    """An address."""


@register_model(SeriesType)
class _SeriesModel(models.OpaqueModel):  # type: ignore[misc]
    """An address."""


@register_model(TableType)
class _TableModel(models.StructModel):  # type: ignore[misc]
    """An address and a length."""

    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, [("data", types.voidptr), ("count", types.intp)])


@typeof_impl.register(Rule)
def _rule_type(rule: Rule[Any, Any], _context: Any) -> Any:
    """Give a rule the type of what the compiler makes of it."""
    return types.Dispatcher(inner(rule))


# ---------------------------------------------------------------- fields


def _number(field: Field) -> Any:
    """Return the type of a field's number that is read."""
    return types.float64 if field.kind.kind == "f" else types.int64


def _read_as(row: type[Row], field: Field) -> Any:
    """Return the type of a field that is read: a 64-bit number, or the address of several."""
    return SeriesType(row, field.name) if field.shape else _number(field)


def _tag(builder: Any, instruction: Any, row: type[Row], field: Field) -> Any:
    """Tell the optimiser that a load or store of one field never touches another: so that values can stay in registers.

    Spans lie over other fields and carry no tag: they may touch anything.
    """
    instruction.align = gcd(row.dtype.itemsize, row.dtype.fields[field.name][1], field.kind.itemsize)  # type: ignore[index]
    if not isinstance(field, Span):
        module = builder.module
        root = module.add_metadata(["linkage_sim"])
        kind = module.add_metadata([f"{row.__qualname__}.{field.name}", root, ir.Constant(_WORD, 0)])
        instruction.set_metadata("tbaa", module.add_metadata([kind, kind, ir.Constant(_WORD, 0)]))
    return instruction


def _load(builder: Any, at: Any, row: type[Row], field: Field) -> Any:
    """Load a number, as wide as it is read."""
    value = _tag(builder, builder.load(at), row, field)
    if field.kind.kind == "f":
        return value if field.kind.itemsize == 8 else builder.fpext(value, ir.DoubleType())
    if field.kind.itemsize == 8:
        return value
    return builder.zext(value, _WORD) if field.kind.kind == "u" else builder.sext(value, _WORD)


def _store(builder: Any, value: Any, at: Any, row: type[Row], field: Field) -> None:
    """Store a number, as narrow as it is declared."""
    stored = ir.FloatType() if field.kind.kind == "f" else ir.IntType(8 * field.kind.itemsize)
    if field.kind.itemsize < 8:
        value = builder.fptrunc(value, stored) if field.kind.kind == "f" else builder.trunc(value, stored)
    _tag(builder, builder.store(value, at), row, field)


@infer_getattr
class _RowAttributes(AttributeTemplate):  # type: ignore[misc]
    """Fields of a row."""

    key = RowType

    def generic_resolve(self, row: RowType, name: str) -> Any:
        """Return the type of a field."""
        field = row.row.fields.get(name)
        return None if field is None else _read_as(row.row, field)

    @bound_function("Row.clear")
    def resolve_clear(self, row: RowType, args: Any, kws: Any) -> Any:
        """Return the signature of ``row.clear()``."""
        return signature(types.void, recvr=row)


def _place(context: Any, builder: Any, row: type[Row], address: Any, name: str) -> Any:
    """Return the address of a field."""
    kind, offset = row.dtype.fields[name][:2]  # type: ignore[index]
    stored = context.get_data_type(from_dtype(kind.base))
    return builder.bitcast(builder.gep(address, [ir.Constant(_WORD, offset)], inbounds=True), stored.as_pointer())


@lower_getattr_generic(RowType)
def _get_field(context: Any, builder: Any, row: RowType, address: Any, name: str) -> Any:
    """Load a field."""
    field = row.row.fields[name]
    at = _place(context, builder, row.row, address, name)
    return builder.bitcast(at, _BYTE.as_pointer()) if field.shape else _load(builder, at, row.row, field)


@lower_setattr_generic(RowType)
def _set_field(context: Any, builder: Any, sig: Any, args: Any, name: str) -> None:
    """Store a field."""
    row = sig.args[0].row
    _store(builder, args[1], _place(context, builder, row, args[0], name), row, row.fields[name])


# ---------------------------------------------------------------- small arrays of a row


@infer_global(operator.getitem)
class _SeriesItem(AbstractTemplate):  # type: ignore[misc]
    """A number of a small array."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the type of ``series[k]``."""
        if len(args) == 2 and isinstance(args[0], SeriesType) and isinstance(args[1], types.Integer):
            return signature(_number(args[0].row.fields[args[0].field]), args[0], types.int64)
        return None


@infer_global(operator.setitem)
class _SetSeriesItem(AbstractTemplate):  # type: ignore[misc]
    """A number of a small array is set."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the type of ``series[k] = value``."""
        if isinstance(args[0], SeriesType) and isinstance(args[1], types.Integer):
            return signature(types.none, args[0], types.int64, _number(args[0].row.fields[args[0].field]))
        return None


def _place_in(context: Any, builder: Any, series: SeriesType, address: Any, at: Any) -> tuple[Any, type[Row], Field]:
    """Return the address of one number of a small array, with its row and field."""
    field = series.row.fields[series.field]
    stored = context.get_data_type(from_dtype(field.kind))
    return builder.gep(builder.bitcast(address, stored.as_pointer()), [at], inbounds=True), series.row, field


@lower_builtin(operator.getitem, SeriesType, types.Integer)
def _get_series_item(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Load a number of a small array."""
    return _load(builder, *_place_in(context, builder, sig.args[0], args[0], args[1]))


@lower_builtin(operator.setitem, SeriesType, types.Integer, types.Number)
def _set_series_item(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Store a number of a small array."""
    _store(builder, args[2], *_place_in(context, builder, sig.args[0], args[0], args[1]))
    return context.get_dummy_value()


@infer_global(len)
class _SeriesLength(AbstractTemplate):  # type: ignore[misc]
    """How many numbers a small array has."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the signature of ``len(series)``."""
        return signature(types.int64, args[0]) if len(args) == 1 and isinstance(args[0], SeriesType) else None


@lower_builtin(len, SeriesType)
def _get_series_length(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Return how many numbers a small array has."""
    return ir.Constant(_WORD, sig.args[0].row.fields[sig.args[0].field].shape[0])


def _array_at(context: Any, builder: Any, kind: Any, address: Any, lengths: list[Any]) -> Any:
    """Return an array of numbers at an address, in rows."""
    made = make_array(kind)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    strides = [ir.Constant(_WORD, size)]
    for length in reversed(lengths[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    populate_array(
        made,
        data=builder.bitcast(address, context.get_data_type(kind.dtype).as_pointer()),
        shape=lengths,
        strides=strides,
        itemsize=ir.Constant(_WORD, size),
        meminfo=None,
    )
    return made._getvalue()


@lower_builtin("Row.clear", RowType)
def _clear_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Set all of a row to zero."""
    memset = builder.module.declare_intrinsic("llvm.memset", [_BYTE.as_pointer(), _WORD])
    size = ir.Constant(_WORD, sig.args[0].row.dtype.itemsize)
    builder.call(memset, [args[0], ir.Constant(_BYTE, 0), size, ir.Constant(ir.IntType(1), 0)])
    return context.get_dummy_value()


# ---------------------------------------------------------------- tables


@infer_global(operator.getitem)
class _TableItem(AbstractTemplate):  # type: ignore[misc]
    """A row of a table."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the type of ``table[i]``."""
        if len(args) == 2 and isinstance(args[0], TableType) and isinstance(args[1], types.Integer):
            return signature(RowType(args[0].row), args[0], types.int64)
        return None


@lower_builtin(operator.getitem, TableType, types.Integer)
def _get_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Return the address of a row."""
    data = builder.extract_value(args[0], 0)
    at = builder.mul(args[1], ir.Constant(_WORD, sig.args[0].row.dtype.itemsize), flags=["nsw"])
    return builder.gep(data, [at], inbounds=True)


@infer_global(len)
class _TableLength(AbstractTemplate):  # type: ignore[misc]
    """How many rows a table has."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the signature of ``len(table)``."""
        return signature(types.int64, args[0]) if len(args) == 1 and isinstance(args[0], TableType) else None


@lower_builtin(len, TableType)
def _get_length(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Return how many rows a table has."""
    return builder.extract_value(args[0], 1)


@infer_getattr
class _TableAttributes(AttributeTemplate):  # type: ignore[misc]
    """Methods of a table."""

    key = TableType

    @bound_function("Table.rows")
    def resolve_rows(self, table: TableType, args: Any, kws: Any) -> Any:
        """Return the signature of ``table.rows(first, last)``."""
        return signature(table, types.int64, types.int64, recvr=table)


@lower_builtin("Table.rows", TableType, types.int64, types.int64)
def _get_part(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Return the rows from ``first`` to before ``last``."""
    begin = builder.mul(args[1], ir.Constant(_WORD, sig.args[0].row.dtype.itemsize), flags=["nsw"])
    data = builder.gep(builder.extract_value(args[0], 0), [begin], inbounds=True)
    return builder.insert_value(builder.insert_value(args[0], data, 0), builder.sub(args[2], args[1]), 1)


# ---------------------------------------------------------------- worlds


def _member_type(world: type[Tables], name: str) -> Any:
    """Return the type of a world's member."""
    member = world.members.get(name)
    if member is None:
        return None
    return TableType(member.row) if member.row is not None else types.Array(from_dtype(member.kind), member.ndim, "C")


@infer_getattr
class _WorldAttributes(AttributeTemplate):  # type: ignore[misc]
    """Members of a world."""

    key = WorldType

    def generic_resolve(self, world: WorldType, name: str) -> Any:
        """Return the type of a member."""
        return _member_type(world.world, name)


@lower_getattr_generic(WorldType)
def _get_member(context: Any, builder: Any, world: WorldType, address: Any, name: str) -> Any:
    """Load a member's address and lengths."""
    slot = 0
    for other, member in world.world.members.items():
        if other == name:
            break
        slot += 1 + member.ndim
    slots = builder.bitcast(address, _WORD.as_pointer())
    member = world.world.members[name]
    numbers = [builder.load(builder.gep(slots, [ir.Constant(_WORD, slot + k)], inbounds=True)) for k in range(1 + member.ndim)]
    for number in numbers:
        number.set_metadata("invariant.load", builder.module.add_metadata([]))
    data = builder.inttoptr(numbers[0], _BYTE.as_pointer())
    kind = _member_type(world.world, name)
    if member.row is None:
        return _array_at(context, builder, kind, data, numbers[1:])
    made = builder.insert_value(ir.Constant(context.get_value_type(kind), ir.Undefined), data, 0)
    return builder.insert_value(made, numbers[1], 1)


def world_at(world: type[Tables]) -> Any:
    """Return what turns an address into a world, for compiled code."""
    kind = WorldType(world)

    @intrinsic
    def at(typingctx: Any, address: Any) -> Any:
        return signature(kind, types.int64), lambda context, builder, sig, args: builder.inttoptr(args[0], _BYTE.as_pointer())

    return at


assert np.dtype(np.intp).itemsize == 8, "linkage_sim needs a 64-bit machine"
