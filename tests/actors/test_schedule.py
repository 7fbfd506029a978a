from __future__ import annotations

import inspect

from linkage_sim.actors import month
from linkage_sim.actors.schedule import schedule
from linkage_sim.state.month import ACTORS, STAGES
from linkage_sim.population.compiled import COMPILED


def test_every_phase_named_exists_and_says_what_it_does() -> None:
    for phase in schedule():
        assert callable(getattr(month, phase.name)), phase.name
        assert phase.text.endswith("."), phase.name
        assert len(phase.text) > 10


def test_all_actors_and_stages_are_there() -> None:
    phases = schedule()
    assert {phase.stage for phase in phases} == set(STAGES)
    assert {phase.actor for phase in phases} >= set(ACTORS)
    for actor in ACTORS:
        stages = {phase.stage for phase in phases if phase.actor == actor}
        assert len(stages) >= 3, actor


def test_each_provider_matches_and_builds_once() -> None:
    phases = schedule()
    for name in ("match", "build"):
        assert [phase.actor for phase in phases if phase.name == name] == ["community", "government", "market", "society"]


def test_no_phase_is_left_out() -> None:
    # what a stage calls is in the table: each name appears as often as it is called
    names = [phase.name for phase in schedule()]
    rules = (month.counties_month, *month.VILLAGE_STAGES, month.books)
    source = "".join(inspect.getsource(getattr(rule, "py_func", rule)) for rule in rules)
    for name in set(names):
        assert source.count(f" {name}(") == names.count(name), name
    assert all(hasattr(rule, "py_func") for rule in rules) is COMPILED


def test_the_order_is_that_of_the_loop() -> None:
    villages = [phase.stage for phase in schedule() if phase.actor in ("household",)]
    assert villages == sorted(villages, key=STAGES.index)
