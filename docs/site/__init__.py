"""The site: every document, a page for each command, the Python reference and the gallery, as HTML that opens from a folder.

``python -m docs.site`` builds it into ``site/``.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""
