from __future__ import annotations

import pytest

from linkage_sim.measures.villages import (
    DATA_BASED,
    GRASSROOTS,
    MULTI_SUBJECT,
    NONE,
    PLATFORM,
    is_recent,
    is_taobao_village,
    stage_of,
    subjects_present,
)
from linkage_sim.state.village import Village

ENOUGH = (10e6, 100.0, 0.10)


@pytest.mark.parametrize(
    ("sales", "stores", "households", "meets"),
    [
        (10e6, 100, 490, True),
        (10e6 - 1, 100, 490, False),
        (10e6, 99, 991, False),
        (10e6, 99, 990, True),  # a tenth of the households instead
        (10e6, 10, 100, True),
        (10e6, 9, 100, False),
        (9e9, 0, 100, False),
        (0, 1_000, 100, False),
    ],
)
def test_the_definition_of_a_taobao_village(sales, stores, households, meets) -> None:
    assert is_taobao_village(float(sales), float(stores), float(households), ENOUGH) is meets


@pytest.mark.parametrize(("last", "month", "recent"), [(0, 5, False), (6, 5, True), (6, 16, True), (6, 17, False), (1, 0, True)])
def test_help_is_present_as_long_as_it_is_remembered(last, month, recent) -> None:
    # "last" is the month after the one in which it was given, 0 for never
    assert is_recent(float(last), float(month), 12.0) is recent


def test_subjects_are_counted_once() -> None:
    assert subjects_present([0.0, 0.0, 0.0, 0.0], 0.0, 30, 12.0) == 0
    assert subjects_present([31.0, 31.0, 31.0, 31.0], 5.0, 30, 12.0) == 4
    assert subjects_present([0.0, 0.0, 0.0, 0.0], 1.0, 30, 12.0) == 1  # a courier is the market's help
    assert subjects_present([0.0, 0.0, 31.0, 0.0], 1.0, 30, 12.0) == 1
    assert subjects_present([0.0, 18.0, 0.0, 31.0], 0.0, 30, 12.0) == 1


FULL = {"grown": True, "multi": True, "couriers": 2.0, "suppliers": 1.0, "centre": 1.0, "linked": True, "listed": True}


@pytest.mark.parametrize(
    ("lacking", "stage"),
    [
        ({}, DATA_BASED),
        ({"grown": False}, NONE),
        ({"multi": False}, GRASSROOTS),
        ({"couriers": 0.0}, MULTI_SUBJECT),
        ({"suppliers": 0.0}, MULTI_SUBJECT),
        ({"centre": 0.0}, MULTI_SUBJECT),
        ({"linked": False}, PLATFORM),
        ({"listed": False}, PLATFORM),
        ({"multi": False, "linked": True}, GRASSROOTS),
    ],
)
def test_each_stage_asks_for_all_before_it(lacking, stage) -> None:
    assert [NONE, GRASSROOTS, MULTI_SUBJECT, PLATFORM, DATA_BASED] == [0, 1, 2, 3, 4]
    given = {**FULL, **lacking}
    village = Village(couriers=given["couriers"], suppliers=given["suppliers"], centre=given["centre"])
    assert stage_of(village, given["grown"], given["multi"], given["linked"] and given["listed"]) == stage
