"""Compiled stages are kept only where nobody else can write: anything else is left alone, and a private folder is taken for this time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from linkage_sim.kernel import cache
from linkage_sim.kernel.compiler import place_of
from linkage_sim.kernel.rules import AS_BUILT
from linkage_sim.kernel.stages import COMPILED, stage
from linkage_sim.kernel.state import Array, Tables, array

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="on Windows, the system guards a profile's folders")

INHERITED = "LINKAGE_SIM_CACHE"


class Line(Tables):
    """A world of a few numbers."""

    numbers: Array = array(np.float64, 1, "Numbers.")


@stage
def count_on(world: Line, first: int, last: int) -> None:
    for k in range(first, last):
        world.numbers[k] += 1.0


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder above that of this program, for a process that has not chosen one yet."""
    monkeypatch.setenv(INHERITED, "to be taken away, and put back as it was")
    monkeypatch.delenv(INHERITED)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "base"))
    (tmp_path / "base").mkdir()
    cache.folder.cache_clear()
    yield tmp_path / "base"
    cache.folder.cache_clear()


def shared(wanted: Path) -> None:
    wanted.mkdir()
    wanted.chmod(0o777)


def of_the_group(wanted: Path) -> None:
    wanted.mkdir()
    wanted.chmod(0o770)


def a_link(wanted: Path) -> None:
    elsewhere = wanted.parent / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    wanted.symlink_to(elsewhere)


def a_link_to_nowhere(wanted: Path) -> None:
    wanted.symlink_to(wanted.parent / "nowhere")


def a_file(wanted: Path) -> None:
    wanted.write_text("no folder", encoding="utf-8")


def test_a_folder_of_ones_own_is_private(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir(mode=0o700)
    assert cache.is_private(own)
    for mode, private in ((0o770, False), (0o707, False), (0o722, False), (0o755, True), (0o700, True)):
        own.chmod(mode)
        assert cache.is_private(own) is private
    link = tmp_path / "link"
    link.symlink_to(own)
    assert not cache.is_private(link)
    assert not cache.is_private(tmp_path / "nowhere")


@pytest.mark.parametrize("made", [shared, of_the_group, a_link, a_link_to_nowhere, a_file])
def test_a_folder_that_is_not_ones_own_is_left_alone(base: Path, made: Callable[[Path], None]) -> None:
    wanted = base / "linkage_sim"
    made(wanted)
    before = wanted.lstat()
    chosen = cache.folder()
    assert chosen != wanted
    assert cache.is_private(chosen)
    assert chosen.stat().st_mode & 0o777 == 0o700
    assert (wanted.lstat().st_mode, wanted.lstat().st_mtime) == (before.st_mode, before.st_mtime)
    assert not (base / "nowhere").exists()
    assert os.environ[INHERITED] == str(chosen)
    chosen.rmdir()


def test_a_folder_that_others_could_exchange_is_left_alone(base: Path) -> None:
    base.chmod(0o777)
    chosen = cache.folder()
    assert chosen != base / "linkage_sim"
    assert cache.is_private(chosen)
    chosen.rmdir()
    base.chmod(0o1777)
    cache.folder.cache_clear()
    os.environ.pop(INHERITED)
    assert cache.folder() == base / "linkage_sim"


def test_somebody_elses_folder_is_left_alone(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = base / "linkage_sim"
    wanted.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: wanted.stat().st_uid + 1)
    chosen = cache.folder()
    assert chosen != wanted
    assert list(wanted.iterdir()) == []
    chosen.rmdir()


def test_where_others_can_write_it_is_told_once(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared(base / "linkage_sim")
    chosen = cache.folder()
    assert cache.folder() == chosen
    assert capsys.readouterr().err.count(str(base / "linkage_sim")) == 2  # which one, and how to mend it
    chosen.rmdir()


def test_without_a_place_for_it_a_private_folder_is_made(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (base / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(base / "file"))
    chosen = cache.folder()
    assert cache.is_private(chosen)
    chosen.rmdir()


def test_without_a_home_a_private_folder_is_made(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", nowhere)
    chosen = cache.folder()
    assert cache.is_private(chosen)
    chosen.rmdir()


def test_old_versions_of_a_stage_give_way(base: Path) -> None:
    for number in range(cache.KEPT + 3):
        place = cache.folder() / f"month-{number}"
        assert cache.make(place)
        os.utime(place, (number, number))
    left = {path.name for path in cache.folder().iterdir()}
    assert len(left) == cache.KEPT
    assert "month-0" not in left
    assert f"month-{cache.KEPT + 2}" in left


def test_a_version_that_is_used_is_young_again(base: Path) -> None:
    places = [cache.folder() / f"month-{number}" for number in range(cache.KEPT)]
    for number, place in enumerate(places):
        assert cache.make(place)
        os.utime(place, (number, number))
    assert cache.make(places[0])
    assert cache.make(cache.folder() / "month-new")
    assert places[0].is_dir()
    assert not places[1].exists()


def test_ones_own_folder_is_made_and_taken(base: Path) -> None:
    assert cache.folder() == base / "linkage_sim"
    assert cache.is_private(base / "linkage_sim")
    assert INHERITED not in os.environ
    cache.folder.cache_clear()
    assert cache.folder() == base / "linkage_sim"


def test_the_folder_of_the_process_that_started_this_one_is_taken_if_nobody_else_can_write_it(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inherited = base / "inherited"
    inherited.mkdir(mode=0o700)
    monkeypatch.setenv(INHERITED, str(inherited))
    assert cache.folder() == inherited
    cache.folder.cache_clear()
    inherited.chmod(0o777)
    assert cache.folder() == base / "linkage_sim"


def test_a_system_without_owners_needs_none(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "getuid")
    assert cache.folder() == base / "linkage_sim"
    world = Line(numbers=np.zeros(3))
    if COMPILED:
        compiled = count_on.compile(Line, AS_BUILT)
        compiled(world.address, 1, 3)
        assert count_on.is_kept(Line)
    else:
        count_on(world, 1, 3)
    assert world.numbers.tolist() == [0.0, 1.0, 1.0]


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled in this process")
@pytest.mark.parametrize("made", [shared, a_link])
def test_a_stage_is_neither_read_from_nor_kept_in_a_place_of_others(base: Path, made: Callable[[Path], None]) -> None:
    place, _ = place_of(count_on.rule, Line, AS_BUILT)
    assert place.parent == base / "linkage_sim"
    made(place)
    assert not cache.make(place)
    count_on._compiled.clear()
    world = Line(numbers=np.zeros(2))
    count_on(world, 0, 2)
    assert world.numbers.tolist() == [1.0, 1.0]
    assert list(place.iterdir()) == []
