"""A real browser for tests: Chromium where this machine has one; without it, the tests that need it are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
PATIENCE = 300_000  # ms: a busy machine may take minutes to open a page
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def find_chromium() -> str | None:
    """Where a Chromium is: what LINKAGE_SIM_CHROMIUM names, or the first that is known by name; none is ever downloaded."""
    named = os.environ.get("LINKAGE_SIM_CHROMIUM")
    found = (path for path in (named, *map(shutil.which, NAMES), *PLACES) if path and Path(path).exists())
    return next(found, None)


@contextmanager
def chromium() -> Iterator[Any]:
    """Give a running browser (playwright's), or skip the test."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium was found; install one, or name it in LINKAGE_SIM_CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A page with what it asked for and what it complained of.

    Parameters
    ----------
    browser : Browser
        As given by :func:`chromium`.
    address : str
        What to open.
    viewport : dict
        Width and height in pixels.
    **options
        For the browser's context, such as ``java_script_enabled``.
    """

    def __init__(self, browser: Any, address: str, viewport: dict[str, int] = LAPTOP, **options: Any) -> None:
        self.context = browser.new_context(viewport=viewport, **options)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.goto(address)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    @property
    def sideways(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
