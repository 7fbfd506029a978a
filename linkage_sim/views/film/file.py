"""Make a film: play a run, draw its months, write a GIF or an MP4, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import LinkageError
from ...experiments.files import cannot_write, new_file
from ...scenario import Scenario
from ...scenario.evidence import Evidence
from ..app.frame import frame_of
from ..app.run import Run
from ..style import styled
from ..targets import targets_for

if TYPE_CHECKING:
    from PIL.Image import Image

    from .picture import Picture, Scene

ENDINGS = (".gif", ".mp4")
FIRST, EACH, LAST = 1200, 200, 4000
"""Milliseconds for which the first month, each month and the last one are seen."""
GREYS, SHADES = 32, 10
EXACT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-threads", "1", "-pix_fmt", "yuv420p", "-f", "mp4")
"""Have the encoder write neither the time of day nor its version, and the same bytes each time."""


def film(
    scenario: Scenario | str | PathLike[str],
    out: str | PathLike[str],
    seed: int = 1,
    months: int | None = None,
    settings: Mapping[str, Any] | None = None,
    tick: Callable[[int], None] | None = None,
) -> Path:
    """Write a film of a village: its households by clans, stores lighting up, and the curve of stores, month by month.

    Parameters
    ----------
    scenario : Scenario, str or path
        What is simulated; of several villages, the one with most founders is shown.
    out : path
        A new file that ends in ``.gif``, or in ``.mp4`` where the program ffmpeg is installed.
    seed : int
        Seed of the run.
    months : int, optional
        Length of the film in place of the scenario's own.
    settings : mapping, optional
        Values that differ from the scenario, by path.
    tick : callable, optional
        Is told how many more months are drawn.

    Returns
    -------
    Path
        The file. The same arguments give the same bytes, with the same version of the libraries.

    Raises
    ------
    LinkageError
        When the ending is none of these, ffmpeg is missing, the file is there already, or the scenario is a country.
    """
    target = Path(os.fspath(out))
    _refuse(target)
    changes = dict(settings or {}) | ({"months": months} if months is not None else {})
    chosen = scenario if isinstance(scenario, Scenario) else Scenario.load(os.fspath(scenario))
    chosen = chosen.with_overrides(changes) if changes else chosen
    if chosen.nation is not None:
        raise LinkageError(f"A film shows one village, and {chosen.name} is a country; name a scenario of a village, such as junpu.")
    with styled():
        _write(target, scene_of(chosen, seed), tick or (lambda _: None))
    return target


def _refuse(target: Path) -> None:
    """Refuse, before anything is played, what cannot be written."""
    if target.suffix not in ENDINGS:
        raise LinkageError(f"{target}: a film ends in {' or '.join(ENDINGS)}; name such a file.")
    if target.suffix == ".mp4" and not _ffmpeg():
        raise LinkageError(f"{target}: an MP4 needs the program ffmpeg, which is not installed; name a file that ends in .gif.")
    if target.exists():
        raise LinkageError(f"{target}: there is a file of this name, and it is not overwritten. Name another file.")
    try:
        if not target.parent.is_dir():
            raise LinkageError(f"{target}: there is no folder {target.parent}. Make it first, or name another file.")
    except OSError as error:
        raise cannot_write(target, error) from error


def _ffmpeg() -> bool:
    from matplotlib.animation import FFMpegWriter

    return bool(FFMpegWriter.isAvailable())


def scene_of(scenario: Scenario, seed: int) -> Scene:
    """Play the run and keep what is shown of each month."""
    import pandas as pd

    from ...model import compile_rules
    from .picture import Scene

    compile_rules()
    run = Run(scenario, seed)
    frames, stores = [], []
    while not run.over:
        run.step()
        frames.append(frame_of(run.model, run.village, run.plan, ()))
        stores.append(float(run.model.villages[run.village].stores))
    index = pd.date_range(f"{scenario.start}-01", periods=len(stores), freq="MS")
    village = f"{run.village_name}, one of {len(run.model.villages)} villages; " if len(run.model.villages) > 1 else ""
    targets = [target for target in targets_for(scenario.name, Evidence.load()) if target.measure == "stores"]
    evidence = "; evidence in black" if targets else ""
    note = f"one run of the model (seed {seed}){evidence}; lines: help of the month, numbers: households helped"
    run.close()
    return Scene(scenario.title, village, note, run.plan, frames, pd.Series(stores, index=index), targets)


def _write(target: Path, scene: Scene, tick: Callable[[int], None]) -> None:
    from .picture import Picture

    picture = Picture(scene)
    with new_file(target) as aside:
        (_gif if target.suffix == ".gif" else _mp4)(aside, picture, len(scene.frames), tick)


def _gif(path: Path, picture: Picture, months: int, tick: Callable[[int], None]) -> None:
    """Write all months in one palette."""
    first, *rest = _images(picture, months, _palette(), tick)
    times = [FIRST, *[EACH] * (months - 2), LAST][-months:]
    first.save(path, "GIF", save_all=True, append_images=rest, duration=times, loop=0, optimize=False)


def _palette() -> Image:
    """Greys, and the colours of the picture from full to nearly white: what is drawn over what gives no others that matter."""
    from matplotlib.colors import to_rgb
    from PIL.Image import new

    from ..network import STATES
    from ..style import ACTOR_COLOURS, BLUE, ORANGE

    greys = [(level / (GREYS - 1),) * 3 for level in range(GREYS)]
    full = [to_rgb(one) for one in dict.fromkeys([*(colour for colour, _ in STATES.values()), *ACTOR_COLOURS.values(), BLUE, ORANGE])]
    shades = [tuple(1 - (1 - part) * level / SHADES for part in one) for one in full for level in range(1, SHADES + 1)]
    image = new("P", (1, 1))
    image.putpalette([round(255 * part) for one in [*greys, *shades] for part in one])
    return image


def _images(picture: Picture, months: int, palette: Image, tick: Callable[[int], None]) -> Iterator[Image]:
    from PIL.Image import Dither

    for month in range(months):
        picture.show(month)
        yield _image(picture).quantize(palette=palette, dither=Dither.NONE)
        tick(1)


def _image(picture: Picture) -> Image:
    """The picture as it stands, dot by dot."""
    from PIL.Image import fromarray

    canvas: Any = picture.figure.canvas
    canvas.draw()
    return fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def _mp4(path: Path, picture: Picture, months: int, tick: Callable[[int], None]) -> None:
    """Hand all months to ffmpeg, which holds the first and the last."""
    from matplotlib.animation import FFMpegWriter

    held = f"tpad=start_mode=clone:start_duration={FIRST - EACH}ms:stop_mode=clone:stop_duration={LAST - EACH}ms"
    writer = FFMpegWriter(fps=1000 // EACH, codec="h264", extra_args=["-vf", held, "-crf", "20", *EXACT])
    with writer.saving(picture.figure, str(path), dpi=100):
        for month in range(months):
            picture.show(month)
            writer.grab_frame()
            tick(1)
