"""How rules are compiled: those that count no references may neither make arrays nor hand any on."""

from __future__ import annotations

import dis
import importlib
import pkgutil
from types import ModuleType
from typing import Any

import pytest
from numba.core import types

import linkage_sim
from linkage_sim.model import LinkageModel
from linkage_sim.population.compiled import COMPILED, _counting

pytestmark = pytest.mark.skipif(not COMPILED or not _counting(True), reason="rules are not compiled, or always count references")
ROOMS = ("population", "economy", "platform", "measures", "actors")
MAKERS = ("empty", "zeros", "ones", "full", "arange", "concatenate", "empty_like", "copy", "argsort")


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(linkage_sim.__path__, "linkage_sim.")
    return [importlib.import_module(one.name) for one in found if one.name.split(".")[1] in ROOMS]


def rules() -> dict[str, Any]:
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            if hasattr(value, "py_func") and value.py_func.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = value
    return found


def borrows(rule: Any) -> bool:
    return rule.targetoptions.get("_nrt") is False


def holds_array(kind: Any) -> bool:
    return isinstance(kind, types.Array) or (isinstance(kind, types.BaseTuple) and any(holds_array(part) for part in kind.types))


def test_rules_that_borrow_are_many_and_rules_that_count_are_too() -> None:
    kinds = [borrows(rule) for rule in rules().values()]
    assert kinds.count(True) > 30
    assert kinds.count(False) > 100


def test_a_rule_that_borrows_makes_no_array_and_calls_no_rule_that_makes_one() -> None:
    found = rules()

    def makes(rule: Any) -> bool:
        told = list(dis.get_instructions(rule.py_func))
        called = [rule.py_func.__globals__.get(one.argval) for one in told if one.opname == "LOAD_GLOBAL"]
        return any(one.argval in MAKERS for one in told) or any(makes(one) for one in called if hasattr(one, "py_func"))

    assert any(makes(rule) for rule in found.values())
    assert [name for name, rule in found.items() if borrows(rule) and makes(rule)] == []


def test_a_rule_that_borrows_returns_no_array(minimal) -> None:
    LinkageModel(minimal({"months": 1})).run()
    returned = {name: [one.signature.return_type for one in rule.overloads.values()] for name, rule in rules().items()}
    assert any(holds_array(kind) for kinds in returned.values() for kind in kinds)
    assert [name for name, kinds in returned.items() if borrows(rules()[name]) and any(holds_array(kind) for kind in kinds)] == []
