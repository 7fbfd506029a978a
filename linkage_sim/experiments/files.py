"""Files and folders that appear whole or not at all: written aside, flushed, renamed."""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import os
import platform
import shutil
import string
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import LinkageError

LOCK = ".lock"
_looked_at: set[Path] = set()
"""Folders in which this process has looked for what killed ones left."""
SPACE = "Free some space, or name a folder on another disk."
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
_passing: set[Path] = set()
"""Folders that go with this process."""


def passing_folder() -> tempfile.TemporaryDirectory[str]:
    """Make a folder that goes with what holds it.

    What is written there need not outlive a loss of power: nobody waits for the disk, which takes a study longer than its runs.
    """
    made = tempfile.TemporaryDirectory(prefix="linkage_sim-")
    _passing.update((Path(made.name), Path(made.name).resolve()))
    return made


def is_passing(path: Path) -> bool:
    """Whether a file or folder stands in one that goes with this process."""
    return not _passing.isdisjoint((path, *path.parents))


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole: into a hidden sibling first, flushed to disk, then renamed over ``path``.

    Parameters
    ----------
    path : Path
        The file's final name; an older file of that name is replaced at once or not at all.
    data : bytes
        All of its content.
    """
    with new_file(path) as aside:
        aside.write_bytes(data)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a hidden sibling to write into; flushed to disk, it takes the file's place when the block ends well, and vanishes when not.

    Parameters
    ----------
    path : Path
        The file's final name; an older file of that name is replaced at once or not at all.

    Raises
    ------
    LinkageError
        With exit code 2 where a device or a pipe stands in the place, with 1 where writing fails.
    """
    refuse_special(path)
    _remove_files_left(path.parent)
    aside = path.with_name(f".{path.name}.partial-{_machine()}-{os.getpid():x}000")
    try:
        yield aside
        _flush(aside)
        os.replace(aside, path)
        _flush(path.parent)
    except OSError as error:
        raise LinkageError(f"{path}: could not be written ({reason(error)}). {remedy(error)}", exit_code=1) from error
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a hidden folder to write into; it becomes ``path`` when the block ends well, and vanishes when it does not.

    The hidden folder stands beside ``path`` from the beginning, so that a place that cannot be written to is refused
    before any work is done.

    Parameters
    ----------
    path : Path
        The folder's final name: new, or an empty folder.

    Yields
    ------
    Path
        ``.NAME.partial-xxxx`` beside ``path``; what killed processes left of that name goes.

    Raises
    ------
    LinkageError
        With exit code 2 when the place is taken or not writable, with 1 when writing fails half-way.
    """
    target = path.resolve()
    refuse_taken(target)
    parents = _make_parents(target)
    _remove_leftovers(target)
    partial = _make_partial(target, parents)
    try:
        yield partial
        _flush_all(partial)
        _rename(partial, target)
    except OSError as error:
        _clear(partial, parents)
        raise LinkageError(
            f"{path}: could not be written ({reason(error)}); nothing of it was kept. {remedy(error)}", exit_code=1
        ) from error
    except LinkageError as error:
        _clear(partial, parents)
        if str(partial) not in str(error):
            raise
        told = str(error).replace(str(partial), str(path))  # the hidden folder is gone, and nobody knows its name
        raise LinkageError(f"{path}: nothing of it was kept, because {told}", error.exit_code) from error
    except BaseException:
        _clear(partial, parents)
        raise


def remove_folder(path: Path) -> None:
    """Remove a folder whole: it loses its name first, and what is left of it when the process is killed goes with the next new folder."""
    target = path.resolve()
    aside = _make_partial(target, [])
    try:
        target.rename(aside)
    except OSError as error:
        _clear(aside, [])
        raise cannot_write(target, error) from error
    shutil.rmtree(aside, ignore_errors=True)


def refuse_taken(target: Path) -> None:
    """Refuse a place that holds something already; what a process leaves that is killed before it has begun is nothing."""
    remedy = "Name a new folder, or move this one away."
    try:
        if target.is_dir() and not all(path.name == LOCK or is_half_written(path) for path in target.iterdir()):
            raise LinkageError(f"{target}: the folder is not empty, and results are never overwritten. {remedy}")
        if target.exists() and not target.is_dir():
            raise LinkageError(f"{target}: there is a file of this name. {remedy}")
    except OSError as error:
        raise cannot_write(target, error) from error


@contextmanager
def occupied(folder: Path) -> Iterator[None]:
    """Use a folder alone, made where there is none; what killed processes were about to write there, or have left of an older one, goes.

    Raises
    ------
    LinkageError
        Where another process uses it, or where it cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LinkageError(f"{folder}: another command is at work in this folder. Wait for it, or name another one.") from error
    except OSError as error:
        raise cannot_write(folder, error) from error
    try:
        remove_half_written(folder)
        _remove_leftovers(folder.resolve())
        yield
    finally:
        lock.release()


def remove_half_written(folder: Path) -> None:
    """Remove the files that never took their names, down to the tables of the runs of one part of an analysis."""
    for above in ("", "*/", "*/*/"):
        for path in filter(is_half_written, folder.glob(f"{above}.*.partial-*")):
            path.unlink(missing_ok=True)


def refuse_special(path: Path) -> None:
    """Refuse to take the place of a device, a pipe or a socket: other programs need it, and reading it may never end."""
    try:
        special = path.exists() and not path.is_file() and not path.is_dir()
    except OSError as error:
        raise cannot_write(path, error) from error
    if special:
        raise LinkageError(f"{path}: is a device or a pipe, and no file that can be replaced. Name a file.")


def is_half_written(path: Path) -> bool:
    """Whether a file is one that never took its name."""
    return path.name.startswith(".") and ".partial-" in path.name and path.is_file() and not path.is_symlink()


def _make_parents(target: Path) -> list[Path]:
    """Make the folders above the target; return those that are new, innermost first."""
    try:
        missing = [parent for parent in target.parents if not parent.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(target, error) from error
    return missing


def _remove_leftovers(target: Path) -> None:
    """Remove what killed processes of this machine left of the same folder; of another machine, nobody here knows whether it is at work."""
    begun = f".{target.name}.partial-{_machine()}-"
    for path in target.parent.glob(f"{glob.escape(begun)}*"):
        number = path.name.removeprefix(begun)[:-3]
        if not path.is_symlink() and _is_hex(number) and _is_gone(int(number, 16)):
            shutil.rmtree(path, ignore_errors=True)


def _remove_files_left(folder: Path) -> None:
    """Remove what killed processes of this machine left of files in a folder; once for each folder, for a study may write many."""
    place = folder.absolute()
    if place in _looked_at or not place.is_dir():
        return
    _looked_at.add(place)
    for path in place.glob(f".*.partial-{_machine()}-*"):
        number = path.name.rpartition("-")[2][:-3]
        if is_half_written(path) and _is_hex(number) and _is_gone(int(number, 16)):
            with contextlib.suppress(OSError):
                path.unlink()


def _machine() -> str:
    """A short name of this machine."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:6]


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 8 and all(char in string.hexdigits for char in text)


def _is_gone(process: int) -> bool:
    """Whether there is no such process any more."""
    if os.name == "nt" or process <= 0:
        return False  # there, asking for a process would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # it is somebody else's, or never was one
        return False
    return False


def _make_partial(target: Path, parents: list[Path]) -> Path:
    """Make the hidden sibling under a name that nobody uses."""
    for number in range(1000):
        partial = target.with_name(f".{target.name}.partial-{_machine()}-{os.getpid():x}{number:03d}")
        try:
            partial.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            _clear(partial, parents)
            raise cannot_write(target, error) from error
        return partial
    raise LinkageError(f"{target.parent}: is full of left-over folders '.{target.name}.partial-*'. Remove them.")


def _rename(partial: Path, target: Path) -> None:
    """Give the finished folder its name; an empty folder of that name gives way."""
    refuse_taken(target)
    if target.exists():
        for half_written in target.iterdir():
            half_written.unlink()
        target.rmdir()
    partial.rename(target)
    _flush(target.parent)


def _clear(partial: Path, parents: list[Path]) -> None:
    """Remove the hidden folder, and the folders above that were made for it and hold nothing else."""
    shutil.rmtree(partial, ignore_errors=True)
    for parent in parents:
        try:
            parent.rmdir()
        except OSError:
            return


def _flush_all(folder: Path) -> None:
    """Flush every file below a folder, then the folders that name them."""
    for here, _, names in os.walk(folder, topdown=False):
        for name in names:
            _flush(Path(here, name))
        _flush(Path(here))


def _flush(path: Path) -> None:
    """Have the system put a file, or a folder's list of names, on the disk."""
    if is_passing(path) or (os.name == "nt" and path.is_dir()):
        return  # that system has no such call for folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def cannot_write(target: Path, error: OSError) -> LinkageError:
    """Refuse a place that the system does not let us write to."""
    return LinkageError(f"{target}: cannot be written ({reason(error)}). Name a folder that you may write to.")


def remedy(error: OSError) -> str:
    """What helps: room on the disk, or else another place."""
    return SPACE if error.errno in FULL else "Name a place that you may write to."


def reason(error: OSError) -> str:
    """What the system says of an error, in small letters."""
    return (error.strerror or str(error)).lower()
