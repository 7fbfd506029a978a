"""Build the site: ``python -m docs.site [--out FOLDER]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import ROOT
from .build import build


def main() -> int:
    """Build, and say where to look."""
    asked = argparse.ArgumentParser(prog="python -m docs.site", description="Build the documents as a site that opens offline.")
    asked.add_argument("--out", type=Path, default=ROOT / "site", help="folder of the site; what an older build left there is replaced")
    out = asked.parse_args().out
    code = build(out)
    if code == 0:
        print(f"The site: open {out / 'index.html'} in a browser.")
    return code


if __name__ == "__main__":
    sys.exit(main())
