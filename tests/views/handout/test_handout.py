"""What a handout holds is what the model did: household by household, month by month, seed by seed."""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.model import LinkageModel
from linkage_sim.views.app.frame import environment_now
from linkage_sim.views.app.lessons import LESSONS
from linkage_sim.views.app.run import Run
from linkage_sim.views.handout import file, handout
from linkage_sim.views.handout.households import CARDED, KNOWS_OF_SHOPS, LINE, POOR, STEPS
from linkage_sim.views.handout.packing import packed, unpacked
from linkage_sim.views.handout.recording import FINE, KEPT, Order, recorded
from linkage_sim.views.handout.worlds import PLAYERS, held, worlds
from tests.views.handout.opened import MONTHS, SEEDS, Opened, world_of

ALL = str(2 ** len(PLAYERS) - 1)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.uint32])
def test_tables_come_out_as_they_went_in(kind):
    largest = np.iinfo(kind).max
    table = np.array([[0, largest, 0, largest // 2 + 1, 1], [largest, largest - 1, 3, 2, largest // 2]], kind)
    facts, tables = unpacked(packed({"name": "军埔"}, {"one": table, "none": np.zeros((0, 5), kind)}))
    assert facts == {"name": "军埔"}
    assert tables["one"].dtype == kind
    assert np.array_equal(tables["one"], table)
    assert tables["none"].shape == (0, 5)


@pytest.mark.parametrize("key", [ALL, "handouts"])
def test_every_household_and_month_is_the_models(made, key):
    _, tables = made.recording(key)
    model = LinkageModel(world_of(key).scenario(MONTHS), seed=1)
    for month in range(MONTHS + 1):
        rows, state = model.households, tables["state"][:, month]
        for name in ("stores", "away", "workers", "size", "need", "voiced", "received"):
            assert np.array_equal(tables[name][:, month], getattr(rows, name)), (name, month)
        assert np.array_equal(state & KNOWS_OF_SHOPS != 0, rows.flags & 1 != 0)
        assert np.array_equal(state & LINE != 0, rows.flags & 2 != 0)
        assert np.array_equal(state & CARDED != 0, rows.card & 1 != 0)
        assert np.array_equal(state & POOR != 0, rows.income < environment_now(model, 0).poverty_line)
        for name in ("income", "cash", "debt", "sales"):
            kept = 10 ** (tables[name][:, month] / STEPS)
            assert np.allclose(np.log10(kept), np.log10(1 + np.asarray(getattr(rows, name), float)), atol=0.5001 / STEPS), (name, month)
        if month < MONTHS:
            model.step()


def test_measures_are_those_of_every_seed_and_the_village_is_the_first(made):
    _, tables = made.recording(ALL)
    for place in range(SEEDS):
        model = LinkageModel(world_of(ALL).scenario(MONTHS), seed=place + 1).run()
        for name in KEPT:
            parts = FINE if name in made.data["shares"] else 1
            assert np.allclose(tables[f"of {name}"][place] / parts, model.record.series(name), atol=0.5001 / parts), (name, place)
    assert tables["place"].shape == (7, MONTHS + 1)


def test_ties_in_the_page_count_what_the_model_counts(made):
    plan = made.data["plans"]["junpu"]
    flat = plan["kin"] + plan["neighbours"]
    model = LinkageModel(world_of(ALL).scenario(MONTHS), seed=1).run()
    online = np.asarray(model.households.stores) > 0
    seen = np.zeros(len(online), int)
    for one, other in zip(flat[::2], flat[1::2], strict=True):
        seen[one] += online[other]
        seen[other] += online[one]
    assert np.array_equal(seen, np.asarray(model.households.online_kin, int) + model.households.online_neighbours)


def test_events_are_those_of_the_classroom_page(made):
    facts, _ = made.recording(ALL)
    run = Run(world_of(ALL).scenario(MONTHS), 1).to(MONTHS)
    assert [event[:2] for event in facts["events"]] == [[event.month, event.kind] for event in run.chronicle.events]
    assert facts["hash"] == run.model.scenario.hash


def test_the_page_holds_every_choice_and_every_lesson():
    all_of_them = worlds(tuple(PLAYERS), LESSONS)
    assert len({world.setting for world in all_of_them}) == len(all_of_them)
    assert sorted(int(world.key) for world in all_of_them if world.key.isdigit()) == list(range(64))
    loaded = {world.setting for world in all_of_them}
    assert all({lesson.setting, lesson.other or lesson.setting} <= loaded for lesson in LESSONS)
    assert held(30) == [lesson for lesson in LESSONS if lesson.month <= 30]


def test_the_whole_page_keeps_within_five_megabytes():
    """Every seventh world stands for its neighbours; the whole page was 4.7 MB."""
    all_of_them = worlds(tuple(PLAYERS), LESSONS)
    some = all_of_them[::7]
    sizes = [len(base64.b64encode(recorded(Order(world, None, tuple(range(1, 21)))))) for world in some]
    assert sum(sizes) / len(some) * len(all_of_them) + 200_000 < file.MOST_BYTES


def test_the_same_bytes_from_one_process_as_from_two(tmp_path):
    pages = [handout(tmp_path / f"{jobs}.html", seeds=1, months=12, vary=("market",), jobs=jobs).read_bytes() for jobs in (1, 2)]
    assert pages[0] == pages[1]


def test_nothing_in_it_is_fetched(made):
    assert "default-src 'none'" in made.text
    assert not re.search(r"""(src|href)\s*=\s*["'](?!data:)""", made.text)
    assert "http" not in re.sub(r"http-equiv|http://www\.w3\.org/\S*", "", made.text)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"seeds": 0}, "1 to 40 seeds"),
        ({"seeds": 41}, "1 to 40 seeds"),
        ({"months": 3}, "12 to 96 months"),
        ({"language": "fr"}, "speaks en, zh"),
        ({"vary": ("banks",)}, "no actor 'banks'"),
        ({"jobs": 0}, "at least 1"),
    ],
)
def test_bad_options_are_refused_before_anything_is_played(tmp_path, asked, told):
    with pytest.raises(LinkageError, match=told):
        handout(tmp_path / "class.html", **asked)
    assert not list(tmp_path.iterdir())


def test_only_a_handout_is_replaced_and_only_by_a_whole_one(made, tmp_path, monkeypatch):
    (tmp_path / "mine.html").write_text("mine")
    with pytest.raises(LinkageError, match="is no handout"):
        handout(tmp_path / "mine.html", seeds=1, months=12, vary=())
    with pytest.raises(LinkageError, match="there is no folder"):
        handout(tmp_path / "none" / "class.html")
    old = tmp_path / "class.html"
    old.write_bytes(made.path.read_bytes())
    monkeypatch.setattr(file, "MOST_BYTES", 1000)
    with pytest.raises(LinkageError, match="fewer seeds"):
        handout(old, seeds=1, months=12, vary=())
    assert old.read_bytes() == made.path.read_bytes()
    monkeypatch.undo()
    assert Opened(handout(old, seeds=1, months=12, vary=())).data["seeds"] == [1]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
