"""Every rule of the month reads like an agent: few arguments, by names in full, typed; and every fact that it reads is declared."""

from __future__ import annotations

import inspect

import pytest

from linkage_sim.kernel.fingerprint import reached
from linkage_sim.kernel.rules import Rule
from linkage_sim.model import ALL_STAGES
from linkage_sim.state.household import Household
from linkage_sim.state.month import Month
from linkage_sim.state.village import Village

RULES = {repr(rule): rule for stage in ALL_STAGES for rule in reached(stage.rule)}
ARITHMETIC = ("linkage_sim.kernel.random.philox", "linkage_sim.kernel.random.scramble")  # words of a counter, as published


@pytest.mark.parametrize("rule", RULES.values(), ids=[name[6:-1] for name in RULES])
def test_a_rule_takes_few_arguments_by_names_in_full_and_is_typed(rule: Rule) -> None:
    signature = inspect.signature(rule.function)
    name = f"{rule.function.__module__}.{rule.function.__name__}"
    assert len(signature.parameters) <= 6
    assert all(len(argument) > 1 for argument in signature.parameters) or name in ARITHMETIC
    assert all(parameter.annotation is not inspect.Parameter.empty for parameter in signature.parameters.values())
    assert signature.return_annotation is not inspect.Signature.empty
    assert rule.function.__doc__


@pytest.mark.parametrize("row", [Household, Village, Month])
def test_every_field_has_a_unit_and_a_meaning(row: type) -> None:
    assert all(field.unit and field.meaning for field in row.fields.values())
