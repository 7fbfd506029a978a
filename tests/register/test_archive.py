"""What the archive of cards notes of a month."""

from __future__ import annotations

from linkage_sim.register.archive import CardArchive, CardEvent, note_changes
from linkage_sim.register.cards import enter, leave
from linkage_sim.register.management import remember_card
from tests.worlds import small_world

LINE = 2_736.0


def test_cards_given_and_withdrawn_are_noted_and_what_was_undone_within_the_month_is_not(minimal) -> None:
    world, archive = small_world(minimal()), CardArchive()
    month, (stays, changes_back) = world.months[0], (world.households[at] for at in (3, 7))
    for now, change in enumerate((enter, leave, enter)):
        month.clear()
        for household in world.households:
            remember_card(household, LINE)
        change(stays, LINE, month)
        enter(changes_back, LINE, month)
        leave(changes_back, LINE, month)
        note_changes(world)
        archive.note(world, now)
    month.clear()
    note_changes(world)
    archive.note(world, 3)  # nothing has happened
    assert archive.history(3) == [CardEvent(0, True), CardEvent(1, False), CardEvent(2, True)]
    assert archive.history(7) == []
    assert archive.counts() == [(0, 1, 0), (1, 0, 1), (2, 1, 0)]
