"""A small handout, and what is in it: unpacked as its page does, by the package's own unpacking."""

from __future__ import annotations

import base64
import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any

from linkage_sim.views.handout import handout
from linkage_sim.views.handout.packing import unpacked
from linkage_sim.views.handout.worlds import World, held, worlds

MONTHS, SEEDS, VARY = 37, 3, ("market",)


class Opened:
    """A handout's file, its data and its recordings."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    @cached_property
    def data(self) -> dict[str, Any]:
        return json.loads(self._element("page-data"))

    def recording(self, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
        return unpacked(base64.b64decode(self._element(f"world-{key}")))

    def _element(self, name: str) -> str:
        found = re.search(rf'<script [^>]*id="{name}">(.*?)</script>', self.text, re.DOTALL)
        assert found is not None, name
        return found[1]


def small(path: Path) -> Opened:
    return Opened(handout(path, seeds=SEEDS, months=MONTHS, vary=VARY))


def world_of(key: str) -> World:
    return next(world for world in worlds(VARY, held(MONTHS)) if world.key == key)
