"""A page as a PDF file, printed by a browser that this machine has; none is ever downloaded."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ...errors import LinkageError

NAMED = "LINKAGE_SIM_CHROMIUM"
"""Environment variable that names the browser."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "microsoft-edge-stable",
         "msedge", "brave-browser")  # fmt: skip
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
FLAGS = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-pdf-header-footer")  # fmt: skip
LONGEST = 300
"""Seconds after which a browser that has printed nothing is given up."""
_PAGE = re.compile(rb"/Type\s*/Page\b")


def browser() -> str | None:
    """Where a Chromium, Chrome or Edge is: what ``LINKAGE_SIM_CHROMIUM`` names, or else the first that is known by its name."""
    return next(_browsers(), None)


def _browsers() -> Iterator[str]:
    for path in (os.environ.get(NAMED), *map(shutil.which, NAMES), *PLACES):
        if path and Path(path).is_file():
            yield path


def printed(page: bytes, program: str) -> bytes:
    """Print a page on A4.

    Parameters
    ----------
    page : bytes
        A whole HTML document.
    program : str
        The browser.

    Returns
    -------
    bytes
        The PDF file.

    Raises
    ------
    LinkageError
        If the browser prints nothing (1).
    """
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place) / "page.html", Path(place) / "page.pdf"
        source.write_bytes(page)
        profile = f"--user-data-dir={Path(place) / 'profile'}"
        command = [program, *FLAGS, *_alone(), profile, f"--print-to-pdf={target}", source.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise LinkageError(f"{program}: did not print the page ({type(error).__name__}). Print the HTML file by hand.", 1) from error
        if not target.is_file():
            said = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
            raise LinkageError(f"{program}: did not print the page ({said[0][:200]}). Print the HTML file by hand.", 1)
        return target.read_bytes()


def _alone() -> tuple[str, ...]:
    """The administrator's browser has to run without the sandbox that other users have; the page has no script."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def pages(pdf: bytes) -> int:
    """How many pages a PDF file of a browser has."""
    return len(_PAGE.findall(pdf))
