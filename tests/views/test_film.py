"""A film of a village: what is seen of its months, and what is refused."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image, ImageSequence

from linkage_sim import LinkageModel, Scenario
from linkage_sim.errors import LinkageError
from linkage_sim.views.film import film
from linkage_sim.views.film.file import EACH, FIRST, LAST, scene_of
from linkage_sim.views.style import BLUE, GREEN

MONTHS = 4


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return film("junpu", tmp_path_factory.mktemp("film") / "takeoff.gif", months=MONTHS, settings={"places.junpu.founders": 40})


@pytest.fixture(scope="module")
def frames(made):
    with Image.open(made) as picture:
        return [np.asarray(one.convert("RGB")) for one in ImageSequence.Iterator(picture)]


def dots(frame, colour):
    """How many dots of the picture have a colour."""
    return int((frame == np.round(np.array(to_rgb(colour)) * 255).astype(np.uint8)).all(axis=2).sum())


def test_every_month_is_seen_and_the_first_and_the_last_for_longer(made):
    with Image.open(made) as picture:
        times = [one.info["duration"] for one in ImageSequence.Iterator(picture)]
        assert picture.size == (960, 540)
    assert times == [FIRST, *[EACH] * (MONTHS - 2), LAST]


def test_stores_light_up_and_the_curve_grows(frames):
    model = LinkageModel(Scenario.load("junpu").with_overrides({"months": MONTHS, "places.junpu.founders": 40}), seed=1).run()
    online = model.record.series("online_households")
    assert online[-1] > online[0]
    assert dots(frames[-1], GREEN) > dots(frames[0], GREEN) > 0
    curve = [dots(frame[:, 600:], BLUE) for frame in frames]
    assert curve == sorted(curve)
    assert curve[-1] > curve[0] > 0


def test_it_is_drawn_on_white_with_the_date_above_the_curve(frames):
    assert all((frame[-1, -1] == 255).all() for frame in frames)
    dates = [frame[60:100, 600:] for frame in frames]
    assert all((one < 50).any() for one in dates)
    assert any((dates[0] != one).any() for one in dates[1:])


def test_the_same_order_gives_the_same_bytes(made, tmp_path):
    again = film(Scenario.load("junpu"), tmp_path / "again.gif", months=MONTHS, settings={"places.junpu.founders": 40})
    assert again.read_bytes() == made.read_bytes()


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_an_mp4_is_made_by_ffmpeg(tmp_path):
    one, other = (film("junpu", tmp_path / name, months=2).read_bytes() for name in ("one.mp4", "other.mp4"))
    assert one[4:8] == b"ftyp"
    assert one == other


def test_without_ffmpeg_an_mp4_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LinkageError, match="needs the program ffmpeg"):
        film("junpu", tmp_path / "takeoff.mp4")


@pytest.mark.parametrize(
    ("scenario", "name", "months", "told"),
    [
        ("junpu", "takeoff.avi", 2, r"ends in \.gif or \.mp4"),
        ("junpu", "taken.gif", 2, "is not overwritten"),
        ("junpu", "none/takeoff.gif", 2, "there is no folder"),
        ("china", "takeoff.gif", 2, "china is a country"),
    ],
)
def test_what_cannot_be_filmed_is_refused(tmp_path, scenario, name, months, told):
    (tmp_path / "taken.gif").write_text("mine")
    with pytest.raises(LinkageError, match=told):
        film(scenario, tmp_path / name, months=months)
    assert {path.name for path in tmp_path.iterdir()} == {"taken.gif"}


def test_of_several_villages_that_with_most_founders_is_shown_with_its_own_stores():
    one, near = (scene_of(Scenario.load(name).with_overrides({"months": 2}), 1) for name in ("junpu", "near-junpu"))
    assert (one.village, near.village) == ("", "junpu, one of 2 villages; ")
    assert near.stores.iloc[0] == one.stores.iloc[0] == 12
