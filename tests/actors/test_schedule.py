from __future__ import annotations

import inspect
import re

from linkage_sim.actors import month
from linkage_sim.actors.schedule import schedule
from linkage_sim.kernel.rules import Rule
from linkage_sim.state.month import ACTORS, STAGES


def test_every_phase_named_exists_and_says_what_it_does() -> None:
    for phase in schedule():
        assert isinstance(getattr(month, phase.name), Rule), phase.name
        assert phase.text.endswith("."), phase.name
        assert len(phase.text) > 10


def test_all_actors_and_stages_are_there() -> None:
    phases = schedule()
    assert {phase.stage for phase in phases} == set(STAGES)
    assert {phase.actor for phase in phases} >= set(ACTORS)
    for actor in ACTORS:  # the four that help do so as "providers"
        stages = {phase.stage for phase in phases if phase.actor in ((actor,) if actor == "household" else (actor, "providers"))}
        assert len(stages) >= 3, actor


def test_all_providers_match_and_build_once() -> None:
    for name, stage in (("match_to_households", "integration"), ("build_for_village", "implementation")):
        assert [(phase.actor, phase.stage) for phase in schedule() if phase.name == name] == [("providers", stage)]


def test_no_phase_is_left_out() -> None:
    # what a stage calls is in the table: each name appears as often as it is called, by itself or by way of what is made of several
    names = [phase.name for phase in schedule()]
    stages = [part.rule.function for part in month.ALL_STAGES]
    others = [rule.function for rule in vars(month).values() if isinstance(rule, Rule) and rule.function.__module__ == month.__name__]
    others = [function for function in others if function not in stages]
    sources = {function.__name__: inspect.getsource(function) for function in (*stages, *others)}

    def times(name: str) -> int:
        """Return how often something is called in the course of a month's stages."""
        begun = sum(f"def {name}(" in sources[stage.__name__] for stage in stages)
        calls = {caller: len(re.findall(rf"(?<!def )\b{name}\(", source)) for caller, source in sources.items()}
        return begun + sum(count * times(caller) for caller, count in calls.items() if count)

    for name in set(names):
        assert times(name) == names.count(name), name
    assert {"judge_stores", "live", "move_in"} & set(names) == {"judge_stores", "live"}
    assert names.count("judge_stores") == 2  # for households and for shopkeepers from outside


def test_the_order_is_that_of_the_loop() -> None:
    villages = [phase.stage for phase in schedule() if phase.actor == "household"]
    assert villages == sorted(villages, key=STAGES.index)
