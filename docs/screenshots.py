"""Take the pictures of ``ui.md`` anew: ``python docs/screenshots.py``. Needs the extra ``ui``, playwright and a Chromium.

Each picture is a moment of the page that a teacher reaches by the clicks named here, in seed 1 of ``junpu`` in June 2014.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from tests.browser import Visit, chromium  # noqa: E402

WINDOW = {"width": 1280, "height": 720}
SERVER = "from linkage_sim.views.app.server import ui; ui('junpu', 0, browser=False)"
MOMENT = "?scenario=junpu&seed=1&month=30&lang=en"
PATIENCE = 120_000  # ms: fifty pairs of runs


def at(name: str) -> str:
    return f"[data-test='{name}']"


def village(page: Any) -> None:
    """As it is opened."""
    page.wait_for_selector(f"{at('when')}:has-text('June 2014')")


def story(page: Any) -> None:
    """A household that has heard of shops and keeps none."""
    page.locator(".dots circle.s-carded").first.click()
    page.wait_for_selector(f"{at('body-story')} h3:has-text('Household')")


def whatif(page: Any) -> None:
    """The market is taken away beside a ghost."""
    page.click(at("keep"))
    page.locator(at("switch-market")).click(force=True)
    page.wait_for_selector(f"{at('actor-market')}.off")
    page.click(at("tab-whatif"))
    page.wait_for_selector(f"{at('body-whatif')}:has-text('Market: off')")


def crowd(page: Any) -> None:
    """The same in fifty villages."""
    whatif(page)
    page.click(at("tab-crowd"))
    page.click(at("add-50"))
    page.wait_for_selector(f"{at('runs')}:has-text('50 runs')")


def lesson(page: Any) -> None:
    """The second lesson, in Chinese, answered and played."""
    page.click(at("language-zh"))
    page.keyboard.press("2")
    page.wait_for_selector("h3:has-text('少一个主体')")
    page.click(at("answer-1"))
    for year in (2012, 2013, 2014):
        page.click(at("year"))
        page.wait_for_selector(f"{at('when')}:has-text('{year}年12月')")
    page.wait_for_selector(f"{at('result')}:has-text('运行')")


PICTURES: dict[str, Callable[[Any], None]] = {
    "ui_village": village,
    "ui_story": story,
    "ui_whatif": whatif,
    "ui_class": crowd,
    "ui_lesson_zh": lesson,
}


def main() -> int:
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True, cwd=DOCS.parent)
    try:
        address = str(server.stdout and server.stdout.readline()).split()[5]
        with chromium() as browser:
            for name, steps in PICTURES.items():
                with Visit(browser, address + MOMENT, WINDOW) as visit:
                    visit.page.set_default_timeout(PATIENCE)
                    village(visit.page)
                    steps(visit.page)
                    visit.page.wait_for_timeout(500)  # the curves glide
                    visit.page.screenshot(path=str(DOCS / "figures" / f"{name}.png"))
                    print(f"docs/figures/{name}.png: written.")
    finally:
        server.terminate()
        server.wait(20)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
